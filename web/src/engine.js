/**
 * The C++ program, compiled to WebAssembly. dist/tokroof.js (written by scripts/build-web) holds it compressed, as text,
 * since a page opened from disk may not read a file beside it. That script is large and comes after this one.
 */
let module = null;

/** What is asked: start() takes the one in this page. */
export const use = (program) => (module = program);

/** Must have been awaited before ask(). */
export async function start() {
  if (!("DecompressionStream" in window) || !("WebAssembly" in window)) {
    throw new Error("This page needs WebAssembly and DecompressionStream: a browser of 2023 or newer.");
  }
  if (!("tokroofWasm" in window)) await read(document.querySelector('script[src="tokroof.js"]'));
  performance.mark("scripts-read");
  const program = await compiled(window.tokroofWasm);
  performance.mark("program-compiled");
  delete window.tokroofWasm;
  use(await window.tokroofModule({
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(program, imports).then(receive);
      return {};
    },
  }));
  performance.mark("program-ready");
}

const read = (script) =>
  new Promise((done, failed) => {
    script.addEventListener("load", done);
    script.addEventListener("error", () => failed(new Error(`${script.getAttribute("src")} is not beside it.`)));
  });

/** It is compiled while it is unpacked. */
function compiled(base64) {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "content-type": "application/wasm" } }));
}

function bytesOf(base64) {
  if ("fromBase64" in Uint8Array) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** What `tokroof VERB --json` answers; a refusal has the key `error`. */
export function ask(verb, question) {
  const pointer = module.ccall("tokroof_ask", "number", ["string", "string"], [verb, JSON.stringify(question)]);
  if (pointer === 0) throw new Error("out of memory");
  const text = module.UTF8ToString(pointer);
  module._free(pointer);
  return JSON.parse(text);
}

const lists = new Map();

/** A question without the requests that reach a server: only predict simulates them, and it takes its time. */
export function withoutTraffic(question) {
  const stated = { ...question };
  for (const { key, group } of list("options")) if (group === "Traffic") delete stated[key];
  return stated;
}

/** The rows of `list KIND`, asked once. */
export function list(kind) {
  if (!lists.has(kind)) lists.set(kind, ask("list", { kind })[kind]);
  return lists.get(kind);
}
