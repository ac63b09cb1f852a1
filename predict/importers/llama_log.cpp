#include "predict/importers/llama_log.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "predict/importers/csv.hpp"
#include "predict/importers/text_fields.hpp"

namespace tokroof {
namespace {

double with_unit(std::string_view text, std::initializer_list<std::pair<std::string_view, double>> units) {
  const double number = leading_number(text);
  for (const auto& [unit, factor] : units) {
    if (trimmed(text).ends_with(unit)) {
      return number * factor;
    }
  }
  return kUnknown;
}

struct BackendName {
  std::string_view written, name;
};
// The first that occurs: a build for CUDA also names BLAS and RPC.
constexpr BackendName kBackendNames[] = {{"cuda", "cuda"},
                                         {"rocm", "rocm"},
                                         {"hip", "rocm"},
                                         {"metal", "metal"},
                                         {"mtl", "metal"},
                                         {"sycl", "sycl"},
                                         {"vulkan", "vulkan"},
                                         {"cpu", "cpu"},
                                         {"blas", "cpu"},
                                         {"accelerate", "cpu"}};

}  // namespace

std::string backend_of_text(std::string_view backends) {
  std::string lower = lower_case(backends);
  for (const BackendName& b : kBackendNames) {
    if (lower.find(b.written) != std::string::npos) {
      return std::string(b.name);
    }
  }
  return lower;
}

double parameters_b_of(std::string_view text) {
  return with_unit(text, {{"T", 1e3}, {"B", 1}, {"M", 1e-3}, {"K", 1e-6}});
}

double gib_of(std::string_view text) {
  constexpr double kMib = 1.0 / 1024;
  return with_unit(text, {{"TiB", 1024}, {"GiB", 1}, {"MiB", kMib}, {"KiB", kMib / 1024}});
}

void set_devices(const std::vector<std::string>& names, ImportedRun& figure) {
  if (names.empty()) {
    return;
  }
  const bool equal =
      std::all_of(names.begin(), names.end(), [&](const auto& n) { return n == names.front(); });
  figure.run.device = equal ? names.front() : fmt::format("{}", fmt::join(names, " + "));
  figure.run.n_devices = static_cast<double>(names.size());
}

bool LlamaLog::take_device(std::string_view line) {
  if (line.find(" devices:") != std::string_view::npos && line.find("ound ") != std::string_view::npos) {
    devices_.clear();
    memory_gib_ = kUnknown;
    backend_ = backend_of_text(line);
    return true;
  }
  const std::string_view text = trimmed(line);
  const std::size_t colon = text.find(':');
  if (text.starts_with("Device ") && colon != std::string_view::npos &&
      !std::isnan(leading_number(text.substr(7)))) {
    devices_.emplace_back(trimmed(text.substr(colon + 1, text.find(',') - colon - 1)));
    if (const auto memory = behind(text, "VRAM: ", " MiB")) {
      memory_gib_ = leading_number(*memory) / 1024;
    }
    return true;
  }
  if (text.starts_with("ggml_vulkan: ") && text.find(" = ") != std::string_view::npos) {
    devices_.emplace_back(*behind(text, " = ", "|"));
    return true;
  }
  if (const auto name = behind(text, "GPU name:")) {
    devices_.assign(1, std::string(*name));
    backend_ = "metal";
    return true;
  }
  return false;
}

bool LlamaLog::take_model(std::string_view line) {
  if (line.find("loaded meta data with") != std::string_view::npos) {
    const auto path = behind(line, " from ", " (version");
    file_ = std::string(path.value_or(""));
    arch_ = type_ = general_name_ = file_type_ = kv_type_ = flash_attention_ = "";
    parameters_ = size_gib_ = layers_on_gpu_ = kUnknown;
    return true;
  }
  const bool printed = line.starts_with("print_info:") || line.starts_with("llm_load_print_meta:");
  const std::size_t sign = line.find('=');
  if (!printed || sign == std::string_view::npos) {
    return false;
  }
  const std::string_view key = trimmed(line.substr(line.find(':') + 1, sign - line.find(':') - 1));
  const std::string value(trimmed(line.substr(sign + 1)));
  if (key == "arch") {
    arch_ = value;
  } else if (key == "general.name") {
    general_name_ = value;
  } else if (key == "model type") {
    type_ = value;
  } else if (key == "file type" || key == "model ftype") {
    file_type_ = value;
  } else if (key == "model params") {
    parameters_ = parameters_b_of(value);
  } else if (key == "file size" || key == "model size") {
    size_gib_ = gib_of(value.substr(0, value.find(" (")));
  }
  return true;
}

bool LlamaLog::take_options(std::string_view line) {
  if (const auto layers = behind(line, "offloaded ", "/");
      layers && line.find("layers to GPU") != std::string_view::npos) {
    layers_on_gpu_ = leading_number(*layers);
    return true;
  }
  if (const auto on = behind(line, "flash_attn    = "); on && (*on == "0" || *on == "1")) {
    flash_attention_ = std::string(*on);
    return true;
  }
  if (const auto type = behind(line, "K (", ")"); type && line.find("V (") != std::string_view::npos) {
    const std::string v(behind(line, "V (", ")").value_or(""));
    kv_type_ = v == *type ? v : fmt::format("{}/{}", *type, v);
    return true;
  }
  for (const std::string_view key : {"main: build = ", "build: "}) {
    const double number = line.starts_with(key) ? leading_number(line.substr(key.size())) : kUnknown;
    if (number >= 1 && line.find(" (") != std::string_view::npos && number < 1e7) {
      build_ = fmt::format("b{:.0f}", number);
      return true;
    }
  }
  return false;
}

bool LlamaLog::take(std::string_view line) {
  return take_device(line) || take_model(line) || take_options(line);
}

void LlamaLog::add_machine_to(ImportedRun& figure) const {
  Run& run = figure.run;
  if (run.backend.empty()) {
    run.backend = backend_;
  }
  if (run.device.empty() && run.backend != "cpu") {
    set_devices(devices_, figure);
    figure.memory_gib = memory_gib_;
  }
}

void LlamaLog::add_to(ImportedRun& figure) const {
  Run& run = figure.run;
  const auto fill = [](std::string& cell, const std::string& known) {
    if (cell.empty()) {
      cell = known;
    }
  };
  const auto fill_number = [](double& cell, double known) { cell = std::isnan(cell) ? known : cell; };
  fill(run.engine, "llama.cpp");
  fill(run.engine_version, build_);
  fill(run.model, !file_.empty() ? file_ : general_name_);
  fill(run.quant, file_type_);
  fill(run.kv_type, kv_type_);
  fill(run.flash_attention, flash_attention_);
  fill_number(run.params_b, parameters_);
  fill_number(run.size_gib, size_gib_);
  fill_number(run.n_gpu_layers, layers_on_gpu_);
  for (const std::string& name : {general_name_, arch_.empty() ? "" : arch_ + " " + type_}) {
    if (!name.empty()) {
      figure.model_names.push_back(name);
    }
  }
  fill_number(figure.parameters, parameters_ * 1e9);
  add_machine_to(figure);
}

}  // namespace tokroof
