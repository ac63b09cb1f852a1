#include "cli/sentences.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/catalog.hpp"
#include "catalog/device_words.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "cli/compare.hpp"
#include "formats/benchmarks/given_cells.hpp"
#include "model/names.hpp"

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

namespace {

using SaidWords = std::vector<std::string_view>;

bool says(const SaidWords& words, std::initializer_list<std::string_view> names) {
  return std::any_of(
      words.begin(), words.end(), [&](std::string_view word) { return model::is_one_of(word, names); });
}

/// "2xrtx-3090", "rtx-3090".
std::string with_count(const catalog::Run& run) {
  return run.n_devices > 1 ? fmt::format("{:.0f}x{}", run.n_devices, run.device) : run.device;
}

/// Devices that words may mean which name none for sure.
std::vector<std::string> devices_near(const catalog::Catalog& catalog, const formats::Sentence& said) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> near = said.near_devices;
  if (near.empty() && !said.unread.empty() && catalog::has_digit(said.unread)) {
    near = catalog.names().device(said.unread).candidates;
    near = near.empty() ? catalog.names().device_names().nearest(said.unread, 3) : near;
  }
  near.resize(std::min(near.size(), kMost));
  return near;
}

/// Of a model and no device that is known.
BareQuestion without_device(const catalog::Catalog& catalog,
                            const formats::Sentence& said,
                            const SaidWords& words) {
  BareQuestion out;
  const std::string model = " --model " + said.run.model;
  const bool no_card = says(words, {"no", "without", "ohne"}) && says(words, {"gpu", "card", "karte"});
  for (const std::string& name : no_card ? std::vector<std::string>{} : devices_near(catalog, said)) {
    out.commands.push_back("predict --device " + name + model);
  }
  if (no_card) {
    out.trouble = "which processor? Without a card it computes, from the memory that it has";
    out.commands.push_back("predict --device ryzen-9-9950x" + model);
  } else if (!said.near_devices.empty() || !said.unread.empty()) {
    out.trouble = fmt::format("which device? {}", fmt::join(said.remarks, "; "));
  } else {
    out.trouble = fmt::format("which device? None is named beside {}", said.run.model);
  }
  if (out.commands.empty()) {
    out.commands.push_back("predict --device NAME" + model);
  }
  out.commands.push_back("rank" + model);
  return out;
}

/// Of neither a device nor a model: what its words ask for.
BareQuestion without_names(const catalog::Catalog& catalog,
                           const std::string& joined,
                           const SaidWords& words) {
  BareQuestion out;
  if (out.trouble = catalog.names().closed_model(joined); !out.trouble.empty()) {
    out.commands = {"rank --model gpt-oss-20b", "rank --model gpt-oss-120b"};
    return out;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto amount =
        catalog::parse_number(words[i].substr(std::min(words[i].find_first_not_of('$'), words[i].size())));
    const bool money =
        words[i].starts_with('$') ||
        (i + 1 < words.size() && model::is_one_of(words[i + 1], {"dollars", "usd", "dollar", "bucks", "$"}));
    if (amount && money) {
      out.trouble = "which model is it to run?";
      out.commands = {fmt::format("rank --budget-usd {:g} --model NAME", *amount)};
      return out;
    }
    if (catalog::is_memory(words[i])) {
      const double gib = catalog::memory_gib_of(words[i]);
      out.trouble = fmt::format("{:g} GB do not say how fast a device is: name it", gib);
      for (const std::string& card : catalog.names().cards_with(gib)) {
        out.commands.push_back("models --device " + card);
      }
      out.commands.resize(std::min<std::size_t>(out.commands.size(), 3));
      out.commands = out.commands.empty() ? std::vector<std::string>{"models --device NAME"} : out.commands;
      return out;
    }
  }
  if (words.size() > 1) {
    out.trouble = fmt::format("'{}' names neither a device nor a model that is known", joined);
    out.commands = {"models --device NAME", "rank --model NAME"};
    out.vague = true;
  }
  return out;
}

