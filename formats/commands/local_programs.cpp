#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "formats/commands/command_names.hpp"
#include "formats/commands/command_reading.hpp"
#include "formats/commands/drafting.hpp"

namespace tokroof::formats {
namespace {

void room(CommandReading& r, const std::string& v) {
  r.set(r.run().details.max_model_len, r.number(v, 1, kMostCount));
}

/// Gigabytes of each device: "20,24", "20 24"; "auto" fills those that are seen.
void gpu_split(CommandReading& r, const std::string& v) {
  const double n =
      1 + static_cast<double>(std::count_if(v.begin(), v.end(), [](char c) { return c == ',' || c == ' '; }));
  if (v != "auto" && !v.empty() && std::isnan(r.run().n_devices)) {
    r.set(r.run().n_devices, n);
    r.note(fmt::format("{} {}: {:g} devices", r.option(), v, n));
  }
}
/// TabbyAPI's options have values, which overrule a file.
void tensor_parallel(CommandReading& r, const std::string& v) {
  if (catalog::lower_case(v) != "false") r.set(r.run().split, model::Split::tensor);
}
void cache_of_4_bits(CommandReading& r, const std::string& /*v*/) { r.set(r.run().kv_type, "q4_0"); }
void cache_of_8_bits(CommandReading& r, const std::string& /*v*/) { r.set(r.run().kv_type, "q8_0"); }
void cache_of_fp8(CommandReading& r, const std::string& /*v*/) { r.set(r.run().kv_type, "fp8"); }
/// "FP16", "Q8", "Q6", "Q4"; ExLlamaV3's "8,8" are bits of keys and of values.
void cache_mode(CommandReading& r, const std::string& v) {
  std::string bits = catalog::lower_case(v.substr(0, v.find(',')));
  bits.erase(0, bits.starts_with('q') ? 1 : 0);
  if (bits != "fp16") means_kv_bits(r, catalog::parse_number(bits).value_or(model::kUnknown), v);
}
void no_flash_attention(CommandReading& r, const std::string& /*v*/) {
  r.set(r.run().flash_attention, false);
}

/// TabbyAPI runs each file with the engine of its kind.
void exllama_finish(CommandReading& r) {
  if (r.run().quant.starts_with("exl3")) {
    r.at(r.program(), "the file's engine");
    r.set(r.run().engine, "exllamav3");
  }
}

// KTransformers
/// The weights; the model is named beside them.
void weights_path(CommandReading& r, const std::string& v) {
  r.file = v;
  while (r.file.ends_with('/')) r.file.pop_back();
  if (const std::string quant = catalog::quant_of_name(program_name(r.file)).quant; !quant.empty()) {
    r.set(r.run().quant, quant);
  }
}
void cache_tokens(CommandReading& r, const std::string& v) { r.reserved_tokens = r.number(v, 1, kMostCount); }
void packed_cache(CommandReading& r, const std::string& v) {
  if (catalog::lower_case(v) != "false") r.set(r.run().kv_type, "q4_0");
}
/// Its rules leave the routed experts to the host, and all sequences share one cache.
void ktransformers_finish(CommandReading& r) {
  catalog::Run& run = r.run();
  if (run.model.empty() && !r.file.empty()) r.name_model(r.file);
  const model::Architecture* model = r.catalog().find_model(run.model);
  const bool placed = !std::isnan(run.details.n_cpu_moe) || !run.details.override_tensor.empty() ||
                      !run.placement.empty() || run.backend == "cpu";
  if (model != nullptr && model->experts > 1 && !placed) {
    run.details.n_cpu_moe = kMostCount;
    r.note("its rules keep the routed experts on the host; --n-cpu-moe N: those of N layers");
  }
  if (r.reserved_tokens > 0) {
    r.at(r.program(), "--cache-lens");
    r.set(run.details.max_model_len,
          std::floor(r.reserved_tokens / (run.concurrency > 1 ? run.concurrency : 1)));
  }
}

// clang-format off
constexpr CommandOption kExllama[] = {
    {"-m|--model-dir|--model", kValue, means_model}, {"-gs|--gpu-split", kValue, gpu_split}, {"-tp|--tensor-parallel", kFlag, tensor_parallel},
    {"-l|--length", kValue, room}, {"-t|--tokens|-maxr|--max-response-tokens", kValue, means_generated}, {"-chunk|--chunk-size", kValue, means_micro_batch},
    {"-cq4|--cache-q4", kFlag, cache_of_4_bits}, {"-cq8|--cache-q8", kFlag, cache_of_8_bits}, {"-c8|--cache-8bit", kFlag, cache_of_fp8},
    {"-cq6|--cache-q6", kFlag, nullptr, "caches of 4 and 8 bits are counted"}, {"-nfa|--no-flash-attn", kFlag, no_flash_attention},
    {"-dm|--draft-model-dir", kValue, means_draft_model}, {"-dn|--draft-n-tokens", kValue, means_draft_tokens},
    {"-p|--prompt", kValue, nullptr, "a text: --n-prompt says how many tokens"}, {"-ept|--experts-per-token", kValue, nullptr, "every chosen expert is counted"},
    {"-ed|--eval-dataset|-er|--eval-rows|-el|--eval-length|-rs|--rope-scale|-ra|--rope-alpha|-ry|--rope-yarn|-mode|--mode|-rr|--rank-reduce|-mix|--mix-layers|-sp", kValue},
    {"-et|--eval-token|-ps|--prompt-speed|-s|--speed|-pnb|--prompt-no-bos|-nwu|--no-warmup|-sl|--stream-layers|-lm|--low-mem|-lq4|--load-q4|-fst|--fast-safetensors|-nxf|--no-xformers|-nsdpa|--no-sdpa|-ng|--no-graphs|-ic|--ignore-compatibility|-pt|--print-timings|-amnesia|--amnesia|-v|--verbose", kFlag},
};

constexpr CommandOption kTabby[] = {
    {"--model-name", kValue, means_model}, {"--max-seq-len", kValue, room}, {"--cache-mode", kValue, cache_mode}, {"--gpu-split", kMany, gpu_split},
    {"--tensor-parallel", kMaybe, tensor_parallel}, {"--max-batch-size", kValue, means_most_streams}, {"--chunk-size", kValue, means_micro_batch},
    {"--draft-model-name", kValue, means_draft_model},
    {"--model-dir|--config|--host|--port|--backend|--cache-size|--rope-scale|--rope-alpha|--prompt-template|--draft-model-dir|--draft-cache-mode|--draft-gpu-split|--draft-rope-scale|--draft-rope-alpha|--autosplit-reserve|--tensor-parallel-backend|--num-experts-per-token|--dummy-model-names|--api-servers|--lora-dir|--embedding-model-name", kMany},
    {"--gpu-split-auto|--disable-auth|--disable-fetch-requests|--send-tracebacks|--inline-model-loading|--use-dummy-models|--use-as-default|--fasttensors|--vision|--unsafe-launch|--disable-request-streaming|--cuda-malloc-backend|--realtime-process-priority|--uvloop|--skip-auth|--log-prompt|--log-generation-params|--log-requests", kMaybe},
};

constexpr CommandOption kKtransformers[] = {
    {"--model-path", kValue, means_model}, {"--gguf-path", kValue, weights_path}, {"--cpu-infer", kValue, means_threads}, {"--max-new-tokens", kValue, means_generated},
    {"--cache-lens", kValue, cache_tokens}, {"--chunk-size|--chunk-prefill-size", kValue, means_micro_batch}, {"--max-batch-size", kValue, means_most_streams}, {"--cache-q4", kMaybe, packed_cache},
    {"--optimize-config-path|--optimize-rule-path", kValue, nullptr, "files of rules are not read"},
    {"--prompt-file", kValue, nullptr, "a text: --n-prompt says how many tokens"},
    {"--use-cuda-graph|--force-think|--web|--trust-remote-code", kMaybe},
    {"--mode|--model-name|--host|--port|--backend-type|--page-size|--temperature|--top-p|--architectures|--type|--log-level|--device", kValue},
};

constexpr CommandProgram kLocalPrograms[] = {
    {"test_inference.py|test_inference|exllamav2.test_inference", "exllamav2", kExllama, nullptr, exllama_finish},
    {"tabbyAPI|main.py", "exllamav2", kTabby, nullptr, exllama_finish},
    {"ktransformers|ktransformers.local_chat|local_chat|ktransformers/local_chat.py|server/main.py|ktransformers.server.main", "ktransformers", kKtransformers, nullptr, ktransformers_finish, true},
};
// clang-format on

}  // namespace

std::span<const CommandProgram> local_programs() { return kLocalPrograms; }

}  // namespace tokroof::formats
