import { announce, el, fill } from "./dom.js";
import { ask, list, start } from "./engine.js";
import { checkView, linksText, showFigure } from "./check.js";
import { compareView, showComparison } from "./compare.js";
import { modelsView, showModels } from "./models.js";
import { predictView, refreshForm, showPrediction } from "./predict.js";
import { themeButton } from "./theme.js";
import * as state from "./state.js";

const TITLES = { models: "What can I run?", predict: "Predict", compare: "Compare", check: "Is my number right?" };

const views = new Map();

function page() {
  const make = { models: modelsView, predict: predictView, compare: compareView, check: checkView };
  for (const name of state.VIEWS) views.set(name, el("div", { role: "tabpanel", id: `view-${name}`, "aria-labelledby": `tab-${name}` }, make[name]()));
  fill(document.getElementById("page"), [...views.values()]);
  fill(document.getElementById("tabs"), state.VIEWS.map(tab));
  fill(document.getElementById("tools"), el("button.plain#link", { type: "button", onclick: copyLink }, "Copy link"), themeButton());
}

/** "610 devices until 2026, 584 models until 2026-08, ...". */
const dataText = () => `It knows ${list("data").map(({ name, entries, newest }) => `${entries.toLocaleString("en")} ${name} until ${newest}`).join(", ")}.`;

const tab = (name) =>
  el("button", { id: `tab-${name}`, type: "button", role: "tab", "aria-controls": `view-${name}`, onclick: () => state.show(name), onkeydown: tabKey }, TITLES[name], name === "compare" && el("span.count"));

/** Arrows move between tabs, as they do in programs. */
function tabKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = state.VIEWS;
  const next = names[(names.indexOf(state.viewed()) + step + names.length) % names.length];
  state.show(next);
  document.getElementById(`tab-${next}`).focus();
}

function showView() {
  for (const [name, node] of views) {
    const shown = name === state.viewed();
    node.hidden = !shown;
    const button = document.getElementById(`tab-${name}`);
    button.setAttribute("aria-selected", String(shown));
    button.tabIndex = shown ? 0 : -1;
  }
  document.querySelector("#tab-compare .count").textContent = state.all().length > 1 ? ` ${state.all().length}` : "";
  if (state.viewed() === "predict") showPrediction();
  if (state.viewed() === "compare") showComparison();
  if (state.viewed() === "models") showModels();
  if (state.viewed() === "check") showFigure();
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(linksText() ? "The link is copied: it holds all set-ups, and what is judged" : "The link is copied: it holds all set-ups; the pasted text is too long for it");
  } catch {
    announce("The address of this page is the link: copy it from there");
  }
}

/** The fragment is taken by the set-ups: the link to the content moves the focus itself. */
function skip(event) {
  event.preventDefault();
  document.getElementById("page").focus();
}

let waiting = 0;

async function main() {
  // What the page holds already is the answer to the question that it begins with: first.mjs.
  const place = document.getElementById("page");
  if (state.isLink()) fill(place, place.querySelector(".loading"));
  try {
    await start();
  } catch (error) {
    fill(place, el("p.card.refusal", { role: "alert" }, `The page could not start: ${error.message}`));
    return;
  }
  state.readAddress();
  page();
  document.getElementById("data").textContent = dataText();
  showView();
  performance.mark("page-ready");
  window.tokroof = { ask }; // for the console, and for tests
  document.querySelector(".skip").addEventListener("click", skip);
  state.onChange((what) => {
    if (what === "figure") return; // the view that asked shows it
    if (what !== "question") {
      refreshForm();
      showView();
      return;
    }
    // Keys come faster than a person reads: one answer a frame.
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(showView);
  });
  addEventListener("hashchange", () => state.readAddress());
}

main();
