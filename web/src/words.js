/** What the program's short names mean, for people. */
export const PARTS = {
  weights: "reading weights",
  kv: "reading the KV cache",
  state: "reading recurrent state",
  launch: "launching kernels",
  fixed: "scheduling, sampling",
  logits: "logits",
  link: "links between devices",
  host: "work on the host",
  eager: "eager-mode overhead",
  drafting: "drafting tokens",
  effects: "known deviation",
};

/** What binds, and what would help. */
export const BOUND = {
  weights: ["reading the weights from memory", "Faster memory or smaller weights help; more arithmetic does not."],
  compute: ["arithmetic", "A faster processor helps; faster memory does not."],
  power: ["the power limit", "A higher power limit helps."],
  kv: ["reading the KV cache", "A shorter context, a smaller type of cache or faster memory help."],
  launch: ["launching kernels", "The device waits for the host: a faster device would hardly help."],
  link: ["the link between devices", "A faster link, fewer devices or another split help."],
  host: ["the part on the host", "Faster host memory, or fewer layers on the host, help."],
};

/** Hypotheses of a diagnosis. */
/** Causes that a diagnosis weighs; of the others the explanation says all. */
export const CAUSES = {
  cpu: "ran on the processor",
  "partial-offload": "some layers on the host",
  "experts-cpu": "experts on the host",
  spill: "memory spilled over the link",
  "slow-link": "a slower link",
  quant: "another quantization",
  power: "a lower power limit",
  depth: "a longer context",
  aggregate: "several streams together",
  prefill: "a prompt's rate",
  speculative: "speculative decoding",
  devices: "another number of devices",
  "one-device": "one device alone",
  "wrong-device": "another device",
  "kv-type": "another type of cache",
  "old-build": "an old build",
  eager: "a server without graphs",
  chunks: "pieces of text counted as tokens",
  "wall-clock": "the time of the prompt or of loading counted too",
  "slow-host": "a slow thread of the host launches the kernels",
  "slow-kernels": "no fast kernels for such weights on such a chip",
  "slow-memory": "fewer channels or slower modules of memory",
  threads: "few of the processor's cores",
};

/** Verdicts on a measured rate, and how they are shown. */
export const VERDICTS = {
  ok: ["as expected", "good"],
  slow: ["too slow", "bad"],
  fast: ["too fast", "bad"],
  impossible: ["impossible", "bad"],
  unknown: ["not judged", "neutral"],
};
