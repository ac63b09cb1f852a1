import { el } from "./dom.js";
import { bytes, joules, number, percent, seconds, usd, watts } from "./format.js";
import { BOUND, PARTS } from "./words.js";
import { apply, focusOn, hasField } from "./form.js";
import { capitalized, said } from "./field.js";

/** All that one answer says. */
export const resultCards = (answer, title, name) => [
  rateCard(answer, title, name),
  el("div.cards", {}, answer.serving && servingCard(answer), partsCard(answer), memoryCard(answer), costCard(answer), basisCard(answer)),
];

/** The rate, its interval and ceiling, and what binds. */
export function rateCard({ decode, step, prefill, scenario }, title, name) {
  const many = scenario.concurrency > 1;
  const [what, helps] = BOUND[step.bound_by] ?? [step.bound_by, ""];
  return el(
    "section.card.rate",
    { "aria-labelledby": "rate-heading" },
    el("h2#rate-heading", {}, name || title, name && el("small", {}, title)),
    el(
      "p.headline",
      {},
      el("strong#rate", { "data-value": decode.tps }, number(decode.tps)),
      el("span.unit", {}, many ? "tok/s a stream" : "tok/s"),
      el("span.interval", {}, range(decode)),
      el("span.level", {}, `holds ${percent(decode.level)} of published figures`),
    ),
    rateScale(decode),
    el(
      "p.binds",
      {},
      "Bound by ",
      el("b", {}, what),
      `. The ceiling is ${number(decode.ceiling_tps)} tok/s: this is ${percent(decode.tps / decode.ceiling_tps)} of it. `,
      el("span.quiet", {}, helps),
    ),
    el(
      "dl.figures",
      {},
      many && figure("All streams", `${number(decode.aggregate_tps)} tok/s`),
      figure("A correct run", `${number(decode.correct_low_tps)} to ${number(decode.correct_high_tps)} tok/s`),
      figure("A token", seconds(step.seconds_s)),
      figure("Prompt", prefill ? `${number(prefill.tps)} tok/s` : "not modeled here", prefill && range(prefill)),
      figure("First token", prefill ? `after ${seconds(prefill.ttft_s)}` : "not modeled here"),
    ),
  );
}

/** The interval of a published figure; one that says nothing is said to. */
const range = ({ low_tps, high_tps, known }) => `${number(low_tps)} to ${number(high_tps)}${known ? "" : ": not known well enough"}`;

const figure = (term, value, more) => el("div", {}, el("dt", {}, term), el("dd", {}, value, more && el("span.quiet", {}, ` ${more}`)));

/** What requests to this server meet. An end without a bound: there more comes than can be answered. */
export function servingCard({ serving }) {
  const { figures: f, request_rate_per_s, clients, keeps_up } = serving;
  const load = request_rate_per_s === null ? `${number(clients)} clients that ask anew` : `${number(request_rate_per_s)} requests a second`;
  const ends = (shown, { low, high }) => `${shown(low)} to ${high === null ? "no bound" : shown(high)}`;
  const time = (name, p50, p99) => figure(name, p50.value === null ? "no bound" : `${seconds(p50.value)}, p99 ${seconds(p99.value)}`, p50.value !== null && ends(seconds, p99));
  return el(
    "section.card.serving",
    { "aria-labelledby": "serving-heading" },
    el("h3#serving-heading", {}, load, el(`span.badge.${keeps_up ? "good" : "bad"}`, {}, keeps_up ? "keeps up" : "too many")),
    el("p.value", { "data-value": f.most_requests_per_s.value }, number(f.most_requests_per_s.value), el("span.quiet", {}, ` a second at most (${ends(number, f.most_requests_per_s)})`)),
    el(
      "dl.figures",
      {},
      time("First token", f.ttft_p50_s, f.ttft_p99_s),
      time("Between tokens", f.itl_p50_s, f.itl_p99_s),
      time("Whole answer", f.latency_p50_s, f.latency_p99_s),
      figure("Answers", `${number(f.output_tps.value)} tok/s`, `${number(f.in_flight.value)} in flight`),
      f.met_share && figure("Meet the objectives", percent(f.met_share.value)),
      f.most_requests_per_s_meeting && figure("So do 90 % up to", `${number(f.most_requests_per_s_meeting.value)}/s`, ends(number, f.most_requests_per_s_meeting)),
    ),
  );
}

