// mlx_lm.benchmark and mlx_lm.generate print text only. A batch's rates are of all sequences together.
#include <utility>

#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/text_fields.hpp"

namespace tokroof::formats {
namespace {

double rate_after(std::string_view text, std::string_view key) {
  return printed_thousandths(behind(text, key).value_or(""));
}

class Mlx : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "mlx_lm"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (command_.take(text, {"mlx_lm.generate", "mlx_lm.benchmark", "mlx_lm", "mlx_vlm.generate"})) {
      put_prompt(rows);
      model_ = command_.option({"--model"});
      if (command_.has("mlx_lm.benchmark") || command_.has("benchmark")) {
        prompt_ = command_.number({"-p", "--prompt-tokens"});
        generated_ = command_.number({"-g", "--generation-tokens"});
        const double batch = command_.number({"-b", "--batch-size"});
        batch_ = batch >= 1 ? batch : 1;
      }
      return true;
    }
    if (text.starts_with("Timing with prompt_tokens=")) {
      prompt_ = number_behind(text, "prompt_tokens=");
      generated_ = number_behind(text, "generation_tokens=");
      // Before it had batches, the line was "... and generation_tokens=128."
      batch_ = text.find(" and generation_tokens=") != std::string_view::npos
                   ? 1
                   : number_behind(text, "batch_size=");
      return true;
    }
    if (text.find("Averages: prompt_tps=") != std::string_view::npos) {
      put(rate_after(text, "prompt_tps="), rate_after(text, "generation_tps="), line, rows);
      return true;
    }
    if (text.starts_with("Prompt: ") && text.find("tokens-per-sec") != std::string_view::npos) {
      put_prompt(rows);
      line_ = line;
      prompt_ = number_behind(text, "Prompt: ");
      prompt_tps_ = rate_after(text, "tokens, ");
      if (text.find(" tokens, ") == std::string_view::npos) {  // until 2024-10: the rate alone
        prompt_tps_ = rate_after(text, "Prompt: ");
        prompt_ = model::kUnknown;
      }
      batch_ = 1;
      return true;
    }
    if (text.starts_with("Generation: ") && text.find("tokens-per-sec") != std::string_view::npos) {
      const bool counted = text.find(" tokens, ") != std::string_view::npos;
      generated_ = counted ? number_behind(text, "Generation: ") : model::kUnknown;
      put(prompt_tps_, rate_after(text, counted ? "tokens, " : "Generation: "), line, rows);
      return true;
    }
    // The trials of which "Averages" is the mean.
    return text.starts_with("Trial ") && text.find("generation_tps=") != std::string_view::npos;
  }
  void end(Rows& rows) override {
    put_prompt(rows);
    clear();
    model_.clear();
    command_.clear();
  }

 private:
  /// A prompt whose generation is not told.
  void put_prompt(Rows& rows) {
    if (prompt_tps_ > 0) {
      put(prompt_tps_, model::kUnknown, line_, rows);
    }
  }

  void put(double prompt_tps, double generation_tps, int line, Rows& rows) {
    ImportedRun figure;
    catalog::Run& run = figure.run;
    run.engine = "mlx-lm";
    run.backend = "mlx";
    run.model = model_;
    run.n_prompt = prompt_;
    run.depth = generation_tps > 0 ? prompt_ : model::kUnknown;
    run.n_gen = generated_;
    run.pp_depth = 0;
    run.concurrency = batch_;
    run.rate = batch_ > 1 ? catalog::StatedRate::aggregate : catalog::StatedRate::stream;
    run.pp_tps = prompt_tps;
    run.tg_tps = generation_tps;
    rows.row(std::move(figure), line);
    prompt_tps_ = model::kUnknown;
  }
  void clear() { prompt_ = generated_ = batch_ = prompt_tps_ = model::kUnknown; }

  std::string model_;
  CommandLine command_;
  int line_ = 0;
  double prompt_ = model::kUnknown, generated_ = model::kUnknown, batch_ = model::kUnknown,
         prompt_tps_ = model::kUnknown;
};

}  // namespace

void add_mlx(Formats& formats) { formats.push_back(std::make_unique<Mlx>()); }

}  // namespace tokroof::formats
