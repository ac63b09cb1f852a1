// A rate that stands alone on its line, with a word or two before it: "25.31 tok/sec", "Tokens/sec: 28.01", "Generation speed:
// 12.3 tokens per second", "PP: 4200 t/s, TG: 120 t/s", or behind times and counts: "8.56 seconds, 1024 tokens, 119.64 tokens/second". What scripts print and
// windows show; other lines say what it is of, and of how many requests.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/names.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "formats/benchmarks/said_phase.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kFigureDigits = "0123456789";

/// Words that a rate may stand beside; of another one nothing is known.
bool is_said_of_rate(std::string_view word) {
  const bool test = (word.starts_with("pp") || word.starts_with("tg")) && catalog::all_digits(word.substr(2));
  return test || is_rate_unit(word) ||
         model::is_one_of(
             word,
             "speed|prompt|processing|prefill|pp|generation|generating|decode|decoding|output|eval|rate|"
             "throughput|token|tokens|tg|average|avg|mean|median|result|2nd|evaluation");
}

/// Words of a rate that is of all requests together.
bool is_said_of_all(std::string_view word) {
  return model::is_one_of(word, {"completed", "completion", "aggregate", "aggregated", "combined", "system"});
}

/// In lower case, without what joins a word to its figure; "tokens per second" is one word.
std::vector<std::string> words_beside_figure(std::string_view text) {
  std::string lower = catalog::lower_case(text);
  catalog::replace_all(lower, " per ", "/");
  std::replace_if(
      lower.begin(),
      lower.end(),
      [](char c) { return std::string_view(":=*~()[]\t").find(c) != std::string_view::npos; },
      ' ');
  std::vector<std::string> out;
  for (const std::string_view word : catalog::split_at(lower, ' ')) {
    if (!word.empty()) {
      out.emplace_back(word);
    }
  }
  return out;
}

/// Where the figure of a line or a part of it begins: the first digit that begins a word, and no ordinal's ("2nd").
std::size_t figure_begin(std::string_view text) {
  for (std::size_t at = text.find_first_of(kFigureDigits); at != std::string_view::npos;
       at = text.find_first_of(kFigureDigits, at)) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789.,", at), text.size());
    const bool ordinal = text.substr(end).starts_with("nd ") || text.substr(end).starts_with("st ");
    const bool in_word = at > 0 && catalog::is_name_letter(catalog::lower_case(text.substr(at - 1, 1))[0]);
    if (!ordinal && !in_word) {
      return at;
    }
    at = end;
  }
  return std::string_view::npos;
}

struct RateFigure {
  double tps = model::kUnknown;
  bool of_all = false;
  bool of_whole_time = false;  ///< prompts included
  SaidPhase phase = SaidPhase::unsaid;
};

/// The rate that a line or a part of one states.
std::optional<RateFigure> rate_in(std::string_view text) {
  const std::size_t begin = figure_begin(text);
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  RateFigure out;
  bool unit = false, after_token = false;
  for (const std::string& word : words_beside_figure(text.substr(0, begin))) {
    const bool all = is_said_of_all(word);
    if (!all && !is_said_of_rate(word)) {
      return std::nullopt;
    }
    // Servers' benchmarks say "output token throughput", and "token throughput (completion token)".
    out.of_whole_time = out.of_whole_time || word.starts_with("complet");
    out.of_all = out.of_all || all || (after_token && word == "throughput");
    after_token = word == "token";
    unit = unit || is_rate_unit(word);
  }
  const std::size_t end = std::min(text.find_first_not_of("0123456789.,", begin), text.size());
  std::vector<std::string> behind = words_beside_figure(text.substr(end));
  if (behind.size() > 2 && model::is_one_of(behind.front(), {"±", "+-", "+/-"})) {  // "47.89 ± 1.07 tokens/s"
    behind.erase(behind.begin(), behind.begin() + 2);
  }
  const bool has_unit = behind.empty() ? unit : behind.size() == 1 && is_rate_unit(behind.front());
  out.tps = printed_number(text.substr(begin));
  out.phase = said_phase(text.substr(0, begin), true);
  return has_unit && out.tps > 0 ? std::optional(out) : std::nullopt;
}

/// "1.28 sec total", "1024 tokens", "Input token size: 128": a figure that a rate may stand behind, and no name.
bool is_time_or_count(std::string_view part) {
  const std::size_t begin = figure_begin(part);
  if (begin == std::string_view::npos) {
    return false;
  }
  const std::vector<std::string> words = words_beside_figure(part);
  return model::any_of(words, [](std::string_view word) {
    return time_word_s(word) > 0 || model::is_one_of(word, {"ms", "tokens", "token", "latency", "time"});
  });
}

/// The parts of a line between commas that are no figure's.
std::vector<std::string_view> comma_parts(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t at = text.find(", "); at != std::string_view::npos; at = text.find(", ", at + 2)) {
    out.push_back(text.substr(begin, at - begin));
    begin = at + 2;
  }
  out.push_back(text.substr(begin));
  return out;
}

/// What lines around a rate say of the requests that it is of.
struct RequestCount {
  double streams = model::kUnknown;
  bool several = false;  ///< it is of more than one, whatever their number

