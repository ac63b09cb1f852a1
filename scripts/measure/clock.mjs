// Clock of the core under load, in GHz: a chain of multiplications, each of which waits for the one before, takes 3
// clocks a link on the cores of the last fifteen years (x86 and ARM). The fastest of many short stretches counts: it is
// one that no other program interrupted.
const LINKS = 8, ROUNDS = 4000, LATENCY_CLOCKS = 3;

function chain(x) {
    for (let i = 0; i < ROUNDS; ++i) {
        x = Math.imul(x, x); x = Math.imul(x, x); x = Math.imul(x, x); x = Math.imul(x, x);
        x = Math.imul(x, x); x = Math.imul(x, x); x = Math.imul(x, x); x = Math.imul(x, x);
    }
    return x;
}

let best = Infinity, x = 3;
for (let i = 0; i < 3000; ++i) {
    const begin = process.hrtime.bigint();
    x = chain(x | 3);
    best = Math.min(best, Number(process.hrtime.bigint() - begin));
}
process.stdout.write(`${(LINKS * ROUNDS * LATENCY_CLOCKS / best).toFixed(3)}\n`, () => process.exit(x === 0.5 ? 1 : 0));
