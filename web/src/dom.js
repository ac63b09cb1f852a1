/** Elements without a framework: el("p.note", {title: "..."}, "text", child). Null and false children are left out. */
export function el(selector, properties = {}, ...children) {
  return build(document.createElement(tagOf(selector)), selector, properties, children);
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for a drawing; its properties are attributes. */
export function svg(selector, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tagOf(selector)), selector, attributes, children);
}

const tagOf = (selector) => selector.split(/[.#]/)[0] || "div";

function build(node, selector, properties, children) {
  for (const [, kind, name] of selector.matchAll(/([.#])([^.#]+)/g)) {
    if (kind === "#") node.id = name;
    else node.classList.add(name);
  }
  for (const [key, value] of Object.entries(properties)) set(node, key, value);
  append(node, children);
  return node;
}

function set(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "style") for (const [name, text] of Object.entries(value)) node.style.setProperty(name, text);
  else if (key in node && !(node instanceof SVGElement) && !key.includes("-")) node[key] = value;
  else node.setAttribute(key, value === true ? "" : value);
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}

/** Shows these children alone. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** Calls `action` when no further call came for that long. */
export function debounced(action, wait_ms) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), wait_ms);
  };
}

/** A status that screen readers hear and eyes see for a moment. */
export function announce(text) {
  const place = document.getElementById("status");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => place.classList.remove("shown"), 2500);
}
