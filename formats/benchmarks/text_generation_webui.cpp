// The line of text-generation-webui's log behind each answer: its tokens over the whole time, the prompt's included. Which
// engine it ran is not in it, nor how much of the prompt was in the cache.
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

class TextGenerationWebui : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "text-generation-webui log"; }

  /// "Output generated in 10.28 seconds (48.56 tokens/s, 499 tokens, context 3550, seed 1197861167)".
  bool take_line(std::string_view text, int line, Rows& rows) override {
    const auto figures = behind(text, "Output generated in ");
    if (!figures) {
      return false;
    }
    const auto rate = behind(*figures, " seconds (", " tokens/s, ");
    const auto tokens = behind(*figures, " tokens/s, ", " tokens");
    const auto context = behind(*figures, ", context ");
    if (!rate || !tokens || !context || !figures->ends_with(')')) {
      rows.problem(line, kCutRow);
      return true;
    }
    ImportedRun figure = one_stream_of();
    catalog::Run& run = figure.run;
    run.includes_prefill = true;
    run.depth = run.n_prompt = printed_number(*context);
    run.n_gen = printed_number(*tokens);
    run.tg_tps = printed_number(*rate);
    rows.row(std::move(figure), line);
    return true;
  }
};

}  // namespace

void add_text_generation_webui(Formats& formats) {
  formats.push_back(std::make_unique<TextGenerationWebui>());
}

}  // namespace tokroof::formats
