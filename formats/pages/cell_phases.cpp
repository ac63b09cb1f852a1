#include "formats/pages/cell_phases.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "4k prompt", "512-token prompts", "long input": which prompts they are, not that they are read.
bool tells_kind_of_prompt(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!model::is_one_of(words[i].text, {"prompt", "prompts", "input", "inputs"})) continue;
    const bool after_tokens = model::is_one_of(words[i - 1].text, {"token", "tokens"});
    const std::string& said = words[after_tokens && i > 1 ? i - 2 : i - 1].text;
    if (catalog::is_digit(said.front()) ||
        model::is_one_of(said, {"long", "longer", "short", "shorter", "large", "small", "big", "same"})) {
      return true;
    }
  }
  return false;
}

/// Up to what parts it from the next figure; brackets that open it do not count.
std::string_view first_label(std::string_view said) {
  said = catalog::trimmed(said);
  said.remove_prefix(said.starts_with('(') ? 1 : 0);
  return said.substr(0, said.find_first_of(",;/|)("));
}

std::string_view last_label(std::string_view said) {
  const std::size_t joint = said.find_last_of(",;/|)(");
  return said.substr(joint == std::string_view::npos ? 0 : joint + 1);
}

/// Two figures with a stroke between them, and no words.
bool is_pair_of(std::string_view lower, const Quantity& first, const Quantity& second) {
  return catalog::trimmed(lower.substr(first.end, second.begin - first.end)) == "/";
}

/// Of the first or second of two figures that are such a pair.
Phase phase_in_pair(std::string_view lower,
                    std::span<const Quantity> figures,
                    bool first,
                    std::string_view titles) {
  constexpr double kFarApart = 4;  // no two answers, but a prompt and one
  std::optional<bool> order = says_prompt_first(lower);
  order = order ? order : says_prompt_first(titles);
  if (order) return first == *order ? Phase::prompt : Phase::answer;
  return figures[0].low > kFarApart * figures[1].low || figures[1].low > kFarApart * figures[0].low
             ? Phase::unclear
             : Phase::unsaid;
}

}  // namespace

Phase phase_of_title(std::string_view lower) {
  const Phase said = phase_of_label(lower);
  if (said == Phase::unclear) return Phase::unsaid;  // "512 input / 128 output" is a load
  return said == Phase::prompt && tells_kind_of_prompt(lower) && !speaks_of_reading(lower) ? Phase::unclear
                                                                                           : said;
}

Phase phase_in_cell(std::string_view lower,
                    std::span<const Quantity> figures,
                    std::size_t i,
                    std::string_view titles) {
  const bool paired = figures.size() == 2 && is_pair_of(lower, figures[0], figures[1]);
  if (paired) {
    return phase_in_pair(lower, figures, i == 0, titles);
  }
  const std::size_t begin = i > 0 ? figures[i - 1].end : 0;
  const std::size_t end = i + 1 < figures.size() ? figures[i + 1].begin : lower.size();
  const bool leads = phase_of_label(lower.substr(0, figures.front().begin)) != Phase::unsaid;
  return leads ? phase_of_title(last_label(lower.substr(begin, figures[i].begin - begin)))
               : phase_of_title(first_label(lower.substr(figures[i].end, end - figures[i].end)));
}

}  // namespace tokroof::formats
