#include "formats/pages/quantities.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

struct PlainNumber {
  double value = 0;
  std::size_t end = 0;
};

/// Two of the words that no German sentence does without, and no English one has.
bool is_german(std::string_view lower) {
  int words = 0;
  for (const PageWord& word : page_words(lower)) {
    words += model::is_one_of(word.text,
                              "der|das|die|den|und|mit|bei|ist|eine|einer|für|auf|von|sogar|liegt|bietet|"
                              "hat|haben|schafft|erreicht|nur|nicht|im|zum|etwa|rund|pro|auch|sind")
                 ? 1
                 : 0;
  }
  return words > 1;
}

/// "Went from $3,999 to $4,699": a price before and after, no range.
bool has_verb_of_change(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  return std::any_of(words.begin(), words.end(), [](const PageWord& word) {
    return model::is_one_of(word.text,
                            "went|rose|jumped|raised|fell|dropped|climbed|increased|cut|increase|hike|drop");
  });
}

/// Of a rate, what was before too: "boosts it from 35 to 110 t/s".
bool has_verb_of_speedup(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  return has_verb_of_change(lower) || std::any_of(words.begin(), words.end(), [](const PageWord& word) {
           return model::is_one_of(
               word.text,
               "go|goes|going|gone|take|takes|took|taking|jump|jumps|rises|rise|drops|falls|climbs|boost|"
               "boosts|boosted|improve|improves|improved|bump|bumps|bumped|speedup|increases|brings|"
               "brought|pushes|pushed|upgraded|upgrading|switched|switching");
         });
}

}  // namespace

bool leads_to_change(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  return words.size() > 1 && words.back().text == "from" &&
         model::is_one_of(words[words.size() - 2].text,
                          "up|down|jump|jumps|jumped|leap|leaps|rise|rises|rose|increase|increases|"
                          "increased|drop|drops|dropped|fell|falls|went|goes|grew|grows|bump|bumped|"
                          "upgrade|upgraded|raised|uplift|climbs|climbed");
}

namespace {

/// How long the sign of a deviation that a text begins with is; 0: it begins with none.
std::size_t deviation_sign(std::string_view text) {
  for (const std::string_view sign : {"±", "+/-", "+-", "+/−"}) {
    if (text.starts_with(sign)) return sign.size();
  }
  return 0;
}

/// "per dollar", "/W" behind a figure: of what is got for each of them.
bool is_of_each(std::string_view behind) {
  for (const std::string_view each : {" per dollar",
                                      " per $",
                                      " per usd",
                                      " a dollar",
                                      "/dollar",
                                      "/$",
                                      " per euro",
                                      " per watt",
                                      " a watt",
                                      "/watt",
                                      "/w",
                                      " per billion",
                                      " per 1b",
                                      "/1b",
                                      " per gb",
                                      "/gb"}) {
    const bool ends = behind.size() == each.size() ||
                      !catalog::is_name_letter(behind[std::min(each.size(), behind.size() - 1)]);
    if (behind.starts_with(each) && ends) return true;
  }
  return false;
}

/// Reads one quantity that begins at a place.
class QuantityAt {
 public:
  QuantityAt(std::string_view text, std::string_view lower) : text_(text), lower_(lower) {}

  [[nodiscard]] std::optional<Quantity> read(std::size_t at) const {
    Quantity out;
    out.begin = at;
    const WrittenUnit sign = currency_at(text_.substr(at));
    const auto first = number(at + sign.length, sign);
    if (!first) {
      return std::nullopt;
    }
    out.low = out.high = first->value;
    out.end = first->end;
    plus(out);
    WrittenUnit unit = sign.length > 0 ? sign : unit_behind(out.end);
    if (sign.length == 0) {
      out.end += unit.length;
    }
    plus(out);
    vary(out, unit);
    if (const auto range = range_end(out, unit, sign.length > 0)) {
      out = range->first;
      unit = range->second;
    }
    out.low *= unit.length > 0 ? unit.factor : 1;
    out.high *= unit.length > 0 ? unit.factor : 1;
    out.unit = unit.unit;
    if (out.unit == "USD" || out.unit == "EUR") {
      const WrittenUnit per = per_what(lower_.substr(out.end));
      out.unit += per.unit;
      out.end += per.length;
    } else if (sign.length == 0 && is_of_each(lower_.substr(out.end))) {
      out.unit += "/";  // "0.2 tok/s per dollar" is no rate
    }
    return out;
  }

