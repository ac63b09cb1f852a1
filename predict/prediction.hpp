#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/count/memory.hpp"
#include "model/energy.hpp"
#include "model/scenario.hpp"
#include "predict/estimate.hpp"
#include "predict/load_time.hpp"

namespace tokroof::predict {

struct StepPart {
  std::string name;  ///< weights, kv, state, launch, fixed, logits, link, host, eager, drafting
  double seconds_s = 0;
};

/// A card of an uneven split.
struct CardShare {
  std::string name;
  double share = 0;
  double seconds_s = 0;  ///< it works in a step, its part of the fixed and link times included
};

/// What runs stand behind a prediction.
struct Basis {
  double device_runs = 0;  ///< fitted figures of this device
  double family_runs = 0;  ///< of its architecture family under this backend
  double engine_runs = 0;  ///< of this engine and backend
  std::vector<std::string> notes;
};

/// Everything that `tokroof predict` answers.
struct Prediction {
  model::Scenario scenario;
  model::Step step;
  std::string run_class;
  Estimate decode;
  std::optional<Estimate> prefill;  ///< none: the placement's prefill is not modelled
  double ttft_s =
      model::kUnknown;  ///< prefill of n_prompt tokens and one step; of streams that ask at once the mean
  std::vector<StepPart> parts;  ///< add up to step_s
  double step_s = 0;
  double effects =
      1;  ///< factor in every part: what device, engine and model family measured beside the equations
  std::vector<CardShare> cards;  ///< of an uneven split; else empty
  std::string bound_by;          ///< weights, compute, power, kv, launch, link, host
  double ceiling_tps = 0;
  model::MemoryNeed memory;
  LoadTime load;
  model::Draw draw;  ///< of the devices
  Basis basis;
};

/// Streams that decode at the same time: those that are asked for, or as many as a paged cache holds (count/memory).
double streams_in_flight(const Prediction& prediction);
/// Tokens a second of all of them together.
double aggregate_tps(const Prediction& prediction);
/// And of a stream, the mean over all that are asked for: those that wait for a place have nothing yet.
double mean_stream_tps(const Prediction& prediction);

struct PredictionOptions {
  bool must_fit = true;  ///< refuse what memory_need() says does not fit; else only weights beyond the memory
  bool rate_only = false;  ///< decode rate, step and ceiling: what a table of rows needs of each
  bool all_streams =
      false;           ///< all that are asked for decode: whether memory holds them is the caller's affair
  double prompts = 1;  ///< that attention groups read at once, where the prompt's rate is of all of them
};

/// A prediction, or why there is none; does-not-fit comes with the memory's arithmetic.
struct PredictionOutcome {
  std::optional<Prediction> prediction;
  std::optional<model::Refusal> refusal;
  std::optional<model::MemoryNeed> memory;
  std::optional<model::Scenario> scenario;  ///< of what is refused, where it could be resolved
};

/// The build of a run: as it states, else of its day, else so many years older than the newest that was fitted.
std::string build_date(const Fitted& fitted, const catalog::Run& run, double years_older = 0);
/// Whether a run states neither its build nor its day: what is measured now may be of a build of this age [years] or less.
inline bool is_undated(const catalog::Run& run) { return run.engine_date.empty() && run.date.empty(); }
inline constexpr double kUsualBuildAge = 1;

/// Predicts what a run describes; its measured rates are not looked at. Refuses as resolve() and count() do.
PredictionOutcome predict(const catalog::Catalog& catalog,
                          const Fitted& fitted,
                          const catalog::Run& run,
                          PredictionOptions options = {});

}  // namespace tokroof::predict
