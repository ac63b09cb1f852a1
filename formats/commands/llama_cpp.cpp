#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "formats/commands/command_reading.hpp"
#include "formats/commands/drafting.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kCacheOnHost = "a cache in the host's memory is not modelled: it would be slower";

// llama-bench
void n_prompt(CommandReading& r, const std::string& v) {
  if (const double n = r.number(v, 0, kMostCount); n > 0) r.set(r.run().n_prompt, n);
}
void n_gen(CommandReading& r, const std::string& v) {
  if (v == "-1" || v == "-2") {
    r.note(fmt::format("{} {}: until the model ends; the default length is predicted", r.option(), v));
  } else if (const double n = r.number(v, 0, kMostCount); n > 0) {
    r.set(r.run().n_gen, n);
  }
}
void depth(CommandReading& r, const std::string& v) { r.set(r.run().depth, r.number(v, 0, kMostCount)); }

// shared by llama-bench, llama-server, llama-cli
void gpu_layers(CommandReading& r, const std::string& v) {
  if (v != "auto" && v != "all" && v != "-1") r.set(r.run().n_gpu_layers, r.number(v, 0, kMostCount));
}
void batch_size(CommandReading& r, const std::string& v) { r.batch = r.number(v, 1, kMostCount); }
void micro_batch(CommandReading& r, const std::string& v) { r.micro_batch = r.number(v, 1, kMostCount); }
void cpu_moe(CommandReading& r, const std::string& v) {
  r.set(r.run().details.n_cpu_moe, r.number(v, 0, kMostCount));
}
void all_cpu_moe(CommandReading& r, const std::string& /*v*/) {
  r.set(r.run().details.n_cpu_moe, kMostCount);
}
void split_mode(CommandReading& r, const std::string& v) {
  const std::string mode = catalog::lower_case(r.first_of(v));
  if (mode == "none") {
    r.set(r.run().n_devices, 1);
    r.note("split mode none: one device does the work");
  } else {
    r.set(r.run().split, catalog::Said<model::Split>::read(mode));
  }
}
void flash_attention(CommandReading& r, const std::string& v) {
  const std::string state = v.empty() ? "1" : catalog::lower_case(r.first_of(v));
  if (state == "auto" || state == "-1") {
    return;
  }
  const std::optional<bool> on = catalog::WordOf<bool>::named(state);
  if (!on) {
    r.fail(fmt::format("'{}' is none of on, off, auto", v));
  }
  r.set(r.run().flash_attention, on);
}
void cache_type_k(CommandReading& r, const std::string& v) { means_kv_type(r, v); }
void cache_type_v(CommandReading& r, const std::string& v) {
  const std::string type = catalog::lower_case(r.first_of(v));
  if (r.run().kv_type.empty()) {
    means_kv_type(r, v);
  } else if (r.run().kv_type != type) {
    r.note(fmt::format(
        "{} {} is ignored: keys and values are counted with one type, {}", r.option(), v, r.run().kv_type));
  }
}
void threads(CommandReading& r, const std::string& v) {
  if (v == "-1") {
    return;
  }
  r.set(r.run().threads, r.number(v, 1, 1e5));
}
void devices(CommandReading& r, const std::string& v) {
  if (catalog::lower_case(v) == "none") {
    r.set(r.run().backend, "cpu");
    return;
  }
  if (catalog::lower_case(v) == "auto") {
    return;
  }
  const double n =
      1 + static_cast<double>(std::count_if(v.begin(), v.end(), [](char c) { return c == ',' || c == '/'; }));
  r.set(r.run().n_devices, n);
  r.note(fmt::format("{} {}: {:g} devices, each as --device says", r.option(), v, n));
}
void servers(CommandReading& r, const std::string& v) {
  const double n = 1 + static_cast<double>(std::count(v.begin(), v.end(), ','));
  r.set(r.run().split, model::Split::rpc);
  r.set(r.run().n_devices, n + 1);
  r.note(fmt::format(
      "{} {}: one device here and {:g} over the network; --n-devices overrules, --link names the network",
      r.option(),
      v,
      n));
}
/// Of all of them together the first pattern that matches a tensor counts.
void override_tensor(CommandReading& r, const std::string& v) {
  std::string& all = r.override_tensors;
  std::string& patterns = r.run().details.override_tensor;
  if (patterns != all) {  // tokroof's own option
    r.set(patterns, v);
    return;
  }
  all += (all.empty() ? "" : ",") + v;
  patterns = all;
}
/// llama-bench's: another -ot is another test, and patterns are separated by ';'.
void override_tensor_of_test(CommandReading& r, const std::string& v) {
  std::string patterns = v;
  std::replace(patterns.begin(), patterns.end(), ';', ',');
  r.set(r.run().details.override_tensor, patterns);
}
void tensor_split(CommandReading& r, const std::string& v) {
  std::string shares = v;
  std::replace(shares.begin(), shares.end(), '/', ',');  // llama-bench
  std::replace(shares.begin(), shares.end(), ' ', ',');  // koboldcpp
  r.set(r.run().details.tensor_split, shares);
  const double n = 1 + static_cast<double>(std::count(shares.begin(), shares.end(), ','));
  if (n > 1 && std::isnan(r.run().n_devices)) {
    r.set(r.run().n_devices, n);
    r.note(fmt::format("{} {}: {:g} devices", r.option(), v, n));
  }
}
void repository(CommandReading& r, const std::string& v) { r.name_model(v); }
/// The file of a repository names the storage type.
void file_of_repository(CommandReading& r, const std::string& v) {
  const std::string quant = catalog::quant_of_name(v).quant;
  if (quant.empty()) {
    r.note(fmt::format("{} {} is ignored: it names no storage type", r.option(), v));
  } else {
    r.set(r.run().quant, quant);
  }
}
void slots(CommandReading& r, const std::string& v) {
  const double n = r.number(v, 1, 1e6);
  r.set(r.run().concurrency, n);
  if (n > 1) r.note(fmt::format("{} {:g}: all slots are taken to be busy", r.option(), n));
}
/// Room for so many tokens of all slots together; 0: the model's own length.
void context_size(CommandReading& r, const std::string& v) {
  if (const double tokens = r.number(v, 0, kMostCount); tokens > 0) {
    r.reserved_tokens = tokens;
  }
}
void batch_prompt(CommandReading& r, const std::string& v) {
  const double n = r.number(v, 0, kMostCount);
  if (n > 0) r.set(r.run().n_prompt, n);
  r.reads_prompt = n > 0;
}
void kobold_cache(CommandReading& r, const std::string& v) {
  const double kind = r.number(v, 0, 2);
  if (kind > 0) r.set(r.run().kv_type, kind == 1 ? "q8_0" : "q4_0");
}
void kobold_cpu_moe(CommandReading& r, const std::string& v) {
  r.set(r.run().details.n_cpu_moe, v.empty() ? kMostCount : r.number(v, 0, kMostCount));
}
void row_split(CommandReading& r, const std::string& /*v*/) { r.set(r.run().split, model::Split::row); }
void no_device(CommandReading& r, const std::string& /*v*/) { r.set(r.run().backend, "cpu"); }
void flash_on(CommandReading& r, const std::string& /*v*/) { r.set(r.run().flash_attention, true); }