 private:
  [[nodiscard]] bool is(std::size_t at, std::string_view part) const {
    return at <= text_.size() && text_.substr(at).starts_with(part);
  }
  [[nodiscard]] std::size_t blanks(std::size_t at) const {
    while (is(at, " ") || is(at, "\n")) ++at;
    return at;
  }

  /// "1,792", "1'792", "40.5", "31,5", "1.234,5", "10k", "3M" is none.
  [[nodiscard]] std::optional<PlainNumber> number(std::size_t at, const WrittenUnit& sign) const {
    constexpr std::size_t kMostDigits = 15;
    std::string digits;
    std::size_t end = at;
    bool point = false;
    while (end < text_.size() && digits.size() < kMostDigits) {
      const char c = text_[end];
      const bool digit_follows = end + 1 < text_.size() && catalog::is_digit(text_[end + 1]);
      if (catalog::is_digit(c)) {
        digits.push_back(c);
      } else if (!point && thousands(end) &&
                 (c == ',' || c == '\'' || decimal_comma(end + 4) || parts_money(at, end, sign) ||
                  parts_german_rate(at, end))) {
      } else if (!point && parts_loosely(end, sign)) {
        ++end;
      } else if ((c == '.' || decimal_comma(end)) && digit_follows && !point && !digits.empty()) {
        digits.push_back('.');
        point = true;
      } else {
        break;
      }
      ++end;
    }
    const auto value = catalog::parse_number(digits);
    if (!value) {
      return std::nullopt;
    }
    const bool kilo = end < lower_.size() && lower_[end] == 'k' && !letter(end + 1);
    return PlainNumber{*value * (kilo ? 1000 : 1), end + (kilo ? 1 : 0)};
  }

  [[nodiscard]] std::size_t digits_from(std::size_t at) const {
    std::size_t digits = 0;
    while (at + digits < text_.size() && catalog::is_digit(text_[at + digits])) ++digits;
    return digits;
  }

  /// A comma between digits, of which exactly three follow.
  [[nodiscard]] bool thousands(std::size_t comma) const { return digits_from(comma + 1) == 3; }

  /// Before one or two digits, in no list: "31,5".
  [[nodiscard]] bool decimal_comma(std::size_t at) const {
    const std::size_t digits = digits_from(at + 1);
    return is(at, ",") && digits >= 1 && digits <= 2 && !is(at + 1 + digits, ",");
  }

  /// "$2 000", "12 000 €", "1.200 €": a blank parts thousands of money, a point only those of euros.
  [[nodiscard]] bool parts_money(std::size_t begin, std::size_t at, const WrittenUnit& sign) const {
    const bool blank = is(at, " ");
    const bool leads = at > begin && text_[begin] != '0' && digits_from(begin) <= 3;
    if (!leads || !(blank || is(at, "."))) {
      return false;
    }
    std::size_t end = at;
    while (end < text_.size() && text_[end] == text_[at] && thousands(end)) end += 4;
    const WrittenUnit behind = unit_behind(end);
    const std::string_view money = sign.length > 0 ? sign.unit : behind.unit;
    const bool other = sign.length > 0 && behind.length > 0;  // "$300 400 W"
    const bool rate = is(end + (other ? 0 : behind.length), "/");
    return !other && (money == "EUR" ? !rate || blank : blank && money == "USD");
  }

  /// "$2, 500": thousands of dollars, as some digests write them; not "$5, 128 GB".
  [[nodiscard]] bool parts_loosely(std::size_t at, const WrittenUnit& sign) const {
    return sign.unit == "USD" && is(at, ", ") && digits_from(at + 2) == 3 && unit_behind(at + 5).length == 0;
  }

