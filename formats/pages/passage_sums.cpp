#include "formats/pages/passage_sums.hpp"

#include <algorithm>
#include <iterator>

#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/pages/figure_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

bool is_money(const std::string& unit) { return model::is_one_of(unit, {"USD", "EUR"}); }
bool is_money_of_span(const std::string& unit) {
  return model::is_one_of(unit, {"USD/day", "USD/month", "USD/year", "EUR/day", "EUR/month", "EUR/year"});
}
bool is_money_of_hour(const std::string& unit) { return model::is_one_of(unit, {"USD/h", "EUR/h"}); }
bool is_power(const std::string& unit) { return model::is_one_of(unit, {"W", "kW"}); }
bool is_tariff(const std::string& unit) { return model::is_one_of(unit, {"USD/kWh", "EUR/kWh"}); }
bool is_use(const std::string& unit) { return unit == "h/day"; }
bool is_long_span(const std::string& unit) { return model::is_one_of(unit, {"months", "years"}); }
bool is_time(const std::string& unit) { return model::is_one_of(unit, {"s", "min", "h"}); }
bool is_count_of_work(const std::string& unit) {
  return model::is_one_of(unit, {"steps", "samples", "images"});
}
bool is_rate_of_work(const std::string& unit) {
  return model::is_one_of(unit, {"it/s", "samples/s", "samples/h", "img/s"});
}

std::string_view kind_of_part(const std::string& unit) {
  if (is_power(unit)) return "power";
  return catalog::contains(unit, "USD") || catalog::contains(unit, "EUR") || is_long_span(unit) ? "cost"
                                                                                                : "expected";
}

constexpr std::string_view kPays[] = {"payback",
                                      "pays back",
                                      "pay back",
                                      "pays for itself",
                                      "pay for itself",
                                      "pay for themselves",
                                      "paid for itself",
                                      "paid off",
                                      "break even",
                                      "breaks even",
                                      "break-even",
                                      "breakeven",
                                      "amortized",
                                      "amortizes",
                                      "amortised"};

bool says_payback(std::string_view lower) {
  return std::any_of(
      std::begin(kPays), std::end(kPays), [&](std::string_view word) { return has_word(lower, word); });
}

/// "A million tokens", "1M output tokens": where it stands; length 0: nowhere, or it is of many millions, or of prompts.
Quantity million_tokens(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool spelled = words[i].text == "million" && i > 0 &&
                         model::is_one_of(words[i - 1].text, {"a", "one", "1", "per", "every", "each"});
    const bool output = model::is_one_of(words[i + 1].text, {"output", "generated"});
    if ((spelled || words[i].text == "1m") && i + 1 + output < words.size() &&
        words[i + 1 + output].text == "tokens") {
      return {words[i].begin, words[i + 1 + output].end, 1, 1, "Mtokens"};
    }
  }
  return {};
}

bool is_money_of_tokens(const std::string& unit) {
  return model::is_one_of(unit, {"USD/Mtoken", "EUR/Mtoken"});
}

}  // namespace

void PassageSums::add(const SourceText& sentence, const SentenceNames& names) {
  for (std::size_t i = 0; i < names.quantities().size(); ++i) {
    // "after 3200 hours" beside "pays for itself", not those of a day's work
    constexpr std::size_t kBeside = 40;
    const bool of_payback = says_payback(names.around(i, kBeside));
    parts_.push_back(
        {sentence, names.quantities()[i], names.subject_for(i, false), of_payback, names.is_bill(i)});
  }
  add_tokens(sentence, names);
  if (!names.has_device()) add_bits(sentence, names);
  lower_ += names.lower() + "\n";
}

void PassageSums::add_bits(const SourceText& sentence, const SentenceNames& names) {
  const bool of_several = has_one_word(
      names.lower(),
      {"bidirectional", "both directions", "duplex", "dual", "two", "four", "links", "ports", "each"});
  if (of_several) return;
  const std::vector<Quantity>& all = names.quantities();
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    const std::vector<PageWord> words = page_words(names.between(all[i].end, all[i + 1].begin));
    const bool same = std::all_of(words.begin(), words.end(), [](const PageWord& word) {
      return model::is_one_of(
          word.text,
          {"or", "roughly", "about", "i.e", "i.e.", "that", "is", "so", "around", "approximately"});
    });
    if (!same || all[i].unit != "Gbit/s" || all[i + 1].unit != "GB/s") continue;
    for (const std::size_t k : {i, i + 1}) bits_.push_back({sentence, all[k], {}, false, false});
  }
}

