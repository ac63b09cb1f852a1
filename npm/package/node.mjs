import { start } from "./program.mjs";
import { TokroofError, verbs } from "./verbs.mjs";

export { TokroofError };
export const { predict, explain, capacity, models, rank, sweep, check, diagnose, list, plot } = verbs(() => start());