  /// "1.008 GB/s", "3.512 Token/s" in a German sentence.
  [[nodiscard]] bool parts_german_rate(std::size_t begin, std::size_t at) const {
    const bool leads = at > begin && text_[begin] != '0' && digits_from(begin) <= 3 && is(at, ".");
    return leads && german_ && model::is_one_of(unit_behind(at + 4).unit, {"GB/s", "tok/s"});
  }

  [[nodiscard]] bool letter(std::size_t at) const {
    return at < lower_.size() && catalog::is_name_letter(lower_[at]);
  }

  /// With the blanks before it.
  [[nodiscard]] WrittenUnit unit_behind(std::size_t at) const {
    std::size_t begin = blanks(at);
    begin += is(begin, "-") && begin == at ? 1 : 0;  // "24-GB"
    begin += words_of_rate(begin);
    begin += words_of_arithmetic(begin);
    WrittenUnit unit = unit_at(lower_.substr(begin));
    const bool bare_letter = unit.length == 1 && begin != at &&
                             !model::is_one_of(unit.unit, {"W", "USD", "h", "s"});  // "16 g", "2 x"
    if (unit.length == 0 || bare_letter) {
      return {};
    }
    if (unit.unit == "Gbit/s" && is(begin, "GB")) unit.unit = "GB/s";  // "360 GBps"
    unit.length += begin - at;
    return unit;
  }

  /// "40 output tok/s", "2,500 aggregate output tokens per second": how long the words before a unit of rates are.
  [[nodiscard]] std::size_t words_of_rate(std::size_t begin) const {
    std::size_t at = begin;
    for (bool more = true; more;) {
      more = false;
      for (const std::string_view word :
           {"output ", "aggregate ", "aggregated ", "combined ", "sustained ", "generated ", "decode "}) {
        if (!lower_.substr(std::min(at, lower_.size())).starts_with(word)) continue;
        at += word.size();
        more = true;
      }
    }
    return at > begin && unit_at(lower_.substr(at)).unit == "tok/s" ? at - begin : 0;
  }

  /// "2,070 FP4 TFLOPS", "1,979 dense FP8 TFLOPS": how long the words of formats before a unit of arithmetic are.
  [[nodiscard]] std::size_t words_of_arithmetic(std::size_t begin) const {
    std::size_t at = std::min(begin, lower_.size());
    for (std::size_t end = lower_.find(' ', at); end != std::string_view::npos; end = lower_.find(' ', at)) {
      if (!model::is_one_of(lower_.substr(at, end - at),
                            "fp4|nvfp4|fp8|fp16|bf16|fp32|tf32|int8|int4|dense|sparse|tensor|ai")) {
        break;
      }
      at = end + 1;
    }
    const bool counts = model::is_one_of(unit_at(lower_.substr(at)).unit, {"TFLOPS", "PFLOPS", "TOPS"});
    return at > begin && counts ? at - begin : 0;
  }

  [[nodiscard]] bool ends_in_kilo(std::size_t end) const { return end > 0 && lower_[end - 1] == 'k'; }

  /// "± 2 t/s", "(+/- 2.1)", "±3 %" behind a figure say how far it varies: it is a part of the figure, which may have its
  /// unit from there.
  void vary(Quantity& out, WrittenUnit& unit) const {
    std::size_t at = blanks(out.end);
    const bool bracketed = is(at, "(");
    const std::size_t sign = deviation_sign(lower_.substr(at + (bracketed ? 1 : 0)));
    at += sign + (bracketed ? 1 : 0);
    const auto by = sign > 0 ? number(blanks(at), {}) : std::nullopt;
    if (!by) return;
    std::size_t end = by->end;
    const bool share = is(blanks(end), "%");
    WrittenUnit own = share ? WrittenUnit{} : unit_behind(end);
    end = share ? blanks(end) + 1 : end + own.length;
    if (bracketed && !is(blanks(end), ")")) return;
    end = bracketed ? blanks(end) + 1 : end;
    if (own.length == 0 && unit.length == 0) {  // "110 (± 2) t/s", "110 ± 2 % t/s"
      own = unit_behind(end);
      end += own.length;
    }
    if (unit.length > 0 && own.length > 0 && own.unit != unit.unit) return;
    unit = unit.length > 0 ? unit : own;
    out.end = end;
  }

