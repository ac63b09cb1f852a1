import { el, fill } from "./dom.js";
import { Combobox } from "./combobox.js";
import { choices, hasChoices } from "./choices.js";

/**
 * A labelled input for one scenario option (a row of `list options`). The placeholder is what the last prediction took
 * in its place.
 */
export class Field {
  constructor(option, onChange, { id = `field-${option.key}`, label = labelOf(option), explained = false } = {}) {
    Object.assign(this, { option, onChange });
    this.control = this.make(id);
    this.message = el("div.message", { id: `${id}-message`, role: "alert" });
    this.input.setAttribute("aria-describedby", `${id}-message${explained ? ` ${id}-help` : ""}`);
    if (!explained) this.input.title = option.help;
    this.node = el(
      `div.field${this.isFlag ? ".flag" : ""}`,
      { "data-key": option.key },
      el("label", { htmlFor: id }, label),
      this.control,
      explained && el("div.help", { id: `${id}-help` }, option.help),
      this.message,
    );
  }

  get isFlag() {
    return this.option.type === "";
  }

  get isNumber() {
    return "least" in this.option;
  }

  make(id) {
    const { key } = this.option;
    if (hasChoices(key)) {
      const box = new Combobox({ id, joined: key === "device", choices: () => choices(key), onChoose: (text) => this.onChange(key, text) });
      this.input = box.input;
      this.set = (text) => box.set(text ?? "");
      return box.node;
    }
    if (this.option.choices) return this.select(id, this.option.choices);
    if (this.isFlag) {
      this.input = el("input", { id, type: "checkbox", onchange: () => this.onChange(key, this.input.checked ? "1" : "") });
      this.set = (text) => (this.input.checked = text === "1" || text === "true" || text === "on");
      return this.input;
    }
    this.input = el("input", {
      id,
      type: "text",
      inputMode: this.isNumber ? (this.option.whole ? "numeric" : "decimal") : "text",
      autocomplete: "off",
      spellcheck: false,
      oninput: () => this.onChange(key, this.input.value.trim()),
      onkeydown: (event) => this.step(event),
    });
    this.set = (text) => {
      if (this.input.value.trim() !== (text ?? "")) this.input.value = text ?? "";
    };
    return this.input;
  }

  select(id, names) {
    this.unstated = el("option", { value: "" }, this.option.default || "not stated");
    this.input = el(
      "select",
      { id, onchange: () => this.onChange(this.option.key, this.input.value) },
      this.unstated,
      names.map((name) => el("option", { value: name }, name)),
    );
    this.set = (text) => {
      // A link may hold what is none of them: the program says so, and the field shows it.
      if (text && !names.includes(text)) this.input.append(el("option", { value: text }, text));
      this.input.value = text ?? "";
    };
    return this.input;
  }

  /** Arrow keys double and halve counts of tokens, and step others by one. */
  step(event) {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!up || !this.option.whole) return;
    event.preventDefault();
    const { least, most } = this.option;
    const now = Number(this.input.value || this.input.placeholder) || 0;
    const doubles = /^n_(depth|prompt|gen)$|^concurrency$/.test(this.option.key);
    const next = doubles ? (up > 0 ? (now === 0 ? 1024 : now * 2) : now <= 1024 && least === 0 ? 0 : Math.floor(now / 2)) : now + up;
    this.input.value = String(Math.min(Math.max(next, least), most));
    this.onChange(this.option.key, this.input.value);
  }

  /** What is taken where nothing is stated. */
  assume(value) {
    const text = value === undefined || value === null ? this.option.default : String(value);
    if (this.unstated) this.unstated.textContent = text || "not stated";
    else if (!this.isFlag) this.input.placeholder = text;
  }

  /** An error of this option; `apply` takes a suggestion. */
  complain(error, apply) {
    this.node.classList.toggle("wrong", Boolean(error));
    this.input.setAttribute("aria-invalid", String(Boolean(error)));
    fill(this.message, error && complaint(error, apply));
  }
}

/** The field that an error is about. Errors name an option as the command line spells it, sometimes with more:
 * "--override-tensor 'x'". */
export function fieldOf(fields, { where = "" }) {
  const spelled = where.split(/[ =]/)[0];
  return [...fields.values()].find(({ option }) => option.option === spelled || option.key === spelled);
}

export function complaint(error, apply) {
  return [
    el("span", {}, said(error)),
    error.suggestions.length > 0 && el("span", {}, " — did you mean "),
    error.suggestions.map((name) => el("button.suggestion", { type: "button", onclick: () => apply(name) }, name)),
  ];
}

/** What an error says; the command line's advice to list names is the field's own list here. */
export const said = ({ message }) => capitalized(message.replace(/`tokroof list \w+` shows them/, "the list of the field has them"));

export const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const LABELS = {
  n_devices: "Count",
  machine_devices: "Devices a machine",
  n_depth: "Context",
  concurrency: "Batch",
  split: "Split",
  kv_type: "KV cache",
  n_prompt: "Prompt",
  n_gen: "Generated tokens",
  n_ubatch: "Micro-batch",
  n_gpu_layers: "Layers on the device",
  n_cpu_moe: "Expert layers on the host",
  level: "Level of the interval",
  usd_per_kwh: "Electricity, USD/kWh",
  rent_usd_per_h: "Rent, USD/h",
  rented_usd_per_h: "Rent to compare, USD/h",
  psu_efficiency: "Power supply efficiency",
};

/** "--host-memory-gib" is "Host memory GiB". */
function labelOf({ key, option }) {
  const units = { gib: "GiB", mts: "MT/s", usd: "USD", w: "W", gpu: "GPU" };
  const words = option.replace(/^--/, "").split("-");
  return LABELS[key] ?? capitalized(words.map((word) => units[word] ?? word).join(" "));
}
