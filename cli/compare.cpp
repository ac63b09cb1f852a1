#include "cli/compare.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/catalog.hpp"
#include "catalog/engine_names.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/text.hpp"
#include "cli/parser.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

using Words = std::vector<std::string>;

/// What stands side by side, by kind, and the work that is the same for all.
struct Sides {
  Words devices, models, quants, engines;
  Words work;  ///< options
};

bool is_model(const std::string& name) {
  const catalog::NameMatch match = catalog::Catalog::bundled().names().model(name).match;
  return !match.slug.empty() && !match.leaves_words;
}

/// Words of a question that name nothing: "is a 3090 faster than a 4080 for qwen3 14b".
bool stands_between(const std::string& word) {
  return model::is_one_of(word,
                          "vs|vs.|versus|and|or|with|to|against|on|,|for|than|faster|better|is|a|an|the|"
                          "how|which|much|does|run|runs|when|running|what|from|upgrade|upgrading|worth|"
                          "it|should|i|my|in|of");
}

bool is_engine(const std::string& name) {
  const catalog::NamedEngine named = catalog::engine_named(catalog::Catalog::bundled(), name);
  return named.engine != nullptr && named.backend.empty() && named.version.empty();
}

/// The kind that a name is of; null: it is none that is compared.
Words Sides::*kind_of(const std::string& name) {
  const catalog::NameResolver& known = catalog::Catalog::bundled().names();
  return known.are_devices(name)           ? &Sides::devices
         : is_model(name)                  ? &Sides::models
         : !known.quant(name).slug.empty() ? &Sides::quants
         : is_engine(name)                 ? &Sides::engines
                                           : nullptr;
}

/// The words of a name in quotes stay together; those of a quoted sentence do not.
Words apart(const Words& typed) {
  Words out;
  for (const std::string& word : typed) {
    if (catalog::contains(word, " ") && kind_of(word) != nullptr) {
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

/// "128 users", "32k context": as options. `others` of the words name nothing that is compared, and may say nothing at all.
Words work_of(const Words& words, const Words& others) {
  const formats::Sentence said =
      formats::read_sentence(catalog::Catalog::bundled(), fmt::format("{}", fmt::join(words, " ")));
  for (const std::string_view word : catalog::split_at(said.unread, ' ')) {
    if (model::holds(others, word)) {
      throw catalog::InputError(
          "usage",
          "neither a device nor a model: compare two of either, as in `tokroof compare 3090 4090 --model "
          "llama-3.1-8b`",
          std::string(word));
    }
  }
  const catalog::Run& run = said.run;
  const bool counts_cards = std::any_of(others.begin(), others.end(), [](const std::string& word) {
    return model::is_one_of(word, "gpus|cards");
  });
  Words out;
  for (const auto& [option, value] : {std::pair{"--concurrency", run.concurrency},
                                      {"--n-depth", run.depth},
                                      {"--max-model-len", run.details.max_model_len},
                                      {"--n-prompt", run.n_prompt},
                                      {"--n-gen", run.n_gen},
                                      {"--n-devices", counts_cards ? run.n_devices : 0}}) {
    if (value > 0) {
      out.insert(out.end(), {option, fmt::format("{:.0f}", value)});
    }
  }
  return out;
}

Sides sides_of(const Words& typed) {
  Sides out;
  Words others;
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
    Words Sides::*kind = nullptr;
    std::string name;
    for (; end > at && kind == nullptr; end -= kind == nullptr ? 1 : 0) {
      name = fmt::format("{}", fmt::join(begin, names.begin() + static_cast<std::ptrdiff_t>(end), " "));
      kind = kind_of(name);
    }
    if (kind == nullptr) {
      others.push_back(names[at++]);
      continue;
    }
    (out.*kind).push_back(std::move(name));
    at = end;
  }
  out.work = others.empty() ? Words{} : work_of(names, others);
  return out;
}

constexpr const char* kUsualModel = "llama-3.1-8b";  // of which most machines have been measured

bool names_model(const std::string& word) {
  return word == "-m" || word == "--model" || word.starts_with("--model=");
}

constexpr const char* kCompareExamples =
    "EXAMPLES\n"
    "  Machines that run one model, as rank --devices\n"
    "    tokroof compare 3090 4090 --model llama-3.1-8b\n"
    "  Models on one machine, a line of predict each\n"
    "    tokroof compare llama-3.1-8b qwen3-8b --device 3090\n"
    "  Types and engines, in words\n"
    "    tokroof compare q4 vs q8 on 3090 llama 3.1 8b\n"
    "    tokroof compare vllm vs sglang h100 llama 70b fp8 64 users";

}  // namespace

void add_compare(Command app, Session& session) {
  Command command = app.add_subcommand(
      "compare", "Machines that run one model, or models, types or engines on one machine");
  command.footer(kCompareExamples);
  auto names = std::make_shared<Words>();
  command
      .add_option("NAME",
                  *names,
                  "Devices, models, storage types or engines; several of one kind, \"vs\" between them")
      .type_name("WORDS");
  auto options = std::make_shared<predict::Asked>();
  constexpr std::string_view kGroups[] = {"Machine", "Model and engine", "Workload"};
  add_stated_options(command, *options, kGroups);
  session.add_json_option(command);
  command.callback([names, options] { (void)compared(*names); });  // names in front never come here
}

Comparison compared(const Words& words) {
  const auto options =
      std::find_if(words.begin(), words.end(), [](const auto& w) { return w.starts_with('-'); });
  const Sides sides = sides_of({words.begin(), options});
  Words rest = sides.work;
  rest.insert(rest.end(), options, words.end());
  struct Kind {
    const char* option;
    const Words& names;
  };
  const Kind kinds[] = {{"--device", sides.devices},
                        {"--model", sides.models},
                        {"--quant", sides.quants},
                        {"--engine", sides.engines}};
  const auto is_many = [](const Kind& kind) { return kind.names.size() > 1; };
  const Kind* const many = std::find_if(std::begin(kinds), std::end(kinds), is_many);
  if (std::count_if(std::begin(kinds), std::end(kinds), is_many) != 1) {
    throw catalog::InputError(
        "usage",
        "compares several machines that run one model, or several models, types or engines on one machine: "
        "`tokroof compare 3090 4090 --model llama-3.1-8b`, `tokroof compare llama-3.1-8b qwen3-8b --device "
        "3090`; other lists are `tokroof sweep`'s",
        "compare");
  }
  const bool machines = many->names.data() == sides.devices.data();
  Comparison out;
  if (machines && sides.models.empty() && !model::any_of(rest, names_model)) {
    rest.insert(rest.begin(), {"--model", kUsualModel});
    out.note = fmt::format("no model is named: {} is taken (--model NAME)", kUsualModel);
  }
  for (const Kind& kind : kinds) {
    if (kind.names.size() == 1) {
      rest.insert(rest.begin(), {kind.option, kind.names.front()});
    }
  }
  if (machines || model::holds(rest, "--json")) {
    Words line = {machines ? "rank" : "sweep",
                  machines ? "--devices" : many->option,
                  fmt::format("{}", fmt::join(many->names, ","))};
    line.insert(line.end(), rest.begin(), rest.end());
    out.lines = {std::move(line)};
    return out;
  }
  for (const std::string& name : many->names) {
    Words& line = out.lines.emplace_back(Words{"predict", many->option, name, "--brief"});
    line.insert(line.end(), rest.begin(), rest.end());
  }
  return out;
}

}  // namespace tokroof::cli
