#include "formats/mentions/quantity_units.hpp"

#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

struct UnitSpelling {
  std::string_view written, unit;
  double factor = 1;
};

// "/user" and the like stand behind "tok/s" in some of them.
constexpr UnitSpelling kUnits[] = {
    {"t/s", "tok/s"},
    {"tok/s", "tok/s"},
    {"toks/s", "tok/s"},
    {"token/s", "tok/s"},
    {"tokens/s", "tok/s"},
    {"tk/s", "tok/s"},
    {"tks/s", "tok/s"},
    {"tg/s", "tok/s"},
    {"tps", "tok/s"},
    {"t/sec", "tok/s"},
    {"tok/sec", "tok/s"},
    {"token/sec", "tok/s"},
    {"tokens/sec", "tok/s"},
    {"tok/second", "tok/s"},
    {"tokens/second", "tok/s"},
    {"token/second", "tok/s"},
    {"tokens per second", "tok/s"},
    {"token per second", "tok/s"},
    {"tokens per sec", "tok/s"},
    {"tokens a second", "tok/s"},
    {"tok per second", "tok/s"},
    {"token a second", "tok/s"},
    {"tokens pro sekunde", "tok/s"},
    {"token pro sekunde", "tok/s"},
    {"tokens je sekunde", "tok/s"},
    {"token je sekunde", "tok/s"},
    {"tokens/sekunde", "tok/s"},
    {"token/sekunde", "tok/s"},
    {"tokens/sek", "tok/s"},
    {"token/sek", "tok/s"},
    {"tokens per minute", "tok/min"},
    {"tokens a minute", "tok/min"},
    {"tokens/min", "tok/min"},
    {"tokens/minute", "tok/min"},
    {"tok/min", "tok/min"},
    {"tokens per hour", "tok/h"},
    {"tokens an hour", "tok/h"},
    {"tokens/hour", "tok/h"},
    {"tokens/h", "tok/h"},
    {"million tokens per hour", "tok/h", 1e6},
    {"million tokens an hour", "tok/h", 1e6},
    {"m tokens/hour", "tok/h", 1e6},
    {"m tokens per hour", "tok/h", 1e6},
    {"ms per token", "ms/token"},
    {"ms a token", "ms/token"},
    {"ms/token", "ms/token"},
    {"ms/tok", "ms/token"},
    {"milliseconds per token", "ms/token"},
    {"gb/s", "GB/s"},
    {"gb/sec", "GB/s"},
    {"gbyte/s", "GB/s"},
    {"gbytes/s", "GB/s"},
    {"tb/s", "TB/s"},
    {"tb/sec", "TB/s"},
    {"tflops", "TFLOPS"},
    {"tflop/s", "TFLOPS"},
    {"tflop", "TFLOPS"},
    {"teraflops", "TFLOPS"},
    {"pflops", "PFLOPS"},
    {"pflop/s", "PFLOPS"},
    {"pflop", "PFLOPS"},
    {"petaflops", "PFLOPS"},
    {"petaflop", "PFLOPS"},
    {"tops", "TOPS"},
    {"w", "W"},
    {"watt", "W"},
    {"watts", "W"},
    {"kw", "kW"},
    {"gb", "GB"},
    {"gbs", "GB"},
    {"g", "GB"},
    {"gig", "GB"},
    {"gigs", "GB"},
    {"gigabytes", "GB"},
    {"gib", "GiB"},
    {"usd", "USD"},
    {"dollars", "USD"},
    {"eur", "EUR"},
    {"euro", "EUR"},
    {"euros", "EUR"},
    {"€", "EUR"},
    {"$", "USD"},
    {"x", "x"},
    {"×", "x"},
    // Known not to be any of these: without them "12 GHz" and "8 MB/s" would be other words' business.
    {"gbps", "Gbit/s"},
    {"gb/s/gpu", "GB/s"},
    {"h/day", "h/day"},
    {"h a day", "h/day"},
    {"h per day", "h/day"},
    {"hours/day", "h/day"},
    {"hours a day", "h/day"},
    {"hours per day", "h/day"},
    {"hours daily", "h/day"},
    {"hours every day", "h/day"},
    {"hours each day", "h/day"},
    {"hrs/day", "h/day"},
    {"h", "h"},
    {"hours", "h"},
    {"hour", "h"},
    {"hrs", "h"},
    {"minutes", "min"},
    {"seconds", "s"},
    {"second", "s"},
    {"sec", "s"},
    {"secs", "s"},
    {"s", "s"},
    {"month", "months"},
    {"months", "months"},
    {"year", "years"},
    {"years", "years"},
    {"steps", "steps"},
    {"iterations", "steps"},
    {"samples", "samples"},
    {"examples", "samples"},
    {"images", "images"},
    {"it/s", "it/s"},
    {"steps/s", "it/s"},
    {"steps per second", "it/s"},
    {"steps a second", "it/s"},
    {"iterations per second", "it/s"},
    {"samples/s", "samples/s"},
    {"samples per second", "samples/s"},
    {"samples a second", "samples/s"},
    {"samples/h", "samples/h"},
    {"samples/hour", "samples/h"},
    {"samples per hour", "samples/h"},
    {"samples an hour", "samples/h"},
    {"images/s", "img/s"},
    {"img/s", "img/s"},
    {"images per second", "img/s"},
    {"images a second", "img/s"},
    {"cents per kwh", "USD/kWh", 0.01},
    {"cents/kwh", "USD/kWh", 0.01},
    {"cents a kwh", "USD/kWh", 0.01},
    {"ct/kwh", "EUR/kWh", 0.01},
    {"ms", "ms"},
    {"milliseconds", "ms"},
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
    {"/hr", "/h"},
    {"/hour", "/h"},
    {"/h", "/h"},
    {" per hour", "/h"},
    {" an hour", "/h"},
    {" hourly", "/h"},
    {" per gpu-hour", "/h"},
    {"/gpu-hour", "/h"},
    {"/gpu/hr", "/h"},
    {"/gpu/hour", "/h"},
    {"/mo", "/month"},
    {"/month", "/month"},
    {" per month", "/month"},
    {" a month", "/month"},
    {" monthly", "/month"},
    {"/yr", "/year"},
    {"/year", "/year"},
    {" per year", "/year"},
    {" a year", "/year"},
    {"/day", "/day"},
    {" per day", "/day"},
    {" a day", "/day"},
    {"/stunde", "/h"},
    {"/std", "/h"},
    {" pro stunde", "/h"},
    {" je stunde", "/h"},
    {" die stunde", "/h"},
    {"/monat", "/month"},
    {" pro monat", "/month"},
    {" im monat", "/month"},
    {"/jahr", "/year"},
    {" pro jahr", "/year"},
    {" im jahr", "/year"},
    {"/kwh", "/kWh"},
    {" a kwh", "/kWh"},
    {" each month", "/month"},
    {" every month", "/month"},
    {" per kwh", "/kWh"},
    {" per million tokens", "/Mtoken"},
    {" per 1m tokens", "/Mtoken"},
    {" per 1 million tokens", "/Mtoken"},
    {" per million output tokens", "/Mtoken"},
    {" per million generated tokens", "/Mtoken"},
    {" a million tokens", "/Mtoken"},
    {"/million tokens", "/Mtoken"},
    {"/1m tokens", "/Mtoken"},
    {"/m tokens", "/Mtoken"},
    {"/mtok", "/Mtoken"},
    {" per mtok", "/Mtoken"},
};

bool goes_on(std::string_view text, std::size_t at) {
  return at < text.size() && catalog::is_name_letter(text[at]);
}

}  // namespace

WrittenUnit unit_at(std::string_view lower) {
  WrittenUnit best;
  for (const UnitSpelling& known : kUnits) {
    const std::size_t length = known.written.size();
    if (length > best.length && lower.starts_with(known.written) && !goes_on(lower, length)) {
      best = {known.unit, known.factor, length};
    }
  }
  return best;
}

bool names_unit(std::string_view lower, std::string_view unit) {
  for (std::size_t at = 0; at < lower.size(); ++at) {
    const bool begins = at == 0 || !goes_on(lower, at - 1);
    if (begins && unit_at(lower.substr(at)).unit == unit) return true;
  }
  return false;
}

WrittenUnit per_what(std::string_view lower) {
  WrittenUnit best;
  for (const UnitSpelling& known : kPer) {
    const std::size_t length = known.written.size();
    if (length > best.length && lower.starts_with(known.written) && !goes_on(lower, length)) {
      best = {known.unit, 1, length};
    }
  }
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
