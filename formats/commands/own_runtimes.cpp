#include <algorithm>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/quant_text.hpp"
#include "formats/commands/command_names.hpp"
#include "formats/commands/command_reading.hpp"
#include "formats/commands/drafting.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr const char* kPromptIsText = "a text: --n-prompt says how many tokens";

void sequence_room(CommandReading& r, const std::string& v) {
  if (v != "auto") r.set(r.run().details.max_model_len, r.number(v, 1, kMostCount));
}
void drafts_by_head(CommandReading& r, const std::string& /*v*/) { means_draft_way(r, "mtp"); }
void on_processor(CommandReading& r, const std::string& /*v*/) { r.set(r.run().backend, "cpu"); }

// ds4
void on_metal(CommandReading& r, const std::string& /*v*/) { r.set(r.run().backend, "metal"); }
void on_cuda(CommandReading& r, const std::string& /*v*/) { r.set(r.run().backend, "cuda"); }
void drafts_in_blocks(CommandReading& r, const std::string& /*v*/) { means_draft_way(r, "dspark"); }
/// "ds4flash.gguf" is a link to the model that was downloaded last, at first this one.
void ds4_model(CommandReading& r, const std::string& v) {
  r.name_model(program_name(v) == "ds4flash.gguf" ? "deepseek-v4-flash" : v);
}
void ds4_finish(CommandReading& r) {
  if (r.run().model.empty()) {
    r.at(r.program(), "-m");
    ds4_model(r, "ds4flash.gguf");
  }
  if (r.run().details.max_num_seqs > 1 && r.drafting) {
    r.note("sessions in a batch draft no tokens");
    r.drafting = model::Drafting::none;
  }
}

// mlx-serve
/// "mlx-serve run gemma4": words behind the model are the prompt.
void mlx_serve_word(CommandReading& r, const std::string& word, std::size_t /*index*/) {
  if (!model::is_one_of(word, {"run", "serve"})) {
    r.name_model(word);
  }
}
void packed_values(CommandReading& r, const std::string& v) {
  const std::string bits = v.starts_with("turbo") ? v.substr(5) : v.starts_with('q') ? v.substr(1) : v;
  if (v != "off") means_kv_bits(r, r.number(bits, 2, 16), v);
}
void drafts_by_lookup(CommandReading& r, const std::string& /*v*/) { means_draft_way(r, "ngram"); }
/// Files of llama.cpp go to the one inside.
void mlx_serve_finish(CommandReading& r) {
  if (!r.run().quant.empty() && r.catalog().find_recipe(r.run().quant) != nullptr) {
    r.at(r.program(), "a GGUF file");
    r.set(r.run().engine, "llama.cpp");
  }
  means_published(r);
}

// distributed-llama
/// "dllama_model_llama3_1_8b_instruct_q40.m": the type is the last word.
void dllama_model(CommandReading& r, const std::string& v) {
  std::string name = program_name(v);
  for (const std::string_view front : {"dllama_model_", "dllama_"}) {
    if (name.starts_with(front)) name.erase(0, front.size());
  }
  if (name.ends_with(".m")) name.resize(name.size() - 2);
  for (const auto& [end, type] : {std::pair{"_q40", "Q4_0"}, {"_f32", "F32"}, {"_f16", "F16"}}) {
    if (name.ends_with(end)) {
      name.resize(name.size() - std::string_view(end).size());
      r.set(r.run().quant, type);
    }
  }
  const auto digit = [&](std::size_t i) { return i < name.size() && name[i] >= '0' && name[i] <= '9'; };
  for (std::size_t i = 1; i < name.size(); ++i) {
    const bool decimal = digit(i - 1) && digit(i + 1) && (i + 2 == name.size() || name[i + 2] == '_');
    if (name[i] == '_') name[i] = decimal ? '.' : '-';  // "llama3_1_8b"
  }
  r.name_model(name);
}
void dllama_workers(CommandReading& r, const std::string& v) {
  const auto blanks = std::count(v.begin(), v.end(), ' ');
  r.set(r.run().n_devices, static_cast<double>(2 + blanks));
  r.set(r.run().split, model::Split::tensor);
}
void dllama_graphics(CommandReading& r, const std::string& /*v*/) { r.set(r.run().backend, "vulkan"); }
/// Without --gpu-index processors compute.
void dllama_finish(CommandReading& r) {
  if (r.run().backend.empty()) r.run().backend = "cpu";
}

