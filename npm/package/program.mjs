import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import glue from "./tokroof.mjs";

/** The program under node, whose files are those of this machine; `settings` are Emscripten's. */
export async function start(settings = {}) {
  const file = fileURLToPath(new URL("tokroof.wasm", import.meta.url));
  return glue(createRequire(import.meta.url), file, path.dirname(file))({ wasmBinary: fs.readFileSync(file), ...settings });
}