/// Of a device without a model.
BareQuestion without_model(const catalog::Catalog& catalog,
                           const std::string& joined,
                           const formats::Sentence& said,
                           const SaidWords& words) {
  BareQuestion out;
  if (!said.near_models.empty()) {
    out.trouble = fmt::format("which model? {}", fmt::join(said.remarks, "; "));
    const std::string device = said.run.device.empty() ? "NAME" : with_count(said.run);
    for (const std::string& name : said.near_models) {
      out.commands.push_back("predict --model " + name + " --device " + device);
    }
    return out;
  }
  if (!said.run.device.empty()) {
    const std::string device = with_count(said.run);
    const std::string closed = catalog.names().closed_model(joined);
    out.trouble = closed.empty() ? fmt::format("which model? '{}' is a device", device) : closed;
    out.commands = {"models --device " + device, "predict --model NAME --device " + device};
    return out;
  }
  const std::vector<std::string> near =
      said.near_devices.empty() ? catalog.names().device(joined).candidates : said.near_devices;
  if (near.empty()) {
    return without_names(catalog, joined, words);
  }
  out.trouble = fmt::format("'{}' is one of: {}", joined, fmt::join(near, ", "));
  for (std::size_t i = 0; i < std::min<std::size_t>(near.size(), 3); ++i) {
    out.commands.push_back("models --device " + near[i]);
  }
  return out;
}

/// Of a device and a model.
BareQuestion of_both(const formats::Sentence& said, const SaidWords& words) {
  if (!said.apart.empty()) {
    std::vector<std::string> line = {said.apart.front(), with_count(said.run), said.run.model};
    if (!said.run.quant.empty()) {
      line.push_back(said.run.quant);
    }
    return {.verb = "compare", .line = std::move(line)};
  }
  const bool counts_users =
      says(words, {"many", "wieviele", "viele"}) &&
      says(words, {"users", "user", "people", "streams", "clients", "sessions", "nutzer", "leute"});
  return {.verb = counts_users ? "capacity" : "predict"};
}

/// "What GPU do I need for qwen3 32b q4 at 40 tok/s": of no device, so that the rate is a wish. Nothing: it is a measurement.
BareQuestion of_wished_rate(const catalog::Catalog& catalog,
                            const std::string& joined,
                            const SaidWords& words) {
  const bool asks = says(words, {"what", "which", "cheapest", "best"}) ||
                    (says(words, {"need", "buy", "want"}) && says(words, {"i", "to", "should"}));
  const formats::Sentence said = asks ? formats::read_sentence(catalog, joined) : formats::Sentence{};
  const double tps = said.run.tg_tps;
  if (!said.run.device.empty() || said.run.model.empty() || !(tps > 0)) {
    return {};
  }
  BareQuestion out{.verb = "rank"};
  out.line = {"--model", said.run.model, "--min-tps", fmt::format("{:g}", tps), "--by", "usd"};
  if (!said.run.quant.empty()) {
    out.line.insert(out.line.end(), {"--quant", said.run.quant});
  }
  if (says(words, {"gpu", "gpus", "card", "cards"})) {
    out.line.insert(out.line.end(), {"--kind", "gpu"});
  }
  return out;
}

}  // namespace

BareQuestion bare_question(const catalog::Catalog& catalog, const std::vector<std::string>& words) {
  const std::string joined = fmt::format("{}", fmt::join(words, " "));
  const std::string lower = catalog::lower_case(joined);
  SaidWords said_words = catalog::split_at(lower, ' ');
  for (std::string_view& word : said_words) {
    word = word.substr(0, word.find_last_not_of("?!.,") + 1);
  }
  if (formats::is_sentence(joined)) {
    const BareQuestion wished = of_wished_rate(catalog, joined, said_words);
    return wished.verb.empty() ? BareQuestion{.verb = "check"} : wished;
  }
  const bool compares = says(said_words, {"vs", "vs.", "versus", "than", "or"});
  try {
    if (compares && !compared({joined}).empty()) {
      return {.verb = "compare"};
    }
  } catch (const catalog::InputError&) {  // it names no two of a kind
  }
  if (names_apart(catalog.names(), words).size() > words.size()) {
    return {.verb = "predict"};
  }
  const formats::Sentence said = formats::read_sentence(catalog, joined);
  if (said.run.device.empty() || said.run.model.empty()) {
    return said.run.model.empty() ? without_model(catalog, joined, said, said_words)
                                  : without_device(catalog, said, said_words);
  }
  return of_both(said, said_words);
}

}  // namespace tokroof::cli