/// "lowvram 0 mmq rowsplit". CUDA's kernels run as HIP's on AMD's cards.
void kobold_cuda(CommandReading& r, const std::string& v) {
  for (const std::string_view word : catalog::split_at(v, ' ')) {
    if (word == "rowsplit") row_split(r, "");
    if (word == "lowvram") r.note(fmt::format("{} lowvram is ignored: {}", r.option(), kCacheOnHost));
  }
  const std::string slug =
      r.run().device.empty() ? "" : r.catalog().names().devices(r.run().device).front().match.slug;
  if (const model::Device* device = r.catalog().find_device(slug); device != nullptr) {
    r.set(r.run().backend, device->vendor == "amd" ? "rocm" : "cuda");
  }
}
void kobold_vulkan(CommandReading& r, const std::string& /*v*/) { r.set(r.run().backend, "vulkan"); }

/// gpt-oss is published in one type.
void take_gpt_oss_type(CommandReading& r) {
  if (r.run().quant.empty() && r.run().model.starts_with("gpt-oss")) {
    r.run().quant = "MXFP4";
    r.assume("quant", r.run().quant);
  }
}

/// llama.cpp counts the output matrices as a layer: -ngl 33 is all of a model of 32, and -ngl 32 leaves one on the host.
/// Source: https://github.com/ggml-org/llama.cpp/pull/18148; before, it was the output matrices that stayed there.
void leave_one_layer(CommandReading& r) {
  double& layers = r.run().n_gpu_layers;
  const model::Architecture* model = r.catalog().find_model(r.run().model);
  if (r.has_read(&layers) && model != nullptr && layers == model->layers) {
    r.note(
        fmt::format("-ngl {0:g} leaves one of the {0:g} layers on the host, as the output matrices count as "
                    "one: {1:g} is all",
                    layers,
                    layers + 1));
    layers -= 1;
  }
}

