#include "formats/benchmarks/llama_command.hpp"

#include <cmath>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "formats/commands/shell_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

catalog::Said<catalog::StatedPlacement> placement_of_overrides(std::string_view overrides) {
  if (overrides.empty() || overrides == "none") {
    return {};
  }
  const bool experts =
      overrides.find("exps") != std::string_view::npos && overrides.find("CPU") != std::string_view::npos;
  const bool some_layers = overrides.find_first_of("0123456789") != std::string_view::npos;
  return experts && !some_layers ? catalog::StatedPlacement::experts_on_host
                                 : catalog::StatedPlacement::part_on_host;
}

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
  if (run.placement.empty() && std::isnan(figure.n_cpu_moe)) {
    const double moe =
        catalog::parse_number(command_.option({"-ncmoe", "--n-cpu-moe"})).value_or(model::kUnknown);
    figure.n_cpu_moe = moe > 0 ? moe : model::kUnknown;
    run.placement = placement_of_overrides(command_.option({"-ot", "--override-tensor"}));
    if (run.placement.empty() && (command_.has("-cmoe") || command_.has("--cpu-moe"))) {
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
    if (model::is_one_of(name, {"-ncmoe", "--n-cpu-moe", "-ot", "--override-tensor"})) {
      i += name == words[i] ? 1 : 0;
    } else if (model::is_one_of(words[i], {"-ngl", "--n-gpu-layers", "--gpu-layers"}) &&
               i + 1 < words.size()) {
      figure.run.n_gpu_layers = catalog::parse_number(words[++i]).value_or(figure.run.n_gpu_layers);
    } else if (!model::is_one_of(name, {"-cmoe", "--cpu-moe"})) {
      unread += (unread.empty() ? "" : " ") + words[i];
    }
  }
  return unread;
}

}  // namespace tokroof::formats
