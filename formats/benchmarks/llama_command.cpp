#include "formats/benchmarks/llama_command.hpp"

#include <cmath>

#include "catalog/cache_on_host.hpp"
#include "catalog/names.hpp"
#include "formats/commands/drafting.hpp"
#include "formats/commands/shell_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "q8_0", "q8_0/f16": of keys and values, where either is not the usual one.
std::string cache_type(const CommandLine& command) {
  std::string k = command.option({"-ctk", "--cache-type-k"});
  std::string v = command.option({"-ctv", "--cache-type-v"});
  const bool several = k.find(',') != std::string::npos || v.find(',') != std::string::npos;
  if (several || (k.empty() && v.empty())) {
    return "";
  }
  k = k.empty() ? "f16" : k;
  v = v.empty() ? "f16" : v;
  return k == v ? k : k + "/" + v;
}

/// "-fa on"; "-fa" alone, as it was until 2025-09.
catalog::Said<bool> flash_attention_of(const CommandLine& command) {
  const std::string value = command.option({"-fa", "--flash-attn"});
  if (const auto on = catalog::WordOf<bool>::named(value)) {
    return *on;
  }
  const bool alone = value.empty() || value.starts_with('-');
  const bool said = command.has("-fa") || command.has("--flash-attn");
  return said && alone ? catalog::Said<bool>(true) : catalog::Said<bool>();
}

}  // namespace

bool LlamaCommand::take(std::string_view line) {
  return command_.take(line,
                       {"llama-bench",
                        "llama-batched-bench",
                        "llama-sweep-bench",
                        "llama-cli",
                        "llama-server",
                        "llama-completion",
                        "main"});
}

std::string LlamaCommand::model() const {
  std::string file = command_.option({"-m", "--model"});
  if (const std::size_t slash = file.find_last_of("/\\"); slash != std::string::npos) {
    file = file.substr(slash + 1);
  }
  if (!file.empty() && !catalog::lower_case(file).ends_with(".gguf") && !file.ends_with(".bin")) {
    return "";  // cut off, or no file
  }
  const std::string name = !file.empty() ? file : command_.option({"-hf", "-hfr", "--hf-repo"});
  const bool is_list = name.find(',') != std::string::npos;
  const bool is_variable = name.find('$') != std::string::npos;
  return is_list || is_variable ? "" : name;
}

void LlamaCommand::add_to(ImportedRun& figure) const {
  catalog::Run& run = figure.run;
  if (run.model.empty()) {
    run.model = model();
  }
  if (std::isnan(run.n_gpu_layers)) {
    const double layers = command_.number({"-ngl", "--gpu-layers", "--n-gpu-layers"});
    run.n_gpu_layers = layers >= 0 ? layers : model::kUnknown;
  }
  if (std::isnan(run.threads)) {
    const double threads = command_.number({"-t", "--threads"});
    run.threads = threads >= 1 ? threads : model::kUnknown;
  }
  run.kv_type = run.kv_type.empty() ? cache_type(command_) : run.kv_type;
  if (run.flash_attention.empty()) {
    run.flash_attention = flash_attention_of(command_);
  }
  if (const std::string split = command_.option({"-sm", "--split-mode"});
      run.split.empty() && model::is_one_of(split, {"row", "layer", "tensor"}) && run.n_devices != 1) {
    run.split = catalog::Said<model::Split>::read(split);
  }
  const auto way = draft_way_named(command_.option({"--spec-type"}));
  if (way && (run.speculative.empty() || run.speculative == model::Drafting::draft)) {
    run.speculative = *way;
  }
  const bool cache_on_host = command_.has("-nkvo") || command_.has("--no-kv-offload");
  if (cache_on_host && !command_.has("llama-bench") && !catalog::notes_cache_on_host(run)) {
    catalog::add_note(run, catalog::kCacheOnHostNote);
  }
  if (run.placement.empty() && std::isnan(run.details.n_cpu_moe) && run.details.override_tensor.empty()) {
    const double moe = command_.number({"-ncmoe", "--n-cpu-moe"});
    run.details.n_cpu_moe = moe > 0 ? moe : model::kUnknown;
    run.details.override_tensor = command_.option({"-ot", "--override-tensor"});
    if (command_.has("-cmoe") || command_.has("--cpu-moe")) {
      run.placement = catalog::StatedPlacement::experts_on_host;
    }
  }
}

std::string take_llama_options(std::string_view options, ImportedRun& figure) {
  std::string plain(options);
  std::erase(plain, '`');
  LlamaCommand command;
  command.take("llama-server " + plain);
  command.add_to(figure);
  std::string unread;
  const std::vector<std::string> words = shell_words(plain);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view name = std::string_view(words[i]).substr(0, words[i].find('='));
    const bool flash = model::is_one_of(name, {"-fa", "--flash-attn"});
    const bool has_value = !flash || (i + 1 < words.size() && catalog::WordOf<bool>::named(words[i + 1]));
    if (flash || model::is_one_of(name,
                                  "-ncmoe|--n-cpu-moe|-ot|--override-tensor|-ngl|--n-gpu-layers|"
                                  "--gpu-layers|-ctk|--cache-type-k|-ctv|--cache-type-v|-t|--threads|"
                                  "--spec-type")) {
      i += name == words[i] && has_value ? 1 : 0;
    } else if (!model::is_one_of(name, {"-cmoe", "--cpu-moe"})) {
      unread += (unread.empty() ? "" : " ") + words[i];
    }
  }
  return unread;
}

}  // namespace tokroof::formats
