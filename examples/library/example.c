/* Prints the answer to one question: example predict '{"device": "4090", "model": "qwen3-8b"}' */
#include <stdio.h>
#include <tokroof.h>

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s VERB QUESTION\n", argv[0]);
    return 2;
  }
  char* answer = tokroof_ask(argv[1], argv[2]);
  if (answer == NULL) {
    fprintf(stderr, "%s: no memory\n", argv[0]);
    return 3;
  }
  puts(answer);
  tokroof_free(answer);
  return 0;
}