  void plus(Quantity& out) const {
    if (is(out.end, "+") && !letter(out.end + 1) && deviation_sign(lower_.substr(out.end)) == 0) {
      out.end += 1;
      out.approximate = true;
    }
  }

  /// "10-12 tok/s", "$7,000–$8,500", "96GB to 192GB": the range that a quantity begins.
  [[nodiscard]] std::optional<std::pair<Quantity, WrittenUnit>> range_end(const Quantity& first,
                                                                          const WrittenUnit& unit,
                                                                          bool money) const {
    std::size_t at = first.end;
    bool dashed = false;
    for (const std::string_view dash : {"-", "–", "—", "−", " - ", " – ", " to ", "..", "~", " — "}) {
      if (is(at, dash)) {
        at += dash.size();
        dashed = true;
        break;
      }
    }
    constexpr std::string_view kAnd = " and ";
    const std::string_view start = catalog::trimmed(lower_.substr(0, first.begin));
    if (!dashed && is(at, kAnd) && start.ends_with("between")) {
      at += kAnd.size();
      dashed = true;
    }
    // "From 19 tok/s to 38 tok/s": before and after
    const bool from = is(first.end, " to ") && (start.ends_with("from") || leads_to_change(start));
    const bool priced = unit.unit == "USD" && has_verb_of_change(lower_);
    if (!dashed || (from && (unit.unit == "tok/s" || priced || leads_to_change(start)))) {
      return std::nullopt;
    }
    at = blanks(at);
    at += is(at, "~") ? 1 : 0;
    const WrittenUnit sign = currency_at(text_.substr(at));
    const auto second = number(at + sign.length, money ? unit : sign);
    const bool thousands = second && (money || unit.length == 0) && ends_in_kilo(second->end) &&
                           !ends_in_kilo(first.end) && first.low < 1000;  // "$60-70K"
    if (!second || (sign.length > 0 && !money)) {
      return std::nullopt;
    }
    const std::size_t plus_sign = is(second->end, "+") ? 1 : 0;  // "60 to 80+ tok/s"
    WrittenUnit behind = money ? WrittenUnit{} : unit_behind(second->end + plus_sign);
    if (from && unit.length == 0 && behind.unit == "tok/s" && has_verb_of_speedup(lower_)) {
      return std::nullopt;  // "went from 35 to 110 tok/s"
    }
    const bool falls = second->value < first.low;  // "52-27 tok/s", with the context
    if (falls && !(unit.length == 0 && behind.unit == "tok/s")) {
      return std::nullopt;
    }
    Quantity out = first;
    out.low = falls ? second->value : first.low * (thousands ? 1000 : 1);
    out.high = falls ? first.low : second->value;
    out.end = second->end;
    if (!money && letter(out.end) && behind.length == 0) {
      return std::nullopt;  // "7B-8B"
    }
    if (unit.length > 0 && behind.length > 0 && behind.unit != unit.unit) {
      return std::nullopt;  // "24 GB - 936 GB/s"
    }
    out.end += behind.length > 0 ? plus_sign + behind.length : 0;
    out.approximate = out.approximate || plus_sign > 0;
    plus(out);
    return std::pair(out, behind.length > 0 ? behind : unit);
  }

