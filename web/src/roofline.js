import { el } from "./dom.js";
import { ask } from "./engine.js";

/** The machine's roofline, drawn by the program; null where a set-up has none (several streams, parts on the host). */
export function rooflineCard(question) {
  const { svg } = ask("plot", { ...question, plot: "roofline" });
  if (!svg) return null;
  const place = el("div.drawing");
  place.innerHTML = inPage(svg);
  return el("section.card.roofline.wide", { "aria-labelledby": "roofline-heading" }, el("h3#roofline-heading", {}, "Roofline"), place);
}

/** A drawing of its own is light or dark as the system is; in the page, as the page is. */
function inPage(svg) {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  return svg.replace(/@media \(prefers-color-scheme: ?dark\)/, dark ? "@media all" : "@media not all").replace(/^<\?xml[^>]*>/, "");
}
