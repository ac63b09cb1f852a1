import { el, fill } from "./dom.js";
import { list } from "./engine.js";
import { Field, complaint, fieldOf } from "./field.js";
import * as state from "./state.js";

const MAIN = [
  ["Machine", ["device", "n_devices", "split", "link", "machine_devices", "network"]],
  ["Model", ["model", "quant", "engine"]],
  ["Work", ["n_depth", "n_prompt", "concurrency"]],
];

/** What several devices alone have. */
const OF_SEVERAL = ["split", "link", "machine_devices", "network"];

const fields = new Map();
const unknown = el("div.unknown", { role: "alert" });
let more = null;
let onStated = () => {};

/** The form for the set-up in hand: the few options everybody states, and all others behind a disclosure. */
export function form(changed) {
  onStated = changed;
  const options = list("options");
  const isMain = new Set(MAIN.flatMap(([, keys]) => keys));
  const byKey = new Map(options.map((option) => [option.key, option]));
  const groups = new Map();
  for (const option of options) {
    if (isMain.has(option.key)) continue;
    if (!groups.has(option.group)) groups.set(option.group, []);
    groups.get(option.group).push(option);
  }
  more = el("div.more", {}, el("h2", {}, "More options"), [...groups].map(([heading, rows]) => group(heading, rows)));
  const node = el(
    "form",
    { onsubmit: (event) => event.preventDefault(), "aria-label": "Set-up" },
    MAIN.map(([heading, keys]) => fieldset(heading, keys.map((key) => field(byKey.get(key))))),
    unknown,
    more,
  );
  refresh();
  return node;
}

const group = (heading, rows) =>
  el(
    "details",
    {},
    el("summary", {}, heading, el("span.stated")),
    el("div.fields", {}, rows.map((option) => field(option, { explained: true }))),
  );

const fieldset = (heading, nodes) => el("fieldset", {}, el("legend", {}, heading), el("div.fields", {}, nodes));

function field(option, settings) {
  const made = new Field(option, (key, text) => onStated(key, text), settings);
  fields.set(option.key, made);
  return made.node;
}

/** Shows what the set-up in hand states. */
export function refresh() {
  const { question } = state.current();
  for (const [key, one] of fields) one.set(question[key]);
  showStated();
}

export function showStated() {
  const { question } = state.current();
  const several = Number(question.n_devices) > 1 || (question.device ?? "").includes("+");
  for (const key of OF_SEVERAL) fields.get(key).node.hidden = !several && !(key in question);
  for (const details of more.querySelectorAll("details")) {
    const stated = Object.keys(question).filter((key) => details.contains(fields.get(key)?.node ?? null)).length;
    details.querySelector(".stated").textContent = stated > 0 ? `${stated} stated` : "";
  }
}

/** What an answer says about the fields: what was assumed, and what is wrong. True: the error has its place here. */
export function showAnswer(answer) {
  const assumed = answer.assumed ?? {};
  for (const [key, one] of fields) {
    one.assume(assumed[key] ?? answer.scenario?.[key]);
    one.complain(null);
  }
  fill(unknown);
  if (!answer.error) return false;
  const at = fieldOf(fields, answer.error);
  if (at) {
    at.complain(answer.error, (name) => apply(at.option.key, name));
    reveal(at);
    return true;
  }
  const key = answer.error.where;
  if (key in state.current().question) fill(unknown, ...complaint(answer.error, (name) => renameKey(key, name)), leaveOut(key));
  return key in state.current().question;
}

function reveal({ node }) {
  const details = node.closest("details");
  if (details) details.open = true;
  node.hidden = false;
}

function apply(key, value) {
  onStated(key, value);
  fields.get(key)?.set(value);
  fields.get(key)?.input.focus();
}

function renameKey(from, to) {
  const value = state.current().question[from];
  state.setOption(from, "");
  apply(to, value);
}

const leaveOut = (key) => el("button.suggestion", { type: "button", onclick: () => onStated(key, "") }, "leave it out");

/** For what stands elsewhere on the page and belongs to a field. */
export function focusOn(key) {
  const one = fields.get(key);
  if (!one) return;
  reveal(one);
  one.node.scrollIntoView({ block: "center" });
  one.input.focus();
}

export const hasField = (key) => fields.has(key);
export { apply };
