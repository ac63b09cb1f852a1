#include "formats/commands/command_line.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/device_words.hpp"
#include "catalog/engines.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "formats/commands/command_names.hpp"
#include "formats/commands/command_reading.hpp"
#include "formats/commands/drafting.hpp"
#include "formats/commands/launchers.hpp"
#include "formats/commands/one_command.hpp"
#include "formats/commands/shell_words.hpp"
#include "model/count/layer_counts.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

std::vector<const CommandProgram*> all_programs() {
  std::vector<const CommandProgram*> out;
  for (const auto list :
       {llama_cpp_programs(), server_programs(), other_programs(), local_programs(), own_runtimes()}) {
    for (const CommandProgram& p : list) {
      out.push_back(&p);
    }
  }
  return out;
}

/// "./build/bin/llama-bench" is llama-bench; "python3 -m vllm.entrypoints.openai.api_server" is its module.
class WordCursor {
 public:
  explicit WordCursor(const std::vector<std::string>& words) : words_(words) {}
  [[nodiscard]] bool any() const { return at_ < words_.size(); }
  [[nodiscard]] const std::string& next() const { return words_[at_]; }
  std::string take() { return words_[at_++]; }

  std::string program() {
    script_ = any() ? next() : "";
    std::string name = program_name(take());
    if (name.starts_with("python") || name == "uv" || name == "uvx" || name == "py") {
      while (any() &&
             (next().starts_with('-') || next() == "run" || next() == "python" || next() == "python3")) {
        const bool valued = next() == "--with" || next() == "-p" || next() == "--python" || next() == "-X";
        at_ += valued && at_ + 1 < words_.size() ? 2 : 1;
      }
      script_ = any() ? next() : "";
      name = any() ? program_name(take()) : name;
    }
    for (const std::string_view end : {".exe", ".py", ".sh", "-linux-x64", ".AppImage"}) {
      if (name.ends_with(end)) name.resize(name.size() - end.size());
    }
    constexpr const char* kOfTwo =
        "vllm|ollama|lms|mlx_lm|sglang|trtllm-bench|llama|lmdeploy|mlc_llm|tokenspeed|dllama|"
        "mistralrs";
    if (name == "ollama" && any() && next().find(':') != std::string::npos) {
      return "ollama run";  // "ollama gemma3:27b", as people say it
    }
    if (model::is_one_of(name, kOfTwo) && any() && !next().starts_with('-')) {
      name += ' ' + take();
      if ((name == "vllm bench" || name == "lmdeploy serve") && any() && !next().starts_with('-')) {
        name += ' ' + take();
      }
    }
    return name;
  }

  /// The program as typed: "ktransformers/server/main.py".
  [[nodiscard]] const std::string& script() const { return script_; }

 private:
  const std::vector<std::string>& words_;
  std::string script_;
  std::size_t at_ = 0;
};

/// Scripts called alike are told apart by their folder ("server/main.py" before "main.py"), and are no compiled program's.
const CommandProgram* find_program(const std::string& name, const std::string& script) {
  const CommandProgram *found = nullptr, *called_so = nullptr;
  std::size_t longest = 0;
  for (const CommandProgram* p : all_programs()) {
    for (const std::string_view one : names_of(p->names)) {
      const bool is_script =
          one.ends_with(".py") && script.size() >= one.size() && script.ends_with(one) &&
          (script.size() == one.size() || is_named("/|\\", script.substr(script.size() - one.size() - 1, 1)));
      if (is_script && one.size() > longest) {
        found = p;
        longest = one.size();
      }
      called_so = one == name ? p : called_so;
    }
  }
  const bool compiled = called_so != nullptr && script.ends_with(".py") && is_named("main|server", name);
  return found != nullptr || compiled ? found : called_so;
}

/// Engines that take the devices they are told to, not those that they see.
bool uses_one(CommandReading& r) {
  return std::isnan(r.run().n_devices) &&
         model::is_one_of(r.run().engine,
                          {"vllm", "sglang", "trtllm", "tensorrt-llm", "lmdeploy", "mlc", "tokenspeed"});
}

