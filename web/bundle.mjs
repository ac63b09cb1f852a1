// One classic script from the modules that main.js imports: a page opened from disk may not load modules. Each module
// becomes a function that is called once, in the order of the imports; modules do not import in circles.
import fs from "node:fs";
import path from "node:path";

const IMPORT = /^import\s+([^;]*?)\s+from\s+"(\.[^"]+)";$/gm;
const DECLARED = /^export\s+(?:async\s+)?(?:function|class|const|let)\s+([\w$]+)/gm;
const LISTED = /^export\s*\{([^}]*)\};$/gm;

export function bundle(main) {
  const bodies = [];
  const done = new Map(); // file to its name here; null while it is read
  const take = (file) => {
    if (done.get(file) === null) throw new Error(`${file} imports itself, by way of others`);
    if (done.has(file)) return done.get(file);
    done.set(file, null);
    const text = fs.readFileSync(file, "utf8");
    const imported = text.replace(IMPORT, (_, names, from) => {
      const other = take(path.resolve(path.dirname(file), from));
      return `const ${names.replace(/^\*\s+as\s+/, "").replace(/\s+as\s+/g, ": ")} = ${other};`;
    });
    const name = `module_${path.basename(file, ".js")}`;
    const code = imported.replace(LISTED, "").replace(/^export\s+/gm, "").trim();
    bodies.push(`const ${name} = (() => {\n${code}\n\nreturn { ${exportsOf(text).join(", ")} };\n})();`);
    done.set(file, name);
    return name;
  };
  take(path.resolve(main));
  return `(() => {\n"use strict";\n\n${bodies.join("\n\n")}\n})();\n`;
}

function exportsOf(text) {
  const listed = [...text.matchAll(LISTED)].flatMap(([, names]) => names.split(",").map((name) => name.trim()));
  return [...[...text.matchAll(DECLARED)].map(([, name]) => name), ...listed].filter(Boolean);
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.stdout.write(bundle(process.argv[2]));
