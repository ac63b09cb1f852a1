#include <cmath>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "formats/commands/command_reading.hpp"
#include "formats/commands/drafting.hpp"

namespace tokroof::formats {
namespace {

/// "llama3.1:8b-instruct-q4_K_M"; words behind it are the prompt.
void ollama_word(CommandReading& r, const std::string& word, std::size_t index) {
  if (index == 0) {
    r.name_model(word);
  } else if (index == 1) {
    r.note("the prompt is a text: --n-prompt says how many tokens");
  }
}

void ollama_finish(CommandReading& r) {
  if (r.run().quant.empty()) {
    const bool packed = r.run().model.starts_with("gpt-oss");
    r.run().quant = packed ? "MXFP4" : "Q4_K_M";
    r.assume("quant", r.run().quant);
  }
  if (!std::isnan(r.most_sequences) && std::isnan(r.run().concurrency)) {
    r.run().concurrency = r.most_sequences;
    r.note(fmt::format("OLLAMA_NUM_PARALLEL={:g}: all slots are taken to be busy", r.most_sequences));
  }
}

void mlx_kv_bits(CommandReading& r, const std::string& v) {
  const double bits = r.number(v, 2, 16);
  if (bits < 16) means_kv_bits(r, bits, fmt::format("{:g}", bits));
}
void mlx_finish(CommandReading& r) {
  means_published(r);
  // mlx.launch --hosts: a Mac is a machine.
  if (r.machines > 1) {
    r.set(r.run().n_devices, r.machines);
  }
}

// clang-format off
constexpr CommandOption kOllama[] = {
    {"--verbose", kFlag}, {"--keepalive", kValue}, {"--format", kValue}, {"--nowordwrap", kFlag}, {"--insecure", kFlag},
    {"--think", CommandOption::maybe}, {"--hidethinking", kFlag},
};

constexpr CommandOption kMlx[] = {
    {"--model", kValue, means_model}, {"-m|--max-tokens", kValue, means_generated}, {"--kv-bits", kValue, mlx_kv_bits},
    {"-p|--prompt", kValue, nullptr, "a text: --n-prompt says how many tokens"}, {"--draft-model", kValue, means_draft_model},
    {"--num-draft-tokens", kValue, means_draft_tokens},
    {"--max-kv-size", kValue, nullptr, "what is read follows --n-depth"}, {"--kv-group-size", kValue},
    {"--quantized-kv-start", kValue}, {"--temp", kValue}, {"--top-p", kValue}, {"--min-p", kValue}, {"--top-k", kValue},
    {"--seed", kValue}, {"--system-prompt", kValue}, {"--verbose", kValue}, {"--trust-remote-code", kFlag},
    {"--ignore-chat-template", kFlag}, {"--prompt-cache-file", kValue}, {"--adapter-path", kValue},
    {"--host", kValue}, {"--port", kValue}, {"--eos-token", kValue}, {"--extra-eos-token", kValue},
};

constexpr CommandOption kMlxBenchmark[] = {
    {"--model", kValue, means_model}, {"-p|--prompt-tokens", kValue, means_prompt},
    {"-g|--generation-tokens", kValue, means_generated}, {"-b|--batch-size", kValue, means_streams}, {"-n|--num-trials", kValue},
    {"--pipeline", kFlag, nullptr, "--n-devices and --split-mode say how many devices"}, {"--quantize-activations", kFlag},
};

constexpr CommandProgram kOtherPrograms[] = {
    {"ollama run|ollama", "ollama", kOllama, ollama_word, ollama_finish},
    {"mlx_lm.generate|mlx_lm generate|mlx_lm.server|mlx_lm server|mlx_lm.chat|mlx_lm chat", "mlx", kMlx, nullptr, mlx_finish},
    {"mlx_lm.benchmark|mlx_lm benchmark", "mlx", kMlxBenchmark, nullptr, mlx_finish},
};
// clang-format on

}  // namespace

std::span<const CommandProgram> other_programs() { return kOtherPrograms; }

}  // namespace tokroof::formats