void read_environment(CommandReading& r, const std::string& word) {
  const std::string name = word.substr(0, word.find('=')), value = word.substr(word.find('=') + 1);
  r.at("environment", name);
  if (is_placeholder(value)) {
    r.note(fmt::format("{} is ignored: its value is not said", word));
  } else if (model::is_one_of(name,
                              "CUDA_VISIBLE_DEVICES|HIP_VISIBLE_DEVICES|ROCR_VISIBLE_DEVICES|"
                              "NVIDIA_VISIBLE_DEVICES|ZE_AFFINITY_MASK|GGML_VK_VISIBLE_DEVICES")) {
    if (value.empty() || value == "-1") {
      r.set(r.run().backend, "cpu");
      r.note(fmt::format("{}: no device is seen, the processor computes", word));
    } else if (value == "all") {
      r.note(fmt::format("{} is ignored: --n-devices says how many there are", word));
    } else if (uses_one(r)) {
      r.note(fmt::format("{}: {} uses one device where its options ask for no more", word, r.run().engine));
    } else if (std::isnan(r.run().n_devices)) {
      r.run().n_devices = 1 + static_cast<double>(std::count(value.begin(), value.end(), ','));
      r.note(fmt::format("{}: {:.0f} devices", word, r.run().n_devices));
    }
  } else if (name == "OLLAMA_FLASH_ATTENTION") {
    r.set(r.run().flash_attention, value == "1" || value == "true");
  } else if (name == "OLLAMA_KV_CACHE_TYPE") {
    means_kv_type(r, value);
  } else if (name == "OLLAMA_NUM_PARALLEL") {
    r.most_sequences = r.number(value, 1, 1e6);
  } else if (name == "OLLAMA_CONTEXT_LENGTH") {  // of each slot; 0: as much as fits
    if (const double tokens = r.number(value, 0, kMostCount); tokens > 0) {
      r.set(r.run().details.max_model_len, tokens);
    }
  } else if (model::is_one_of(name, {"OLLAMA_IGPU_ENABLE", "OLLAMA_VULKAN"})) {
    r.note(fmt::format("{} is ignored: --backend vulkan says that integrated graphics are used", word));
  } else if (name.starts_with("LLAMA_ARG_")) {
    r.note(fmt::format("{} is ignored: give it as an option", word));
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
    for (const std::string_view one : names_of(option.names)) known.push_back(one);
  }
  const std::vector<std::string> nearest = catalog::nearest_names(name, known, 1);
  return nearest.empty() ? "" : nearest.front();
}

/// Negative numbers are values.
bool is_value(const std::string& word) {
  return word.empty() || word[0] != '-' || word == "-" ||
         (word.size() > 1 && (word[1] == '.' || (word[1] >= '0' && word[1] <= '9')));
}

void unknown_option(CommandReading& r,
                    const CommandProgram& program,
                    const std::string& name,
                    WordCursor& words) {
  std::string shown = name;
  const bool word_expected = program.word != nullptr && r.run().model.empty();
  // While the model is still to come only what can be none is a value.
  const auto no_model = [](const std::string& w) {
    return catalog::parse_number(w).has_value() || w.starts_with('{') ||
           model::is_one_of(w, {"true", "false", "auto", "none"});
  };
  if (words.any() && is_value(words.next()) && (!word_expected || no_model(words.next()))) {
    shown += ' ' + words.take();
  }
  r.note(fmt::format("{} is not known (nearest: {}) and ignored", shown, nearest_option(program, name)));
}

/// Python's argparse takes the beginning of a name that no other name has.
const CommandOption* abbreviated(CommandReading& r, const CommandProgram& program, const std::string& name) {
  constexpr std::size_t kShortest = 5;
  const CommandOption* found = nullptr;
  std::string_view whole;
  for (const CommandOption& option : program.options) {
    for (const std::string_view one : names_of(option.names)) {
      if (name.size() < kShortest || !one.starts_with(name)) continue;
      if (found != nullptr && found != &option) return nullptr;
      found = &option;
      whole = one;
    }
  }
  if (found != nullptr) {
    r.note(fmt::format("{} is taken as {}", name, whole));
  }
  return found;
}

