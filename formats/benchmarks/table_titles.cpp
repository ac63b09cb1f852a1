#include "formats/benchmarks/table_titles.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using TitleWords = std::vector<std::string>;

/// "Generation (tokens per second)" as "generation", "tok/s"; signs between words are blanks.
TitleWords words_of_title(std::string_view text) {
  std::string plain = catalog::lower_case(text);
  for (char& c : plain) {
    c = std::string_view("()[]{}_*`:,\"").find(c) == std::string_view::npos && c != '\t' ? c : ' ';
  }
  TitleWords words;
  for (const std::string_view word : catalog::split_at(plain, ' ')) {
    if (!word.empty() && !model::is_one_of(word, {"↓", "↑", "▼", "▲", "⬇", "⬆"})) {  // sorted by it
      words.emplace_back(word);
    }
  }
  for (std::size_t i = 0; i < words.size(); ++i) {  // "prompt-processing", "single-stream"
    const std::size_t dash = words[i].find('-');
    if (dash != std::string::npos && dash > 0 && dash + 1 < words[i].size() && !is_rate_unit(words[i])) {
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words[i].substr(dash + 1));
      words[i].resize(dash);
    }
  }
  // "tokens per second", "t / s", "ms per token"
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i + 1] == "per" || words[i + 1] == "/") {
      const std::string joined = words[i] + "/" + words[i + 2];
      if (is_rate_unit(joined) || time_unit_s(joined) > 0) {
        words[i] = joined;
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                    words.begin() + static_cast<std::ptrdiff_t>(i) + 3);
      }
    }
  }
  return words;
}

bool take_any(TitleWords& words, std::initializer_list<std::string_view> out) {
  return std::erase_if(words, [&](const std::string& word) { return model::is_one_of(word, out); }) > 0;
}

bool has_title(std::string_view titles, std::string_view title) {
  return !titles.empty() && catalog::is_listed(titles, title);
}

/// Without what stands in brackets: "Power (W)".
std::string_view before_bracket(std::string_view text) {
  const std::size_t bracket = text.find_first_of("([");
  return bracket == 0 ? text : text.substr(0, bracket);
}

bool is_number(std::string_view word) { return catalog::parse_number(word).has_value(); }

/// "8k", "8192": tokens; 0: another word.
double tokens_of(std::string_view word) {
  constexpr double kKilo = 1024;
  const bool kilo = word.ends_with('k');
  const auto number = catalog::parse_number(word.substr(0, word.size() - (kilo ? 1 : 0)));
  return number ? *number * (kilo ? kKilo : 1) : 0;
}

/// Takes out what a title says of the load, beside its rate: "tok/s @ 8k", "32k ctx tok/s", "8 users tok/s", "tok/s (bs=1)".
void take_load(TitleWords& words, TableTitle& out) {
  constexpr std::string_view kDepth[] = {"ctx", "context", "depth"};
  constexpr std::string_view kStreams[] = {
      "users", "streams", "clients", "requests", "concurrent", "parallel", "user", "stream", "bs", "batch"};
  const auto in = [](const auto& list, std::string_view word) { return model::holds(list, word); };
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t equals = words[i].find('=');
    const bool is_pair = equals != std::string::npos, at = words[i].starts_with('@');
    const std::string next = i + 1 < words.size() ? words[i + 1] : "";
    const bool apart = !is_pair && (words[i] == "@" || (!at && (in(kDepth, next) || in(kStreams, next))));
    const std::string key = is_pair ? words[i].substr(0, equals) : at ? "depth" : next;
    const double value = tokens_of(is_pair           ? words[i].substr(equals + 1)
                                   : words[i] == "@" ? next
                                                     : words[i].substr(at));
    if (!(value >= 1) || !(in(kDepth, key) || in(kStreams, key))) {
      ++i;
      continue;
    }
    out.named.emplace_back(in(kDepth, key) ? "depth" : "concurrency", fmt::format("{}", value));
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.erase(begin, begin + (apart ? 2 : 1));
    if (at && i < words.size() && in(kDepth, words[i])) {  // "@ 8k ctx"
      words.erase(begin);
    }
  }
}

/// Takes out what repetitions a figure is the mean of: "median of 5", "n=3", "± std".
void take_statistic(TitleWords& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "of" && is_number(words[i + 1])) {
      words[i + 1].insert(0, "n=");
    }
  }
  std::erase_if(words, [](const std::string& word) {
    return (word.starts_with("n=") && is_number(word.substr(2))) ||
           model::is_one_of(word,
                            "avg|avg.|average|mean|median|measured|tokens|of|±|+/-|+-|std|stddev|sd|"
                            "baseline|steady|runs|run");
  });
}

