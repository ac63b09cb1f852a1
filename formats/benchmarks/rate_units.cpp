#include "formats/benchmarks/rate_units.hpp"

#include <string>

#include "model/names.hpp"

namespace tokroof::formats {

std::string_view of_all_devices(std::string_view word) {
  constexpr std::string_view kEach = "/gpu";
  return word.ends_with(kEach) ? word.substr(0, word.size() - kEach.size()) : word;
}

bool is_rate_unit(std::string_view word) {
  constexpr std::string_view kUnits[] = {
      "t/s",  "tok/s",      "toks/s",       "tokens/s",       "token/s",          "tk/s",       "tks/s",
      "tps",  "t/sec",      "tok/sec",      "tokens/sec",     "token/sec",        "tk/sec",     "tks",
      "toks", "tok/second", "token/second", "tokens/second",  "tokens/s/user",    "tok/s/user", "t/s/user",
      "tg/s", "toks/sec",   "toks/second",  "tokens-per-sec", "tokens-per-second"};
  word = of_all_devices(word);
  word.remove_suffix(word.ends_with("/secs") || word.ends_with("/seconds") ? 1 : 0);
  constexpr std::string_view kElsewhere[] = {
      "/seg", "/segundo", "/sek", "/sekunde", "/seconde", "/secondo"};  // Spanish, German, French, Italian
  for (const std::string_view second : kElsewhere) {
    word.remove_suffix(word.ends_with(second) ? second.size() - std::string_view("/s").size() : 0);
  }
  return model::holds(kUnits, word);
}

double time_unit_s(std::string_view word) {
  constexpr std::string_view kMilliseconds[] = {"ms/token", "ms/tok", "ms/t", "mspertoken"};
  constexpr std::string_view kSeconds[] = {"s/token", "s/tok", "sec/token", "sec/tok", "seconds/token"};
  const auto is_in = [&](const auto& units) { return model::holds(units, word); };
  return is_in(kMilliseconds) ? 1e-3 : is_in(kSeconds) ? 1 : 0;
}

double time_word_s(std::string_view word) {
  constexpr model::WordRow<double> kTimes[] = {
      {"s|sec|secs|second|seconds", 1},
      {"min|mins|minute|minutes", 60},
      {"h|hr|hour|hours", 3600},
  };
  return model::meaning_of(word, kTimes);
}

double slow_rate_unit_s(std::string_view word) {
  if (word == "tpm") {
    return 60;
  }
  const std::size_t slash = word.find('/');
  if (slash == std::string_view::npos || !is_rate_unit(std::string(word.substr(0, slash)) + "/s")) {
    return 0;
  }
  const double time = time_word_s(word.substr(slash + 1));
  return time > 1 ? time : 0;
}

}  // namespace tokroof::formats
