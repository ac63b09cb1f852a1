// pack.mjs BUILD OUT VERSION: BUILD/tokroof.{js,wasm} and package/ beside this file to OUT: what `npm pack` packs.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { declarations } from "./types.mjs";

const [build, out, version] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
fs.rmSync(out, { recursive: true, force: true });
fs.cpSync(path.join(here, "package"), out, { recursive: true });

const about = JSON.parse(fs.readFileSync(path.join(out, "package.json"), "utf8"));
fs.writeFileSync(path.join(out, "package.json"), `${JSON.stringify({ ...about, version }, null, 2)}\n`);
fs.copyFileSync(path.join(root, "LICENSE"), path.join(out, "LICENSE"));
fs.copyFileSync(path.join(build, "tokroof.wasm"), path.join(out, "tokroof.wasm"));
// Emscripten's script expects what a module of node's old kind has.
const glue = fs.readFileSync(path.join(build, "tokroof.js"), "utf8").replace(/\nif \(typeof exports === [^]*$/, "\n");
fs.writeFileSync(path.join(out, "tokroof.mjs"), `export default function (require, __filename, __dirname) {\n${glue}return tokroofModule;\n}\n`);

const request = { jsonrpc: "2.0", id: 1, method: "tools/list" };
const listed = execFileSync(process.execPath, [path.join(out, "bin", "tokroof.mjs"), "serve", "--mcp"], { input: `${JSON.stringify(request)}\n` });
const questions = JSON.parse(listed).result.tools;
const schema = (verb) => JSON.parse(fs.readFileSync(path.join(root, "answers", "schema", `${verb}.schema.json`), "utf8"));
const answers = Object.fromEntries([...questions.map(({ name }) => name), "error"].map((verb) => [verb, schema(verb)]));
// A row of a sweep has a schema, since the program writes them one by one.
answers.sweep = { type: "object", required: ["rows"], properties: { rows: { type: "array", items: answers.sweep } } };
fs.writeFileSync(path.join(out, "index.d.ts"), declarations(questions, answers));