/// What is computed at once is at most a batch.
void take_micro_batch(CommandReading& r) {
  constexpr double kUsualBatch = 2048, kUsualMicroBatch = 512;
  const double batch = model::known(r.batch) ? r.batch : kUsualBatch;
  const double asked = model::known(r.micro_batch) ? r.micro_batch : kUsualMicroBatch;
  if (asked > batch) {
    r.at(r.program(), "-ub");
    r.set(r.run().micro_batch, batch);
    if (model::known(r.micro_batch)) {
      r.note(fmt::format("-ub {:g} is cut to {:g}, the batch{}",
                         r.micro_batch,
                         batch,
                         model::known(r.batch) ? "" : " where -b is not said"));
    }
  } else if (model::known(r.micro_batch)) {
    r.at(r.program(), "-ub");
    r.set(r.run().micro_batch, r.micro_batch);
  }
}

/// Each slot has its part of the cache that is reserved.
void llama_finish(CommandReading& r) {
  take_gpt_oss_type(r);
  take_micro_batch(r);
  leave_one_layer(r);
  if (r.reserved_tokens > 0) {
    const double slots = r.run().concurrency > 1 ? r.run().concurrency : 1;
    r.set(r.run().details.max_model_len, std::floor(r.reserved_tokens / slots));
  }
}

/// "max", "off", "0.5" of the layers.
void lms_gpu(CommandReading& r, const std::string& v) {
  if (v == "off") {
    r.set(r.run().n_gpu_layers, 0);
  } else if (v != "max" && v != "auto") {
    r.gpu_share = r.number(v, 0, 1);
  }
}
void lms_word(CommandReading& r, const std::string& word, std::size_t index) {
  if (index == 0) {
    r.name_model(word);
  } else {
    r.note(fmt::format("'{}' is ignored", word));
  }
}
/// LM Studio runs MLX's files with MLX.
void lms_finish(CommandReading& r) {
  llama_finish(r);
  const model::Architecture* model = r.catalog().find_model(r.run().model);
  if (!std::isnan(r.gpu_share) && model != nullptr) {
    r.at(r.program(), "--gpu");
    r.set(r.run().n_gpu_layers, std::round(r.gpu_share * model->layers));
  }
  if (r.run().quant.starts_with("MLX")) {
    r.at(r.program(), "the file's engine");
    r.set(r.run().engine, "mlx");
  }
}

void kobold_word(CommandReading& r, const std::string& word, std::size_t index) {
  if (index == 0 && r.run().model.empty()) {
    r.name_model(word);
  } else {
    r.note(fmt::format("'{}' is ignored", word));
  }
}

