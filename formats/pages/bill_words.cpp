#include "formats/pages/bill_words.hpp"

#include <algorithm>
#include <string>

#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/pages/figure_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

bool is_amount(const Quantity& q) { return q.unit == "USD" || q.unit == "EUR"; }
bool is_of_kwh(const Quantity& q) { return q.unit == "USD/kWh" || q.unit == "EUR/kWh"; }

std::string_view part_of(std::string_view text, std::size_t begin, std::size_t end) {
  return text.substr(std::min(begin, text.size()), end > begin ? end - begin : 0);
}

/// "The RTX 4090 costs $1,599", "a $1,599 RTX 4090": a price, not what the running of it costs.
bool is_of_device(std::string_view lower, const Quantity& amount, const std::vector<Mention>& mentions) {
  constexpr std::size_t kMostWords = 3;
  const std::string_view rest = catalog::trimmed(lower.substr(amount.end));
  if (catalog::begins_with_one_of(rest, {"for ", "over ", "in ", "every ", "each "})) {
    return false;
  }
  return std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) {
    if (m.kind != MentionKind::device) return false;
    if (m.begin >= amount.end) return page_words(part_of(lower, amount.end, m.begin)).empty();
    const std::string_view before = lower.substr(0, m.begin);
    const bool runs = has_one_word(
        before, {"running", "run", "feeding", "powering", "operating", "keeping", "leaving", "using"});
    return m.end <= amount.begin && !runs &&
           page_words(part_of(lower, m.end, amount.begin)).size() <= kMostWords;
  });
}

}  // namespace

bool reckons_use(std::string_view lower) {
  return has_one_word(
      lower,
      "million tokens|million output tokens|million generated tokens|million input tokens|billion tokens|"
      "thousand tokens|1m tokens|1k tokens|1,000,000 tokens|1000 tokens|1,000 tokens|mtok|renting");
}

std::string_view span_of_bill(std::string_view lower, const std::vector<Quantity>& quantities, int bill) {
  const Quantity& own = quantities[static_cast<std::size_t>(bill)];
  std::size_t begin = 0, end = lower.size();
  for (const Quantity& q : quantities) {  // "an hour costs $0.14 and a day $3.36"
    if (!is_amount(q)) continue;
    if (q.end <= own.begin) begin = q.end;
    if (q.begin >= own.end && end == lower.size()) {
      end = std::min({lower.find(" and ", own.end), lower.find_first_of(",;", own.end), q.begin});
    }
  }
  std::string said(lower);  // without "8 hours a day"
  bool hour = false;
  for (const Quantity& q : quantities) {
    hour = hour || (q.unit == "h" && q.low == 1 && q.high == 1);
    std::fill(said.begin() + static_cast<std::ptrdiff_t>(q.begin),
              said.begin() + static_cast<std::ptrdiff_t>(q.end),
              ' ');
  }
  said = said.substr(begin, end - begin);
  if (has_one_word(said, {"week", "weeks", "weekend", "quarter"})) return "";
  if (has_one_word(said, {"a year", "one year", "365 days", "365-day", "full year", "whole year"})) {
    return "/year";
  }
  if (has_one_word(said,
                   "a month|one month|each month|every month|full month|whole month|28 days|30 days|"
                   "31 days|30-day|31-day|28-day")) {
    return "/month";
  }
  if (has_one_word(said, {"days", "months"})) return "";
  if (has_one_word(said, {"a day", "one day", "each day", "every day", "full day", "whole day"})) {
    return "/day";
  }
  return hour || has_one_word(said, {"an hour", "one hour", "each hour", "every hour"}) ? "/h" : "";
}

int bill_among(std::string_view lower,
               const std::vector<Quantity>& quantities,
               const std::vector<Mention>& mentions) {
  const auto tariff = std::find_if(quantities.begin(), quantities.end(), is_of_kwh);
  const bool runs =
      tariff != quantities.end() ||
      std::any_of(
          quantities.begin(), quantities.end(), [](const Quantity& q) { return q.unit == "h/day"; }) ||
      has_one_word(lower, {"electricity", "power bill", "electric bill", "energy bill"});
  const bool rented =
      has_one_word(lower, {"rent", "rents", "renting", "rented", "rental", "cloud", "tokens"}) ||
      has_one_word(lower, {"save", "saves", "saving", "savings", "cheaper"});
  int nearest = -1, found = 0;
  std::size_t least = lower.size();
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const Quantity& q = quantities[i];
    const bool of_hour = tariff != quantities.end() && (q.unit == "USD/h" || q.unit == "EUR/h");
    if (!(is_amount(q) || of_hour) || is_of_device(lower, q, mentions)) continue;
    ++found;
    const std::size_t far = tariff == quantities.end() ? 0
                            : q.begin > tariff->end    ? q.begin - tariff->end
                                                       : tariff->begin - std::min(q.end, tariff->begin);
    if (far < least || nearest < 0) {
      nearest = static_cast<int>(i);
      least = far;
    }
  }
  if (nearest < 0 || !runs || rented) {
    return -1;
  }
  constexpr std::size_t kVerb = 24;
  const std::size_t begin = quantities[static_cast<std::size_t>(nearest)].begin;
  const bool costs = has_one_word(part_of(lower, begin > kVerb ? begin - kVerb : 0, begin),
                                  {"cost", "costs", "comes to", "bill", "pay", "paying", "adds", "spend"});
  return tariff != quantities.end() || (found == 1 && costs) ? nearest : -1;
}

}  // namespace tokroof::formats