  /// "concurrency: 64", "Successful requests: 1000", "Scenario : Offline". False: the line says nothing of them.
  bool hear(std::string_view line) {
    bool heard = false;
    for (const std::string_view part : comma_parts(line)) {
      const std::size_t sign = part.find_first_of(":=");
      if (sign == std::string_view::npos) {
        continue;
      }
      const std::vector<std::string> key = words_beside_figure(part.substr(0, sign));
      const double number = printed_number(part.substr(sign + 1));
      const auto has = [&](std::initializer_list<std::string_view> words) {
        return model::any_of(key, [&](const auto& word) { return model::is_one_of(word, words); });
      };
      const bool of_prompt = has({"max", "maximum", "micro", "blas", "eval", "evaluation", "prompt"});
      const bool batch =
          has({"batch_size", "batchsize", "bs"}) || (has({"batch"}) && (has({"size"}) || key.size() == 1));
      if (number >= 1 && ((batch && !of_prompt) || has({"concurrency",
                                                        "max_concurrency",
                                                        "concurrent",
                                                        "num_concurrent",
                                                        "parallel",
                                                        "streams",
                                                        "users",
                                                        "clients"}))) {
        streams = number;
        heard = true;
      } else if (has({"request", "requests", "samples/second", "num_prompts", "prompts"}) && number > 0) {
        several = several || number > 1 || has({"throughput", "samples/second"});
        heard = true;
      } else if (has({"scenario"})) {  // of MLPerf
        const std::vector<std::string> scenario = words_beside_figure(part.substr(sign + 1));
        several = !scenario.empty() && model::is_one_of(scenario.front(), {"offline", "server"});
        heard = true;
      }
    }
    return heard;
  }
};

class PlainRate : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "a rate on a line"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    constexpr std::size_t kLongest = 60, kLongestOfParts = 240;
    if (text.size() > kLongestOfParts) {
      put(rows);
      return false;
    }
    const std::vector<std::string_view> parts = comma_parts(text);
    const auto whole = parts.size() == 1 && text.size() <= kLongest ? rate_in(text) : std::nullopt;
    const std::vector<RateFigure> rates = whole ? std::vector{*whole} : rates_of_parts(parts);
    if (rates.empty()) {
      if (!requests_.hear(text)) {
        put(rows);
      }
      above_.hear(text, line);
      return false;
    }
    for (const RateFigure& rate : rates) {
      take_rate(rate, line, rows);
    }
    if (const double each = tokens_at_a_time(text); each >= 1) {
      requests_ = {each, false};
    }
    return true;
  }

  void end(Rows& rows) override {
    put(rows);
    requests_ = {};
  }

 private:
  /// Of "[Average] P[0] Input token size: 128, 1st token latency: 91.54 ms/token, 2nd tokens throughput: 22.1 tokens/s".
  static std::vector<RateFigure> rates_of_parts(const std::vector<std::string_view>& parts) {
    std::vector<RateFigure> out;
    const std::string_view first = parts.front();
    if (parts.size() < 2 ||
        first.substr(0, first.find_first_of(kFigureDigits)).find(". ") != std::string_view::npos) {
      return {};  // "Decode. latency: 0.002 s, throughput: 416.9 token/s": of one step of several
    }
    for (const std::string_view part : parts) {
      const auto open = std::count(part.begin(), part.end(), '(');
      if (open != std::count(part.begin(), part.end(), ')')) {
        return {};  // the comma is within brackets
      }
      const auto rate = rate_in(part);
      const bool again = rate && model::any_of(out, [&](const RateFigure& other) {
                           return (other.phase == SaidPhase::prompt) == (rate->phase == SaidPhase::prompt);
                         });
      if (again || (!rate && !is_time_or_count(part))) {
        return {};
      }
      if (rate) {
        out.push_back(*rate);
      }
    }
    return out;
  }

  /// The prompt's rate and that of the generation, line below line, are of one run.
  void take_rate(const RateFigure& rate, int line, Rows& rows) {
    const bool of_prompt =
        rate.phase == SaidPhase::prompt || (rate.phase == SaidPhase::unsaid && above_.of_prompt(line));
    std::optional<RateFigure>& place = of_prompt ? prompt_ : rate_;
    if (place || line > last_line_ + 1) {
      put(rows);
    }
    place = rate;
    line_ = prompt_ && rate_ ? line_ : line;
    last_line_ = line;
  }

  /// "69.81 ms/16tokens": of a batch of 16.
  static double tokens_at_a_time(std::string_view text) {
    const auto of = behind(text, " ms/");
    return of && of->find("tokens") != std::string_view::npos ? printed_number(*of) : model::kUnknown;
  }

  /// A rate waits for the lines below it: they may say of how many requests it is.
  void put(Rows& rows) {
    if (!rate_ && !prompt_) {
      return;
    }
    ImportedRun figure;
    catalog::Run& run = figure.run;
    const bool all = requests_.streams > 1 ||
                     (!(requests_.streams >= 1) && (requests_.several || (rate_ ? rate_ : prompt_)->of_all));
    run.rate = all ? catalog::StatedRate::aggregate : catalog::StatedRate::stream;
    run.concurrency = requests_.streams >= 1 ? requests_.streams : all ? model::kUnknown : 1;
    run.tg_tps = rate_ ? rate_->tps : model::kUnknown;
    run.includes_prefill = rate_ && rate_->of_whole_time;
    run.pp_tps =
        prompt_ && !all ? prompt_->tps : model::kUnknown;  // of several requests it is another figure
    const bool any = rate_ || !all;
    rate_.reset();
    prompt_.reset();
    if (any) {
      rows.row(std::move(figure), line_);
    }
  }

  RequestCount requests_;
  PhaseAbove above_;
  std::optional<RateFigure> prompt_, rate_;  ///< of the run that is being read
  int line_ = 0, last_line_ = 0;             ///< of its rates
};

}  // namespace

void add_plain_rate(Formats& formats) { formats.push_back(std::make_unique<PlainRate>()); }

}  // namespace tokroof::formats
