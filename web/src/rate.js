import { el } from "./dom.js";
import { number } from "./format.js";

/** A rate in a table: the number, its interval, and both on a scale that ends at `most`. */
export function rateCell({ tps, low_tps, high_tps, known }, most) {
  const at = (x) => `${(100 * x) / most}%`;
  return [
    el("b", {}, number(tps)),
    " tok/s",
    el("small", {}, `${number(low_tps)} to ${number(high_tps)}${known === false ? ": not known well enough" : ""}`),
    el("div.scale.small", { "aria-hidden": "true" }, el("span.axis"), el("span.published", { style: { left: at(low_tps), width: at(high_tps - low_tps) } }), el("span.point", { style: { left: at(tps) } })),
  ];
}