void read_option(CommandReading& r,
                 const CommandProgram& program,
                 const std::string& word,
                 WordCursor& words) {
  std::size_t equals = word.find('=');
  if (!word.starts_with("--") && find_option(program, word.substr(0, equals)) == nullptr) {
    equals = std::string::npos;  // -tp=2, but not -O.mode=FULL
  }
  std::string name = word.substr(0, equals);
  if (name.starts_with("--")) {
    std::replace(name.begin(), name.end(), '_', '-');
  }
  r.at(r.program(), name);
  const CommandOption* option = find_option(program, name);
  if (option == nullptr && program.abbreviates) {
    option = abbreviated(r, program, name);
  }
  if (option == nullptr && name.starts_with("--no-") &&
      find_option(program, "--" + name.substr(5)) != nullptr) {
    r.note(fmt::format("{}: what is off is predicted as off", name));
    return;
  }
  if (option == nullptr) {
    const std::size_t dot = name.find('.');  // --speculative-config.method
    const CommandOption* whole =
        dot == std::string::npos ? nullptr : find_option(program, name.substr(0, dot));
    if (whole == nullptr) {
      unknown_option(r, program, word, words);
    } else {
      const std::string value =
          equals == std::string::npos && words.any() && is_value(words.next()) ? ' ' + words.take() : "";
      if (whole->means != nullptr) {
        std::string part = name.substr(dot + 1);
        std::replace(part.begin(), part.end(), '-', '_');
        const std::string given(equals != std::string::npos ? std::string_view(word).substr(equals + 1)
                                                            : catalog::trimmed(value));
        whole->means(r, nlohmann::json{{part, given}}.dump());
      } else {
        r.note(fmt::format("{}{} is ignored: parts of {} are not read", word, value, name.substr(0, dot)));
      }
    }
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
  while (equals == std::string::npos && option->takes == CommandOption::many && words.any() &&
         is_value(words.next())) {
    value += (value.empty() ? "" : " ") + words.take();
  }
  if (option->means != nullptr && option->means != means_model && is_placeholder(value)) {
    r.note(fmt::format("{} {} is ignored: a variable whose value is not said", name, value));
  } else if (option->means != nullptr) {
    option->means(r, value);
  } else if (!option->why.empty()) {
    r.note(fmt::format("{}{}{} is ignored: {}", name, value.empty() ? "" : " ", value, option->why));
  } else {
    r.note(fmt::format("{}{}{} changes nothing here", name, value.empty() ? "" : " ", value));
  }
}

/// NAME=VALUE of what is in front of the program, for $NAME behind it.
std::map<std::string, std::string> values_of(const std::vector<std::string>& environment) {
  std::map<std::string, std::string> out;
  for (const std::string& word : environment) {
    out[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
  }
  return out;
}

/// docker run --gpus all, 2, '"device=0,1"'.
void read_gpus(CommandReading& r, std::string value) {
  std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
  r.at("docker run", "--gpus");
  const std::size_t list = value.find("device=");
  const auto number = catalog::parse_number(value);
  const double n = list != std::string::npos
                       ? 1 + static_cast<double>(std::count(
                                 value.begin() + static_cast<std::ptrdiff_t>(list), value.end(), ','))
                   : number && *number >= 1 ? *number
                                            : model::kUnknown;
  if (std::isnan(n)) {
    r.note(fmt::format("--gpus {} is ignored: --n-devices says how many there are", value));
  } else if (uses_one(r)) {
    r.note(fmt::format(
        "--gpus {}: {} uses one device where its options ask for no more", value, r.run().engine));
  } else if (std::isnan(r.run().n_devices)) {
    r.run().n_devices = n;
    r.note(fmt::format("--gpus {}: {:.0f} devices", value, n));
  }
}

/// docker run IMAGE:TAG
void read_image(CommandReading& r, const std::string& image) {
  r.at("docker run", image);
  const ImageFacts facts = image_facts(image);
  if (catalog::is_backend(facts.backend)) {
    r.note(fmt::format("{}: an image for {}", image, facts.backend));
    r.set(r.run().backend, facts.backend);
  } else if (!facts.backend.empty()) {
    r.note(
        fmt::format("{}: the backend {} is not predicted, but the device's usual one", image, facts.backend));
  } else if (facts.is_for_processor) {
    r.note(
        fmt::format("{}: an image for the processor alone; that for a device has -cuda, -rocm, -vulkan or "
                    "-intel behind it",
                    image));
  }
  if (!facts.version.empty() && r.run().engine_date.empty()) {
    r.note(fmt::format(
        "{}: when {} was released is not known here; --engine-date says it", image, facts.version));
  }
}

/// The cells that words without an option may name, in their order: those that are not stated.
std::vector<std::string catalog::Run::*> unstated_names(const catalog::Run& stated) {
  std::vector<std::string catalog::Run::*> out = {
      &catalog::Run::device, &catalog::Run::model, &catalog::Run::quant};
  std::erase_if(out, [&](const auto cell) { return !(stated.*cell).empty(); });
  return out;
}

/// Whether a program's name stands behind other words, as behind a launcher: "vllm serve", "llama-server". An engine's name
/// alone ("ollama") may be one of several names.
bool has_program_behind(const std::vector<std::string>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string both = i + 1 < words.size() ? words[i] + ' ' + words[i + 1] : "";
    const bool compound = words[i].find_first_of("-._") != std::string::npos;
    for (const CommandProgram* p : all_programs()) {
      if (is_named(p->names, both) || (compound && is_named(p->names, words[i]))) {
        return true;
      }
    }
  }
  return false;
}

/// Neither options nor a command line behind a launcher.
bool are_plain(const std::vector<std::string>& words) {
  return model::none_of(words, [](const std::string& word) { return word.empty() || word[0] == '-'; }) &&
         !has_program_behind(words);
}

CommandLineReading with_names(CommandLineReading reading, const std::vector<std::string>& words) {
  catalog::Run& run = reading.question.run;
  const auto cells = unstated_names(run);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool of_model = i > 0 && cells[i] == &catalog::Run::quant && cells[i - 1] == &catalog::Run::model &&
                          catalog::parse_number(words[i]);
    if (of_model) {  // "qwen 4": no type is a number
      run.model += " " + words[i];
    } else {
      run.*cells[i] = words[i];
    }
  }
  return reading;
}

