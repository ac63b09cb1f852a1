import { el } from "./dom.js";

/** Dark or light: as the system has it, unless the visitor says otherwise; remembered where a page may remember. */
export const isDark = () => document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

const listeners = [];

export function onTheme(listener) {
  listeners.push(listener);
}

export function themeButton() {
  const remembered = fromStorage();
  if (remembered) document.documentElement.dataset.theme = remembered;
  const button = el("button.plain#theme", { type: "button", onclick: () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    toStorage(document.documentElement.dataset.theme);
    changed();
  } });
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.title = `Switch to ${isDark() ? "light" : "dark"} colors`;
  };
  const changed = () => [label, ...listeners].forEach((listener) => listener());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  label();
  return button;
}

// Pages opened from disk, and private windows, may have no storage.
function fromStorage() {
  try {
    return localStorage.getItem("tokroof-theme");
  } catch {
    return null;
  }
}

function toStorage(name) {
  try {
    localStorage.setItem("tokroof-theme", name);
  } catch {
    // only this visit, then
  }
}
