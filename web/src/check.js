import { el, fill } from "./dom.js";
import { ask, list } from "./engine.js";
import { Field, capitalized, complaint, fieldOf } from "./field.js";
import { number, percent } from "./format.js";
import { CAUSES, VERDICTS } from "./words.js";
import { titleOf } from "./title.js";
import * as state from "./state.js";

const FIGURE_KEYS = ["device", "model", "quant"];
const OTHER_KEYS = ["n_devices", "host", "link", "engine"];
const EXAMPLE = `ggml_cuda_init: found 1 CUDA devices:
  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes
| model                          |       size |     params | backend    | ngl |          test |                  t/s |
| ------------------------------ | ---------: | ---------: | ---------- | --: | ------------: | -------------------: |
| qwen3 32B Q4_K - Medium        |  18.40 GiB |    32.76 B | CUDA       |  99 |         pp512 |      1112.40 ± 5.11 |
| qwen3 32B Q4_K - Medium        |  18.40 GiB |    32.76 B | CUDA       |  99 |         tg128 |        33.81 ± 0.03 |
| qwen3 8B Q4_K - Medium         |   4.68 GiB |     8.19 B | CUDA       |  99 |         pp512 |      2950.14 ± 9.30 |
| qwen3 8B Q4_K - Medium         |   4.68 GiB |     8.19 B | CUDA       |  99 |         tg128 |        24.70 ± 0.11 |`;
const MOST_BYTES = 8e6;
const MOST_LINKED = 2000; // characters of a text that an address holds in every browser
const MOST_ROWS_SHOWN = 200;

const stated = {};
const fields = new Map();
const result = el("div.verdicts", { "aria-live": "polite" });
let text = null;
let rate = null; // tok/s of one figure
let fileName = "text";
let shown = null; // the figure of the address that the fields show

/** "Is my number right?": one figure, or what a benchmark printed, row by row. */
export function checkView() {
  text = el("textarea#pasted", { rows: 11, spellcheck: false, placeholder: "Paste what llama-bench, vLLM, Ollama, … printed, write “3090 gets 40 t/s on llama 3 8b q4”, or drop a file here", oninput: () => (fileName = "text") });
  const file = el("input#file", { type: "file", multiple: false, onchange: () => take(file.files[0]) });
  const byKey = new Map(list("options").map((option) => [option.key, option]));
  const [figure, others] = [FIGURE_KEYS, OTHER_KEYS].map((keys) => keys.map((key) => statedField(byKey.get(key)).node));
  rate = el("input#figure-tps", { type: "text", inputMode: "decimal", autocomplete: "off", placeholder: "measured" });
  const rateField = el("div.field", {}, el("label", { htmlFor: "figure-tps" }, "tok/s"), rate);
  const view = el(
    "section.check",
    { "aria-labelledby": "check-heading" },
    el("h2#check-heading", {}, "Is my number right?"),
    el(
      "form.card",
      { onsubmit: (event) => { event.preventDefault(); judge(); } },
      el("p.big", {}, "One figure"),
      el("div.fields.one-figure", {}, figure, rateField),
      el("label.big", { htmlFor: "pasted" }, "or what the benchmark printed"),
      text,
      el(
        "p.actions",
        {},
        el("button.primary#judge", { type: "submit" }, "Judge it"),
        el("label.file", { htmlFor: "file" }, "Open a file", file),
        el("button.plain", { type: "button", onclick: () => { text.value = EXAMPLE; fileName = "text"; judge(); } }, "Show an example"),
      ),
      el("details.not-said", {}, el("summary", {}, "What the text does not say"), el("p.quiet", {}, "Only for rows that leave it open: tables often do not name the device."), el("div.fields", {}, others)),
    ),
    result,
  );
  view.addEventListener("dragover", (event) => event.preventDefault());
  view.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  return view;
}

/** Whether the address holds the text. */
export const linksText = () => text.value.length <= MOST_LINKED;

