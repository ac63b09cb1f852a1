// pack.mjs BUILD DIST: BUILD/tokroof_web.{js,wasm} and the sources beside this file to DIST: static files that need no server. The
// program is in a script, compressed, as text: a page opened from disk may not read a file beside it.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { bundle } from "./bundle.mjs";

const [build, dist] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(dist, { recursive: true });

const wasm = zlib.gzipSync(fs.readFileSync(path.join(build, "tokroof_web.wasm")), { level: 9 });
const glue = fs.readFileSync(path.join(build, "tokroof_web.js"), "utf8");
fs.writeFileSync(path.join(dist, "tokroof.js"), `${glue}\nwindow.tokroofWasm = "${wasm.toString("base64")}";\n`);
fs.writeFileSync(path.join(dist, "app.js"), bundle(path.join(here, "src", "main.js")));
for (const name of ["index.html", "style.css"]) fs.copyFileSync(path.join(here, name), path.join(dist, name));
