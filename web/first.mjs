// The answer to the question that the page begins with, as HTML: made by the page's own modules with the elements below in the
// browser's place.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

class Element {
  constructor(tag) {
    this.tag = tag;
    this.attributes = new Map();
    this.children = [];
    this.classList = { add: (name) => this.setAttribute("class", [this.attributes.get("class"), name].filter(Boolean).join(" ")) };
    this.style = { setProperty: (name, value) => this.setAttribute("style", `${this.attributes.get("style") ?? ""}${name}: ${value};`) };
  }
  set id(name) {
    this.setAttribute("id", name);
  }
  setAttribute(name, value) {
    this.attributes.set(name, value);
  }
  append(child) {
    this.children.push(child);
  }
  replaceChildren() {
    this.children = [];
  }
  addEventListener() {} // what is clicked before the program is ready does nothing
  toString() {
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
    const inner = this.children.map((child) => (child instanceof Element ? child : escaped(child))).join("");
    return `<${this.tag}${attributes}>${inner}</${this.tag}>`;
  }
}

/** `build`: the folder of tokroof_web.{js,wasm}. */
export async function firstResult(build) {
  globalThis.document = { createElement: (tag) => new Element(tag), createElementNS: (_, tag) => new Element(tag) };
  globalThis.SVGElement = Element;
  const { ask, use } = await import("./src/engine.js");
  const { resultCards } = await import("./src/result.js");
  const { titleOf } = await import("./src/title.js");
  const { current } = await import("./src/state.js");
  const start = createRequire(import.meta.url)(path.resolve(build, "tokroof_web.js"));
  use(await start({ wasmBinary: fs.readFileSync(path.join(build, "tokroof_web.wasm")) }));
  const { question } = current();
  const answer = ask("predict", question);
  return resultCards(answer, titleOf(question, answer)).join("");
}
