// LM Studio's REST answers (/api/v0): "stats" beside "model_info" and "runtime"; and what its window says below an answer.
#include <utility>

#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

class LmStudio : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "LM Studio"; }

  bool take_record(const Record& r, int line, Rows& rows) override {
    const Record stats = r.at("stats");
    if (!stats.has("tokens_per_second")) {
      return false;
    }
    ImportedRun figure = one_stream_of("lm-studio");
    catalog::Run& run = figure.run;
    run.engine_version = r.at("runtime").text("version");
    run.model = r.text("model");
    run.quant = r.at("model_info").text("quant");
    run.n_prompt = run.depth = r.at("usage").number("prompt_tokens");
    run.n_gen = r.at("usage").number("completion_tokens");
    run.tg_tps = stats.number("tokens_per_second");
    if (const double drafted = stats.number("total_draft_tokens_count"); drafted > 0) {
      run.speculative = model::Drafting::draft;
      run.acceptance = stats.number("accepted_draft_tokens_count") / drafted;
    }
    const std::string runtime = r.at("runtime").text("name");
    if (runtime.find("mlx") != std::string::npos) {
      run.engine = "mlx";
    }
    rows.row(std::move(figure), line);
    return true;
  }

  /// "45.3 tok/sec • 512 tokens • 0.21s to first token"
  bool take_line(std::string_view text, int line, Rows& rows) override {
    const auto tokens = behind(text, " tok/sec", " tokens");
    const std::size_t digit = tokens ? tokens->find_first_of("0123456789") : std::string_view::npos;
    if (digit == std::string_view::npos || text.find("to first token") == std::string_view::npos) {
      return false;
    }
    ImportedRun figure = one_stream_of("lm-studio");
    catalog::Run& run = figure.run;
    run.n_gen = printed_number(tokens->substr(digit));
    run.tg_tps = printed_number(text);
    rows.row(std::move(figure), line);
    return true;
  }
};

}  // namespace

void add_lm_studio(Formats& formats) { formats.push_back(std::make_unique<LmStudio>()); }

}  // namespace tokroof::formats
