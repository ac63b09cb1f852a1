// mlx_lm.benchmark and mlx_lm.generate print text only. A batch's rates are of all sequences together.
#include <cmath>
#include <utility>

#include "predict/importers/formats.hpp"
#include "predict/importers/text_fields.hpp"

namespace tokroof {
namespace {

double after(std::string_view text, std::string_view key) {
  const auto value = behind(text, key);
  return value ? leading_number(*value) : kUnknown;
}

/// The word behind "--model ", as in a command that stands above its output.
std::string model_of(std::string_view command) {
  const auto name = behind(command, "--model ");
  return name ? std::string(name->substr(0, name->find(' '))) : "";
}

class Mlx : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "mlx_lm"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (text.find("mlx_lm") != std::string_view::npos && text.find("--model ") != std::string_view::npos) {
      model_ = model_of(text);
      return true;
    }
    if (text.starts_with("Timing with prompt_tokens=")) {
      prompt_ = after(text, "prompt_tokens=");
      generated_ = after(text, "generation_tokens=");
      batch_ = after(text, "batch_size=");
      return true;
    }
    if (text.starts_with("Averages: prompt_tps=")) {
      put(after(text, "prompt_tps="), after(text, "generation_tps="), line, rows);
      return true;
    }
    if (text.starts_with("Prompt: ") && text.find("tokens-per-sec") != std::string_view::npos) {
      prompt_ = after(text, "Prompt: ");
      prompt_tps_ = after(text, "tokens, ");
      batch_ = 1;
      return true;
    }
    if (text.starts_with("Generation: ") && text.find("tokens-per-sec") != std::string_view::npos) {
      generated_ = after(text, "Generation: ");
      put(prompt_tps_, after(text, "tokens, "), line, rows);
      return true;
    }
    // The trials of which "Averages" is the mean.
    return text.starts_with("Trial ") && text.find("generation_tps=") != std::string_view::npos;
  }
  void end(Rows& /*rows*/) override {
    clear();
    model_.clear();
  }

 private:
  void put(double prompt_tps, double generation_tps, int line, Rows& rows) {
    ImportedRun figure;
    Run& run = figure.run;
    run.engine = "mlx-lm";
    run.backend = "mlx";
    run.model = model_;
    run.n_prompt = run.depth = prompt_;
    run.n_gen = generated_;
    run.pp_depth = 0;
    run.concurrency = batch_;
    run.rate = batch_ > 1 ? "aggregate" : "stream";
    run.pp_tps = prompt_tps;
    run.tg_tps = generation_tps;
    rows.row(std::move(figure), line);
    clear();
  }
  void clear() { prompt_ = generated_ = batch_ = prompt_tps_ = kUnknown; }

  std::string model_;
  double prompt_ = kUnknown, generated_ = kUnknown, batch_ = kUnknown, prompt_tps_ = kUnknown;
};

}  // namespace

void add_mlx(Formats& formats) { formats.push_back(std::make_unique<Mlx>()); }

}  // namespace tokroof
