// The page's answers are the command line's: random questions, every number.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { ROOT, differences, launch, numbers, open, tokroof, words } from "./support.mjs";

const ANSWERED = 45; // beside what is refused
const RELATIVE = 1e-9;

let browser, page, options;
const ask = (verb, question) => page.evaluate(([v, q]) => window.tokroof.ask(v, q), [verb, question]);

before(async () => {
  browser = await launch();
  ({ page } = await open(browser));
  ({ options } = await ask("list", { kind: "options" }));
});
after(() => browser?.close());

/** Numbers from 0 to 1, the same every time (mulberry32). */
function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function question(roll, { devices, models, links, engines }) {
  const one = (items) => items[Math.floor(roll() * items.length)];
  const cards = devices.filter(({ kind }) => kind === "gpu" || kind === "apu");
  const out = { device: one(cards).slug, model: one(models).slug };
  const maybe = (share, key, values) => {
    if (roll() < share) out[key] = one(values);
  };
  maybe(0.7, "quant", ["Q4_K_M", "Q8_0", "IQ2_XXS", "BF16", "Q4_K_M"]);
  maybe(0.5, "n_devices", [1, 2, 4, 8]);
  maybe(0.2, "split", ["layer", "row", "tensor"]);
  maybe(0.2, "link", [one(links).slug, "pcie4x16", "nvlink"]);
  maybe(0.2, "engine", [one(engines).name]);
  maybe(0.4, "n_depth", [0, 4096, 32768]);
  maybe(0.2, "concurrency", [2, 16]);
  maybe(0.1, "kv_type", ["q8_0", "q4_0"]);
  maybe(0.1, "power_limit_w", [150, 300]);
  maybe(0.1, "level", [0.5, 0.95]);
  maybe(0.1, "n_gpu_layers", [10]);
  if ("n_gpu_layers" in out) out.host = "ddr5-5600x2";
  return out;
}

test("Random questions are answered as the command line answers them", async () => {
  const catalog = {};
  for (const kind of ["devices", "models", "links", "engines"]) catalog[kind] = (await ask("list", { kind }))[kind];
  const roll = dice(20261120);
  let answered = 0;
  let refused = 0;
  while (answered < ANSWERED) {
    const asked = question(roll, catalog);
    const [here, there] = await Promise.all([ask("predict", asked), tokroof(...words("predict", asked, options))]);
    assert.deepEqual(differences(here, there, RELATIVE), [], JSON.stringify(asked));
    if (here.error) refused += 1;
    else answered += 1;
    assert.ok(here.error || numbers(here).length > 40, JSON.stringify(here));
    assert.ok(refused < 3 * ANSWERED, "nearly all are refused");
  }
  console.log(`# ${answered} answered, ${refused} refused`);
  assert.ok(refused > 0 && refused < 3 * ANSWERED);
});

test("Arithmetic, capacity and ranking are the command line's too", async () => {
  const asked = { device: "rtx-3090", n_devices: 2, model: "qwen3-30b-a3b", quant: "Q4_K_M", n_depth: 8192 };
  for (const verb of ["explain", "capacity"]) {
    const [here, there] = await Promise.all([ask(verb, asked), tokroof(...words(verb, asked, options))]);
    assert.ok(numbers(here).length > 20);
    assert.deepEqual(differences(here, there, RELATIVE), [], verb);
  }
  const [here, there] = await Promise.all([
    ask("rank", { model: "qwen3-8b", quant: "Q4_K_M", devices: ["rtx-4090", "rx-7900-xtx", "m4-max-40c"], by: "tps" }),
    tokroof("rank", "--model", "qwen3-8b", "--quant", "Q4_K_M", "--devices", "rtx-4090,rx-7900-xtx,m4-max-40c", "--by", "tps"),
  ]);
  assert.equal(here.rows.length, 3);
  assert.deepEqual(differences(here.rows, there.rows, RELATIVE), []);
});

test("Verdicts on a table, and their causes, are the command line's", async () => {
  const file = path.join(ROOT, "tests", "data", "import", "llama-bench.md");
  const text = fs.readFileSync(file, "utf8");
  for (const verb of ["check", "diagnose"]) {
    const [here, there] = await Promise.all([ask(verb, { text, name: file }), tokroof(verb, file)]);
    assert.equal(here.rows.length, 5);
    assert.deepEqual(differences(here.rows, there.rows, RELATIVE), [], verb);
  }
});

test("A roofline has the command line's dots, though the page holds only what is drawn of the runs", async () => {
  const dots = (svg) => svg.match(/<circle[^>]*>/g);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "roofline-"));
  const file = path.join(folder, "roofline.svg");
  for (const asked of [
    { device: "rtx-4090", model: "qwen3-8b" },
    { device: "m2-ultra-76c", model: "llama-2-7b" },
    { device: "rtx-3090", n_devices: 2, model: "llama-3.1-70b", quant: "Q4_K_M" },
    { device: "rx-7900-xtx", model: "qwen3-8b" },
  ]) {
    await tokroof(...words("predict", asked, options), "--plot", "roofline", "-o", file);
    const drawn = dots((await ask("plot", asked)).svg);
    assert.ok(drawn.length > 20, JSON.stringify(asked));
    assert.deepEqual(drawn, dots(fs.readFileSync(file, "utf8")), JSON.stringify(asked));
  }
  fs.rmSync(folder, { recursive: true });
});

test("Refusals say the same: an unknown name, a value out of range, a model that does not fit", async () => {
  for (const asked of [
    { device: "rtx-4091", model: "qwen3-8b" },
    { device: "rtx-4090", model: "qwen3-8c" },
    { device: "rtx-4090", model: "llama-3.1-70b", quant: "Q8_0" },
    { device: "rtx-4090", model: "qwen3-8b", engine: "vlllm" },
  ]) {
    const [here, there] = await Promise.all([ask("predict", asked), tokroof(...words("predict", asked, options))]);
    assert.ok(here.error);
    assert.deepEqual(here.error, there.error);
  }
});
