/** What was wrong with a question: `kind`, `where`, `suggestions`; `answer` is the whole document. */
export class TokroofError extends Error {
  constructor(answer) {
    super(answer.error.message);
    this.name = "TokroofError";
    this.kind = answer.error.kind;
    this.where = answer.error.where;
    this.suggestions = answer.error.suggestions;
    this.answer = answer;
  }
}

const VERBS = ["predict", "explain", "capacity", "models", "rank", "sweep", "check", "diagnose", "list", "plot"];

/** The functions of the package; `start` makes the program, when the first question is asked. */
export function verbs(start) {
  let started;
  const ask = async (verb, question) => {
    started ??= start().catch((reason) => {
      started = undefined; // a page may have been offline
      throw reason;
    });
    const program = await started;
    const pointer = program.ccall("tokroof_ask", "number", ["string", "string"], [verb, JSON.stringify(question)]);
    if (pointer === 0) throw new Error("out of memory");
    const answer = JSON.parse(program.UTF8ToString(pointer));
    program._free(pointer);
    if (answer.error) throw new TokroofError(answer);
    return answer;
  };
  return Object.fromEntries(VERBS.map((verb) => [verb, (question = {}) => ask(verb, question)]));
}
