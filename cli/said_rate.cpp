#include "cli/said_rate.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/request_rate.hpp"

namespace tokroof::cli {
namespace {

/// A word of an operand, which may be a whole sentence.
struct SaidWord {
  std::size_t operand;
  std::string typed, plain;
};

std::vector<SaidWord> operand_words(const OwnWords& own, const std::set<std::string>& with_value) {
  std::vector<SaidWord> out;
  for (std::size_t i = 1; i < own.words.size() && own.words[i] != "--"; ++i) {  // the first is the verb
    if (own.words[i].starts_with('-') || with_value.contains(own.words[i - 1])) {
      continue;
    }
    for (const std::string_view word : catalog::split_at(own.words[i], ' ')) {
      std::string plain = catalog::lower_case(word);
      plain.erase(plain.find_last_not_of(",.;:!?") + 1);
      out.push_back({i, std::string(word), std::move(plain)});
    }
  }
  return out;
}

}  // namespace

void take_request_rate(OwnWords& own, const std::set<std::string>& with_value) {
  std::vector<SaidWord> said = operand_words(own, with_value);
  for (std::size_t at = 0; at < said.size(); ++at) {
    const auto rate = formats::request_rate_of([&](std::size_t i) {
      return at + i < said.size() ? std::string_view(said[at + i].plain) : std::string_view();
    });
    if (!rate) {
      continue;
    }
    const auto begin = said.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(rate->words);
    std::string phrase;
    std::set<std::size_t> operands;
    for (auto word = begin; word != end; ++word) {
      phrase += (phrase.empty() ? "" : " ") + word->plain;
      operands.insert(word->operand);
    }
    const std::string option = "--request-rate=" + catalog::measured_text(rate->per_s);
    own.notes.push_back(fmt::format("'{}' is taken as {}", phrase, option));
    said.erase(begin, end);
    for (auto operand = operands.rbegin(); operand != operands.rend(); ++operand) {
      std::string rest;
      for (const SaidWord& word : said) {
        rest += word.operand != *operand ? "" : (rest.empty() ? "" : " ") + word.typed;
      }
      own.words[*operand] = rest;
      if (rest.empty()) {
        own.words.erase(own.words.begin() + static_cast<std::ptrdiff_t>(*operand));
      }
    }
    own.words.insert(own.words.begin() + 1, option);
    return;
  }
}

}  // namespace tokroof::cli
