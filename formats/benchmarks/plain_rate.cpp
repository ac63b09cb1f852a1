// A rate that stands alone on its line, with a word or two before it: "25.31 tok/sec", "Tokens/sec: 28.01", "Generation speed:
// 12.3 tokens per second". What scripts print and windows show; other lines say what it is of.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "catalog/names.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Words that leave it a rate of decoding; of another word ("prompt", "total", "average of 8 users") nothing is known.
bool is_said_of_decode(std::string_view word) {
  return is_rate_unit(word) || model::is_one_of(word,
                                                {"speed",
                                                 "generation",
                                                 "generating",
                                                 "decode",
                                                 "decoding",
                                                 "output",
                                                 "eval",
                                                 "rate",
                                                 "throughput",
                                                 "token",
                                                 "tokens",
                                                 "tg"});
}

class PlainRate : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "a rate on a line"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    constexpr std::size_t kLongest = 60;
    const std::size_t digit = text.find_first_of("0123456789");
    if (text.size() > kLongest || digit == std::string_view::npos) {
      return false;
    }
    bool unit = false;
    for (const std::string& word : words_of(text.substr(0, digit))) {
      if (!is_said_of_decode(word)) {
        return false;
      }
      unit = unit || is_rate_unit(word);
    }
    const std::size_t end = std::min(text.find_first_not_of("0123456789.,", digit), text.size());
    const std::vector<std::string> behind = words_of(text.substr(end));
    const bool has_unit = behind.empty() ? unit : behind.size() == 1 && is_rate_unit(behind.front());
    const double rate = printed_number(text.substr(digit));
    if (!has_unit || !(rate > 0)) {
      return false;
    }
    ImportedRun figure;
    figure.run.concurrency = 1;
    figure.run.rate = catalog::StatedRate::stream;
    figure.run.tg_tps = rate;
    rows.row(std::move(figure), line);
    return true;
  }

 private:
  /// In lower case, without what joins a word to its figure; "tokens per second" is one word.
  static std::vector<std::string> words_of(std::string_view text) {
    std::string lower = catalog::lower_case(text);
    catalog::replace_all(lower, " per ", "/");
    std::replace_if(
        lower.begin(),
        lower.end(),
        [](char c) { return std::string_view(":=*~\t").find(c) != std::string_view::npos; },
        ' ');
    std::vector<std::string> out;
    for (const std::string_view word : catalog::split_at(lower, ' ')) {
      if (!word.empty()) {
        out.emplace_back(word);
      }
    }
    return out;
  }
};

}  // namespace

void add_plain_rate(Formats& formats) { formats.push_back(std::make_unique<PlainRate>()); }

}  // namespace tokroof::formats