/** Where rate, intervals and ceiling lie on a line from 0. */
function rateScale({ tps, low_tps, high_tps, correct_low_tps, correct_high_tps, ceiling_tps }) {
  const most = 1.04 * Math.max(high_tps, ceiling_tps ?? 0);
  const at = (x) => `${(100 * x) / most}%`;
  const band = (name, low, high) => el(`span.${name}`, { style: { left: at(low), width: at(high - low) } });
  return el(
    "div.scale",
    { role: "img", "aria-label": `${number(tps)} tok/s between ${number(low_tps)} and ${number(high_tps)}; ceiling ${number(ceiling_tps)}` },
    el("span.axis"),
    band("published", low_tps, high_tps),
    band("correct", correct_low_tps, correct_high_tps),
    ceiling_tps && el("span.ceiling", { style: { left: at(ceiling_tps) } }, el("span.tag", {}, `ceiling ${number(ceiling_tps)}`)),
    el("span.point", { style: { left: at(tps) } }),
  );
}

/** The parts of a step, stacked. What makes the whole faster than its parts is hatched at the end. */
export function partsCard({ step }) {
  const parts = step.parts.filter(({ seconds_s }) => seconds_s !== 0);
  const positive = parts.filter(({ seconds_s }) => seconds_s > 0);
  const sum = positive.reduce((total, { seconds_s }) => total + seconds_s, 0);
  const share = (x) => `${(100 * x) / sum}%`;
  const saved = sum - step.seconds_s;
  return el(
    "section.card.parts",
    { "aria-labelledby": "parts-heading" },
    el("h3#parts-heading", {}, `Where the ${seconds(step.seconds_s)} of a token go`),
    el(
      "div.stack",
      { "aria-hidden": "true" },
      positive.map(({ name, seconds_s }) => el(`span.part.${name}`, { style: { width: share(seconds_s) }, title: `${PARTS[name] ?? name}: ${seconds(seconds_s)}` })),
      saved > sum * 1e-3 && el("span.saved", { style: { width: share(saved) }, title: `faster than the parts by ${seconds(saved)}` }),
    ),
    el(
      "table.legend",
      {},
      el("caption.hidden", {}, "Parts of a step"),
      el("tbody", {}, parts.map(({ name, seconds_s }) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, el(`span.key.part.${seconds_s < 0 ? "negative" : name}`), PARTS[name] ?? name),
          el("td", {}, seconds(seconds_s)),
          el("td", {}, percent(seconds_s / step.seconds_s)),
        ),
      )),
    ),
  );
}

/** Memory that is needed, of what is there. */
export function memoryCard({ memory }) {
  const { needed_bytes, available_bytes, by, fits } = memory;
  const most = Math.max(needed_bytes, available_bytes ?? 0);
  const width = (x) => `${(100 * x) / most}%`;
  const host = memory.host_needed_bytes > 0;
  return el(
    `section.card.memory${fits ? "" : ".misfit"}`,
    { "aria-labelledby": "memory-heading" },
    el("h3#memory-heading", {}, "Memory", el(`span.badge.${fits ? "good" : "bad"}`, {}, fits ? "fits" : "does not fit")),
    el("p.value", {}, bytes(needed_bytes), el("span.quiet", {}, ` of ${bytes(available_bytes)}`)),
    el(
      "div.stack",
      { "aria-hidden": "true" },
      Object.entries({ weights: by.weights, kv: by.kv, overhead: by.overhead }).map(([name, x]) => x > 0 && el(`span.part.${name}`, { style: { width: width(x) }, title: `${name}: ${bytes(x)}` })),
      available_bytes < needed_bytes && el("span.limit", { style: { left: width(available_bytes) }, title: "what is there" }),
    ),
    el("p.quiet", {}, `${bytes(by.weights)} weights, ${bytes(by.kv)} KV cache, ${bytes(by.overhead)} overhead`),
    host && el("p.quiet", {}, `On the host: ${bytes(memory.host_needed_bytes)} of ${bytes(memory.host_available_bytes)}`),
    memory.spilled_bytes > 0 && el("p.quiet", {}, `${bytes(memory.spilled_bytes)} beyond it are read over the link every step`),
    memory.stored_bytes > 0 && el("p.quiet", {}, `${bytes(memory.stored_bytes)} are read from storage every step`),
    el("p.quiet.room"),
  );
}

