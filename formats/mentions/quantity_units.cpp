#include "formats/mentions/quantity_units.hpp"

#include <span>

#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

struct UnitSpelling {
  std::string_view written;  ///< "a|b|c"
  std::string_view unit;
  double factor = 1;
};

// "/user" and the like stand behind "tok/s" in some of them.
constexpr UnitSpelling kUnits[] = {
    {"t/s|tok/s|toks/s|token/s|tokens/s|tk/s|tks/s|tg/s|tps|t/sec|tok/sec|token/sec|"
     "tokens/sec|tok/second|tokens/second|token/second|tokens per second|token per second|"
     "tokens per sec|tokens a second|tok per second|token a second|tokens pro sekunde|"
     "token pro sekunde|tokens je sekunde|token je sekunde|tokens/sekunde|token/sekunde|"
     "tokens/sek|token/sek|tokens-per-second|tokens-per-sec|tok-per-sec|"
     "t/second|toks/sec|toks per second|tok per sec|tok a second|tokens each second|tokens every second",
     "tok/s"},
    {"tokens per minute|tokens a minute|tokens/min|tokens/minute|tok/min", "tok/min"},
    {"tokens per hour|tokens an hour|tokens/hour|tokens/h", "tok/h"},
    {"million tokens per hour|million tokens an hour|m tokens/hour|m tokens per hour", "tok/h", 1e6},
    {"ms per token|ms a token|ms/token|ms/tok|milliseconds per token", "ms/token"},
    {"gb/s|gb/sec|gbyte/s|gbytes/s|gb/s/gpu|gb/second|gb per second|gb per sec|gb a second|"
     "gigabytes per second|gigabytes a second|gigabytes/s|gigabytes/sec|gigabytes/second",
     "GB/s"},
    {"tb/s|tb/sec|tb/second|tb per second|tb per sec|tb a second|terabytes per second|terabytes a second|"
     "terabytes/s|terabytes/sec|terabytes/second|terabyte per second",
     "TB/s"},
    {"tflops|tflop/s|tflop|teraflops", "TFLOPS"},
    {"pflops|pflop/s|pflop|petaflops|petaflop", "PFLOPS"},
    {"tops", "TOPS"},
    {"w|watt|watts", "W"},
    {"kw|kilowatt|kilowatts", "kW"},
    {"gb|gbs|g|gig|gigs|gigabyte|gigabytes", "GB"},
    {"gib", "GiB"},
    {"usd|dollars|$", "USD"},
    {"eur|euro|euros|€", "EUR"},
    {"x|×", "x"},
    {"gbps", "Gbit/s"},
    {"h/day|h a day|h per day|hours/day|hours a day|hours per day|hours daily|hours every day|"
     "hours each day|hrs/day",
     "h/day"},
    {"h|hours|hour|hrs", "h"},
    {"minutes", "min"},
    {"seconds|second|sec|secs|s", "s"},
    {"month|months", "months"},
    {"year|years", "years"},
    {"steps|iterations", "steps"},
    {"samples|examples", "samples"},
    {"images", "images"},
    {"it/s|steps/s|steps per second|steps a second|iterations per second", "it/s"},
    {"samples/s|samples per second|samples a second", "samples/s"},
    {"samples/h|samples/hour|samples per hour|samples an hour", "samples/h"},
    {"images/s|img/s|images per second|images a second", "img/s"},
    {"cents per kwh|cents/kwh|cents a kwh", "USD/kWh", 0.01},
    {"ct/kwh", "EUR/kWh", 0.01},
    {"ms|milliseconds", "ms"},
    {"tb", "TB"},
    {"mb", "MB"},
    {"mb/s", "MB/s"},
    {"gib/s", "GiB/s"},
    {"kwh", "kWh"},
    {"ghz", "GHz"},
    {"mhz", "MHz"},
    {"gt/s", "GT/s"},
};

constexpr UnitSpelling kPer[] = {
    {"/hr|/hour|/h| per hour| an hour| hourly| per gpu-hour|/gpu-hour|/gpu/hr|/gpu/hour|"
     "/stunde|/std| pro stunde| je stunde| die stunde",
     "/h"},
    {"/mo|/month| per month| a month| monthly|/monat| pro monat| im monat| each month|"
     " every month",
     "/month"},
    {"/yr|/year| per year| a year|/jahr| pro jahr| im jahr", "/year"},
    {"/day| per day| a day", "/day"},
    {"/kwh| a kwh| per kwh", "/kWh"},
    {" per million tokens| per 1m tokens| per 1 million tokens| per million output tokens|"
     " per million generated tokens| a million tokens|/million tokens|/1m tokens|/m tokens|"
     "/mtok| per mtok",
     "/Mtoken"},
};

bool goes_on(std::string_view text, std::size_t at) {
  return at < text.size() && catalog::is_name_letter(text[at]);
}

/// "154.8 TFLOPS1": the number of a footnote.
bool is_note(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongName = 4;
  return at >= kLongName && at < text.size() && catalog::is_digit(text[at]) && !goes_on(text, at + 1);
}

/// The longest of the spellings that a text begins with.
WrittenUnit longest(std::span<const UnitSpelling> units, std::string_view lower) {
  WrittenUnit best;
  for (const UnitSpelling& known : units) {
    model::any_word(known.written, [&](std::string_view written) {
      const bool ends = !goes_on(lower, written.size()) || is_note(lower, written.size());
      if (written.size() > best.length && lower.starts_with(written) && ends) {
        best = {known.unit, known.factor, written.size()};
      }
      return false;
    });
  }
  return best;
}

}  // namespace

WrittenUnit unit_at(std::string_view lower) { return longest(kUnits, lower); }

bool names_unit(std::string_view lower, std::string_view unit) {
  for (std::size_t at = 0; at < lower.size(); ++at) {
    const bool begins = at == 0 || !goes_on(lower, at - 1);
    if (begins && unit_at(lower.substr(at)).unit == unit) return true;
  }
  return false;
}

WrittenUnit per_what(std::string_view lower) {
  WrittenUnit best = longest(kPer, lower);
  for (const std::string_view one :
       {" per card", "/card", " per gpu"}) {  // "$600 per card": the price of one
    if (best.length == 0 && lower.starts_with(one) && !goes_on(lower, one.size()) &&
        !lower.substr(one.size()).starts_with('/') && !lower.substr(one.size()).starts_with(" per ")) {
      return {};
    }
  }
  if (best.length == 0 && (lower.starts_with('/') || lower.starts_with(" per "))) {
    best = {"/", 1, 1};  // of something else
  }
  return best;
}

WrittenUnit currency_at(std::string_view text) {
  constexpr UnitSpelling kSigns[] = {
      {"US$", "USD"}, {"USD ", "USD"}, {"$", "USD"}, {"€", "EUR"}, {"EUR ", "EUR"}};
  for (const UnitSpelling& sign : kSigns) {
    if (text.starts_with(sign.written)) {
      return {sign.unit, 1, sign.written.size()};
    }
  }
  return {};
}

}  // namespace tokroof::formats
