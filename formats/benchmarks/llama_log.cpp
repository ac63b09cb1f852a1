#include "formats/benchmarks/llama_log.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

double with_unit(std::string_view text, std::initializer_list<std::pair<std::string_view, double>> units) {
  const double number = printed_number(text);
  for (const auto& [unit, factor] : units) {
    if (catalog::trimmed(text).ends_with(unit)) {
      return number * factor;
    }
  }
  return model::kUnknown;
}

// The first that occurs: a build for CUDA also names BLAS and RPC.
constexpr model::WordRow<std::string_view> kBackendNames[] = {
    {"cuda", "cuda"},
    {"rocm|hip", "rocm"},
    {"metal|mtl", "metal"},
    {"sycl", "sycl"},
    {"opencl", "opencl"},
    {"vulkan", "vulkan"},
    {"cpu|blas|accelerate", "cpu"},
};

}  // namespace

std::string backend_of_text(std::string_view backends) {
  std::string lower = catalog::lower_case(backends);
  for (const auto& [written, name] : kBackendNames) {
    if (model::any_word(written, [&](std::string_view one) { return catalog::contains(lower, one); })) {
      return std::string(name);
    }
  }
  return lower;
}

double parameters_b_of(std::string_view text) {
  return with_unit(text, {{"T", 1e3}, {"B", 1}, {"M", 1e-3}, {"K", 1e-6}});
}

double gib_of(std::string_view text) {
  return with_unit(text,
                   {{"TiB", model::kTib / model::kGib},
                    {"GiB", 1},
                    {"MiB", model::kMib / model::kGib},
                    {"KiB", model::kKib / model::kGib}});
}

void set_devices(const std::vector<std::string>& names, ImportedRun& figure) {
  if (names.empty()) {
    return;
  }
  const bool equal = model::all_of(names, [&](const auto& n) { return n == names.front(); });
  figure.run.device = equal ? names.front() : fmt::format("{}", fmt::join(names, " + "));
  figure.run.n_devices = static_cast<double>(names.size());
}

bool LlamaLog::take_device(std::string_view line) {
  const auto list = behind(line, "ound ", " devices");
  if (list && (line.find(" devices:") != std::string_view::npos ||
               line.find(" devices (") != std::string_view::npos)) {
    start_list(backend_of_text(*list));
    return true;
  }
  const std::string_view text = catalog::trimmed(line);
  const std::size_t colon = text.find(':');
  if (text.starts_with("Device ") && colon != std::string_view::npos &&
      !std::isnan(printed_number(text.substr(7)))) {
    add_device(printed_number(text.substr(7)),
               catalog::trimmed(text.substr(colon + 1, text.find(',') - colon - 1)));
    if (const auto memory = behind(text, "VRAM: ", " MiB")) {
      memory_gib_ = printed_number(*memory) / 1024;
    }
    return true;
  }
  if (text.starts_with("ggml_vulkan: ") && text.find('|') != std::string_view::npos) {
    const auto numbered = behind(text, " = ", "|");
    const auto used = behind(text, "Using ", "|");  // before 2024-03
    if (numbered || used) {
      backend_ = "vulkan";
      add_device(used ? 0 : printed_number(*behind(text, "ggml_vulkan: ")), used ? *used : *numbered);
      if (text.find("uma: 1") != std::string_view::npos) {
        integrated_.emplace(used ? *used : *numbered);
      }
    }
    return true;
  }
  return take_registered_device(text);
}

void LlamaLog::start_list(const std::string& backend) {
  backend_ = backend;
  devices_[backend].clear();
  memory_gib_ = model::kUnknown;
}

void LlamaLog::add_device(double number, std::string_view name) {
  if (number == 0) {  // the list of another run
    start_list(backend_);
  }
  constexpr std::size_t kMostDevices = 1000;
  std::vector<std::string>& list = devices_[backend_];
  if (!is_using_ && number != static_cast<double>(list.size())) {
    list.clear();  // some are not in the log: how many, and which, is not known
  } else if (list.size() < kMostDevices) {
    list.emplace_back(name);
  }
}

/// Lines that several backends print alike: the register of devices, the device that layers go to, SYCL's table.
bool LlamaLog::take_registered_device(std::string_view text) {
  if (text.starts_with("register_backend: ")) {
    return true;
  }
  const auto registered = behind(text, "registered device ");
  const auto used = behind(text, "using device ");
  if (registered || used) {
    const std::string_view device = registered ? *registered : *used;
    const std::size_t open = device.find(" (");
    const std::string_view id = device.substr(0, open);
    const std::size_t close = std::min(device.find(") - "), device.rfind(')'));
    if (open == std::string_view::npos || close == std::string_view::npos || close < open || id == "BLAS") {
      return true;
    }
    std::string_view name = device.substr(open + 2, close - open - 2);
    if (const std::size_t bus = name.find(") ("); bus != std::string_view::npos) {
      name = name.substr(0, bus);  // (AMD Radeon Graphics) (0000:03:00.0)
    }
    const std::size_t digits = id.find_last_not_of("0123456789");
    if (id == "CPU") {
      host_ = std::string(name);
    } else if (!id.starts_with("RPC") && digits != std::string_view::npos) {
      const double number = printed_number(id.substr(digits + 1));
      backend_ = backend_of_text(id);
      if (std::isnan(number) || (used && !is_using_)) {
        start_list(backend_);
      }
      is_using_ = used.has_value();
      add_device(number, name);
    }
    return true;
  }
  is_using_ = false;
  if (text.starts_with("| ") ||
      text.starts_with("|*")) {  // | 0| [level_zero:gpu:0]| Intel Arc A770 Graphics| ...
    const std::vector<std::string> cells = split_markdown(text);
    if (cells.size() >= 6 && cells[1].find(":gpu:") != std::string::npos) {
      backend_ = "sycl";
      add_device(printed_number(cells[0]), cells[2]);
      return true;
    }
  }
  const auto metal = behind(text, "GPU name:");
  if (const auto name = metal ? metal : behind(text, "picking default device:")) {
    backend_ = "metal";
    const auto chip = behind(*name, "(", ")");  // "MTL0 (Apple M5 Max)"
    add_device(0, name->starts_with("MTL") && chip ? *chip : *name);
    return true;
  }
  if (const auto name = behind(text, "ggml_opencl: selecting device: '", "'")) {
    backend_ = "opencl";
    add_device(0, name->substr(0, name->find(" (")));
    return true;
  }
  return false;
}

