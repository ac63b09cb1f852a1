import { el } from "./dom.js";
import { ask, withoutTraffic } from "./engine.js";
import { isDark, onTheme } from "./theme.js";

let drawing = null;
let source = "";

/** The machine's roofline, drawn by the program; null where a set-up has none (several streams, parts on the host). */
export function rooflineCard(question) {
  const { svg } = ask("plot", { ...withoutTraffic(question), plot: "roofline" });
  drawing = null;
  if (!svg) return null;
  source = svg;
  drawing = el("div.drawing", { tabIndex: 0, role: "group", "aria-label": "Roofline" });
  drawing.innerHTML = inPage(source);
  return el("section.card.roofline.wide", { "aria-label": "Roofline" }, drawing);
}

onTheme(() => {
  if (drawing) drawing.innerHTML = inPage(source);
});

/** On its own a drawing is light or dark as the system is; in the page, as the page is. */
const inPage = (svg) => svg.replace(/@media \(prefers-color-scheme: ?dark\)/, isDark() ? "@media all" : "@media not all");
