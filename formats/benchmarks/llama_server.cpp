// The "timings" that llama-server adds to its answers, of /completion and of /v1/chat/completions alike.
#include <cmath>
#include <utility>

#include "formats/benchmarks/formats.hpp"

namespace tokroof::formats {
namespace {

/// A part of a streamed answer: timings of what has come so far.
bool is_unfinished(const Record& answer) {
  if (answer.has("stop") && answer.number("stop") == 0) {
    return true;
  }
  const nlohmann::json& object = answer.json();
  const auto choices = object.find("choices");
  if (choices == object.end() || !choices->is_array() || choices->empty()) {
    return false;
  }
  const Record choice(choices->front());
  return choice.has("delta") && !choice.has("finish_reason");
}

class LlamaServer : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-server timings"; }

  bool take_record(const Record& record, int line, Rows& rows) override {
    const bool inside = record.at("timings").has("predicted_n");
    if (!inside && !record.has_all({"predicted_n", "predicted_ms"})) {
      return false;
    }
    if (inside && is_unfinished(record)) {
      return true;
    }
    const Record t = inside ? record.at("timings") : record;
    ImportedRun figure = one_stream_of("llama.cpp");
    catalog::Run& run = figure.run;
    run.model = record.text("model");
    const double cached =
        t.has("cache_n") ? t.number("cache_n") : 0;  // builds that do not name it count it as prompt
    run.n_prompt = t.number("prompt_n");
    run.n_gen = t.number("predicted_n");
    run.depth = cached + run.n_prompt;
    run.pp_depth = cached;
    run.pp_tps = t.number("prompt_per_second");
    run.tg_tps = t.number("predicted_per_second");
    if (const double drafted = t.number("draft_n"); drafted > 0) {
      run.speculative = model::Drafting::draft;
      run.acceptance = t.number("draft_n_accepted") / drafted;
    }
    if (!(run.n_prompt > 0)) {
      run.pp_tps = run.pp_depth = model::kUnknown;
    }
    if (!(run.n_gen > 1)) {  // one token takes no time, two take one interval
      run.tg_tps = model::kUnknown;
    }
    if (std::isnan(run.pp_tps) && std::isnan(run.tg_tps)) {
      rows.problem(line, "timings of llama-server without a rate");
      return true;
    }
    rows.row(std::move(figure), line);
    return true;
  }
};

}  // namespace

void add_llama_server(Formats& formats) { formats.push_back(std::make_unique<LlamaServer>()); }

}  // namespace tokroof::formats