  std::string_view text_, lower_;
  bool german_ = is_german(lower_);
};

/// A place where a number may begin: not inside of a word or another number.
bool may_begin(std::string_view text, std::size_t at) {
  if (at == 0) {
    return true;
  }
  const char before = text[at - 1];
  const bool word = (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
                    catalog::is_digit(before) || before == '_' || before == '.' || before == '$';
  const bool dashed = before == '-' && at > 1 && text[at - 2] != ' ' && text[at - 2] != '\n';
  return !word && !dashed;
}

bool is_about(std::string_view lower, std::size_t begin) {
  const std::string_view before = catalog::trimmed(lower.substr(0, begin));
  for (const std::string_view word : {"~",
                                      "≈",
                                      "about",
                                      "around",
                                      "roughly",
                                      "approximately",
                                      "approx.",
                                      "up to",
                                      "up-to",
                                      "over",
                                      "under",
                                      ">",
                                      "<",
                                      "≥",
                                      "≤",
                                      "nearly",
                                      "almost",
                                      "circa",
                                      "ca."}) {
    if (before.ends_with(word)) {
      return true;
    }
  }
  return false;
}

/// "4,500 × 72 TFLOPS". Of bytes and watts the second factor alone is meant: "2 × 24 GB".
bool is_product(std::string_view text, const Quantity& first, const Quantity& second) {
  const std::string_view between = catalog::trimmed(text.substr(first.end, second.begin - first.end));
  const bool times = first.unit == "x" ? between.empty() : first.unit.empty() && between == "*";
  return times && model::is_one_of(second.unit, {"TFLOPS", "PFLOPS", "TOPS"});
}

/// "24/7", "around the clock": 24 hours a day, in other words. Nothing: none begins at `at`.
std::optional<Quantity> whole_days(std::string_view lower, std::size_t at) {
  constexpr double kDay_h = 24;
  for (const std::string_view phrase : {"24/7",
                                        "24x7",
                                        "24×7",
                                        "around the clock",
                                        "around-the-clock",
                                        "round the clock",
                                        "round-the-clock",
                                        "day and night",
                                        "night and day"}) {
    const std::size_t end = at + phrase.size();
    const bool ends = end >= lower.size() || !catalog::is_name_letter(lower[end]);
    if (lower.substr(at).starts_with(phrase) && ends && may_begin(lower, at)) {
      return Quantity{at, end, kDay_h, kDay_h, "h/day"};
    }
  }
  return std::nullopt;
}

/// "faster than", "as fast as", "the speed of", behind a multiple or a share.
bool leads_to_comparison(std::string_view behind) {
  return catalog::begins_with_one_of(
      behind,
      " faster| quicker| slower| as fast| as quick| the speed| the throughput|"
      " the bandwidth| the memory| the vram| as much bandwidth| as much memory|"
      " as much vram");
}

/// "3 times faster", "five times as fast", "200% faster": a multiple; what is times faster is meant as times as fast.
std::optional<Quantity> multiple_at(const QuantityAt& reader, std::string_view lower, std::size_t at) {
  if (!may_begin(lower, at)) {
    return std::nullopt;
  }
  const std::size_t end = std::min(lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at), lower.size());
  const std::string_view word = lower.substr(at, end - at);
  const bool half = word == "half", twice = half || word == "twice";
  const double spelled = half ? 0.5 : twice ? 2 : catalog::number_word(word);
  std::optional<Quantity> out;
  if (spelled >= 2 || half) {
    out = Quantity{at, end, spelled, spelled, ""};
  } else if (catalog::is_digit(lower[at])) {
    out = reader.read(at);
  }
  if (!out || !out->unit.empty()) {
    return std::nullopt;
  }
  const std::string_view rest = lower.substr(out->end);
  for (const std::string_view sign : {"%", " %", " percent", " times"}) {
    if (twice || !rest.starts_with(sign) || !leads_to_comparison(rest.substr(sign.size()))) continue;
    const bool share = sign != " times";
    if (share && !rest.substr(sign.size()).starts_with(" faster")) return std::nullopt;
    out->low = share ? 1 + out->low / 100 : out->low;
    out->high = share ? 1 + out->high / 100 : out->high;
    out->end += sign.size();
    out->unit = "x";
    return out;
  }
  if (twice && leads_to_comparison(rest)) {
    out->unit = "x";
    return out;
  }
  return std::nullopt;
}

/// "~38 tok/s versus ~34": without the sign.
std::string_view without_about(std::string_view said) {
  said = catalog::trimmed(said);
  while (said.ends_with('~') || said.ends_with("≈")) {
    said = catalog::trimmed(
        said.substr(0, said.size() - (said.ends_with('~') ? 1 : std::string_view("≈").size())));
  }
  return said;
}

/// "140 tok/s, against 110 on the 3090"
bool is_opposed(std::string_view lower, const Quantity& figure) {
  return lower.substr(figure.end).starts_with(" on ") &&
         catalog::ends_with_one_of(without_about(lower.substr(0, figure.begin)),
                                   " versus| vs| vs.| against| compared to| compared with");
}

/// "3500/110 t/s", "213 vs 142 t/s", "110 and 150 t/s respectively", "went from 35 to 110 t/s": rates that have their unit
/// from the one behind them.
void share_units(std::string_view lower, std::vector<Quantity>& quantities) {
  const bool respectively = catalog::contains(lower, "respectively");
  for (std::size_t i = quantities.size(); i-- > 1;) {
    Quantity& first = quantities[i - 1];
    const Quantity& second = quantities[i];
    const std::string_view said = without_about(lower.substr(first.end, second.begin - first.end));
    const bool other = model::is_one_of(second.unit, {"GB/s", "TB/s", "GB", "W", "TFLOPS"});
    const bool from = catalog::trimmed(lower.substr(0, first.begin)).ends_with("from");
    if (first.unit == "tok/s" && quantities[i].unit.empty() && said == "to" && from) {
      quantities[i].unit = first.unit;  // "from 13.0 tok/s to 15.6"
    }
    if (second.unit.empty() && is_opposed(lower, second) &&
        std::any_of(quantities.begin(),
                    quantities.begin() + static_cast<std::ptrdiff_t>(i),
                    [](const Quantity& q) { return q.unit == "tok/s"; })) {
      quantities[i].unit = "tok/s";
    }
    if (first.unit.empty() && other && model::is_one_of(said, {"vs", "vs.", "versus"}))
      first.unit = second.unit;
    if (!first.unit.empty() || second.unit != "tok/s") continue;
    const bool joined = model::is_one_of(said, {"/", "vs", "vs.", "versus"});
    const bool listed = respectively && model::is_one_of(said, {"and", ",", ", and", "&"});
    const bool changes = said == "to" && from;
    if (joined || listed || changes) first.unit = second.unit;
  }
}

}  // namespace