/// "exl2 llama 3.3 70b", "4.65bpw": two words of one type. Empty: they are none.
std::string type_of_both(const catalog::NameResolver& names,
                         std::string_view model,
                         const std::string& bits) {
  const std::string format = catalog::quant_of_name(model).quant;
  const bool open = bits.ends_with("bpw") && !catalog::contains(catalog::lower_case(model), "bpw");
  return open ? names.quant(fmt::format("{}-{}", format.substr(0, format.find('-')), bits)).slug : "";
}

bool is_known(const catalog::NameResolver& names,
              const std::string& word,
              const std::string catalog::Run::*cell) {
  if (cell == &catalog::Run::model) {
    if (catalog::contains(word, " ") && catalog::contains(word, "/")) {
      return false;  // a published name is one word: "uvx vllm serve Qwen/Qwen3-8B"
    }
    if (catalog::contains(catalog::lower_case(word) + " ", " mtp ")) {
      return false;  // a word of its own says what is done, not which file
    }
    const catalog::NamedModel named = names.model(word);
    // Words behind a type are no part of a name: "qwen3-8b q4 2 cards".
    const bool whole = !named.match.leaves_words && catalog::behind_type(word).empty();
    return !named.match.slug.empty() && (whole || !catalog::contains(word, " "));
  }
  if (cell == &catalog::Run::quant) {
    return catalog::behind_type(word).empty() && !names.quant(word).slug.empty() &&
           !catalog::lower_case(word).starts_with("mtp ");
  }
  const std::vector<catalog::NamedDevices> devices = names.devices(word);
  return model::all_of(devices, [](const auto& d) { return !d.match.slug.empty(); });
}

}  // namespace

