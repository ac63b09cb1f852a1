import { el, fill } from "./dom.js";
import { ask, withoutTraffic } from "./engine.js";
import { bytes, joules, number, percent, seconds, usd, watts } from "./format.js";
import { rateCell } from "./rate.js";
import { titleOf } from "./title.js";
import * as state from "./state.js";

/** Columns: what is shown, by which number set-ups are told apart (the best is marked), and which way is better. */
const COLUMNS = [
  { name: "Decode", shown: ({ decode }, most) => rateCell(decode, most), value: (a) => a.decode.tps, better: Math.max },
  { name: "All streams", shown: (a) => `${number(a.decode.aggregate_tps)} tok/s`, value: (a) => a.decode.aggregate_tps, better: Math.max, when: (a) => a.scenario.concurrency > 1 || a.scenario.replicas > 1 },
  { name: "Bound by", shown: (a) => a.step.bound_by },
  { name: "First token", shown: (a) => (a.prefill ? seconds(a.prefill.ttft_s) : "–"), value: (a) => a.prefill?.ttft_s, better: Math.min },
  { name: "Memory", shown: (a) => [bytes(a.memory.needed_bytes), el("small", {}, `${percent(a.memory.needed_bytes / a.memory.available_bytes)} of ${bytes(a.memory.available_bytes)}`)] },
  { name: "At the wall", shown: (a) => watts(a.energy.system_power_w), value: (a) => a.energy.system_power_w, better: Math.min },
  { name: "A token", shown: (a) => joules(a.energy.system_joules_per_token), value: (a) => a.energy.system_joules_per_token, better: Math.min },
  { name: "Price", shown: (a) => usd(a.cost.price_usd), value: (a) => a.cost.price_usd, better: Math.min },
  { name: "A million tokens", shown: (a) => usd(a.cost.usd_per_million_tokens), value: (a) => a.cost.usd_per_million_tokens, better: Math.min },
];

const place = el("section.compare", { "aria-label": "Set-ups compared" });

export function compareView() {
  return place;
}

export function showComparison() {
  const rows = state.all().map((setup) => ({ setup, answer: ask("predict", withoutTraffic(setup.question)) }));
  const answers = rows.map(({ answer }) => answer).filter(({ decode }) => decode);
  const columns = COLUMNS.filter(({ when }) => !when || answers.some(when));
  const most = Math.max(0, ...answers.map(({ decode }) => decode.high_tps));
  fill(
    place,
    el("h2", {}, "Compare set-ups", el("span.quiet", {}, ` ${rows.length} of ${state.MOST_SETUPS}`)),
    el(
      "div.table-box.card",
      {},
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, ["Set-up", ...columns.map(({ name }) => name)].map((name) => el("th", { scope: "col" }, name)), el("th", { scope: "col" }, el("span.hidden", {}, "Actions")))),
        el("tbody", {}, rows.map((row, index) => tableRow(row, index, columns, bests(columns, answers), most))),
      ),
    ),
    el(
      "p.actions",
      {},
      el("button.primary#add", { type: "button", disabled: rows.length >= state.MOST_SETUPS, onclick: addAnother }, "Add a set-up"),
      el("span.quiet", {}, answers.length > 1 ? "★ is the best of its column. Rates whose intervals overlap may be as good." : "Add others to see which is best."),
    ),
  );
}

/** The best number of each column that tells; none where all are alike. */
function bests(columns, answers) {
  return columns.map(({ value, better }) => {
    const known = value ? answers.map(value).filter((x) => typeof x === "number") : [];
    return known.length > 1 && new Set(known).size > 1 ? better(...known) : undefined;
  });
}

function tableRow({ setup, answer }, index, columns, best, most) {
  const title = titleOf(setup.question) || "not stated";
  const name = el("input.name", {
    type: "text",
    value: setup.name,
    placeholder: "Name it",
    "aria-label": `Name of set-up ${index + 1}`,
    onchange: () => state.rename(index, name.value),
  });
  return el(
    "tr",
    { "data-index": index },
    el("th", { scope: "row" }, el("span", {}, title), name),
    answer.decode ? columns.map((column, i) => cell(column, answer, best[i], most)) : el("td.wrong", { colSpan: columns.length, "data-label": "No rate" }, answer.error.message),
    el(
      "td.tools",
      {},
      el("button.plain.edit", { type: "button", "aria-label": `Edit set-up ${index + 1}`, onclick: () => edit(index) }, "Edit"),
      state.all().length > 1 && el("button.plain.remove", { type: "button", "aria-label": `Remove set-up ${index + 1}`, onclick: () => state.remove(index) }, "Remove"),
    ),
  );
}

function cell({ name, shown, value }, answer, best, most) {
  const isBest = value !== undefined && best !== undefined && value(answer) === best;
  return el(`td${isBest ? ".best" : ""}`, { "data-label": name }, el("div", {}, isBest && el("span.star", { title: "best of this column" }, "★ "), shown(answer, most)));
}

function edit(index) {
  state.select(index);
  state.show("predict");
}

function addAnother() {
  state.select(state.all().length - 1);
  if (state.add()) state.show("predict");
  document.getElementById("field-device")?.focus();
}
