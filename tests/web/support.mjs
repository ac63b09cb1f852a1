// How the tests here open the page, and ask the program at the command line.
import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const DIST = path.join(ROOT, "build-web", "dist");
const PROGRAM = process.env.TOKROOF ?? path.join(ROOT, "build", "tokroof");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FROM_DISK = pathToFileURL(path.join(DIST, "index.html")).href;

/** The JSON document that the program prints, of an answer or an error. */
export async function tokroof(...words) {
  const run = promisify(execFile)(PROGRAM, [...words.map(String), "--json"], { maxBuffer: 1 << 28 });
  const { stdout } = await run.catch((failed) => failed);
  return JSON.parse(stdout);
}

/** A question as the command line takes it. `options`: the rows of `list options`. */
export function words(verb, question, options) {
  const spelled = new Map(options.map(({ key, option, type }) => [key, { option, flag: type === "" }]));
  return [verb, ...Object.entries(question).flatMap(([key, value]) => (spelled.get(key).flag ? [spelled.get(key).option] : [`${spelled.get(key).option}=${value}`]))];
}

export const launch = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** A page with its complaints: errors it wrote or threw, and requests for anything but its own files. */
export async function open(browser, address = FROM_DISK, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...settings });
  const page = await context.newPage();
  const complaints = [];
  const own = address.split("#")[0].replace(/[^/]*$/, "");
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("request", (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(own) && complaints.push(`asked for ${request.url()}`));
  await page.goto(address);
  await page.waitForFunction(() => window.tokroof !== undefined);
  return { page, complaints };
}

/** The files as a plain server would give them. */
export function serve() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
  const server = http.createServer((request, response) => {
    const file = path.join(DIST, path.basename(request.url.split("?")[0]) || "index.html");
    if (!fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": `${types[path.extname(file)]}; charset=utf-8` }).end(fs.readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({ server, address: `http://127.0.0.1:${server.address().port}/` })));
}

/** Where two documents differ by more than `relative`: paths with both values. */
export function differences(a, b, relative, at = "") {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)) ? [] : [`${at}: ${a} and ${b}`];
  }
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b ? [] : [`${at}: ${a} and ${b}`];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => (key in a && key in b ? differences(a[key], b[key], relative, `${at}/${key}`) : [`${at}/${key}: only in one`]));
}

/** The numbers of a document. */
export function numbers(value) {
  if (typeof value === "number") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(numbers) : [];
}