namespace {

/// "-tp 4" counts cards: of a machine ("p5.48xlarge") or of a set ("8xh100") so many.
void count_cards(CommandReading& r) {
  catalog::Run& run = r.run();
  const std::vector<catalog::NamedDevices> named = r.catalog().names().devices(run.device);
  const model::Device* one = named.size() == 1 ? r.catalog().find_device(named.front().match.slug) : nullptr;
  if (one == nullptr) {
    return;
  }
  const double all = named.front().count > 1 ? named.front().count : 1;
  if (one->kind != model::DeviceKind::system) {
    if (run.n_devices < all) {
      r.note(fmt::format("{:g} of the {:g} {}", run.n_devices, all, one->slug));
      run.device = one->slug;
    }
    return;
  }
  if (all > 1 || !(one->part_count > 1)) {
    return;
  }
  r.note(fmt::format("{:g} of the {:g} {} of {}", run.n_devices, one->part_count, one->part, run.device));
  run.device = one->part;
  if (run.interconnect.empty() && run.n_devices > 1) {
    run.interconnect = one->part_link;
  }
  if (std::isnan(run.machine_devices) && run.n_devices > one->part_count) {
    run.machine_devices = one->part_count;
  }
}

}  // namespace

bool begin_with_program(const std::vector<std::string>& words) {
  const std::string both = words.size() > 1 ? words[0] + ' ' + words[1] : "";
  const std::vector<const CommandProgram*> programs = all_programs();
  const bool of_container = model::is_one_of(both, {"docker run", "podman run"});
  const bool launched =
      !words.empty() &&
      model::is_one_of(program_name(words[0]), "python|python3|sudo|numactl|uv|uvx|srun|docker|podman");
  return !words.empty() && (of_container || (launched && has_program_behind(words)) ||
                            model::any_of(programs, [&](const CommandProgram* p) {
                              return is_named(p->names, words[0]) || is_named(p->names, both);
                            }));
}

namespace {

/// Joins neighbouring words to known names of the cells, in their order; the last cells may stay empty. Empty: there is no
/// such way. Names of few words come first: "3090 llama3 8b q4" has a type.
std::vector<std::string> joined_names(const catalog::NameResolver& names,
                                      std::span<const std::string> words,
                                      std::span<std::string catalog::Run::*const> cells) {
  if (cells.empty()) {
    return {};
  }
  std::string name;
  for (std::size_t count = 1; count <= words.size(); ++count) {
    name += (count > 1 ? " " : "") + words[count - 1];
    if (!is_known(names, name, cells[0])) {
      continue;
    }
    if (count == words.size()) {
      return {name};
    }
    const model::Device* device = cells[0] == &catalog::Run::device ? names.one_device(name) : nullptr;
    if (device != nullptr && catalog::tells_other_chip(*device, catalog::lower_case(words[count]))) {
      continue;
    }
    std::vector<std::string> rest = joined_names(names, words.subspan(count), cells.subspan(1));
    if (!rest.empty()) {
      rest.insert(rest.begin(), name);
      return rest;
    }
  }
  return {};
}

}  // namespace

bool may_be_names(const std::vector<std::string>& words, const catalog::Run& stated) {
  const std::size_t needed = (stated.device.empty() ? 1 : 0) + (stated.model.empty() ? 1 : 0);
  return are_plain(words) && needed > 0 && words.size() >= needed &&
         words.size() <= unstated_names(stated).size();
}

/// A name may have several words, and the model may come first: "llama3 8b rtx 3090".
std::optional<CommandLineReading> read_names(const catalog::Catalog& catalog,
                                             const std::vector<std::string>& words,
                                             const catalog::Question& own) {
  constexpr std::size_t kMostWords = 10;
  const std::size_t needed = (own.run.device.empty() ? 1 : 0) + (own.run.model.empty() ? 1 : 0);
  if (needed == 0 || words.empty() || words.size() > kMostWords || begin_with_program(words) ||
      !are_plain(words)) {
    return std::nullopt;
  }
  const auto cells_in_order = unstated_names(own.run);
  std::vector<std::vector<std::string catalog::Run::*>> ways = {cells_in_order, cells_in_order};
  std::swap(ways[1][0], ways[1][needed - 1]);
  if (own.run.device.empty() && own.run.model.empty()) {  // on the machine that is detected
    ways.emplace_back(cells_in_order.begin() + 1, cells_in_order.end());
  }
  for (const auto& cells : ways) {
    const std::vector<std::string> names = joined_names(catalog.names(), words, cells);
    const bool without_device = cells.size() < cells_in_order.size();
    if (names.size() >= (without_device ? 1 : needed)) {
      CommandLineReading reading{own, {}, {}};
      catalog::Run& run = reading.question.run;
      for (std::size_t i = 0; i < names.size(); ++i) {
        run.*cells[i] = names[i];
      }
      const bool two_types = own.run.quant.empty() && !run.quant.empty() &&
                             !catalog.names().model(run.model).quant.empty();  // "qwen3 8b q4 q8"
      const std::string both = two_types ? type_of_both(catalog.names(), run.model, run.quant) : "";
      if (!both.empty()) {
        run.quant = both;
      } else if (two_types) {
        throw catalog::InputError(
            "usage",
            fmt::format("'{}' says a storage type, and so does '{}'", run.model, run.quant),
            "--quant");
      }
      return reading;
    }
  }
  return std::nullopt;
}

