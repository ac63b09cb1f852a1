// exllamav3's eval/perf.py, exllamav2's test_inference.py -s and -ps, and the log of TabbyAPI, which runs either.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

class Exllama : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "ExLlama"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    return take_setup(text) || take_v3(text, line, rows) || take_v2(text, line, rows);
  }
  void end(Rows& /*rows*/) override {
    model_.clear();
    bits_ = model::kUnknown;
    in_v3_ = false;
  }

 private:
  bool take_setup(std::string_view text) {
    text = catalog::trimmed(text);
    if (text.starts_with("-- Loading ") && text.ends_with("...")) {
      return true;  // "-- Loading tokenizer...": no name
    }
    if (text.starts_with("-- Model: ") || text.starts_with("-- Loading ")) {
      model_ = std::string(catalog::trimmed(text.substr(text.find_first_of(":g") + 1)));
      bits_ = model::kUnknown;
      return true;
    }
    if (text.starts_with("-- Bitrate: ")) {
      bits_ = printed_number(*behind(text, "Bitrate:"));
      return true;
    }
    return text.starts_with("-- Chunk size: ");
  }

  /// "Length     256:    2101.34 tokens/s" of the prompt, "Context      0:      71.33 tokens/s" of generation, since 2026
  /// "Context      0: S=1      71.33 tokens/s".
  bool take_v3(std::string_view text, int line, Rows& rows) {
    text = catalog::trimmed(text);
    const bool prompt = text.starts_with("Length ");
    const std::size_t colon = text.find(':');
    if (!prompt && !text.starts_with("Context ")) {
      return false;
    }
    const double tokens = printed_number(catalog::trimmed(text.substr(text.find(' '))));
    if (colon == std::string_view::npos || text.find(" tokens/s") == std::string_view::npos) {
      const bool cut = in_v3_ && tokens >= 0;
      if (cut) {
        rows.problem(line, kCutRow);
      }
      return cut;
    }
    in_v3_ = true;
    std::string_view figure = catalog::trimmed(text.substr(colon + 1));
    if (const auto at_once = behind(figure, "S=")) {  // "S=1   17.33 tokens/s": tokens a step
      if (printed_number(*at_once) != 1) {
        rows.problem(line, "the rate of steps of several tokens, which is no answer's: left out");
        return true;
      }
      figure = catalog::trimmed(at_once->substr(std::min(at_once->find(' '), at_once->size())));
    }
    const double rate = printed_number(figure);
    constexpr double kGenerated = 100;  // tokens a point: fixed in perf.py
    put("exllamav3", prompt, tokens, prompt ? model::kUnknown : kGenerated, rate, line, rows);
    return true;
  }

  /// "** Position     1 + 127 tokens:   93.4512 t/s" of generation, "** Length  2048 tokens:   5123.4 t/s" of the prompt.
  bool take_v2(std::string_view text, int line, Rows& rows) {
    text = catalog::trimmed(text);
    const bool prompt = text.starts_with("** Length ");
    const std::size_t colon = text.find(':');
    if (!prompt && !text.starts_with("** Position ")) {
      return false;
    }
    if (colon == std::string_view::npos || !text.ends_with(" t/s")) {
      rows.problem(line, kCutRow);
      return true;
    }
    const double tokens = printed_number(text.substr(text.find(' ', 3)));
    const auto generated = behind(text, "+ ");
    put("exllamav2",
        prompt,
        tokens,
        generated && !prompt ? printed_number(*generated) : model::kUnknown,
        printed_number(text.substr(colon + 1)),
        line,
        rows);
    return true;
  }

  void put(const char* engine,
           bool prompt,
           double tokens,
           double generated,
           double rate,
           int line,
           Rows& rows) const {
    ImportedRun figure = one_stream_of(engine);
    catalog::Run& run = figure.run;
    run.model = model_;
    if (bits_ > 0) {
      const bool tenths = std::fabs(bits_ * 10 - std::round(bits_ * 10)) < 1e-9;
      run.quant = fmt::format(
          "{}-{:.{}f}bpw", std::string_view(engine) == "exllamav3" ? "exl3" : "EXL2", bits_, tenths ? 1 : 2);
    }
    run.speculative = model::Drafting::none;
    if (prompt) {
      run.n_prompt = tokens;
      run.depth = run.pp_depth = 0;
      run.pp_tps = rate;
    } else {
      run.depth = tokens;
      run.n_gen = generated;
      run.tg_tps = rate;
    }
    rows.row(std::move(figure), line);
  }

  std::string model_;
  double bits_ = model::kUnknown;
  bool in_v3_ = false;  ///< rows of perf.py were read
};

/// "Metrics (ID: ..): 256 tokens generated in 4.1 seconds (Queue: 0.0 s, Process: 0 cached tokens and 812 new tokens at
/// 2010.5 T/s, Generate: 71.3 T/s, Context: 812 tokens)".
class TabbyApi : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "TabbyAPI log"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    const auto generate = behind(text, "Generate: ");
    const std::size_t counted = text.find(" tokens generated in ");
    if (counted == std::string_view::npos || text.find("Metrics") > counted) {
      return false;
    }
    if (!generate || generate->find("T/s") == std::string_view::npos) {
      rows.problem(line, kCutRow);
      return true;
    }
    ImportedRun figure;
    catalog::Run& run = figure.run;
    const std::string_view before = text.substr(0, counted);
    run.n_gen = printed_number(before.substr(before.find_last_of(": ") + 1));
    run.concurrency = model::kUnknown;  // requests may have run side by side
    run.rate = catalog::StatedRate::stream;
    run.tg_tps = printed_number(*generate);
    if (const auto context = behind(text, "Context: ")) {
      run.depth = printed_number(*context);
    }
    if (const auto fresh = behind(text, "cached tokens and ")) {
      run.n_prompt = printed_number(*fresh);
      run.pp_tps = number_behind(*fresh, "at ");
      run.pp_depth = run.depth - run.n_prompt;
    }
    rows.row(std::move(figure), line);
    return true;
  }
};

}  // namespace

void add_exllama(Formats& formats) { formats.push_back(std::make_unique<Exllama>()); }
void add_tabby_api(Formats& formats) { formats.push_back(std::make_unique<TabbyApi>()); }

}  // namespace tokroof::formats