/** How long a context may become. */
export function roomText({ asked }) {
  if (!(asked?.most_depth > 0)) return "";
  return `Room for a context of ${asked.most_depth.toLocaleString("en-US")} tokens${asked.depth_bound_by === "model" ? ", the model's own limit" : ""}`;
}

/** Draw and price. */
export function costCard({ energy, cost }) {
  const bound = energy.power_is === "upper bound" ? "at most " : "about ";
  return el(
    "section.card.cost",
    { "aria-labelledby": "cost-heading" },
    el("h3#cost-heading", {}, "Power and cost"),
    el("p.value", {}, cost.usd_per_million_tokens === null ? "price not known" : usd(cost.usd_per_million_tokens), el("span.quiet", {}, " a million tokens")),
    el(
      "dl.figures",
      {},
      figure("Devices", energy.power_w === null ? "not known" : bound + watts(energy.power_w), energy.power_limit_w && `of ${watts(energy.power_limit_w)}`),
      figure("At the wall", energy.system_power_w === null ? "not known" : bound + watts(energy.system_power_w)),
      figure("A token", joules(energy.system_joules_per_token)),
      figure("Price", usd(cost.price_usd), cost.rent_usd_per_h === null ? cost.price_is : `rented at ${usd(cost.rent_usd_per_h)}/h`),
    ),
  );
}

/** How much measuring stands behind it, and what was taken without being stated. */
export function basisCard({ basis, assumed, load }) {
  const runs = (n) => (n ?? 0).toLocaleString("en-US");
  return el(
    "section.card.basis",
    { "aria-labelledby": "basis-heading" },
    el("h3#basis-heading", {}, "Basis"),
    el("p.value", {}, runs(basis.runs_behind), el("span.quiet", {}, " measured figures of this device")),
    el("p.quiet", {}, `${runs(basis.family_runs)} of its family, ${runs(basis.engine_runs)} of this engine went into the fit.`),
    basis.runs_behind === 0 && el("p.warning", {}, "Nobody's measurement of this device is in the fit: the interval is wider."),
    (basis.notes ?? []).map((note) => el("p.warning", {}, capitalized(note))),
    load && el("p.quiet", {}, `Loading the weights takes at least ${seconds(load.seconds_s)}, bound by the ${load.bound_by}.`),
    el(
      "details.assumed",
      {},
      el("summary", {}, `${Object.keys(assumed).length} defaults were assumed`),
      el("ul.chips", {}, Object.entries(assumed).map(([key, value]) => el("li", {}, hasField(key) ? el("button", { type: "button", onclick: () => focusOn(key) }, `${key} = ${value}`) : el("span", {}, `${key} = ${value}`)))),
    ),
  );
}

/** Why there is no rate: what the program said, and what would fit. */
export function refusalCard({ error }, { hasField: marked, quants = [], counts = [] }) {
  const offer = (key, value, text) => el("button.suggestion", { type: "button", onclick: () => apply(key, value) }, text);
  return el(
    "section.card.refusal",
    { role: "alert" },
    el("h2", {}, error.kind === "does-not-fit" ? "Does not fit" : error.kind === "cannot-model" ? "Not modeled" : "No answer"),
    el("p", {}, said({ message: error.message.replace(/^does not fit: /, "") })),
    marked && el("p.quiet", {}, "The field is marked in the form."),
    !marked && error.suggestions.length > 0 && el("p", {}, "Nearest: ", error.suggestions.join(", ")),
    quants.length > 0 && el("p.offers", {}, "Smaller weights that fit: ", quants.map(({ quant, memory }) => offer("quant", quant, `${quant}, ${bytes(memory.needed_bytes)}`))),
    counts.length > 0 && el("p.offers", {}, `${quants.length > 0 ? "Or more" : "More"} of the device: `, counts.map((n) => offer("n_devices", String(n), `${n} ×`))),
    error.kind === "does-not-fit" && el("p.quiet", {}, "Layers or experts on the host are under Model and engine in More options."),
  );
}
