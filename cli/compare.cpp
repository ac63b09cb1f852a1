#include "cli/compare.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/catalog.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/text.hpp"
#include "cli/parser.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

using Words = std::vector<std::string>;

/// What stands side by side, by kind.
struct Sides {
  Words devices, models, quants;
};

bool is_model(const std::string& name) {
  const catalog::NameMatch match = catalog::Catalog::bundled().names().model(name).match;
  return !match.slug.empty() && !match.leaves_words;
}

/// Words of a question that name nothing: "is a 3090 faster than a 4080 for qwen3 14b".
bool stands_between(const std::string& word) {
  return model::is_one_of(word,
                          {"vs",  "vs.",   "versus", "and",    "or",     "with", "to",   "against", "on",
                           ",",   "for",   "than",   "faster", "better", "is",   "a",    "an",      "the",
                           "how", "which", "much",   "does",   "run",    "runs", "when", "running", "what"});
}

bool is_name(const std::string& word) {
  const catalog::NameResolver& known = catalog::Catalog::bundled().names();
  return known.are_devices(word) || is_model(word) || !known.quant(word).slug.empty();
}

/// The words of a name in quotes stay together; those of a quoted sentence do not.
Words apart(const Words& typed) {
  Words out;
  for (const std::string& word : typed) {
    if (!catalog::contains(word, " ") || is_name(word)) {
      out.push_back(word);
      continue;
    }
    for (const std::string_view part : catalog::split_at(word, ' ')) {
      out.emplace_back(part.ends_with('?') || part.ends_with(':') ? part.substr(0, part.size() - 1) : part);
    }
  }
  std::erase(out, "");
  return out;
}

Sides sides_of(const Words& typed) {
  Sides out;
  const Words names = apart(typed);
  constexpr std::ptrdiff_t kMostWords = 6;
  for (std::size_t at = 0; at < names.size();) {
    if (stands_between(names[at])) {
      ++at;
      continue;
    }
    const auto begin = names.begin() + static_cast<std::ptrdiff_t>(at);
    const auto most = begin + std::min(kMostWords, names.end() - begin);
    auto end = at + static_cast<std::size_t>(std::find_if(begin, most, stands_between) - begin);
    const catalog::NameResolver& known = catalog::Catalog::bundled().names();
    Words* kind = nullptr;
    std::string name;
    for (; end > at && kind == nullptr; end -= kind == nullptr ? 1 : 0) {
      name = fmt::format("{}", fmt::join(begin, names.begin() + static_cast<std::ptrdiff_t>(end), " "));
      kind = known.are_devices(name)           ? &out.devices
             : is_model(name)                  ? &out.models
             : !known.quant(name).slug.empty() ? &out.quants
                                               : nullptr;
    }
    if (kind == nullptr) {
      throw catalog::InputError(
          "usage",
          "neither a device nor a model: compare two of either, as in `tokroof compare 3090 4090 --model "
          "llama-3.1-8b`",
          names[at]);
    }
    kind->push_back(std::move(name));
    at = end;
  }
  return out;
}

constexpr const char* kCompareExamples =
    "EXAMPLES\n"
    "  Machines that run one model, as rank --devices\n"
    "    tokroof compare 3090 4090 --model llama-3.1-8b\n"
    "  Models on one machine, a line of predict each\n"
    "    tokroof compare llama-3.1-8b qwen3-8b --device 3090";

}  // namespace

void add_compare(Command app, Session& session) {
  Command command =
      app.add_subcommand("compare", "Machines that run one model, or models on one machine, side by side");
  command.footer(kCompareExamples);
  auto names = std::make_shared<Words>();
  command
      .add_option(
          "NAME", *names, "Devices, models and at most one storage type; \"vs\" between them is left out")
      .type_name("WORDS");
  auto options = std::make_shared<predict::Asked>();
  constexpr std::string_view kGroups[] = {"Machine", "Model and engine", "Workload"};
  add_stated_options(command, *options, kGroups);
  session.add_json_option(command);
  command.callback([names, options] { (void)compared(*names); });  // names in front never come here
}

std::vector<Words> compared(const Words& words) {
  const auto options =
      std::find_if(words.begin(), words.end(), [](const auto& w) { return w.starts_with('-'); });
  const Sides sides = sides_of({words.begin(), options});
  Words rest(options, words.end());
  if (sides.quants.size() == 1) {
    rest.insert(rest.begin(), {"--quant", sides.quants.front()});
  }
  const bool machines = sides.devices.size() > 1;
  if (machines == (sides.models.size() > 1) || sides.quants.size() > 1) {
    throw catalog::InputError(
        "usage",
        "compares several machines that run one model, or several models on one machine: `tokroof "
        "compare 3090 4090 --model llama-3.1-8b`, `tokroof compare llama-3.1-8b qwen3-8b --device "
        "3090`; other lists are `tokroof sweep`'s",
        "compare");
  }
  if (machines) {
    Words line = {"rank", "--devices", fmt::format("{}", fmt::join(sides.devices, ","))};
    if (!sides.models.empty()) {
      line.insert(line.end(), {"--model", sides.models.front()});
    }
    line.insert(line.end(), rest.begin(), rest.end());
    return {line};
  }
  if (!sides.devices.empty()) {
    rest.insert(rest.begin(), {"--device", sides.devices.front()});
  }
  if (std::find(rest.begin(), rest.end(), "--json") != rest.end()) {
    Words line = {"sweep", "--model", fmt::format("{}", fmt::join(sides.models, ","))};
    line.insert(line.end(), rest.begin(), rest.end());
    return {line};
  }
  std::vector<Words> out;
  for (const std::string& model : sides.models) {
    Words& line = out.emplace_back(Words{"predict", "--model", model, "--brief"});
    line.insert(line.end(), rest.begin(), rest.end());
  }
  return out;
}

}  // namespace tokroof::cli