// mistral.rs
/// Kinds of models, which need not be said.
void mistral_word(CommandReading& r, const std::string& word, std::size_t /*index*/) {
  if (!model::is_one_of(
          word, {"auto", "text", "plain", "gguf", "ggml", "multimodal", "vision", "vision-plain", "run"})) {
    r.fail(fmt::format("'{}' is no kind of model: -m names the model", word));
  }
}
/// "4", "q4k", "8": weights that are packed while they are loaded.
void mistral_type(CommandReading& r, const std::string& v) {
  const std::string lower = catalog::lower_case(v);
  constexpr model::WordRow<std::string_view> kTypes[] = {
      {"2|q2k", "Q2_K"},
      {"3|q3k", "Q3_K"},
      {"4|q4k", "Q4_K"},
      {"5|q5k", "Q5_K"},
      {"6|q6k", "Q6_K"},
      {"8|q8_0", "Q8_0"},
      {"q4_0", "Q4_0"},
      {"fp8", "FP8"},
  };
  if (const std::string_view type = model::meaning_of(lower, kTypes); !type.empty()) {
    r.set(r.run().quant, std::string(type));
  } else {
    r.note(fmt::format("{} {} is ignored: --quant names a storage type", r.option(), v));
  }
}
/// The file of a repository; the repository is the model.
void mistral_file(CommandReading& r, const std::string& v) {
  r.file = v.substr(0, v.find(';'));
  if (const std::string quant = catalog::quant_of_name(program_name(r.file)).quant; !quant.empty()) {
    r.set(r.run().quant, quant);
  }
}
void mistral_cache(CommandReading& r, const std::string& v) {
  if (v != "auto") means_kv_type(r, v.starts_with("f8") ? "fp8" : v);
}
void mistral_finish(CommandReading& r) {
  if (r.run().model.empty() && !r.file.empty()) r.name_model(r.file);
  means_published(r);
}

// clang-format off
constexpr CommandOption kDs4[] = {
    {"-m|--model", kValue, ds4_model}, {"-c|--ctx", kValue, sequence_room}, {"-n|--tokens|--max-tokens", kValue, means_generated},
    {"--batched-session", kValue, means_most_streams}, {"-t|--threads", kValue, means_threads}, {"--prefill-chunk", kValue, means_micro_batch},
    {"--metal", kFlag, on_metal}, {"--cuda", kFlag, on_cuda}, {"--cpu", kFlag, on_processor},
    {"--mtp|--mtp-timing", kFlag, drafts_by_head}, {"--mtp-draft", kValue, means_draft_tokens}, {"--dspark", kFlag, drafts_in_blocks}, {"--mtp-model", kValue},
    {"--ssd-streaming", kFlag, nullptr, "--storage names the drive of what memory does not hold"},
    {"-p|--prompt|--prompt-file|--system", kValue, nullptr, kPromptIsText}, {"--vision", kValue, nullptr, "pictures are not modelled"},
    {"--power", kValue, nullptr, "a duty of the device is not modelled"},
    {"--temp|--top-p|--top-k|--min-p|--seed|--host|--port|--chdir|--trace|--dspark-confidence|--kv-disk-dir|--kv-disk-space-mb|--kv-cache-min-tokens|--mixed-prefill-quantum|--ui-logo|--think-level|--dir-steering-file|--prefix-file|--suite", kValue},
    {"--cors|--nothink|--think|--think-max|--mtp-exact-sampling|--quality|--dspark-strict|--plain|--warm-weights", kFlag},
};

