// The documents as a site: its search, its links, nothing from elsewhere.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { ROOT, launch } from "./support.mjs";

const SCRIPT = path.join("scripts", "build-site");
const SITE = path.join(ROOT, "build-site", "site");
const build = (root) => spawnSync(path.join(root, SCRIPT), { encoding: "utf8" });

const built = build(ROOT);
const skip = built.status === 77 ? built.stderr.trim() : false;
let browser, server, address;

before(async () => {
  if (skip) return;
  assert.equal(built.stderr + built.stdout, "");
  server = http.createServer((request, response) => {
    const file = path.join(SITE, decodeURIComponent(request.url.split("?")[0]));
    if (!fs.existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": file.endsWith(".html") ? "text/html" : file.endsWith(".js") ? "text/javascript" : "" }).end(fs.readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

test("The search finds a word and leads to its document, and nothing comes from elsewhere", { skip }, async () => {
  const page = await browser.newPage();
  const elsewhere = [];
  page.on("request", (request) => request.url().startsWith(address) || elsewhere.push(request.url()));
  page.on("response", (response) => response.ok() || elsewhere.push(`${response.status()} ${response.url()}`));
  await page.goto(`${address}/index.html?q=hypothesis`); // what is typed before the index is read is not searched for
  const found = page.locator("#mkdocs-search-results a");
  await found.first().waitFor();
  assert.ok((await found.count()) > 1);
  await found.first().click();
  await page.waitForURL(/\/docs\/.*html/);
  assert.match(await page.locator("body").innerText(), /hypothes[ie]s/i);
  assert.deepEqual(elsewhere.filter((url) => !url.endsWith("/favicon.ico")), []);
});

test("Every document of docs/ is in the site, with its pictures", { skip }, () => {
  for (const name of fs.readdirSync(path.join(ROOT, "docs")).filter((file) => file.endsWith(".md"))) {
    assert.ok(fs.existsSync(path.join(SITE, "docs", name.replace("README.md", "index.md").replace(/md$/, "html"))), name);
  }
  assert.ok(fs.existsSync(path.join(SITE, "docs", "page.png")));
});

test("A link that leads nowhere is an error, which names it", { skip }, () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "site-"));
  for (const folder of ["scripts", "docs"]) fs.mkdirSync(path.join(root, folder));
  fs.copyFileSync(path.join(ROOT, SCRIPT), path.join(root, SCRIPT));
  const outcome = (readme) => {
    fs.writeFileSync(path.join(root, "README.md"), readme);
    const { status, stderr } = build(root);
    return [status, stderr.trim()];
  };
  fs.writeFileSync(path.join(root, "docs", "README.md"), "# Documents\n\n## A place\n");
  assert.deepEqual(outcome("# A\n\n[documents](docs/README.md#a-place)\n"), [0, ""]);
  assert.deepEqual(outcome("# A\n\n[lost](docs/lost.md)\n"), [1, "build-site: a link leads to docs/lost.md, which is not there"]);
  assert.deepEqual(outcome("# A\n\n[documents](docs/README.md#lost)\n"), [1, "build-site: index.html: docs/index.html#lost: no such place in it"]);
  fs.rmSync(root, { recursive: true });
});
