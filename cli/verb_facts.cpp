#include "cli/verb_facts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/engines.hpp"
#include "catalog/fields.hpp"
#include "catalog/text.hpp"
#include "cli/spellings.hpp"
#include "model/names.hpp"
#include "model/step.hpp"

namespace tokroof::cli {
namespace {

using Words = std::vector<std::string>;

template <class Range>
Words words_of(const Range& range) {
  return {std::begin(range), std::end(range)};
}

struct NamesOf {
  std::string_view option, kind;
  bool joined;
};

/// Options whose values are names of a catalog.
constexpr std::array kNames{NamesOf{"--device", "devices", true},
                            NamesOf{"--devices", "devices", true},
                            NamesOf{"--host", "devices", false},
                            NamesOf{"--storage", "devices", false},
                            NamesOf{"--rented-device", "devices", false},
                            NamesOf{"--price", "devices", false},
                            NamesOf{"--model", "models", false},
                            NamesOf{"--quant", "quants", false},
                            NamesOf{"--link", "links", true},
                            NamesOf{"--engine", "engines", false}};

constexpr std::array<std::string_view, 6> kFiles{
    "--runs", "--rows", "--output", "--claims", "--machine", "FILE"};

Words vendors() {
  std::set<std::string> out;
  for (const model::Device& d : catalog::Catalog::bundled().devices()) {
    out.insert(std::string(d.vendor));
  }
  return words_of(out);
}

/// Words that an option takes but does not enumerate in its help's type.
Words known_words(std::string_view option) {
  if (option == "--split-mode") return words_of(model::kSplitNames);
  if (option == "--backend") return words_of(catalog::backends());
  if (option == "--vendor") return vendors();
  if (option == "--kind") return words_of(catalog::kDeviceKinds);
  if (option == "--flash-attn") return {"0", "1", "auto"};
  if (option == "--kv-type") return {"f16", "bf16", "q8_0", "q5_0", "q4_0", "fp8"};
  if (option == "--speculative") return {"none", "mtp", "ngram", "draft", "eagle", "dflash"};
  return {};
}

/// "{bash,zsh}" in a type, as a check for membership writes it, taken out of it.
Words taken_words(std::string& type) {
  const std::size_t from = type.find('{'), to = type.find('}');
  Words out;
  if (from != std::string::npos && to != std::string::npos && from < to) {
    for (const std::string_view word :
         catalog::split_at(std::string_view(type).substr(from + 1, to - from - 1), ',')) {
      out.emplace_back(word);
    }
  }
  type = type.substr(0, type.find(':'));
  return out;
}

bool is_file(const OptionFacts& option, const std::string& name) {
  const auto listed = [](const std::string& text) { return model::holds(kFiles, text); };
  return option.type == "FILE" || listed(name) || listed(option.positional);
}

void find_completion(OptionFacts& option) {
  const std::string name = option.long_names.empty() ? "" : option.long_names.front();
  const auto* const names =
      std::find_if(kNames.begin(), kNames.end(), [&](const NamesOf& n) { return n.option == name; });
  if (option.words.empty()) {
    option.words = known_words(name);
  }
  if (!option.words.empty()) {
    option.completes = Completes::words;
  } else if (names != kNames.end()) {
    option.completes = Completes::names;
    option.names_of = names->kind;
    option.joined = names->joined;
  } else if (is_file(option, name)) {
    option.completes = Completes::files;
    option.type = "FILE";
  } else if (option.type == "DIR" || option.positional == "folder") {
    option.completes = Completes::folders;
  }
}

OptionFacts facts_of(const OptionHelp& option) {
  OptionFacts out(option);
  for (const std::string& name : out.long_names) {
    const std::string old = other_spelling(name);
    if (!old.empty()) {
      out.old_names.push_back(old);
    }
  }
  if (out.takes_value) {
    out.words = taken_words(out.type);
    find_completion(out);
  }
  return out;
}

}  // namespace

std::vector<std::string> OptionFacts::names() const {
  std::vector<std::string> out = short_names;
  out.insert(out.end(), old_names.begin(), old_names.end());
  out.insert(out.end(), long_names.begin(), long_names.end());
  return out;
}

std::vector<VerbFacts> verb_facts(const Command& app) {
  std::vector<VerbFacts> out;
  for (const Command& verb : app.subcommands()) {
    VerbFacts facts{verb.name(), verb.description(), verb.footer(), {}};
    for (const OptionHelp& option : verb.options()) {
      if (!option.group.empty()) {
        facts.options.push_back(facts_of(option));
      }
    }
    out.push_back(std::move(facts));
  }
  return out;
}

}  // namespace tokroof::cli
