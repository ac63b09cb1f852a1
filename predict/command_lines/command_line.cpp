#include "predict/command_lines/command_line.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "predict/command_lines/command_reading.hpp"

namespace tokroof {
namespace {

bool is_named(std::string_view names, std::string_view name) {
  while (true) {
    const std::size_t bar = names.find('|');
    if (names.substr(0, bar) == name) {
      return true;
    }
    if (bar == std::string_view::npos) {
      return false;
    }
    names.remove_prefix(bar + 1);
  }
}

std::vector<const CommandProgram*> all_programs() {
  std::vector<const CommandProgram*> out;
  for (const auto list : {llama_cpp_programs(), server_programs(), other_programs()}) {
    for (const CommandProgram& p : list) {
      out.push_back(&p);
    }
  }
  return out;
}

/// "./build/bin/llama-bench" is llama-bench; "python3 -m vllm.entrypoints.openai.api_server" is its module.
class Words {
 public:
  explicit Words(const std::vector<std::string>& words) : words_(words) {}
  [[nodiscard]] bool any() const { return at_ < words_.size(); }
  [[nodiscard]] const std::string& next() const { return words_[at_]; }
  std::string take() { return words_[at_++]; }

  std::string program() {
    std::string name = base(take());
    if (name.starts_with("python") || name == "uv" || name == "uvx") {
      while (any() && (next() == "-m" || next() == "run" || next() == "python" || next() == "python3" ||
                       next() == "-u")) {
        ++at_;
      }
      name = any() ? base(take()) : name;
    }
    if (name.ends_with(".exe") || name.ends_with(".py")) {
      name.resize(name.rfind('.'));
    }
    for (const char* two : {"vllm", "ollama", "lms", "mlx_lm", "sglang", "trtllm-bench"}) {
      if (name == two && any() && !next().starts_with('-')) {
        name += ' ' + take();
        if (name == "vllm bench" && any() && !next().starts_with('-')) {
          name += ' ' + take();
        }
      }
    }
    return name;
  }

 private:
  static std::string base(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

/// OLLAMA_FLASH_ATTENTION=1 in front of the program.
bool is_environment(const std::string& word) {
  const std::size_t equals = word.find('=');
  return equals != std::string::npos && equals > 0 &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == equals;
}

void read_environment(CommandReading& r, const std::string& word) {
  const std::string name = word.substr(0, word.find('=')), value = word.substr(word.find('=') + 1);
  r.at("environment", name);
  if (name == "CUDA_VISIBLE_DEVICES" || name == "HIP_VISIBLE_DEVICES" || name == "ROCR_VISIBLE_DEVICES") {
    if (std::isnan(r.run().n_devices) && !value.empty()) {
      r.run().n_devices = 1 + static_cast<double>(std::count(value.begin(), value.end(), ','));
      r.note(fmt::format("{}: {:.0f} devices", word, r.run().n_devices));
    }
  } else if (name == "OLLAMA_FLASH_ATTENTION") {
    r.set(r.run().flash_attention, value == "1" || value == "true" ? "1" : "0");
  } else if (name == "OLLAMA_KV_CACHE_TYPE") {
    means_kv_type(r, value);
  } else if (name == "OLLAMA_NUM_PARALLEL") {
    r.most_sequences = r.number(value, 1, 1e6);
  } else {
    r.note(fmt::format("{} is ignored", word));
  }
}

const CommandOption* find_option(const CommandProgram& program, std::string_view name) {
  for (const CommandOption& option : program.options) {
    if (is_named(option.names, name)) {
      return &option;
    }
  }
  return nullptr;
}

std::string nearest_option(const CommandProgram& program, const std::string& name) {
  std::vector<std::string_view> known;
  for (const CommandOption& option : program.options) {
    std::string_view names = option.names;
    for (std::size_t bar = names.find('|'); bar != std::string_view::npos; bar = names.find('|')) {
      known.push_back(names.substr(0, bar));
      names.remove_prefix(bar + 1);
    }
    known.push_back(names);
  }
  const std::vector<std::string> nearest = nearest_names(name, known, 1);
  return nearest.empty() ? "" : nearest.front();
}

/// Negative numbers are values.
bool is_value(const std::string& word) {
  return word.empty() || word[0] != '-' || word == "-" ||
         (word.size() > 1 && (word[1] == '.' || (word[1] >= '0' && word[1] <= '9')));
}

void unknown_option(CommandReading& r, const CommandProgram& program, const std::string& name, Words& words) {
  std::string shown = name;
  const bool word_expected = program.word != nullptr && r.run().model.empty();
  if (words.any() && is_value(words.next()) && !word_expected) {
    shown += ' ' + words.take();
  }
  r.note(fmt::format("{} is not known (nearest: {}) and ignored", shown, nearest_option(program, name)));
}

void read_option(CommandReading& r, const CommandProgram& program, const std::string& word, Words& words) {
  const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
  std::string name = word.substr(0, equals);
  if (name.starts_with("--")) {
    std::replace(name.begin(), name.end(), '_', '-');
  }
  r.at(program.names.substr(0, program.names.find('|')), name);
  const CommandOption* option = find_option(program, name);
  if (option == nullptr) {
    unknown_option(r, program, word, words);
    return;
  }
  std::string value;
  if (equals != std::string::npos) {
    value = word.substr(equals + 1);
  } else if (option->takes == CommandOption::value) {
    if (!words.any()) {
      r.fail("a value is missing");
    }
    value = words.take();
  } else if (option->takes == CommandOption::maybe && words.any() && is_value(words.next())) {
    value = words.take();
  }
  if (option->means != nullptr) {
    option->means(r, value);
  } else if (!option->why.empty()) {
    r.note(fmt::format("{}{}{} is ignored: {}", name, value.empty() ? "" : " ", value, option->why));
  } else {
    r.note(fmt::format("{}{}{} changes nothing here", name, value.empty() ? "" : " ", value));
  }
}

}  // namespace

CommandLineReading read_command_line(const Catalog& catalog,
                                     const std::vector<std::string>& words,
                                     Question own) {
  CommandReading r(catalog, std::move(own));
  Words rest(words);
  while (rest.any() && is_environment(rest.next())) {
    read_environment(r, rest.take());
  }
  if (!rest.any()) {
    throw InputError("usage", "which program? llama-bench, llama-server, vllm serve, ollama run, ...", "--");
  }
  const std::string name = rest.program();
  std::vector<std::string_view> known;
  const CommandProgram* program = nullptr;
  for (const CommandProgram* p : all_programs()) {
    known.push_back(p->names.substr(0, p->names.find('|')));
    program = is_named(p->names, name) ? p : program;
  }
  if (program == nullptr) {
    throw InputError("usage",
                     fmt::format("'{}' is no program whose options are known", name),
                     "--",
                     nearest_names(name, known, 5));
  }
  r.at(name, "");
  r.set(r.run().engine, std::string(program->engine));
  std::size_t plain = 0;
  while (rest.any()) {
    const std::string word = rest.take();
    if (!is_value(word)) {
      read_option(r, *program, word, rest);
    } else if (program->word != nullptr) {
      r.at(name, "");
      program->word(r, word, plain++);
    } else {
      r.at(name, "");
      r.fail(fmt::format("'{}' is no option of it", word));
    }
  }
  r.at(name, "");
  if (program->finish != nullptr) {
    program->finish(r);
  }
  if (r.run().model.empty()) {
    r.fail("names no model");
  }
  return r.take();
}

}  // namespace tokroof