void PassageSums::add_tokens(const SourceText& sentence, const SentenceNames& names) {
  const Quantity tokens = million_tokens(names.lower());
  const bool goes_on = !tokens_.empty() && has_one_word(names.lower(), {"they", "it", "that"});
  if (has_one_word(names.lower(),
                   {"input", "prompt", "prefill", "per user", "per stream", "per request", "each"}) ||
      (tokens.end == 0 && !goes_on)) {
    return;
  }
  constexpr std::size_t kVerb = 24;
  std::vector<Part> found;
  std::size_t rates = 0, times = 0, amounts = 0;
  for (std::size_t i = 0; i < names.quantities().size(); ++i) {
    Part part{sentence, names.quantities()[i], {}, false, false};
    std::string& unit = part.quantity.unit;
    const std::string_view before = names.before(i, kVerb);
    if (is_money(unit) && has_one_word(before, {"cost", "costs", "comes to", "come to", "is"}))
      unit += "/Mtoken";
    const bool takes =
        is_time(unit) && has_one_word(before, {"take", "takes", "in", "need", "needs", "is", "are"});
    rates += unit == "tok/s" ? 1 : 0;
    amounts += is_money_of_tokens(unit) ? 1 : 0;
    times += takes ? 1 : 0;
    if (takes || unit == "tok/s" || is_money_of_tokens(unit) || is_money_of_hour(unit) || is_power(unit) ||
        is_tariff(unit)) {
      found.push_back(std::move(part));
    }
  }
  if (tokens.end > 0) found.push_back({sentence, tokens, {}, false, false});
  if (rates == 1 && times <= 1 && amounts <= 1) {
    token_times_ += times;
    token_prices_ += amounts;
    tokens_.insert(tokens_.end(), found.begin(), found.end());
  }
}

void PassageSums::read_tokens(ClaimCollector& collector) const {
  for (const Part& part : tokens_) {
    const std::size_t sums = token_times_ + (part.quantity.unit == "Mtokens" ? 0 : token_prices_);
    if (sums > 0)
      collector.part_of_sum(part.sentence, part.quantity, kind_of_part(part.quantity.unit), "", {});
  }
  for (const Part& part : parts_) {
    if (is_money_of_tokens(part.quantity.unit))
      collector.not_understood(part.sentence, part.quantity, "a price of tokens: of which rate is not said");
  }
}

bool PassageSums::has(bool (*test)(const std::string& unit)) const {
  for (const Part& part : parts_) {
    if (test(part.quantity.unit)) return true;
  }
  return false;
}

void PassageSums::take(ClaimCollector& collector,
                       bool (*test)(const std::string& unit),
                       std::string_view method) const {
  for (const Part& part : parts_) {
    if (test(part.quantity.unit)) {
      const std::string_view of = is_money_of_span(part.quantity.unit) ? method : "";
      collector.part_of_sum(part.sentence, part.quantity, kind_of_part(part.quantity.unit), of, part.subject);
    }
  }
}

bool PassageSums::read_hours(ClaimCollector& collector) const {
  bool any = false;
  for (const Part& part : parts_) {
    if (part.quantity.unit != "h" || !part.of_payback) continue;
    collector.part_of_sum(part.sentence, part.quantity, "cost", "", part.subject);
    any = true;
  }
  return any;
}

/// Of the hour: those of longer spans are taken by their unit.
bool PassageSums::read_bills_of_hours(ClaimCollector& collector) const {
  bool any = false;
  for (const Part& part : parts_) {
    if (!part.bill || !is_money_of_hour(part.quantity.unit)) continue;
    collector.part_of_sum(part.sentence, part.quantity, "cost", "electricity", part.subject);
    any = true;
  }
  return any;
}

void PassageSums::read(ClaimCollector& collector) const {
  const bool electricity =
      has(is_tariff) ||
      has_one_word(
          lower_, {"electricity", "power bill", "electric bill", "energy bill", "energy cost", "power cost"});
  const bool pays = says_payback(lower_);
  // At a part of its power: hours of use x watts are not what it takes.
  const bool in_part =
      has_one_word(lower_,
                   "utilization|utilisation|duty cycle|% load|part load|partial load|light load|"
                   "average load|mostly idle|mostly idles|idle most|idles most|of the time");
  if (pays && has(is_long_span) && has(is_money) && has(is_money_of_span)) {
    for (auto* test : {is_long_span, is_money, is_money_of_span}) take(collector, test, "");
  } else if (pays && has(is_money) && has(is_money_of_hour) && read_hours(collector)) {
    for (auto* test : {is_money, is_money_of_hour, is_power, is_tariff}) take(collector, test, "");
  } else if (electricity && has(is_money_of_span)) {
    for (auto* test : {is_money_of_span, is_power, is_tariff}) take(collector, test, "electricity");
    if (!in_part) take(collector, is_use, "");
    if (!in_part) read_bills_of_hours(collector);
  } else if (electricity && !in_part && read_bills_of_hours(collector)) {
    for (auto* test : {is_power, is_tariff}) take(collector, test, "");
  } else {
    for (const Part& part : parts_) {
      if (part.bill)
        collector.not_understood(part.sentence, part.quantity, "of a use: what is paid for is not said");
    }
  }
  if (!in_part) read_tokens(collector);
  for (const Part& part : bits_) collector.part_of_sum(part.sentence, part.quantity, "spec", "", {});
  if (has(is_time) && has(is_count_of_work) && has(is_rate_of_work)) {
    for (auto* test : {is_time, is_count_of_work, is_rate_of_work}) take(collector, test, "");
  }
}

}  // namespace tokroof::formats
