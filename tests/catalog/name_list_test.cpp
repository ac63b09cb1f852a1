// Names as people write them (tests/data/names.tsv): a third of the list was never looked at while the resolver was
// made.
#include <fstream>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

using namespace tokroof;

namespace {

struct ListedName {
  std::string kind, name, answer, part;
};

std::vector<ListedName> listed_names() {
  std::ifstream in(TOKROOF_SOURCE_DIR "/tests/data/names.tsv");
  std::vector<ListedName> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto cells = catalog::split_at(line, '\t');
    REQUIRE(cells.size() == 5);
    out.push_back(
        {std::string(cells[0]), std::string(cells[1]), std::string(cells[2]), std::string(cells[3])});
  }
  return out;
}

/// FNV-1a: which names are held out is not a choice.
bool is_held_out(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : name) {
    hash = (hash ^ c) * 0x100000001b3;
  }
  return hash % 3 == 0;
}

struct Answer {
  std::string text;   ///< a name of the catalog, with counts or a storage type; "ambiguous", "unknown"
  bool said = false;  ///< it was not the entry's own name
};

std::string not_told(const catalog::NameMatch& match) {
  return match.candidates.size() > 1 ? "ambiguous" : "unknown";
}

Answer answer_for_devices(const catalog::NameResolver& names, const std::string& name) {
  Answer out;
  for (const catalog::NamedDevices& d : names.typed_devices(name)) {
    if (d.match.slug.empty()) {
      return {not_told(d.match), true};
    }
    const std::string one = d.count > 1 ? fmt::format("{:.0f} x {}", d.count, d.match.slug) : d.match.slug;
    out.text += (out.text.empty() ? "" : "+") + one;
    out.said = out.said || !d.match.exact || d.count > 1;
  }
  return out;
}

Answer answer_for(const catalog::NameResolver& names, const ListedName& listed) {
  if (listed.kind == "device") {
    return answer_for_devices(names, listed.name);
  }
  if (listed.kind == "quant") {
    const catalog::NameMatch match = names.quant(listed.name);
    return {match.slug.empty() ? not_told(match) : match.slug, !match.exact};
  }
  const catalog::NamedModel model = names.typed_model(listed.name);
  if (model.match.slug.empty()) {
    return {not_told(model.match), true};
  }
  return {model.match.slug + (model.quant.empty() ? "" : " " + model.quant),
          !model.match.exact || !model.quant.empty()};
}

/// Storage types under several names weigh the same.
bool same_quant(std::string_view a, std::string_view b) {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const auto stored = [&](std::string_view name) {
    const catalog::Alias* alias = catalog.alias("quant", name);
    return catalog::normalized(alias != nullptr ? alias->canonical : model::file_type_of("", name));
  };
  const double bits = model::bits_per_weight(a);
  return catalog::normalized(a) == catalog::normalized(b) || stored(a) == stored(b) ||
         (bits > 0 && bits == model::bits_per_weight(b) &&
          model::storage_class(a) == model::storage_class(b));
}

bool is_right(const ListedName& listed, const std::string& got) {
  const auto rights = catalog::split_at(listed.answer, ',');
  return std::any_of(rights.begin(), rights.end(), [&](std::string_view right) {
    if (got == right) {
      return true;
    }
    if (listed.kind == "quant") {
      return got != "unknown" && right != "unknown" && same_quant(got, right);
    }
    const std::size_t space = got.find(' '), other = right.find(' ');
    return listed.kind == "model" && space != std::string::npos && other != std::string_view::npos &&
           got.substr(0, space) == right.substr(0, other) &&
           same_quant(got.substr(space + 1), right.substr(other + 1));
  });
}

struct Tally {
  double names = 0, right = 0, wrong_without_a_word = 0;
  std::vector<std::string> wrong;
};

}  // namespace

TEST_CASE("names as people write them are understood, and nothing wrong is taken without a word",
          "[catalog][names][list]") {
  constexpr double kLeast = 0.95;
  const catalog::NameResolver& names = catalog::Catalog::bundled().names();
  std::map<std::string, Tally> tallies;
  for (const ListedName& listed : listed_names()) {
    const Answer got = answer_for(names, listed);
    Tally& tally = tallies[listed.part];
    const bool right = is_right(listed, got.text);
    tally.names += 1;
    tally.right += right ? 1 : 0;
    tally.wrong_without_a_word += !right && !got.said ? 1 : 0;
    if (!right) {
      tally.wrong.push_back(
          fmt::format("{} '{}': {} instead of {}", listed.kind, listed.name, got.text, listed.answer));
    }
  }
  REQUIRE(tallies.size() == 2);
  for (const auto& [part, tally] : tallies) {
    std::cout << fmt::format("{}: {:.0f} of {:.0f} names right\n", part, tally.right, tally.names);
    INFO(part << (part == "tuned" ? fmt::format("\n{}", fmt::join(tally.wrong, "\n")) : ""));
    CHECK(tally.right >= kLeast * tally.names);
    CHECK(tally.wrong_without_a_word == 0);
  }
}

TEST_CASE("a third of the listed names is held out, by their hash", "[catalog][names][list]") {
  for (const ListedName& listed : listed_names()) {
    CAPTURE(listed.name);
    CHECK((listed.part == "held-out") == is_held_out(listed.name));
  }
}
