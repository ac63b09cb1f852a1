#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/reads.hpp"
#include "model/step.hpp"
#include "predict/fitted.hpp"

namespace tokroof::predict {

/// One measured figure with the step that it measures.
struct Observation {
  std::size_t run = 0;  ///< index of its row
  model::FigureKind figure = model::FigureKind::decode;
  model::Step step;
  double ln_seconds = 0;  ///< measured: ln(1/rate)
  double sd = 0.05;       ///< scale of the loss [ln]: fit/weights
  double weight = 0;      ///< of the loss; 0: evaluated, not fitted: fit/weights
  std::string run_class, cell, session;
  std::string device, source, model;
};

struct NotModelled {
  std::size_t run = 0;
  std::string reason, message;
};

struct Observations {
  std::vector<Observation> all;
  std::vector<NotModelled> refused;
};

/// Every figure of the runs that can be counted; the others with their reasons. A prefill figure that a source repeats
/// on several decode rows counts once. Figures of one's `own` machine are labelled as predictions are: no source.
Observations observe(const catalog::Catalog& catalog,
                     std::span<const catalog::Run> runs,
                     std::span<const OwnRuns> own = {});

}  // namespace tokroof::predict
