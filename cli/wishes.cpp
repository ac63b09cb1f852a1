#include "cli/wishes.hpp"

#include <string_view>

#include "api/rank_question.hpp"
#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "predict/amount.hpp"

namespace tokroof::cli {
namespace {

constexpr model::WordRow<std::string_view> kOrders[] = {{"cheapest|cheap", "usd"}, {"fastest", "tps"}};
constexpr model::WordRow<std::string_view> kKinds[] = {{"gpu|gpus|card|cards|graphics", "gpu"},
                                                       {"cpu|cpus|processor|processors", "cpu"}};
constexpr model::WordRow<std::string_view> kVendors[] = {{"amd|radeon", "amd"},
                                                         {"nvidia|geforce", "nvidia"},
                                                         {"intel", "intel"},
                                                         {"apple|mac|macs|macbook|macbooks", "apple"}};
/// They ask, and say nothing of the machine or the model.
constexpr const char* kAsking =
    "a|an|and|are|best|buy|can|could|do|does|for|get|good|hardware|i|is|it|machine|machines|me|my|need|on|"
    "or|recommend|run|running|runs|serve|serves|serving|setup|should|system|systems|that|the|there|to|use|"
    "want|way|we|what|what's|whats|which|will|with|would|you";
constexpr const char* kCurrencies = "$|bucks|dollar|dollars|usd|€|eur|euro|euros|£|gbp|pound|pounds|cad|aud";

std::string plain(std::string_view word) {
  return catalog::lower_case(word.substr(0, word.find_last_not_of("?!.,;:") + 1));
}

/// How many words from one on are an amount of money; 0: none. A number alone may count something else: "for 24 gb".
std::size_t money_words(const std::vector<std::string>& words, std::size_t at, bool limits) {
  const std::string said = at < words.size() ? plain(words[at]) : "";
  const std::string behind = at + 1 < words.size() ? plain(words[at + 1]) : "";
  if (!said.empty() && model::is_one_of(said, kCurrencies)) {
    return 0;
  }
  const bool signed_amount = said.starts_with('$') || said.starts_with("€");
  if (!signed_amount && !predict::amount_of(api::kBudget.type, said)) {
    return 0;
  }
  if (!behind.empty() && model::is_one_of(behind, kCurrencies)) {
    return 2;
  }
  const bool ends = behind.empty() || model::is_one_of(behind, kAsking);
  return signed_amount || (limits && ends) ? 1 : 0;
}

}  // namespace

Wishes wishes_of(const std::vector<std::string>& words) {
  Wishes out;
  const auto take = [](std::string& wish, std::string_view meaning) {
    if (meaning.empty() || !wish.empty()) {
      return false;
    }
    wish = meaning;
    return true;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = plain(words[i]);
    const bool limits = model::is_one_of(word, "under|below|within|for|max|maximum|than");
    const std::size_t first = i + (limits ? 1 : 0);
    const std::size_t money = out.budget.empty() ? money_words(words, first, limits) : 0;
    if (money > 0) {
      out.budget = plain(words[first]) + (money > 1 ? " " + plain(words[first + 1]) : "");
      i = first + money - 1;
    } else if (!take(out.by, model::meaning_of(word, kOrders)) &&
               !take(out.kind, model::meaning_of(word, kKinds)) &&
               !take(out.vendor, model::meaning_of(word, kVendors)) && !model::is_one_of(word, kAsking)) {
      out.rest.push_back(words[i]);
    }
  }
  if (!out.budget.empty()) {
    if (const std::string wrong = predict::wrong_amount(api::kBudget, out.budget); !wrong.empty()) {
      throw catalog::InputError("usage", wrong, "--budget-usd");
    }
    out.budget_usd = *predict::amount_of(api::kBudget.type, out.budget);
  }
  return out;
}

}  // namespace tokroof::cli