bool LlamaLog::take_model(std::string_view line) {
  if (line.find("loaded meta data with") != std::string_view::npos) {
    const auto path = behind(line, " from ", " (version");
    file_ = std::string(path.value_or(""));
    arch_ = type_ = general_name_ = file_type_ = kv_type_ = "";
    flash_attention_ = {};
    parameters_ = size_gib_ = layers_on_gpu_ = model::kUnknown;
    return true;
  }
  std::size_t start = line.find("print_info: ");  // a journal puts the time and the program in front
  start = start == std::string_view::npos ? line.find("llm_load_print_meta: ") : start;
  const bool printed = start != std::string_view::npos;
  line.remove_prefix(printed ? start : 0);
  const std::size_t sign = line.find('=');
  if (!printed || sign == std::string_view::npos) {
    return false;
  }
  const std::string_view key = catalog::trimmed(line.substr(line.find(':') + 1, sign - line.find(':') - 1));
  const std::string value(catalog::trimmed(line.substr(sign + 1)));
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
    layers_on_gpu_ = printed_number(*layers);
    return true;
  }
  if (const auto on = catalog::WordOf<bool>::named(behind(line, "flash_attn    = ").value_or(""))) {
    flash_attention_ = on;
    return true;
  }
  // "system_info: n_threads = 56 (n_threads_batch = 56) / 112 | CPU : ..."
  if (const auto threads = behind(line, "system_info: n_threads = ")) {
    threads_ = printed_number(*threads);
    return true;
  }
  if (const auto type = behind(line, "K (", ")"); type && line.find("V (") != std::string_view::npos) {
    const std::string v(behind(line, "V (", ")").value_or(""));
    kv_type_ = v == *type ? v : fmt::format("{}/{}", *type, v);
    return true;
  }
  for (const std::string_view key : {"main: build = ", "build: "}) {
    const std::string_view text = catalog::trimmed(line);
    if (!text.starts_with(key)) {
      continue;
    }
    // "build: 6712 (1a2b3c4d)", and of llama-bench "build: 1a2b3c4d (6712)"
    const std::size_t open = text.find(" (");
    const bool number_first =
        open != std::string_view::npos &&
        catalog::parse_number(catalog::trimmed(text.substr(key.size(), open - key.size()))) &&
        !(text.ends_with(')') && catalog::parse_number(text.substr(open + 2, text.size() - open - 3)));
    const double number = printed_number(
        number_first || open == std::string_view::npos ? text.substr(key.size()) : text.substr(open + 2));
    if (number >= 1 && open != std::string_view::npos && number < 1e7) {
      build_ = fmt::format("b{:.0f}", number);
      return true;
    }
  }
  return false;
}

bool LlamaLog::take(std::string_view line) {
  return take_device(line) || take_model(line) || take_options(line);
}

std::vector<std::string> LlamaLog::devices_of(std::string_view backends) const {
  const auto own = devices_.find(backend_of_text(backends));
  // A list whose head was cut off is of an unknown backend.
  const auto devices = own != devices_.end() ? own : devices_.find("");
  return devices == devices_.end() ? std::vector<std::string>{} : devices->second;
}

std::vector<std::string> LlamaLog::cards_of(std::string_view backends) const {
  const std::vector<std::string> all = devices_of(backends);
  std::vector<std::string> cards = all;
  std::erase_if(cards, [&](const std::string& name) { return integrated_.contains(name); });
  return cards.empty() ? all : cards;
}

void LlamaLog::add_machine_to(ImportedRun& figure) const {
  catalog::Run& run = figure.run;
  if (run.backend.empty()) {
    run.backend = backend_;
  }
  const std::vector<std::string> all = devices_of(run.backend);
  const std::vector<std::string> cards = cards_of(run.backend);
  if (cards.size() < all.size() && run.n_devices == static_cast<double>(cards.size())) {
    const auto idle =
        std::find_if(all.begin(), all.end(), [&](const auto& name) { return integrated_.contains(name); });
    catalog::add_note(run, fmt::format("beside {}, which is left idle", *idle));
  }
  // Devices behind RPC are on machines of their own.
  if (run.device.empty() && run.backend != "cpu" && run.split != model::Split::rpc) {
    set_devices(cards, figure);
  }
  if (!run.device.empty() && run.backend != "cpu") {
    figure.memory_gib = memory_gib_;
  }
  if (run.host.empty()) {
    run.host = host_;
  }
  if (run.device.empty() && run.backend == "cpu" && !host_.empty()) {
    run.device = host_;
    run.n_devices = 1;
  }
}

void LlamaLog::add_to(ImportedRun& figure) const {
  catalog::Run& run = figure.run;
  const auto fill = [](auto& cell, const auto& known) {
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
  fill_number(run.threads, threads_);
  for (const std::string& name : {general_name_, arch_.empty() ? "" : arch_ + " " + type_}) {
    if (!name.empty()) {
      figure.model_names.push_back(name);
    }
  }
  fill_number(figure.parameters, parameters_ * 1e9);
  add_machine_to(figure);
}

}  // namespace tokroof::formats
