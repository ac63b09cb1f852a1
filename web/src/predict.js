import { announce, debounced, el, fill } from "./dom.js";
import { ask, withoutTraffic } from "./engine.js";
import * as form from "./form.js";
import { arithmetic } from "./arithmetic.js";
import { memoryCard, refusalCard, resultCards, roomText } from "./result.js";
import { batchCard, depthCard } from "./curves.js";
import { number } from "./format.js";
import { rooflineCard } from "./roofline.js";
import { titleOf } from "./title.js";
import * as state from "./state.js";

const MORE_WAIT_MS = 120;
const COUNTS = [2, 3, 4, 6, 8, 16];

const result = el("div.result");
const heard = el("p.hidden", { "aria-live": "polite" }); // the whole result would be too much to hear
const plots = el("div.plots");
const details = el("div.details");
const brief = el("a.brief", { href: "#", onclick: toResult });
const chips = el("nav.setups", { "aria-label": "Set-ups" });

let latest = null; // the answer that is shown

/** The form, and what the program says of the set-up in it. */
export function predictView() {
  return el(
    "div.predict",
    {},
    el("div.side", {}, chips, form.form(stateOption), brief),
    el("div.main", {}, heard, result, plots, details),
  );
}

const stateOption = (key, text) => state.setOption(key, text);

/** Shows the set-up in hand. */
export function showPrediction() {
  const { question, name } = state.current();
  showChips();
  form.showStated();
  const answer = ask("predict", question);
  latest = answer;
  const hasPlace = form.showAnswer(answer);
  const title = titleOf(question, answer);
  heard.textContent = answer.decode ? `${number(answer.decode.tps)} tokens a second, ${number(answer.decode.low_tps)} to ${number(answer.decode.high_tps)}` : answer.error.message;
  fill(brief, answer.decode ? [el("b", {}, `${number(answer.decode.tps)} tok/s`), ` ${number(answer.decode.low_tps)} to ${number(answer.decode.high_tps)}`] : el("b", {}, "No rate"), el("span.quiet", {}, " – why?"));
  document.title = answer.decode ? `${name || title}: ${Math.round(answer.decode.tps)} tok/s – tokroof` : "tokroof";
  if (!answer.decode) {
    fill(result, refusalCard(answer, { hasField: hasPlace, ...offers(question, answer) }), answer.memory && el("div.cards", {}, memoryCard(answer)));
    fill(plots);
    fill(details);
    return;
  }
  fill(result, resultCards(answer, title, name));
  const open = details.querySelector("details")?.open;
  fill(details, arithmetic(question));
  details.querySelector("details").open = open ?? false;
  showMore(question, answer);
}

/** What would fit instead. */
function offers(question, { error }) {
  if (error.kind !== "does-not-fit") return {};
  const quants = (ask("capacity", withoutTraffic(question)).alternatives ?? []).filter(({ fits }) => fits);
  const have = Number(question.n_devices) || 1;
  const counts = COUNTS.filter((n) => n > have && ask("predict", { ...withoutTraffic(question), n_devices: n }).decode).slice(0, 3);
  return { quants, counts };
}

/** What takes many predictions: when typing has paused. */
const showMore = debounced((question, answer) => {
  if (answer !== latest) return;
  fill(result.querySelector(".room"), roomText(ask("capacity", withoutTraffic(question))));
  fill(plots, rooflineCard(question), depthCard(question, answer), batchCard(question, answer));
}, MORE_WAIT_MS);

/** On a phone the result is below the form. */
function toResult(event) {
  event.preventDefault();
  result.scrollIntoView();
}

export function refreshForm() {
  form.refresh();
}

/** One button a set-up, and one that adds another. */
function showChips() {
  fill(
    chips,
    state.all().length > 1 && state.all().map(({ name, question }, index) =>
      el("button.chip", { type: "button", "aria-current": index === state.position() ? "true" : null, onclick: () => state.select(index), title: titleOf(question) }, name || titleOf(question) || `Set-up ${index + 1}`),
    ),
    el("button.chip.add", { type: "button", disabled: state.all().length >= state.MOST_SETUPS, onclick: addCopy }, state.all().length > 1 ? "+ Another" : "+ Compare with another set-up"),
  );
}

function addCopy() {
  if (state.add()) announce("A copy is in the form: change what differs");
}
