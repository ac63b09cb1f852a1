import { el, fill } from "./dom.js";
import { ask, withoutTraffic } from "./engine.js";
import { quantity } from "./format.js";

/** Every step of the calculation, asked when it is opened. */
export function arithmetic(question) {
  const place = el("div.table-box");
  const node = el(
    "details.card.arithmetic",
    {
      ontoggle: () => {
        if (node.open && !place.hasChildNodes()) fill(place, table(ask("explain", withoutTraffic(question)).steps ?? []));
      },
    },
    el("summary", {}, el("h3", {}, "Show the arithmetic"), el("span.quiet", {}, " every quantity, its value and where it is from")),
    place,
  );
  return node;
}

const table = (steps) =>
  el(
    "table",
    { tabIndex: 0 },
    el("thead", {}, el("tr", {}, ["Quantity", "Symbol", "Value", "From"].map((name) => el("th", { scope: "col" }, name)))),
    el(
      "tbody",
      {},
      steps.map((step) =>
        el(
          "tr",
          {},
          el("td", {}, step.name),
          el("td", {}, el("code", {}, step.symbol)),
          el("td.number", { title: `${step.value} ${step.unit}` }, quantity(step.value, step.unit === "1" ? "" : step.unit)),
          el("td.from", {}, step.from),
        ),
      ),
    ),
  );
