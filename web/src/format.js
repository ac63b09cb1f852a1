/** Numbers for people. "–": not known. */
const NOT_KNOWN = "–";
const isNumber = (x) => typeof x === "number" && Number.isFinite(x);

/** Three significant digits, thousands parted: 10,800; 158; 3.40; 0.0480. Whole numbers have no more than they need. */
export function number(x) {
  if (!isNumber(x)) return NOT_KNOWN;
  const rounded = Number(x.toPrecision(3));
  const wanted = rounded === 0 ? 0 : 2 - Math.floor(Math.log10(Math.abs(rounded)));
  const digits = Number.isInteger(x) ? 0 : Math.min(Math.max(wanted, 0), 6);
  return minus(rounded.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

const minus = (text) => text.replace("-", "−");

function scaled(x, units) {
  if (!isNumber(x)) return NOT_KNOWN;
  const [unit, size] = units.find(([, least]) => Math.abs(x) >= least) ?? units[units.length - 1];
  return `${number(x / size)} ${unit}`;
}

export const seconds = (x) =>
  x === 0 ? "0 s" : scaled(x, [["h", 3600 * 2], ["min", 120], ["s", 1], ["ms", 1e-3], ["µs", 1e-6]].map(unitSize));
const unitSize = ([unit, least]) => [unit, unit === "h" ? 3600 : unit === "min" ? 60 : least];

export const bytes = (x) => (x === 0 ? "0" : scaled(x, [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]));
export const watts = (x) => (isNumber(x) ? `${number(x)} W` : NOT_KNOWN);
export const joules = (x) => (isNumber(x) ? `${number(x)} J` : NOT_KNOWN);

/** Tenths below ten. */
export function percent(x) {
  if (!isNumber(x)) return NOT_KNOWN;
  return `${minus((100 * x).toFixed(Math.abs(x) < 0.0995 && x !== 0 ? 1 : 0))} %`;
}

/** Whole dollars from 100 on, cents from one on. */
export function usd(x) {
  if (!isNumber(x)) return NOT_KNOWN;
  if (x >= 100) return `$${Math.round(x).toLocaleString("en-US")}`;
  return `$${x >= 1 ? x.toFixed(2) : number(x)}`;
}

/** With a prefix, for the arithmetic table: 1.008e12 "B/s" is 1,010 GB/s; other units as they are. */
export function quantity(x, unit) {
  if (!isNumber(x)) return NOT_KNOWN;
  if (unit === "s") return seconds(x);
  if (unit === "B") return x >= 2 ** 27 ? bytes(x) : scaled(x, [["MB", 1e6], ["kB", 1e3], ["B", 1]]);
  if (/^(B\/s|FLOP\/s|Hz|FLOP)$/.test(unit)) {
    return scaled(x, [["T", 1e12], ["G", 1e9], ["M", 1e6], ["k", 1e3], ["", 1]].map(([p, s]) => [p + unit, s]));
  }
  const far = x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e7);
  return `${far ? powerOfTen(x) : number(x)} ${unit}`.trim();
}

/** 2.07 × 10¹³ */
function powerOfTen(x) {
  const [digits, power] = x.toExponential(2).split("e");
  const raised = [...power.replace("+", "")].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
  return `${minus(digits)} × 10${raised}`;
}
