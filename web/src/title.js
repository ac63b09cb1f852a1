import { nameOf } from "./choices.js";

/** "2 × RTX 3090 · Qwen3 32B · Q4_K_M": what a question is about. */
export function titleOf({ device, n_devices, model, quant, n_depth, concurrency }) {
  const machine = (device ?? "").split("+").map((slug) => shortName(nameOf("devices", slug))).join(" + ");
  return [
    Number(n_devices) > 1 && !(device ?? "").includes("+") ? `${n_devices} × ${machine}` : machine,
    nameOf("models", model),
    quant,
    Number(n_depth) > 0 && `depth ${n_depth}`,
    Number(concurrency) > 1 && `batch ${concurrency}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

const shortName = (name) => name.replace(/^(NVIDIA|AMD|Intel|Apple) /, "").replace(/^(GeForce|Radeon) /, "");
