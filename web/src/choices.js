import { list } from "./engine.js";
import { bytes, number, watts } from "./format.js";

/** What a field offers, by the key of its option. Everything comes from the catalogs. */
const CHOICES = {
  device: () => list("devices").filter((d) => d.kind !== "storage").map(device),
  rented_device: () => CHOICES.device(),
  host: () => list("devices").filter((d) => d.kind === "cpu").map(device),
  storage: () => list("devices").filter((d) => d.kind === "storage").map(device),
  link: () => list("links").map(link),
  model: () => list("models").map(model),
  quant: () => list("quants").filter((q) => q.bits_per_weight).map(quant),
  kv_type: () => list("quants").filter((q) => q.bits_per_weight && q.kind === "storage-type").map(quant),
  engine: () => list("engines").map(engine),
};

const made = new Map();

export function choices(key) {
  if (!made.has(key)) made.set(key, CHOICES[key]());
  return made.get(key);
}

export const hasChoices = (key) => key in CHOICES;

const facts = (...parts) => parts.filter((part) => part && !part.startsWith("–")).join(" · ");

function device(d) {
  const bandwidth = `${number(d.bandwidth_bytes_per_s / 1e9)} GB/s`;
  return { value: d.slug, label: d.name, detail: facts(d.slug, bytes(d.memory_bytes), bandwidth, watts(d.power_limit_w)), count: d.runs_behind };
}

function model(m) {
  const active = m.experts > 0 ? `${number(m.active_parameters / 1e9)}B active` : "";
  return { value: m.slug, label: m.name, detail: facts(m.slug, `${number(m.parameters / 1e9)}B`, active) };
}

const quant = (q) => ({
  value: q.name,
  label: q.name,
  detail: facts(`${number(q.bits_per_weight)} bits a weight`, q.engine_family ?? "GGUF file"),
});

const link = (l) => ({
  value: l.slug,
  label: l.name,
  detail: facts(l.slug, `${number(l.bytes_per_s / 1e9)} GB/s a direction`, `${number(l.latency_s * 1e6)} µs`),
});

function engine(e) {
  const behind = Object.values(e.runs_behind).reduce((sum, runs) => sum + runs, 0);
  const as = e.family === e.name ? "" : `runs as ${e.family}`;
  return { value: e.name, label: e.name, detail: facts(as, `usual split ${e.usual_split}`, `usual weights ${e.usual_quant}`), count: behind };
}

/** For titles: the catalog's name of a slug, or what was typed. */
export const nameOf = (kind, slug) => list(kind).find((row) => row.slug === slug)?.name ?? slug ?? "";
