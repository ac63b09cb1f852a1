import { el, svg } from "./dom.js";
import { ask, list, withoutTraffic } from "./engine.js";
import { number } from "./format.js";

const WIDTH = 400;
const HEIGHT = 238;
const EDGE = { left: 54, right: 22, top: 12, bottom: 44 };

/** Answers over one option, everything else as stated, up to the first that is refused: it says why. */
function swept(question, key, values) {
  const points = [];
  const alone = withoutTraffic(question);
  for (const value of values) {
    const answer = ask("predict", { ...alone, [key]: value });
    if (!answer.decode) return { points, end: answer.error.kind === "does-not-fit" ? `from ${thousands(value)} on it does not fit` : "" };
    points.push([value, answer]);
  }
  return { points, end: "" };
}

/** Powers of two up to `most`. */
function doublings(first, most) {
  const out = [];
  for (let x = first; x <= most; x *= 2) out.push(x);
  return out;
}

export function depthCard(question, answer) {
  const model = list("models").find(({ slug }) => slug === answer.scenario.model);
  const most = Math.max(Math.min(model?.max_context ?? 131072, 262144), 1024);
  const { points, end } = swept(question, "n_depth", [0, ...doublings(Math.max(256, most / 64), most)]);
  return curveCard({
    id: "depth",
    title: "Rate over context depth",
    axis: "tokens in the cache",
    points: points.map(([x, { decode }]) => ({ x, y: decode.tps, low: decode.low_tps, high: decode.high_tps, limit: decode.ceiling_tps })),
    end,
    at: answer.scenario.n_depth,
    most,
  });
}

export function batchCard(question, answer) {
  const { points, end } = swept(question, "concurrency", doublings(1, 256));
  return curveCard({
    id: "batch",
    title: "All streams together, over the batch",
    axis: "parallel streams",
    points: points.map(([x, { decode }]) => ({ x, y: decode.aggregate_tps })),
    end,
    at: answer.scenario.concurrency,
    most: 256,
    log: true,
  });
}

function curveCard({ id, title, axis, points, end, at, most, log = false }) {
  const heading = el("h3", { id: `${id}-heading` }, title);
  if (points.length < 2) return null;
  const low = points[0].x;
  const x = log
    ? scale(Math.log2(low), Math.log2(most), EDGE.left, WIDTH - EDGE.right, Math.log2)
    : scale(0, most, EDGE.left, WIDTH - EDGE.right);
  const banded = points[0].high !== undefined;
  const limited = points[0].limit > 0;
  const top = niceAbove(Math.max(...points.map((p) => Math.max(p.y, p.high ?? 0, p.limit ?? 0))));
  const y = scale(0, top, HEIGHT - EDGE.bottom, EDGE.top);
  const path = (pick) => points.map((p) => `${x(p.x).toFixed(1)},${y(Math.min(pick(p), top)).toFixed(1)}`);
  const here = points.findLast((p) => p.x <= at);
  const xTicks = log ? doublings(low, most).filter((_, i) => i % 2 === 0) : ticks(most, 2 ** Math.ceil(Math.log2(most / 5)));
  return el(
    `section.card.curve`,
    { "aria-labelledby": `${id}-heading` },
    heading,
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": points.map((p) => `${p.x}: ${number(p.y)} tok/s`).join(", ") },
      ticks(top, niceAbove(top / 5)).map((t) => [
        svg("line.grid", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(t), y2: y(t) }),
        svg("text.tick", { x: EDGE.left - 7, y: y(t) + 4, "text-anchor": "end" }, number(t)),
      ]),
      xTicks.map((t) => svg("text.tick", { x: x(t), y: HEIGHT - EDGE.bottom + 18, "text-anchor": "middle" }, thousands(t))),
      svg("text.tick", { x: (EDGE.left + WIDTH - EDGE.right) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, axis),
      banded && svg("polygon.band", { points: [...path((p) => p.low), ...path((p) => p.high).reverse()].join(" ") }),
      limited && svg("polyline.limit", { points: path((p) => p.limit).join(" ") }),
      svg("polyline.line", { points: path((p) => p.y).join(" ") }),
      points.map((p) => svg("circle.dot", { cx: x(p.x), cy: y(p.y), r: 3 }, svg("title", {}, `${thousands(p.x)} ${axis}: ${number(p.y)} tok/s${banded ? ` (${number(p.low)} to ${number(p.high)})` : ""}`))),
      here && svg("line.here", { x1: x(at), x2: x(at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom }),
    ),
    el("p.key-line", {}, el("span.swatch.line"), "tok/s", banded && [el("span.swatch.band"), "interval"], limited && [el("span.swatch.limit"), "ceiling"], el("span.swatch.here"), "as stated", end && el("span.end", {}, end)),
  );
}

const scale = (from, to, first, last, bend = (v) => v) => (v) => first + ((bend(v) - from) / (to - from)) * (last - first);

const thousands = (n) => (n >= 1024 && n % 512 === 0 ? `${number(n / 1024)}k` : String(n));

function ticks(most, step) {
  const out = [];
  for (let t = 0; t <= most * 1.0001; t += step) out.push(t);
  return out;
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceAbove(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 2.5, 5, 10].find((n) => n * power >= x) * power;
}