// clang-format off
constexpr CommandOption kBench[] = {
    {"-m|--model", kValue, means_model},           {"-hf|-hfr|--hf-repo", kValue, repository},
    {"-p|--n-prompt", kValue, n_prompt},           {"-n|--n-gen", kValue, n_gen},
    {"-d|--n-depth", kValue, depth},               {"-ub|--ubatch-size", kValue, micro_batch},
    {"-ctk|--cache-type-k", kValue, cache_type_k}, {"-ctv|--cache-type-v", kValue, cache_type_v},
    {"-t|--threads", kValue, threads},             {"-ngl|--n-gpu-layers", kValue, gpu_layers},
    {"-ncmoe|--n-cpu-moe", kValue, cpu_moe},       {"-sm|--split-mode", kValue, split_mode},
    {"-fa|--flash-attn", kValue, flash_attention}, {"-dev|--device", kValue, devices},
    {"-ot|--override-tensor|--override-tensors", kValue, override_tensor_of_test}, {"-rpc|--rpc", kValue, servers},
    {"-pg", kValue, nullptr, "a rate of prompt and generation together is not predicted"},
    {"-ts|--tensor-split", kValue, tensor_split},
    {"-nkvo|--no-kv-offload", kValue, nullptr, kCacheOnHost},
    {"-b|--batch-size", kValue, batch_size},
    {"-mg|--main-gpu", kValue}, {"-mmp|--mmap", kValue}, {"-dio|--direct-io", kValue}, {"-lm|--load-mode", kValue},
    {"-r|--repetitions", kValue}, {"-o|--output", kValue}, {"-oe|--output-err", kValue}, {"-v|--verbose", kFlag},
    {"--progress", kFlag}, {"--no-warmup", kFlag}, {"--delay", kValue}, {"--prio", kValue}, {"--numa", kValue},
    {"-C|--cpu-mask", kValue}, {"--cpu-strict", kValue}, {"--poll", kValue}, {"-embd|--embeddings", kValue},
    {"-nopo|--no-op-offload", kValue}, {"--no-host", kValue}, {"-hff|--hf-file", kValue, file_of_repository}, {"-hft|--hf-token", kValue},
    {"-fitt|--fit-target|-fitc|--fit-ctx", kValue, nullptr, "layers are placed by -ngl and --n-cpu-moe"},
    {"-rtr|--run-time-repack", kValue}, {"-fmoe|--fused-moe", kValue}, {"-ser|--smart-expert-reduction", kValue, nullptr, "every chosen expert is counted"},
    {"-mla|--mla-attn", kValue}, {"-amb|--attn-max-batch", kValue}, {"-w|--warmup", kValue}, {"-thp|--transparent-huge-pages", kValue},
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
    {"-md|--model-draft", kValue, means_draft_model},    {"--draft-max|--draft|--draft-n", kValue, means_draft_tokens},
    {"-ts|--tensor-split", kValue, tensor_split},
    {"-nkvo|--no-kv-offload", kFlag, nullptr, kCacheOnHost},
    {"-b|--batch-size", kValue, batch_size},
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
    {"--chat-template-file", kValue}, {"--ignore-eos", kFlag}, {"-st|--single-turn", kFlag}, {"--perf|--no-perf", kFlag},
    {"-hff|--hf-file", kValue, file_of_repository}, {"-mu|--model-url", kValue, means_model}, {"-hft|--hf-token", kValue}, {"--mmproj-url|--mmproj-auto|--image|--image-min-tokens|--image-max-tokens", kValue, nullptr, "pictures are not modelled"},
    {"--no-mmproj|--no-mmproj-offload", kFlag}, {"--lora|--lora-scaled|--control-vector", kValue, nullptr, "adapters are not counted"},
    {"-fit|--fit", kMaybe, nullptr, "layers are placed by -ngl and --n-cpu-moe"}, {"-fitt|--fit-target|-fitc|--fit-ctx", kValue, nullptr, "layers are placed by -ngl and --n-cpu-moe"},
    {"-kvu|--kv-unified|-no-kvu|--no-kv-unified", kFlag}, {"-cram|--cache-ram|--ctx-checkpoints|--swa-checkpoints", kValue},
    {"--cache-prompt|--no-cache-prompt", kFlag}, {"--no-context-shift|--context-shift", kFlag}, {"--mmap|-dio|--direct-io|--no-direct-io", kFlag},
    {"-sys|--system-prompt|-sysf|--system-prompt-file", kValue}, {"-ins|--instruct|-i|--interactive|-if|--interactive-first|-mli|--multiline-input", kFlag},
    {"-co|--color", kMaybe}, {"-e|--escape|--no-escape|--no-display-prompt|--display-prompt|--special|-sp|--simple-io|--log-disable|--log-colors|--log-timestamps|--log-prefix|--offline", kFlag},
    {"-lv|--verbosity|--log-verbosity", kValue}, {"--samplers|--sampling-seq|--mirostat|--mirostat-lr|--mirostat-ent|--typical|--xtc-probability|--xtc-threshold|--top-n-sigma|--top-nsigma|--dynatemp-range|--dynatemp-exp|--repeat-last-n|--frequency-penalty|--dry-multiplier|--dry-base|--dry-allowed-length|--dry-penalty-last-n|--grammar|--grammar-file|-j|--json-schema|-l|--logit-bias|--keep|-r|--reverse-prompt|--in-prefix|--in-suffix", kValue},
    {"--rope-freq-base|--rope-freq-scale|--yarn-ext-factor|--yarn-attn-factor|--yarn-beta-slow|--yarn-beta-fast|-gan|--grp-attn-n|-gaw|--grp-attn-w|--override-kv", kValue},
    {"--embedding|--embeddings|--rerank|--reranking", kFlag, nullptr, "text is generated here"}, {"--pooling", kValue},
    {"--no-slots|--props|--no-jinja|--webui|--no-prefill-assistant|--models-autoload|--check-tensors|--no-repack|--no-op-offload|--no-host", kFlag},
    {"--path|--api-key-file|--ssl-key-file|--ssl-cert-file|--slot-save-path|--threads-http|-sps|--slot-prompt-similarity|--models-dir|--models-max|--models-preset|--sleep-idle-seconds|--tools|--prompt-cache|--reasoning", kValue},
    {"-C|--cpu-mask|-Cr|--cpu-range|--cpu-strict|--poll|--prio-batch|-Cb|--cpu-mask-batch", kValue},
    {"--spec-type", kValue, means_draft_way}, {"--spec-draft-n-max|--draft-n-max", kValue, means_draft_tokens}, {"-hfd|-hfrd|--hf-repo-draft", kValue, means_draft_model},
    {"--draft-n-min|--spec-draft-n-min|--spec-draft-p-min|-devd|--device-draft|-ctkd|--cache-type-k-draft|-ctvd|--cache-type-v-draft|-td|--threads-draft|-ncmoed|--n-cpu-moe-draft|--spec-draft-ngl", kValue},
    {"-fmoe|--fused-moe|-rtr|--run-time-repack|-ger|--grouped-expert-routing|-muge|--merge-up-gate-experts|-khad", kFlag}, {"-mla|--mla-use|-amb|--attention-max-batch", kValue},
    {"-ser|--smart-expert-reduction", kValue, nullptr, "every chosen expert is counted"},
};