TableTitle rate_title(std::span<const catalog::ColumnTitles> titles, std::string_view text) {
  TableTitle out;
  const std::string lower = catalog::lower_case(catalog::trimmed(text));
  if (is_bench_test(lower)) {
    out.test = bench_test_of(lower);
    out.has_unit = true;
    out.is_rate = !out.test.says_more;
    out.column = !out.is_rate ? "" : out.test.generated > 0 ? "tg_tps" : "pp_tps";
    return out;
  }
  TitleWords words = words_of_title(text);
  const auto per_user = [](const std::string& word) { return is_rate_unit(word) && word.ends_with("/user"); };
  if (model::any_of(words, per_user)) {
    out.rate = catalog::StatedRate::stream;
  }
  for (const std::string& word : words) {
    out.time_unit_s = std::max(out.time_unit_s, time_unit_s(word));
  }
  std::erase_if(words, [](const std::string& word) { return time_unit_s(word) > 0; });
  const bool of_output = take_any(words, {"tpot", "itl"});
  if (of_output) {
    out.time_unit_s = take_any(words, {"s", "sec"}) ? 1 : 1e-3;
  }
  if (out.time_unit_s > 0) {
    take_any(words, {"ms"});
    out.rate = catalog::StatedRate::stream;
  }
  out.has_unit = std::erase_if(words, [](const std::string& word) { return is_rate_unit(word); }) > 0;
  if (out.has_unit) {
    take_load(words, out);
  }
  const bool says_rate = take_any(words, {"speed", "rate", "throughput", "tput", "performance"});
  if (take_any(words, {"aggregate", "aggregated", "combined", "overall", "system"})) {
    out.rate = catalog::StatedRate::aggregate;
  }
  if (take_any(words, {"user", "stream", "request"})) {
    if (take_any(words, {"single"})) {
      out.named.emplace_back("concurrency", "1");
    }
    take_any(words, {"per"});
    out.rate = catalog::StatedRate::stream;
  }
  take_statistic(words);
  if (words.size() > 1 &&
      take_any(words, {"tg"})) {  // "output token throughput (TG)" of a server's benchmark
    out.rate = out.rate == catalog::StatedRate::unsaid ? catalog::StatedRate::aggregate : out.rate;
  }
  const std::string title = fmt::format("{}", fmt::join(words, " "));
  const bool evident = out.has_unit || says_rate || out.time_unit_s > 0;
  if (evident && title.empty()) {
    out.column = "tg_tps";
    out.is_of_any_phase = !of_output;
  }
  for (const catalog::ColumnTitles& known : titles) {
    const bool is_rate = known.column == "tg_tps" || known.column == "pp_tps";
    if (is_rate && has_title(evident ? known.titles : known.alone, title)) {
      out.column = known.column;
    }
  }
  out.is_rate = !out.column.empty();
  return out;
}

}  // namespace

TableTitle table_title(std::span<const catalog::ColumnTitles> titles, std::string_view text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() > kLongest) {
    return {};
  }
  if (TableTitle rate = rate_title(titles, text); rate.is_rate) {
    return rate;
  }
  const std::string title = fmt::format("{}", fmt::join(words_of_title(before_bracket(text)), " "));
  TableTitle out;
  for (const catalog::ColumnTitles& known : titles) {
    if (has_title(known.titles, title) && known.column != "tg_tps" && known.column != "pp_tps") {
      out.column = known.column;
    }
  }
  return out;
}

bool says_rate_unit(std::string_view text) {
  const std::string lower = catalog::lower_case(text);
  const bool may = catalog::contains(lower, "/s") || catalog::contains(lower, "tps") ||
                   catalog::contains(lower, "per sec") || catalog::contains(lower, "/ s");
  const TitleWords words = may ? words_of_title(text) : TitleWords();
  return model::any_of(words, [](std::string_view word) {
    while (!word.empty() && std::string_view(".;!?").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    return is_rate_unit(word);
  });
}

double said_time_unit_s(std::string_view text) {
  double out = 0;
  if (text.find_first_of("tT") != std::string_view::npos) {
    for (const std::string& word : words_of_title(text)) {
      out = std::max(out, time_unit_s(word));
    }
  }
  return out;
}

bool may_count_devices(std::string_view title) {
  return model::is_one_of(catalog::lower_case(title), {"gpus", "cards", "devices"});
}

}  // namespace tokroof::formats
