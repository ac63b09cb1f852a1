import { el, fill } from "./dom.js";

const MOST_SHOWN = 80;
const plain = (text) => text.toLowerCase().replace(/[\s_-]+/g, " ");

/**
 * A text field with a list to choose from (the combobox pattern of ARIA 1.2). What is typed counts as well: names are
 * judged by the program, not here.
 *
 *   choices()   [{value, label, detail, count}], asked when the list opens; count: measured figures behind it
 *   onChoose    called with the text when it changed and the field is left, or a choice is made
 *   joined      the text may name several, joined by "+": the list completes the last one
 */
export class Combobox {
  constructor({ id, choices, onChoose, joined = false, placeholder = "" }) {
    Object.assign(this, { choices, onChoose, joined, value: "", shown: [], active: -1 });
    this.list = el("ul.choices", { id: `${id}-choices`, role: "listbox", hidden: true });
    this.input = el("input", {
      id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: false,
      placeholder,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-choices`,
      oninput: () => this.open(true),
      onfocus: () => this.input.select(),
      onclick: () => this.open(false),
      onkeydown: (event) => this.key(event),
      onblur: () => this.leave(),
    });
    // A press on the list must not take the focus from the field.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.setAttribute("aria-label", "Choices");
    this.node = el("div.combobox", {}, this.input, this.list);
  }

  set(text) {
    this.value = text;
    if (document.activeElement !== this.input || this.list.hidden) this.input.value = text;
  }

  open(typed) {
    const wanted = typed ? this.piece() : "";
    this.shown = matching(this.choices(), wanted).slice(0, MOST_SHOWN);
    const exact = this.shown.findIndex((choice) => choice.value === this.piece());
    this.active = exact >= 0 ? exact : typed && wanted && this.shown.length > 0 ? 0 : -1;
    fill(this.list, this.shown.map((choice, i) => this.item(choice, i)));
    this.list.hidden = this.shown.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark();
  }

  item({ label, detail, count }, i) {
    return el(
      "li",
      { id: `${this.input.id}-${i}`, role: "option", "data-index": i },
      el("span.label", {}, label),
      count > 0 && el("span.count", { title: "measured figures behind it" }, `${count} measured`),
      detail && el("span.detail", {}, detail),
    );
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark() {
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === this.active)));
    const item = this.list.children[this.active];
    if (!item || this.list.hidden) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) return this.open(false);
      const last = this.shown.length - 1;
      this.active = Math.abs(step) > 1 ? clamp(this.active + step, last) : (this.active + step + last + 1) % (last + 1);
      this.mark();
    } else if (event.key === "Enter") {
      if (!this.list.hidden && this.active >= 0) event.preventDefault();
      this.choose(this.list.hidden ? null : this.shown[this.active]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.input.value = this.value;
      this.close();
    }
  }

  clicked(event) {
    const item = event.target.closest("[data-index]");
    if (item) this.choose(this.shown[item.dataset.index]);
  }

  /** Of "rtx-3090+rtx-40" what is being typed. */
  piece() {
    const text = this.input.value;
    return (this.joined ? text.slice(text.lastIndexOf("+") + 1) : text).trim();
  }

  choose(choice) {
    if (choice) {
      const before = this.joined ? this.input.value.slice(0, this.input.value.lastIndexOf("+") + 1) : "";
      this.input.value = before + choice.value;
    }
    this.leave();
  }

  leave() {
    this.close();
    const text = this.input.value.trim();
    if (text === this.value) return;
    this.value = text;
    this.onChoose(text);
  }
}

const clamp = (i, last) => Math.min(Math.max(i, 0), last);

/** Choices with every typed word in them; those whose name begins with it first, then the best measured. */
export function matching(choices, typed) {
  const words = plain(typed).split(" ").filter(Boolean);
  const found = choices
    .map((choice) => ({ choice, text: plain(`${choice.value} ${choice.label} ${choice.detail ?? ""}`) }))
    .filter(({ text }) => words.every((word) => text.includes(word)));
  const rank = ({ choice }) =>
    words.length === 0 ? 0 : plain(choice.value) === words.join(" ") ? 2 : plain(choice.value).startsWith(words[0]) ? 1 : 0;
  return found
    .map((entry) => ({ ...entry, rank: rank(entry) }))
    .sort((a, b) => b.rank - a.rank || (b.choice.count ?? 0) - (a.choice.count ?? 0))
    .map(({ choice }) => choice);
}