constexpr CommandOption kBatchedBench[] = {
    {"-m|--model", kValue, means_model}, {"-hf|-hfr|--hf-repo", kValue, repository}, {"-npp", kValue, batch_prompt}, {"-ntg", kValue, n_gen},
    {"-npl", kValue, slots}, {"-c|--ctx-size", kValue, context_size}, {"-ngl|--gpu-layers|--n-gpu-layers", kValue, gpu_layers},
    {"-ncmoe|--n-cpu-moe", kValue, cpu_moe}, {"-cmoe|--cpu-moe", kFlag, all_cpu_moe}, {"-sm|--split-mode", kValue, split_mode},
    {"-fa|--flash-attn", kMaybe, flash_attention}, {"-ctk|--cache-type-k", kValue, cache_type_k}, {"-ctv|--cache-type-v", kValue, cache_type_v},
    {"-t|--threads", kValue, threads}, {"-dev|--device", kValue, devices}, {"-ot|--override-tensor", kValue, override_tensor}, {"--rpc", kValue, servers},
    {"-ub|--ubatch-size", kValue, micro_batch}, {"-ts|--tensor-split", kValue, tensor_split},
    {"-b|--batch-size", kValue, batch_size},
    {"-pps", kFlag, nullptr, "each sequence is counted with a prompt of its own"}, {"-tgs", kFlag}, {"-kvu|--kv-unified", kFlag}, {"--output-format", kValue},
    {"-mg|--main-gpu|-tb|--threads-batch|--numa|--prio|-s|--seed", kValue}, {"--no-mmap|--mlock|--no-warmup|-nkvo|--no-kv-offload", kFlag},
};

