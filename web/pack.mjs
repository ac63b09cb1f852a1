// pack.mjs BUILD DIST: BUILD/tokroof_web.{js,wasm} and the sources beside this file to DIST: static files that need no server. The
// program is in a script, compressed, as text: a page opened from disk may not read a file beside it. What it answers to the first
// question is in the page itself, to be seen before the program is ready.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { bundle } from "./bundle.mjs";
import { firstResult } from "./first.mjs";

const [build, dist] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(dist, { recursive: true });

// The same format as gzip's, 4 % smaller, in half a minute.
const wasm = execFileSync("zopfli", ["-c", "--gzip", path.join(build, "tokroof_web.wasm")], { maxBuffer: 2 ** 26 });
const glue = fs.readFileSync(path.join(build, "tokroof_web.js"), "utf8");
fs.writeFileSync(path.join(dist, "tokroof.js"), `${glue}\nwindow.tokroofWasm = "${wasm.toString("base64")}";\n`);
fs.writeFileSync(path.join(dist, "app.js"), bundle(path.join(here, "src", "main.js")));
fs.copyFileSync(path.join(here, "style.css"), path.join(dist, "style.css"));

const shell = fs.readFileSync(path.join(here, "index.html"), "utf8");
const first = await firstResult(build);
const page = shell.replace(/(<main [^>]*>)(.*)(<\/main>)/, (_, open, loading, close) => `${open}<div class="predict"><div class="side">${loading}</div><div class="main"><div class="result">${first}</div></div></div>${close}`);
if (page === shell) throw new Error("index.html has no place for the first result");
fs.writeFileSync(path.join(dist, "index.html"), page);