/** What the address says is put into the fields, and judged. */
export function showFigure() {
  if (shown === state.figure()) return;
  shown = state.figure();
  if (Object.keys(shown).length === 0) return;
  for (const [key, field] of fields) {
    if (shown[key]) stated[key] = shown[key];
    else delete stated[key];
    field.set(shown[key] ?? "");
  }
  rate.value = shown.tps ?? "";
  text.value = shown.text ?? "";
  fileName = "text";
  judge();
}

/** The address holds what is judged, so that the verdict has a link. */
function link() {
  const asked = { ...stated };
  const [tps, pasted] = [rate.value.trim(), text.value.trim()];
  if (tps) asked.tps = tps;
  if (pasted && linksText()) asked.text = text.value;
  shown = asked;
  state.setFigure(asked);
}

function statedField(option) {
  const field = new Field(option, (key, value) => {
    if (value === "") delete stated[key];
    else stated[key] = value;
    if (text.value.trim() || (rate.value.trim() && stated.device && stated.model)) judge();
  }, { id: `stated-${option.key}` });
  field.assume("");
  if (field.unstated) field.unstated.textContent = "as the text says";
  else field.input.placeholder = "as the text says";
  fields.set(option.key, field);
  return field;
}

async function take(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) return fill(result, el("p.card.refusal", { role: "alert" }, `${file.name} is larger than any benchmark's output (${number(file.size / 1e6)} MB).`));
  text.value = await file.text();
  fileName = file.name;
  judge();
}

function judge() {
  for (const field of fields.values()) field.complain(null);
  const tps = rate.value.trim().replace(",", ".");
  if (!text.value.trim() && !tps) return fill(result, el("p.card.refusal", { role: "alert" }, "There is nothing to judge yet: state a rate or paste a table first."));
  if (!text.value.trim() && !(Number(tps) > 0)) return fill(result, el("p.card.refusal", { role: "alert" }, `“${tps}” is no rate.`));
  link();
  const question = text.value.trim() ? { ...stated, text: text.value, name: fileName } : { ...stated, tps: Number(tps) };
  const answer = ask("diagnose", question);
  if (answer.error) return refuse(answer.error);
  const { findings = [] } = ask("check", question);
  fill(result, summary(answer), noted(answer.import, findings), answer.rows.slice(0, MOST_ROWS_SHOWN).map((row) => verdict(row, answer.runs[row.index])), answer.rows.length > MOST_ROWS_SHOWN && el("p.quiet", {}, `${answer.rows.length - MOST_ROWS_SHOWN} more rows: tokroof diagnose shows all.`));
}

function refuse(error) {
  const field = fieldOf(fields, error);
  if (field) {
    const closed = field.node.closest("details");
    if (closed) closed.open = true;
    field.complain(error, (name) => { stated[field.option.key] = name; field.set(name); judge(); });
  }
  fill(result, el("div.card.refusal", { role: "alert" }, el("h3", {}, "Not read"), el("p", {}, field ? complaint({ ...error, suggestions: [] }) : capitalized(error.message), error.where && !field && el("span.quiet", {}, ` (${error.where})`))));
}

function summary({ rows }) {
  const counts = new Map();
  for (const { verdict: name } of rows) counts.set(name, (counts.get(name) ?? 0) + 1);
  const open = rows.some(({ reason }) => /is not (stated|named)/.test(reason));
  return el(
    "p.summary",
    {},
    `${rows.length} ${rows.length === 1 ? "row" : "rows"}: `,
    [...counts].map(([name, n]) => el(`span.badge.${VERDICTS[name][1]}`, {}, `${n} ${VERDICTS[name][0]}`)),
    open && el("button.plain", { type: "button", onclick: () => fields.get("device").input.focus() }, "State what the text leaves open"),
  );
}

