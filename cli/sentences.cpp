#include "cli/sentences.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/catalog.hpp"
#include "catalog/host.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "formats/benchmarks/given_cells.hpp"
#include "model/device.hpp"
#include "model/rates.hpp"

namespace tokroof::cli {

Operand operand_of(const std::string& path) {
  std::error_code none;
  if (path == "-" || std::filesystem::exists(path, none)) {
    return Operand::file;
  }
  if (formats::is_sentence(path)) {
    return Operand::sentence;
  }
  const std::string end =
      std::filesystem::path(path).extension().string();  // of "3.1 8b" it begins with a digit
  const bool named = end.size() > 1 && std::isalpha(static_cast<unsigned char>(end[1])) != 0;
  const bool words = std::count(path.begin(), path.end(), ' ') > 1;  // names of files have few
  return words && !named ? Operand::words : Operand::file;
}

std::string with_rate_unit(const std::string& words) {
  const std::size_t first = words.find(' '), last = words.rfind(' ');
  if (first == last) {  // a device, a model and a rate at least
    return "";
  }
  const auto is_rate = [](const std::string& word) {
    const auto number = catalog::parse_number(word);
    return number && *number > 0 && catalog::Catalog::bundled().names().device(word).slug.empty();
  };
  if (is_rate(words.substr(last + 1))) {
    return words + " tok/s";
  }
  return is_rate(words.substr(0, first)) ? words.substr(0, first) + " tok/s" + words.substr(first) : "";
}

std::string unquoted_sentence(const std::vector<std::string>& operands) {
  std::error_code none;
  const bool some_file = std::any_of(operands.begin(), operands.end(), [&](const std::string& word) {
    return word == "-" || std::filesystem::exists(word, none);
  });
  const std::string joined = fmt::format("{}", fmt::join(operands, " "));
  if (operands.empty() || some_file || (operands.size() == 1 && operand_of(joined) != Operand::words)) {
    return "";
  }
  if (!formats::is_sentence(joined)) {
    return with_rate_unit(joined);
  }
  const bool apart = std::any_of(operands.begin(), operands.end(), formats::is_sentence);
  return operands.size() > 1 && !apart ? joined : "";
}

std::string sentences_text(const std::vector<formats::Sentence>& sentences) {
  std::string out;
  for (const formats::Sentence& sentence : sentences) {
    const std::vector<std::string> remarks = sentence.all_remarks();
    out += fmt::format("read: {}{}{}\n",
                       fmt::join(sentence.read, ", "),
                       remarks.empty() ? "" : "; ",
                       fmt::join(remarks, "; "));
  }
  return catalog::visible_lines(out);
}

namespace {

/// What the name of a device or a model stands for.
std::string slug_of(const catalog::Catalog& catalog, const std::string& name, std::string catalog::Run::*of) {
  return of == &catalog::Run::model ? catalog.names().model(name).match.slug
                                    : catalog.names().device(name).slug;
}

/// "My 4070 ti super and 64 gb of ram": memory of a desktop whose rate nobody says. A server's is not guessed.
void take_usual_memory(const catalog::Catalog& catalog,
                       const std::string& words,
                       formats::CommandLineReading& reading) {
  catalog::Run& run = reading.question.run;
  const model::Device* card = catalog.find_device(run.device);
  const bool open = run.host.empty() && run.host_device.empty() && std::isnan(run.details.host_memory_mts);
  if (!open || !(run.details.host_memory_gib > 0) || card == nullptr ||
      card->kind != model::DeviceKind::gpu || model::stacked_memory(*card)) {
    return;
  }
  const std::string lower = catalog::lower_case(words);
  const std::string_view kind = catalog::contains(lower, "ddr3")   ? "ddr3"
                                : catalog::contains(lower, "ddr4") ? "ddr4"
                                                                   : "ddr5";
  run.details.host_memory_mts = catalog::usual_mts(kind);
  reading.assumed.push_back({"host_memory_mts", run.details.host_memory_mts});
  reading.notes.push_back(
      fmt::format("how fast the {:g} GiB of memory are is not said: {}-{:g} is taken (--host ddr4-3200x2)",
                  run.details.host_memory_gib,
                  kind,
                  run.details.host_memory_mts));
}

}  // namespace

std::optional<formats::CommandLineReading> set_up_of_words(const catalog::Catalog& catalog,
                                                           const std::vector<std::string>& words,
                                                           const catalog::Question& own,
                                                           bool all_of_it) {
  const std::string joined = fmt::format("{}", fmt::join(words, " "));
  const formats::Sentence said = formats::read_sentence(catalog, joined);
  if (said.read.empty()) {
    return std::nullopt;
  }
  const bool names_model = !said.run.model.empty() || !own.run.model.empty();
  const bool names_device = !said.run.device.empty() || !own.run.device.empty();
  if (all_of_it && !(names_model && names_device && said.unread.empty() && said.near_devices.empty())) {
    return std::nullopt;
  }
  if (!names_model && !said.near_models.empty()) {
    throw catalog::InputError("unknown-name",
                              fmt::format("which model? {}", fmt::join(said.remarks, "; ")),
                              "--model",
                              said.near_models);
  }
  if (!names_model && !said.run.device.empty() && said.remarks.empty()) {
    throw catalog::InputError(
        "usage",
        fmt::format("which model? '{}' is a device: `tokroof models --device {}` says what "
                    "runs on it",
                    joined,
                    said.run.device),
        "--model");
  }
  if (names_model && !names_device && !said.near_devices.empty()) {
    throw catalog::InputError("unknown-name",
                              fmt::format("which device? {}", fmt::join(said.remarks, "; ")),
                              "--device",
                              said.near_devices);
  }
  if (!names_model || (!names_device && !said.remarks.empty())) {  // the rest may be an unknown device
    return std::nullopt;
  }
  for (const auto& [name, option] :
       {std::pair{&catalog::Run::device, "--device"}, {&catalog::Run::model, "--model"}}) {
    if (!(said.run.*name).empty() && !(own.run.*name).empty() &&
        slug_of(catalog, own.run.*name, name) != said.run.*name) {
      throw catalog::InputError(
          "usage",
          fmt::format(
              "'{}' names {} beside {} {}: which is meant?", joined, said.run.*name, option, own.run.*name),
          option);
    }
  }
  formats::CommandLineReading out{own, {}, {}};
  out.notes.push_back(fmt::format("read: {}", fmt::join(said.read, ", ")));
  for (const std::string& column : formats::fill_from(catalog, said.run, out.question.run).kept) {
    out.notes.push_back(fmt::format("the words say another {} than the option, which is kept", column));
  }
  out.notes.insert(out.notes.end(), said.remarks.begin(), said.remarks.end());
  take_usual_memory(catalog, joined, out);
  return out;
}

namespace {

/// "qwen3:8b@3060", "3060/qwen3-8b", "qwen3-8b@q8_0": what each part names where all do and one is the model; else the word. Of
/// "unsloth/Qwen3-8B" the first names nothing.
std::vector<std::string> names_in_word(const catalog::NameResolver& names, const std::string& word) {
  std::error_code none;
  for (const char separator : {'@', '/', ','}) {
    const std::vector<std::string_view> parts = catalog::split_at(word, separator);
    int devices = 0, models = 0, types = 0;
    for (const std::string_view part : parts.size() > 1 ? parts : std::vector<std::string_view>{}) {
      const catalog::NameMatch model = part.empty() ? catalog::NameMatch{} : names.model(part).match;
      if (!model.slug.empty() && !model.leaves_words) {
        ++models;
      } else if (!part.empty() && names.are_devices(part)) {
        ++devices;
      } else if (!names.quant(part).slug.empty()) {
        ++types;
      }
    }
    const bool all_known = static_cast<std::size_t>(devices + models + types) == parts.size();
    if (all_known && models == 1 && devices <= 1 && parts.size() > 1 &&
        !std::filesystem::exists(word, none)) {
      return {parts.begin(), parts.end()};
    }
  }
  return {word};
}

}  // namespace

std::vector<std::string> names_apart(const catalog::NameResolver& names,
                                     const std::vector<std::string>& typed) {
  constexpr std::size_t kMostWords = 6;  // "m4 max/qwen3 8b": more are a command line
  if (typed.size() <= kMostWords) {
    std::vector<std::string> whole = names_in_word(names, fmt::format("{}", fmt::join(typed, " ")));
    if (whole.size() > 1) {
      return whole;
    }
  }
  std::vector<std::string> words;
  for (const std::string& word : typed) {
    const std::vector<std::string> parts = names_in_word(names, word);
    words.insert(words.end(), parts.begin(), parts.end());
  }
  return words;
}

}  // namespace tokroof::cli
