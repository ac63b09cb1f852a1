import { el, fill } from "./dom.js";
import { ask, list, withoutTraffic } from "./engine.js";
import { Field, capitalized, complaint, fieldOf } from "./field.js";
import { bytes, number, seconds } from "./format.js";
import { rateCell } from "./rate.js";
import * as state from "./state.js";

const MACHINE = ["device", "n_devices", "host", "engine"];
/** Of the set-up in hand, what is of a model and not of the machine. */
const OF_A_MODEL = ["model", "quant", "size_gib", "n_depth", "n_gpu_layers", "n_cpu_moe", "override_tensor", "spill"];
const ORDERS = [["size", "largest first"], ["tps", "fastest first"], ["context", "longest context first"], ["date", "newest first"]];
const SHOWN_AT_FIRST = 20;

const fields = new Map();
const inputs = new Map(); // of wishes
const result = el("div.runs");
let shown = SHOWN_AT_FIRST;

/** "What can I run?": the models that run on the machine of the set-up in hand, each with its best file. */
export function modelsView() {
  const byKey = new Map(list("options").map((option) => [option.key, option]));
  for (const key of MACHINE) fields.set(key, new Field(byKey.get(key), state.setOption, { id: `runs-${key}` }));
  return el(
    "section.compare.models",
    { "aria-labelledby": "models-heading" },
    el("h2#models-heading", {}, "What can I run?"),
    el(
      "form.card",
      { onsubmit: (event) => event.preventDefault() },
      el("div.fields", {}, MACHINE.map((key) => fields.get(key).node)),
      el("div.fields", {}, wish("min_tps", "At least, tok/s", "10"), wish("context", "Context, tokens", "8192"), wish("max_age_months", "Not older than, months", "24"), order()),
    ),
    result,
  );
}

/** A number that the person asks for; empty: the program's own. */
function wish(key, label, usual) {
  const input = el("input", { id: `runs-${key}`, type: "text", inputMode: "numeric", autocomplete: "off", placeholder: usual, oninput: () => state.setWish(key, input.value.trim()) });
  inputs.set(key, input);
  return el("div.field", {}, el("label", { htmlFor: input.id }, label), input);
}

function order() {
  const select = el("select#runs-by", { onchange: () => state.setWish("by", select.value) }, ORDERS.map(([value, label]) => el("option", { value }, label)));
  inputs.set("by", select);
  return el("div.field", {}, el("label", { htmlFor: "runs-by" }, "Order"), select);
}

export function showModels() {
  const machine = withoutTraffic(state.current().question);
  for (const key of OF_A_MODEL) delete machine[key];
  const wishes = state.wishes();
  for (const [key, input] of inputs) {
    if (input !== document.activeElement) input.value = wishes[key] ?? (key === "by" ? ORDERS[0][0] : "");
  }
  const answer = ask("models", { ...machine, ...Object.fromEntries(Object.entries(wishes).map(numbered)) });
  for (const [key, field] of fields) {
    field.set(machine[key]);
    field.assume(answer.assumed?.[key]);
    field.complain(null);
  }
  if (answer.error) return refuse(answer.error);
  const { models } = answer;
  const most = Math.max(0, ...models.slice(0, shown).map(({ high_tps }) => high_tps));
  fill(
    result,
    el("p.summary", {}, `${models.length} ${models.length === 1 ? "model keeps" : "models keep"} ${number(answer.min_tps)} tok/s with room for ${whole(answer.context)} tokens`),
    models.length > 0 && table(models.slice(0, shown), most),
    models.length > shown && el("p.actions", {}, el("button#all-models", { type: "button", onclick: () => { shown = models.length; showModels(); } }, `Show all ${models.length}`)),
    answer.next_size && el("p.quiet.next-size", {}, nextSize(answer.next_size)),
    leftOut(answer.excluded),
  );
}

const whole = (tokens) => tokens.toLocaleString("en-US");

/** What is no number goes as it is: the program says so. */
const numbered = ([key, text]) => [key, Number.isFinite(Number(text)) ? Number(text) : text];

const HEADS = ["Model", "File", "Decode", "First token", "Longest context", "Memory", "Released"];

const table = (models, most) =>
  el(
    "div.table-box.card",
    {},
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, HEADS.map((head) => el("th", { scope: "col" }, head)), el("th", { scope: "col" }, el("span.hidden", {}, "Actions")))),
      el("tbody", {}, models.map((model) => row(model, most))),
    ),
  );

function row(m, most) {
  const cells = [
    [m.quant, m.placement !== "gpu" && el("small", {}, m.options || m.placement)],
    rateCell(m, most),
    seconds(m.ttft_s),
    `${whole(m.context)} tokens`,
    [bytes(m.needed_bytes), m.host_bytes > 0 && el("small", {}, `${bytes(m.host_bytes)} on the host`)],
    m.released ?? "–",
  ];
  return el(
    "tr",
    { "data-model": m.model },
    el("th", { scope: "row" }, el("span", {}, m.name), el("small", {}, `${number(m.parameters / 1e9)}B`, m.active_parameters < m.parameters && `, ${number(m.active_parameters / 1e9)}B active`, m.same_shape.length > 0 && el("span", { title: m.same_shape.join(", ") }, ` and ${m.same_shape.length} of the same shape`))),
    cells.map((content, i) => el("td", { "data-label": HEADS[i + 1] }, el("div", {}, content))),
    el("td.tools", {}, el("button.plain", { type: "button", "aria-label": `Open ${m.name} as a set-up`, onclick: () => open(m) }, "Open")),
  );
}

const nextSize = ({ model, quant, needed_bytes, available_bytes, n_devices, tps }) =>
  `One size up: ${model} (${quant}) needs ${bytes(needed_bytes)}, ${bytes(available_bytes)} are there${n_devices ? `; ${n_devices} of these devices run it at ${number(tps)} tok/s` : ""}.`;

function leftOut(excluded) {
  return excluded.length > 0 && el("details.card.notes", {}, el("summary", {}, `${excluded.length} are not listed`), el("ul", {}, excluded.map(({ model, reason }) => el("li", {}, el("code", {}, model), ` ${reason}`))));
}

function open({ model, quant }) {
  state.setOption("model", model);
  state.setOption("quant", quant);
  state.show("predict");
}

function refuse(error) {
  const field = fieldOf(fields, error);
  field?.complain(error, (name) => state.setOption(field.option.key, name));
  fill(result, el("p.card.refusal", { role: "alert" }, field ? complaint({ ...error, suggestions: [] }) : capitalized(error.message)));
}