/** How names were understood, and what was not. */
function noted({ files = [], names = [], understood = [] } = {}, findings) {
  const problems = files.flatMap((file) => file.problems);
  const read = names.filter(({ typed, name, note }) => note || !name || typed !== name);
  if (problems.length + read.length + findings.length + understood.length === 0) return null;
  const unknown = read.some(({ name }) => !name) || problems.length > 0 || findings.length > 0;
  return el(
    "details.card.notes",
    { open: unknown },
    el("summary", {}, "How the text was read"),
    el("ul", {}, understood.length > 0 && el("li", {}, `Understood: ${understood.join(", ")}`), findings.map(({ message }) => el("li", {}, capitalized(message))), problems.map(({ where, message }) => el("li", {}, `${where}: ${message}`)), read.map(({ kind, typed, name, note, nearest }) => el("li", {}, `“${typed}” `, name ? [`was read as ${kind} `, el("code", {}, name)] : `is no ${kind} that is known${nearest.length > 0 ? `; nearest: ${nearest.join(", ")}` : ""}`, note && el("span.quiet", {}, ` (${note})`)))),
  );
}

function verdict(row, run) {
  const [word, tone] = VERDICTS[row.verdict];
  return el(
    "article.card.verdict",
    { "data-verdict": row.verdict },
    el("h3", {}, el(`span.badge.${tone}`, {}, word), titleOf({ ...run, n_depth: run.depth })),
    row.predicted_tps !== null && measuredScale(row),
    el("p", {}, capitalized(row.reason.replace(/^[a-z]+(-[a-z]+)+: /, "")), "."),
    row.verdict !== "unknown" && hypotheses(row),
    row.next_measurement && row.verdict !== "ok" && el("p.next", {}, el("b", {}, "To be sure: "), row.next_measurement, "."),
    el("p.actions", {}, el("button.plain", { type: "button", onclick: () => open(run) }, "Open as a set-up")),
  );
}

function measuredScale({ measured_tps, predicted_tps, low_tps, high_tps, ceiling_tps }) {
  const most = 1.04 * Math.max(high_tps, ceiling_tps ?? 0, measured_tps);
  const at = (x) => `${(100 * x) / most}%`;
  return el(
    "div.scale",
    { role: "img", "aria-label": `${number(measured_tps)} measured; ${number(low_tps)} to ${number(high_tps)} expected` },
    el("span.axis"),
    el("span.published", { style: { left: at(low_tps), width: at(high_tps - low_tps) } }),
    ceiling_tps && el("span.ceiling", { style: { left: at(ceiling_tps) } }, el("span.tag", {}, `ceiling ${number(ceiling_tps)}`)),
    el("span.point.expected", { style: { left: at(predicted_tps) } }),
    el("span.measured", { style: { left: at(measured_tps) } }, el("span.tag", {}, `measured ${number(measured_tps)}`)),
  );
}

/** The causes that are worth a look, the likeliest first. */
function hypotheses({ hypotheses: all }) {
  return el(
    "ol.causes",
    {},
    all.filter(({ probability }, i) => i === 0 || (i < 4 && probability >= 0.02)).map(({ name, probability, explanation }) =>
      el("li", {}, el("meter", { min: 0, max: 1, value: probability, "aria-label": percent(probability) }), el("span.chance", {}, percent(probability)), el("span", {}, CAUSES[name] && el("b", {}, `${CAUSES[name]} – `), explanation)),
    ),
  );
}

/** A row's columns are not all options; those that are become a set-up. */
function open(run) {
  const columns = { device: "device", n_devices: "n_devices", model: "model", quant: "quant", engine: "engine", backend: "backend", split: "split", interconnect: "link", network: "network", machine_devices: "machine_devices", depth: "n_depth", n_gen: "n_gen", concurrency: "concurrency", n_prompt: "n_prompt" };
  const question = {};
  for (const [column, key] of Object.entries(columns)) {
    if (run[column] !== undefined && !(column === "split" && run.n_devices === 1)) question[key] = String(run[column]);
  }
  if (!state.add(question)) {
    state.remove(state.position());
    state.add(question);
  }
  state.show("predict");
}
