import glue from "./tokroof.mjs";
import { TokroofError, verbs } from "./verbs.mjs";

async function start() {
  const file = new URL("tokroof.wasm", import.meta.url);
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
  return glue()({ wasmBinary: await response.arrayBuffer() });
}

export { TokroofError };
export const { predict, explain, capacity, models, rank, sweep, check, diagnose, list, plot } = verbs(start);