constexpr CommandOption kKobold[] = {
    {"--model|-m", kValue, means_model}, {"--gpulayers", kValue, gpu_layers}, {"--flashattention", kFlag, flash_on}, {"--quantkv", kValue, kobold_cache},
    {"--threads", kValue, threads}, {"--blasbatchsize|--batchsize", kValue, means_micro_batch}, {"--tensor-split", kMany, tensor_split},
    {"--moecpu", kMaybe, kobold_cpu_moe}, {"--overridetensors|--override-tensors", kValue, override_tensor}, {"--contextsize", kValue, context_size},
    {"--draftmodel", kValue, means_draft_model}, {"--draftamount", kValue, means_draft_tokens}, {"--rowsplit", kFlag, row_split},
    {"--usecublas|--usecuda|--usehipblas", kMany, kobold_cuda}, {"--usevulkan", kMany, kobold_vulkan}, {"--useclblast", kMany},
    {"--lowvram", kFlag, nullptr, kCacheOnHost}, {"--usecpu", kFlag, no_device},
    {"--port|--host|--lora|--mmproj|--blasthreads|--ropeconfig|--config", kValue}, {"--multiuser", kMaybe},
    {"--launch|--quiet|--usemmap|--usemlock|--nommap|--smartcontext|--contextshift|--noshift|--skiplauncher|--remotetunnel|--websearch|--jinja|--nofastforward|--noavx2", kFlag},
    {"--benchmark|--hordemodelname|--chatcompletionsadapter", kMaybe},
};

constexpr CommandOption kLms[] = {
    {"--gpu", kValue, lms_gpu}, {"-c|--context-length", kValue, context_size}, {"--parallel", kValue, slots},
    {"--identifier|--ttl|--host|--port|--log-level|-p|--prompt|-s|--system-prompt", kValue},
    {"-y|--yes|--exact|--estimate-only|--quiet|--verbose|--stats|--local", kFlag},
};

constexpr CommandProgram kLlamaPrograms[] = {
    {"lms load|lms chat", "lm-studio", kLms, lms_word, lms_finish},
    {"llama-bench", "llama.cpp", kBench, nullptr, llama_finish},
    {"llama-server|llama-cli|llama-completion|llama-run|server|main|llama-simple|llama-parallel|llama-perplexity|llama serve|llama cli", "llama.cpp", kServer, nullptr, llama_finish},
    {"llama-sweep-bench", "ik_llama.cpp", kServer, nullptr, llama_finish},
    {"llamafile", "llamafile", kServer, nullptr, llama_finish},
    {"llama-batched-bench|batched-bench", "llama.cpp", kBatchedBench, nullptr, llama_finish},
    {"koboldcpp", "llama.cpp", kKobold, kobold_word, llama_finish},
};
// clang-format on

}  // namespace

std::span<const CommandProgram> llama_cpp_programs() { return kLlamaPrograms; }

}  // namespace tokroof::formats
