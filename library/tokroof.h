/* libtokroof: what `tokroof VERB --json` prints, for programs in C and whatever calls C (docs/library.md). */
#ifndef TOKROOF_H
#define TOKROOF_H

#ifdef __cplusplus
extern "C" {
#endif

/* The answer to a question, both JSON texts in UTF-8.
 *
 *   verb      "predict", "explain", "capacity", "models", "rank", "sweep", "check", "diagnose", "list", "plot"
 *   question  {"device": "rtx-4090", "model": "llama-3.1-8b", "n_depth": 4096}: the verb's options by their JSON keys
 *
 * What is wrong with a question is its answer: {"error": {"kind", "message", "where", "suggestions"}}. NULL: there was no
 * memory for it. Any number of threads may ask at once. tokroof_free() takes the answer back. */
char* tokroof_ask(const char* verb, const char* question);

void tokroof_free(char* answer);

#ifdef __cplusplus
}
#endif

#endif
