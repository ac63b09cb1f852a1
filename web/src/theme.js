import { el } from "./dom.js";

/** Dark or light: as the system has it, unless the visitor says otherwise; remembered where a page may remember. */
const dark = () => document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

export function themeButton() {
  const remembered = fromStorage();
  if (remembered) document.documentElement.dataset.theme = remembered;
  const button = el("button.plain#theme", { type: "button", onclick: () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    toStorage(document.documentElement.dataset.theme);
    label();
  } });
  const label = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.title = `Switch to ${dark() ? "light" : "dark"} colors`;
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
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
