#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "predict/command_lines/command_reading.hpp"

namespace tokroof {
namespace {

using Reading = CommandReading;

constexpr double kMost = 1e9;

// llama-bench
void n_prompt(Reading& r, const std::string& v) {
  if (const double n = r.number(v, 0, kMost); n > 0) r.set(r.run().n_prompt, n);
}
void n_gen(Reading& r, const std::string& v) {
  if (v == "-1" || v == "-2") {
    r.note(fmt::format("{} {}: until the model ends; the default length is predicted", r.option(), v));
  } else if (const double n = r.number(v, 0, kMost); n > 0) {
    r.set(r.run().n_gen, n);
  }
}
void depth(Reading& r, const std::string& v) { r.set(r.run().depth, r.number(v, 0, kMost)); }
void micro_batch(Reading& r, const std::string& v) { r.set(r.run().micro_batch, r.number(v, 1, 1e6)); }

// shared by llama-bench, llama-server, llama-cli
void gpu_layers(Reading& r, const std::string& v) {
  if (v == "auto" || v == "all" || v == "-1") {
    return;
  }
  r.set(r.run().n_gpu_layers, r.number(v, 0, kMost));
}
void cpu_moe(Reading& r, const std::string& v) { r.set(r.question().n_cpu_moe, r.number(v, 0, kMost)); }
void all_cpu_moe(Reading& r, const std::string& /*v*/) { r.set(r.question().n_cpu_moe, kMost); }
void split_mode(Reading& r, const std::string& v) {
  const std::string mode = lower_case(r.first_of(v));
  if (mode == "none") {
    r.set(r.run().n_devices, 1);
    r.note("split mode none: one device does the work");
  } else {
    r.set(r.run().split, mode);
  }
}
void flash_attention(Reading& r, const std::string& v) {
  const std::string state = v.empty() ? "1" : lower_case(r.first_of(v));
  if (state == "auto" || state == "-1") {
    return;
  }
  const bool on = state == "1" || state == "on" || state == "true" || state == "enabled";
  if (!on && state != "0" && state != "off" && state != "false" && state != "disabled") {
    r.fail(fmt::format("'{}' is none of on, off, auto", v));
  }
  r.set(r.run().flash_attention, on ? "1" : "0");
}
void cache_type_k(Reading& r, const std::string& v) { means_kv_type(r, v); }
void cache_type_v(Reading& r, const std::string& v) {
  const std::string type = lower_case(r.first_of(v));
  if (r.run().kv_type.empty()) {
    r.run().kv_type = type;
  } else if (r.run().kv_type != type) {
    r.note(fmt::format(
        "{} {} is ignored: keys and values are counted with one type, {}", r.option(), v, r.run().kv_type));
  }
}
void threads(Reading& r, const std::string& v) {
  if (v == "-1") {
    return;
  }
  r.set(r.run().threads, r.number(v, 1, 1e5));
}
void devices(Reading& r, const std::string& v) {
  if (lower_case(v) == "none") {
    r.set(r.run().backend, "cpu");
    return;
  }
  if (lower_case(v) == "auto") {
    return;
  }
  const double n =
      1 + static_cast<double>(std::count_if(v.begin(), v.end(), [](char c) { return c == ',' || c == '/'; }));
  r.set(r.run().n_devices, n);
  r.note(fmt::format("{} {}: {:g} devices, each as --device says", r.option(), v, n));
}
void servers(Reading& r, const std::string& v) {
  const double n = 1 + static_cast<double>(std::count(v.begin(), v.end(), ','));
  r.set(r.run().split, "rpc");
  r.set(r.run().n_devices, n + 1);
  r.note(fmt::format(
      "{} {}: one device here and {:g} over the network; --n-devices overrules, --link names the network",
      r.option(),
      v,
      n));
}
void override_tensor(Reading& r, const std::string& v) { r.set(r.run().details.override_tensor, v); }
void tensor_split(Reading& r, const std::string& v) { r.set(r.run().details.tensor_split, v); }
void repository(Reading& r, const std::string& v) { r.name_model(v); }
void slots(Reading& r, const std::string& v) {
  const double n = r.number(v, 1, 1e6);
  r.set(r.run().concurrency, n);
  if (n > 1) r.note(fmt::format("{} {:g}: all slots are taken to be busy", r.option(), n));
}
void context_size(Reading& r, const std::string& v) {
  r.note(fmt::format("{} {}: so much cache is reserved; what is read follows --n-depth", r.option(), v));
}
void draft_model(Reading& r, const std::string& v) {
  if (r.run().speculative.empty()) {
    r.note(fmt::format("{} {} is ignored: predict it with --speculative draft --spec-tokens N --acceptance A",
                       r.option(),
                       v));
  }
}
void draft_tokens(Reading& r, const std::string& v) {
  if (r.run().speculative.empty()) {
    r.note(fmt::format("{} {} is ignored without --speculative and --acceptance", r.option(), v));
  } else {
    r.set(r.run().spec_tokens, r.number(v, 1, 1e4));
  }
}

constexpr auto kFlag = CommandOption::nothing;
constexpr auto kValue = CommandOption::value;
constexpr auto kMaybe = CommandOption::maybe;

// clang-format off
constexpr CommandOption kBench[] = {
    {"-m|--model", kValue, means_model},           {"-hf|-hfr|--hf-repo", kValue, repository},
    {"-p|--n-prompt", kValue, n_prompt},           {"-n|--n-gen", kValue, n_gen},
    {"-d|--n-depth", kValue, depth},               {"-ub|--ubatch-size", kValue, micro_batch},
    {"-ctk|--cache-type-k", kValue, cache_type_k}, {"-ctv|--cache-type-v", kValue, cache_type_v},
    {"-t|--threads", kValue, threads},             {"-ngl|--n-gpu-layers", kValue, gpu_layers},
    {"-ncmoe|--n-cpu-moe", kValue, cpu_moe},       {"-sm|--split-mode", kValue, split_mode},
    {"-fa|--flash-attn", kValue, flash_attention}, {"-dev|--device", kValue, devices},
    {"-ot|--override-tensor|--override-tensors", kValue, override_tensor}, {"-rpc|--rpc", kValue, servers},
    {"-pg", kValue, nullptr, "a rate of prompt and generation together is not predicted"},
    {"-ts|--tensor-split", kValue, tensor_split},
    {"-nkvo|--no-kv-offload", kValue, nullptr, "a cache in the host's memory is not modelled: it would be slower"},
    {"-b|--batch-size", kValue, nullptr, "micro-batches are what is computed at a time"},
    {"-mg|--main-gpu", kValue}, {"-mmp|--mmap", kValue}, {"-dio|--direct-io", kValue}, {"-lm|--load-mode", kValue},
    {"-r|--repetitions", kValue}, {"-o|--output", kValue}, {"-oe|--output-err", kValue}, {"-v|--verbose", kFlag},
    {"--progress", kFlag}, {"--no-warmup", kFlag}, {"--delay", kValue}, {"--prio", kValue}, {"--numa", kValue},
    {"-C|--cpu-mask", kValue}, {"--cpu-strict", kValue}, {"--poll", kValue}, {"-embd|--embeddings", kValue},
    {"-nopo|--no-op-offload", kValue}, {"--no-host", kValue},
};

constexpr CommandOption kServer[] = {
    {"-m|--model", kValue, means_model},           {"-hf|-hfr|--hf-repo", kValue, repository},
    {"-ngl|--gpu-layers|--n-gpu-layers", kValue, gpu_layers},
    {"-ncmoe|--n-cpu-moe", kValue, cpu_moe},       {"-cmoe|--cpu-moe", kFlag, all_cpu_moe},
    {"-sm|--split-mode", kValue, split_mode},      {"-fa|--flash-attn", kMaybe, flash_attention},
    {"-ctk|--cache-type-k", kValue, cache_type_k}, {"-ctv|--cache-type-v", kValue, cache_type_v},
    {"-t|--threads", kValue, threads},             {"-dev|--device", kValue, devices},
    {"-ot|--override-tensor", kValue, override_tensor}, {"--rpc", kValue, servers},
    {"-np|--parallel", kValue, slots},             {"-c|--ctx-size", kValue, context_size},
    {"-n|--predict|--n-predict", kValue, n_gen},   {"-ub|--ubatch-size", kValue, micro_batch},
    {"-md|--model-draft", kValue, draft_model},    {"--draft-max|--draft|--draft-n", kValue, draft_tokens},
    {"-ts|--tensor-split", kValue, tensor_split},
    {"-nkvo|--no-kv-offload", kFlag, nullptr, "a cache in the host's memory is not modelled: it would be slower"},
    {"-b|--batch-size", kValue, nullptr, "micro-batches are what is computed at a time"},
    {"--swa-full", kFlag, nullptr, "window layers are counted with their window"},
    {"--draft-min|--draft-p-min|-ngld|--gpu-layers-draft|-cd|--ctx-size-draft", kValue},
    {"--mmproj", kValue, nullptr, "pictures are not modelled"},
    {"-p|--prompt", kValue, nullptr, "a text: --n-prompt says how many tokens"},
    {"-f|--file", kValue, nullptr, "a text: --n-prompt says how many tokens"},
    {"-mg|--main-gpu", kValue}, {"--host", kValue}, {"--port", kValue}, {"-a|--alias", kValue}, {"--api-key", kValue},
    {"--jinja", kFlag}, {"--no-mmap", kFlag}, {"--mlock", kFlag}, {"-cb|--cont-batching", kFlag}, {"--metrics", kFlag},
    {"--temp", kValue}, {"--top-k", kValue}, {"--top-p", kValue}, {"--min-p", kValue}, {"-s|--seed", kValue},
    {"--repeat-penalty", kValue}, {"--presence-penalty", kValue}, {"--chat-template", kValue}, {"--reasoning-format", kValue},
    {"--reasoning-budget", kValue}, {"-tb|--threads-batch", kValue}, {"-cnv|--conversation", kFlag}, {"-no-cnv", kFlag},
    {"--no-webui", kFlag}, {"--numa", kValue}, {"--prio", kValue}, {"-v|--verbose", kFlag}, {"--log-file", kValue},
    {"--rope-scaling", kValue}, {"--rope-scale", kValue}, {"--yarn-orig-ctx", kValue}, {"--no-warmup", kFlag},
    {"--cache-reuse", kValue}, {"--slots", kFlag}, {"--timeout|-to", kValue}, {"--chat-template-kwargs", kValue},
    {"--chat-template-file", kValue}, {"--ignore-eos", kFlag}, {"-st|--single-turn", kFlag}, {"--perf", kFlag},
};

constexpr CommandProgram kPrograms[] = {
    {"llama-bench", "llama.cpp", kBench},
    {"llama-server|llama-cli|llama-completion|llama-run|server|main|llama-simple", "llama.cpp", kServer},
};
// clang-format on

}  // namespace

std::span<const CommandProgram> llama_cpp_programs() { return kPrograms; }

}  // namespace tokroof
