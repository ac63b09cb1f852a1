/**
 * What the page shows: up to six set-ups (a question each), the one in the form, and the view. The address's fragment
 * holds all of it, so that a link is a set-up:
 *
 *     #device=rtx-3090&n_devices=2&model=qwen3-32b;device=rtx-5090&model=qwen3-32b;!view=compare&at=2
 *
 * One part per set-up, its keys those of the program's options, `name` beside them; the last part is the page's own. What is
 * to be judged stands there too, behind `figure.`: !view=check&figure.device=rtx-3090&figure.model=llama-3-8b&figure.tps=40
 */
export const MOST_SETUPS = 6;
export const VIEWS = ["models", "predict", "compare", "check"];
const FIRST_VIEW = "predict"; // where a link names none
const FIGURE = "figure.";
const WISHES = ["min_tps", "context", "max_age_months", "by"];

const START = { device: "rtx-4090", model: "llama-3.1-8b", quant: "Q4_K_M" };

let setups = [{ name: "", question: { ...START } }];
let at = 0;
let view = FIRST_VIEW;
let wished = {}; // of the models that are to run
let judged = {}; // options of the figure, its "tps", the pasted "text"
const listeners = [];

export const current = () => setups[at];
export const all = () => setups;
export const position = () => at;
export const viewed = () => view;
export const wishes = () => wished;
export const figure = () => judged;

/** `what`: "question" (of the set-up in the form), "setups", "view" or "figure". */
export function onChange(listener) {
  listeners.push(listener);
}

function changed(what) {
  history.replaceState(null, "", `#${encoded()}`);
  for (const listener of listeners) listener(what);
}

/** An empty text is "not stated". */
export function setOption(key, value) {
  const { question } = current();
  if (value === "" || value === false || value === null) delete question[key];
  else question[key] = value;
  changed("question");
}

export function setWish(key, text) {
  if (text) wished[key] = text;
  else delete wished[key];
  changed("question");
}

export function setFigure(figureAsked) {
  judged = figureAsked;
  changed("figure");
}

export function select(index) {
  at = index;
  changed("setups");
}

export function rename(index, name) {
  setups[index].name = name.trim();
  changed("setups");
}

/** A copy of the one in the form (or of `question`) becomes the one in the form. */
export function add(question = current().question) {
  if (setups.length >= MOST_SETUPS) return false;
  setups.splice(at + 1, 0, { name: "", question: { ...question } });
  at += 1;
  changed("setups");
  return true;
}

export function remove(index) {
  if (setups.length === 1) return;
  setups.splice(index, 1);
  if (at > index || at === setups.length) at -= 1;
  changed("setups");
}

export function show(name) {
  view = name;
  changed("view");
}

function encoded() {
  const parts = setups.map(({ name, question }) => pairs(name ? { name, ...question } : question));
  const page = { ...wished };
  for (const [key, value] of Object.entries(judged)) page[FIGURE + key] = value;
  if (view !== FIRST_VIEW) page.view = view;
  if (at > 0) page.at = at + 1;
  if (Object.keys(page).length > 0) parts.push(`!${pairs(page)}`);
  return parts.join(";");
}

// What a fragment may hold as it is stays readable: "," of tensor splits, "+" of unequal devices, ":" and "/".
const escaped = (text) => encodeURIComponent(text).replace(/%(2C|2B|3A|2F)/g, decodeURIComponent);
const pairs = (object) =>
  Object.entries(object)
    .map(([key, value]) => `${escaped(key)}=${escaped(value)}`)
    .join("&");

function readPairs(text) {
  const out = {};
  for (const pair of text.split("&").filter(Boolean)) {
    const cut = pair.indexOf("=");
    if (cut > 0) out[unescaped(pair.slice(0, cut))] = unescaped(pair.slice(cut + 1));
  }
  return out;
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // "%" on its own: as it stands
  }
}

/** Whether the address asks for more than the page shows by itself. */
export const isLink = () => location.hash.includes("=");

/** Takes over what the address says; without a fragment things stay as they are. */
export function readAddress() {
  if (!isLink()) return;
  const parts = location.hash.slice(1).split(";");
  const page = readPairs((parts.find((part) => part.startsWith("!")) ?? "!").slice(1));
  const read = parts.filter((part) => part && !part.startsWith("!")).map(readPairs);
  if (read.length > 0) {
    setups = read.slice(0, MOST_SETUPS).map(({ name = "", ...question }) => ({ name, question }));
  }
  at = Math.min(Math.max(Math.trunc(Number(page.at) || 1), 1), setups.length) - 1;
  view = VIEWS.includes(page.view) ? page.view : FIRST_VIEW;
  judged = Object.fromEntries(Object.entries(page).filter(([key]) => key.startsWith(FIGURE)).map(([key, value]) => [key.slice(FIGURE.length), value]));
  wished = Object.fromEntries(WISHES.filter((key) => key in page).map((key) => [key, page[key]]));
  changed("setups");
}
