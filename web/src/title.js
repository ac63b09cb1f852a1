import { nameOf } from "./choices.js";

/** "2 × RTX 3090 · Qwen3 32B · Q4_K_M": what a question is about. Names come from its `answer`, where there is one: it takes
 * a while to list them all. */
export function titleOf({ device, n_devices, model, quant, n_depth, concurrency }, { names, scenario } = {}) {
  const called = names ? names.device.split(" + ") : (device ?? "").split("+").map((slug) => nameOf("devices", slug));
  const count = called.length > 1 ? 1 : (scenario?.n_devices ?? Number(n_devices));
  return [
    `${count > 1 ? `${count} × ` : ""}${called.map(shortName).join(" + ")}`,
    names?.model ?? nameOf("models", model),
    quant,
    Number(n_depth) > 0 && `depth ${n_depth}`,
    Number(concurrency) > 1 && `batch ${concurrency}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

const shortName = (name) => name.replace(/^(NVIDIA|AMD|Intel|Apple) /, "").replace(/^(GeForce|Radeon) /, "");
