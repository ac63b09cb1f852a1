#include "whatif/serving/step_times.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/input_error.hpp"
#include "model/time/prompt_launch.hpp"

namespace tokroof::whatif {
namespace {

/// Sequences that are timed each; of more, about sixteen to a doubling.
double nearest_batch(double sequences) {
  constexpr double kEach = 16;
  const double step = std::exp2(std::floor(std::log2(std::max(sequences, 1.0) / kEach)));
  return step <= 1 ? std::max(std::round(sequences), 1.0) : std::round(sequences / step) * step;
}

/// Straight pieces of what attention takes over the length of a context: finer near its start, where windows end.
std::vector<double> depths(double most) { return {0, most / 16, most / 8, most / 4, most / 2, most}; }

}  // namespace

std::size_t Knots::upper(double x) const {
  const auto above = std::upper_bound(at_.begin() + 1, at_.end() - 1, x);
  return static_cast<std::size_t>(above - at_.begin());
}

PredictedSteps::PredictedSteps(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               catalog::Run run,
                               double most_tokens)
    : catalog_(catalog), fitted_(fitted), run_(std::move(run)), most_tokens_(most_tokens) {
  run_.replicas = 1;
  run_.details.spill =
      false;  // what is served fits: the scheduler holds as many sequences as memory has room for
  run_.details.storage.clear();
  run_.details.max_num_seqs = model::kUnknown;
  run_.details.max_model_len = model::kUnknown;
}

predict::Prediction PredictedSteps::decoding(double sequences, double tokens) const {
  catalog::Run run = run_;
  run.concurrency = sequences;
  run.depth = tokens;
  run.n_gen = 1;
  predict::PredictionOutcome out =
      predict::predict(catalog_, fitted_, run, {.must_fit = false, .rate_only = true, .all_streams = true});
  if (!out.prediction) {
    throw catalog::InputError("cannot-model", out.refusal->message);
  }
  return *std::move(out.prediction);
}

double PredictedSteps::decode_s(double sequences, double tokens) {
  const double batch = nearest_batch(sequences);
  Knots& knots = decode_.try_emplace(batch, depths(most_tokens_)).first->second;
  return knots(tokens, [&](double depth) { return 1 / decoding(batch, depth).decode.tps(); });
}

double PredictedSteps::exact_prompt_s(double tokens, double cached, double groups) const {
  catalog::Run run = run_;
  run.concurrency = 1;
  run.n_prompt = tokens / groups;
  run.depth = cached + run.n_prompt;
  const predict::PredictionOutcome out =
      predict::predict(catalog_, fitted_, run, {.must_fit = false, .all_streams = true, .prompts = groups});
  if (!out.prediction || !out.prediction->prefill) {
    throw catalog::InputError("cannot-model", "the prompts of this set-up are not modelled");
  }
  return model::reading_time(out.prediction->step, tokens, out.prediction->prefill->tps());
}

double PredictedSteps::prompt_s(double tokens, double attended, double prompts) {
  const double all = run_.data_parallel_attention > 1 ? run_.data_parallel_attention : 1;
  const double groups = std::clamp(prompts, 1.0, all);
  // Straight in the tokens between two sizes of chunk, and in what they attend to, which may be less than their half.
  const auto sized = [&](double size) {
    Knots& knots = prompt_.try_emplace({size, groups}, depths(most_tokens_)).first->second;
    return knots(attended - size / groups / 2,
                 [&](double cached) { return exact_prompt_s(size, cached, groups); });
  };
  const double below = std::exp2(std::floor(std::log2(tokens))), above = 2 * below;
  const double low = sized(below);
  return tokens == below ? low : low + (sized(above) - low) * (tokens / below - 1);
}

}  // namespace tokroof::whatif
