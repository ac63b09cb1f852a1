// Decodes and prefills one GGUF file with one thread of llama.cpp; prints one JSON document.
//   node decode.mjs MODEL REPEATS N_GEN N_PROMPT     (node-llama-cpp is taken from the working folder's node_modules)
//
// node's own loop spins on another core while it awaits, and other programs take their share of this one. So a step
// counts as the processor time of the threads that llama.cpp ran in (all but node's first), which is what a step lasts
// on a quiet machine; where the kernel does not tell, as wall time. Both are printed, with the time spent waiting for a
// core.
import {readdirSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const [file, repeats, nGen, nPrompt] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const require = createRequire(pathToFileURL(process.cwd() + "/"));
const {getLlama} = await import(pathToFileURL(require.resolve("node-llama-cpp")).href);

/** Seconds that this process's threads but the first have run, and have waited for a core; null: not known. */
function workers() {
    let ran = 0, waited = 0;
    try {
        for (const thread of readdirSync("/proc/self/task")) {
            if (Number(thread) === process.pid) continue;
            const [run, wait] = readFileSync(`/proc/self/task/${thread}/schedstat`, "utf8").split(" ").map(Number);
            ran += run / 1e9;
            waited += wait / 1e9;
        }
    } catch {
        return null;
    }
    return ran > 0 ? {ran, waited} : null;
}

async function timed(step) {
    const before = workers(), begin = performance.now();
    await step();
    const wall = (performance.now() - begin) / 1e3, after = workers();
    if (before == null || after == null) return {wall, ran: null, waited: null};
    return {wall, ran: after.ran - before.ran, waited: after.waited - before.waited};
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
const known = (values) => (values.includes(null) ? null : median(values));
const medians = (steps) => Object.fromEntries(
    ["wall", "ran", "waited"].map((key) => [`${key}_s`, known(steps.map((s) => s[key]))]));

const llama = await getLlama({
    gpu: false, build: "never", skipDownload: true, progressLogs: false, logLevel: "error", maxThreads: 1,
});
const model = await llama.loadModel({modelPath: file, gpuLayers: 0});
const batchSize = Math.max(nPrompt, 512);  // and micro-batch: the binding makes them equal
const context = await model.createContext({
    contextSize: nPrompt + nGen + 64, batchSize, threads: 1, flashAttention: true,
});
const sequence = context.getSequence();

let state = 1;
const token = () => 300 + (state = (state * 48271) % 2147483647) % 7000;  // any words: speed does not depend on them
// A token whose logits are computed and sampled greedily, as in generation (with 8192 logits some 0.05 ms: rates are that
// much below llama-bench's, which does not sample); the next one is ours, so none ends it.
const decode = () => sequence.controlledEvaluate([[token(), {generateNext: {token: true, options: {temperature: 0}}}]]);
const prefill = () => sequence.evaluateWithoutGeneratingNewTokens(Array.from({length: nPrompt}, token));

async function generate() {
    const steps = [];
    for (let i = 0; i < nGen; ++i) steps.push(await timed(decode));
    return medians(steps);
}

await prefill();  // loads every page of the file, and the code
const out = {decode: [], prefill: [], decode_deep: []};
for (let i = 0; i < repeats; ++i) {
    await sequence.clearHistory();
    await decode();
    out.decode.push(await generate());
    await sequence.clearHistory();
    out.prefill.push(medians([await timed(prefill)]));
    out.decode_deep.push(await generate());
}
const release = llama.llamaCppRelease?.release ?? "unknown";
const asked = {n_gen: nGen, n_prompt: nPrompt, n_ubatch: batchSize};
process.stdout.write(JSON.stringify({llama_cpp_release: release, ...asked, ...out}) + "\n");
process.exit(0);