constexpr CommandOption kMlxServe[] = {
    {"--model", kValue, means_model}, {"--ctx-size", kValue, sequence_room}, {"--max-tokens", kValue, means_generated}, {"--max-concurrent", kValue, means_most_streams},
    {"--kv-quant|--llama-kv-quant", kValue, packed_values}, {"--prefill-chunk", kValue, means_micro_batch},
    {"--mtp", kFlag, drafts_by_head}, {"--mtp-depth", kValue, means_draft_tokens}, {"--pld", kFlag, drafts_by_lookup}, {"--pld-draft-len|--draft-block-size", kValue, means_draft_tokens},
    {"--drafter", kValue, means_draft_model}, {"--dspark", kFlag, drafts_in_blocks},
    {"--no-mtp|--no-pld|--no-drafter", kFlag}, {"--prompt", kValue, nullptr, kPromptIsText},
    {"--ssd-streaming", kFlag, nullptr, "--storage names the drive of what memory does not hold"},
    {"--host|--port|--temp|--timeout|--reasoning-budget|--pld-key-len|--mtp-history-window|--kv-attn-mode|--llama-cache-entries|--tokenize-cache-entries|--prefix-cache-entries|--prefix-cache-mem|--prefix-cache-disk|--api-key|--lan-share|--lan-name|--model-dir|--max-resident-mem|--max-resident-models|--idle-evict-secs|--log-level|--log-file|--embedding-max-length", kValue},
    {"--serve|--no-vision|--no-decode-attn-quant|--metrics|--lan-discover|--no-warmup-eager|--skip-mem-preflight|--no-tool-autocorrect", kFlag},
};

constexpr CommandOption kDllama[] = {
    {"--model", kValue, dllama_model}, {"--workers", kMany, dllama_workers}, {"--nthreads", kValue, means_threads}, {"--max-seq-len", kValue, sequence_room},
    {"--steps", kValue, means_generated}, {"--gpu-index", kValue, dllama_graphics}, {"--prompt", kValue, nullptr, kPromptIsText},
    {"--tokenizer|--buffer-float-type|--port|--host|--temperature|--topp|--seed|--chat-template|--net-turbo|--gpu-segments|--collective", kValue},
};

constexpr CommandOption kMistral[] = {
    {"-m|--model-id", kValue, means_model}, {"-f|--quantized-file|--quantized-filename", kValue, mistral_file}, {"--isq|--quant", kValue, mistral_type},
    {"--max-seqs", kValue, means_most_streams}, {"--pa-ctxt-len|--pa-context-len|--paged-ctxt-len", kValue, sequence_room}, {"--pa-cache-type", kValue, mistral_cache},
    {"--pa-gpu-mem-usage|--pa-memory-fraction", kValue, means_memory_share}, {"--cpu", kFlag, on_processor}, {"--prompt-len|--n-prompt", kValue, means_prompt}, {"--gen-len|--n-gen", kValue, means_generated},
    {"--concurrency", kValue, means_streams},
    {"-n|--num-device-layers|--device-layers", kValue, nullptr, "--n-gpu-layers says how many layers are on the device"}, {"--from-uqff", kValue, nullptr, "--quant names a storage type"},
    {"--dtype|-t|--tokenizer|--tok-model-id|-a|--arch|--format|-p|--port|--host|--serve-ip|--max-seq-len|--max-batch-size|--chat-template|--jinja-explicit|--token-source|--seed|-l|--log|--hf-revision|--hf-cache-path|--topology|--imatrix|--calibration-file|--pa-gpu-mem|--pa-blk-size|--prefix-cache-n|--iterations|--warmup|--repetitions|-r|--paged-attn|--isq-organization|--write-uqff", kValue},
    {"--no-paged-attn|--no-kv-cache|--ui|--enable-search|--enable-thinking|-i|--interactive-mode|-v|--verbose|--truncate-sequence|--no-prefix-cache", kFlag},
};

constexpr CommandProgram kOwnRuntimes[] = {
    {"ds4|ds4-server|ds4-agent|ds4-bench|ds4-eval", "ds4", kDs4, nullptr, ds4_finish},
    {"mlx-serve", "mlx-serve", kMlxServe, mlx_serve_word, mlx_serve_finish},
    {"dllama inference|dllama chat|dllama worker|dllama-api|dllama", "distributed-llama", kDllama, nullptr, dllama_finish},
    {"mistralrs serve|mistralrs run|mistralrs bench|mistralrs|mistralrs-server|mistralrs-bench", "mistral.rs", kMistral, mistral_word, mistral_finish},
};
// clang-format on

}  // namespace

std::span<const CommandProgram> own_runtimes() { return kOwnRuntimes; }

}  // namespace tokroof::formats