std::vector<Quantity> quantities_of(std::string_view text) {
  const std::string lower = catalog::lower_case(text);
  const QuantityAt reader(text, lower);
  std::vector<Quantity> out;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto use = whole_days(lower, at)) {
      out.push_back(*use);
      at = use->end;
      continue;
    }
    if (auto multiple = multiple_at(reader, lower, at)) {
      multiple->approximate = multiple->approximate || is_about(lower, at);
      at = multiple->end;
      out.push_back(std::move(*multiple));
      continue;
    }
    const bool begins = catalog::is_digit(text[at]) || currency_at(text.substr(at)).length > 0;
    const bool after_up_to = at >= 6 && lower.substr(at - 6, 6) == "up-to-";
    auto found = begins && (may_begin(text, at) || after_up_to) ? reader.read(at) : std::nullopt;
    const bool part_of_word = found && found->unit.empty() && found->end < text.size() &&
                              lower[found->end] >= 'a' && lower[found->end] <= 'z';
    if (!found || part_of_word) {
      ++at;
      continue;
    }
    found->approximate = found->approximate || is_about(lower, found->begin);
    at = found->end;
    if (!out.empty() && is_product(text, out.back(), *found)) {
      found->low *= out.back().low;
      found->high *= out.back().high;
      found->begin = out.back().begin;
      out.pop_back();
    }
    out.push_back(std::move(*found));
  }
  share_units(lower, out);
  return out;
}

}  // namespace tokroof::formats
