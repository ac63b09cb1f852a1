// The types of the package, from JSON Schemas: of questions (as `tokroof serve --mcp` lists its tools) and of answers
// (answers/schema).
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const comment = ({ description }, indent) => (description ? `${indent}/** ${description.replace(/\*\//g, "* /").replace(/\s*\n\s*/g, " ")} */\n` : "");

function list(items, indent) {
  const inner = type(items, indent);
  return `${/[|&]/.test(inner) ? `(${inner})` : inner}[]`;
}

function fields(schema, indent) {
  const { properties = {}, required = [], additionalProperties } = schema;
  const deeper = `${indent}  `;
  const lines = Object.entries(properties).map(
    ([name, value]) => `${comment(value, deeper)}${deeper}${key(name)}${required.includes(name) ? "" : "?"}: ${type(value, deeper)};\n`,
  );
  const others = typeof additionalProperties === "object" ? type(additionalProperties, deeper) : "unknown";
  if (lines.length === 0) return `Record<string, ${others}>`;
  if (additionalProperties !== false) lines.push(`${deeper}[key: string]: unknown;\n`);
  return `{\n${lines.join("")}${indent}}`;
}

/** Of what a schema says, the form: numbers' limits and conditions have no place in a type. */
function type(schema, indent = "") {
  if (schema === true || schema === undefined) return "unknown";
  if (schema.$ref) return schema.$ref.replace(/^.*\//, "").replace(/^./, (c) => c.toUpperCase());
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const forms = schema.anyOf ?? (schema.properties ? undefined : schema.oneOf);
  if (forms && !schema.type) return [...new Set(forms.map((form) => type(form, indent)))].join(" | ");
  const named = { integer: "number", number: "number", string: "string", boolean: "boolean", null: "null" };
  const types = [schema.type ?? (schema.properties ? "object" : [])].flat();
  if (types.length === 0) return "unknown";
  return types
    .map((one) => named[one] ?? (one === "array" ? list(schema.items, indent) : fields(schema, indent)))
    .join(" | ");
}

const capital = (verb) => verb.replace(/^./, (c) => c.toUpperCase());

/** `questions`: name, description and inputSchema of each verb; `answers`: the schema of each. */
export function declarations(questions, answers) {
  const out = ["// Written by scripts/build-npm: the verbs of `tokroof serve`, and what `tokroof VERB --json` prints.\n"];
  for (const { name, inputSchema } of questions) {
    out.push(`export interface ${capital(name)}Question ${fields({ ...inputSchema, additionalProperties: false }, "")}\n`);
  }
  for (const [name, schema] of Object.entries(answers)) {
    for (const [part, definition] of Object.entries(schema.$defs ?? {})) out.push(`export type ${capital(part)} = ${type(definition)};\n`);
    out.push(`${comment(schema, "")}export type ${capital(name)}Answer = ${type(schema)};\n`);
  }
  for (const { name, description } of questions) {
    out.push(`/** ${description} Rejects with a TokroofError. */\nexport function ${name}(question: ${capital(name)}Question): Promise<${capital(name)}Answer>;\n`);
  }
  out.push(`/** A drawing: {"plot": "roofline"}, and a scenario. */
export function plot(question: PredictQuestion & { plot: "roofline" }): Promise<{ svg: string }>;

/** What was wrong with a question. */
export class TokroofError extends Error {
  readonly kind: ErrorAnswer["error"]["kind"];
  readonly where: string;
  /** Nearest names. */
  readonly suggestions: string[];
  /** The whole document: beside a model that does not fit stands its memory. */
  readonly answer: ErrorAnswer;
}
`);
  return out.join("\n");
}