bool are_free_words(const std::vector<std::string>& words, const catalog::Question& own) {
  return !words.empty() && !begin_with_program(words) && are_plain(words) && !may_be_names(words, own.run);
}

CommandLineReading read_command_line(const catalog::Catalog& catalog,
                                     const std::vector<std::string>& words,
                                     catalog::Question own) {
  if (auto named = read_names(catalog, words, own)) {
    return *named;
  }
  const bool counts_devices = std::isnan(own.run.n_devices);
  CommandReading r(catalog, std::move(own));
  // One word with blanks is a whole line, as a script has it.
  const bool whole = words.size() == 1 && words[0].find_first_of(" \t\n") != std::string::npos;
  std::string left_out;
  Launched launched = without_launchers(one_command(whole ? shell_words(words[0]) : words, left_out));
  const std::map<std::string, std::string> known = values_of(launched.environment);
  for (std::string& word : launched.words) word = expanded(word, known);
  if (!left_out.empty()) {
    r.note(fmt::format("'{}' is left out: one command is predicted", left_out));
  }
  for (const std::string& note : launched.notes) r.note(note);
  if (launched.words.empty()) {
    throw catalog::InputError(
        "usage", "which program? llama-bench, llama-server, vllm serve, ollama run, ...", "--");
  }
  WordCursor rest(launched.words);
  const std::string name = rest.program();
  std::vector<std::string_view> programs;
  for (const CommandProgram* p : all_programs()) programs.push_back(names_of(p->names).front());
  const CommandProgram* program = find_program(name, rest.script());
  if (program == nullptr && name.starts_with("ollama ")) {
    throw catalog::InputError("usage", fmt::format("'{}' runs no model: ollama run NAME does", name), "--");
  }
  if (program == nullptr &&
      may_be_names(words, r.run())) {  // one of them is not known: the question says which
    return with_names(r.take(), words);
  }
  if (program == nullptr && are_plain(words)) {
    const std::string typed = fmt::format("{}", fmt::join(words, " "));
    throw catalog::InputError(
        "usage",
        fmt::format("'{}' is not understood: a device and a model, as in `4090 llama3.1:8b`, or "
                    "the command line of a program",
                    typed),
        "",
        catalog.nearest_models(typed));
  }
  if (program == nullptr) {
    throw catalog::InputError("usage",
                              fmt::format("'{}' is no program whose options are known", name),
                              "--",
                              catalog::nearest_names(name, programs, 5));
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
  if (!launched.gpus.empty()) read_gpus(r, launched.gpus);
  if (!launched.image.empty()) read_image(r, launched.image);
  r.machines = model::known_or(r.machines, launched.machines);
  r.machine_devices = model::known_or(r.machine_devices, launched.machine_devices);
  for (const std::string& word : launched.environment) read_environment(r, word);
  r.at(name, "");
  finish_drafting(r);
  if (program->finish != nullptr) {
    program->finish(r);
  }
  if (r.reads_prompt && std::isnan(r.run().depth)) {
    r.run().depth = r.run().n_prompt;
    r.note(fmt::format("the cache holds the prompt's {:g} tokens while it generates", r.run().depth));
  }
  if (r.run().model.empty()) {
    r.fail("names no model");
  }
  if (counts_devices && r.run().n_devices > 0) {
    count_cards(r);
  }
  return r.take();
}

}  // namespace tokroof::formats
