#pragma once
#include "predict/answer_options.hpp"
#include "predict/prediction.hpp"

namespace tokroof::whatif {

/// How many replicas a traffic needs.
struct Fleet {
  double replicas = 0;         ///< infinite: no number of them meets the objectives
  double least = 0, most = 0;  ///< at the fast and at the slow end of the interval
  double each_per_s = 0;       ///< requests that one of them takes, within the objectives
  double each_least_per_s = 0, each_most_per_s = 0;
};

/// One replica takes requests up to the rate at which the objectives are met (Service), or, where none is stated, up to
/// kUsualLoad of what it can answer. Throws InputError as service_of() does; usage without a request rate.
Fleet fleet_for(const catalog::Catalog& catalog,
                const predict::Fitted& fitted,
                predict::Request request,
                const predict::Prediction& prediction,
                const predict::AnswerOptions& options);

/// Share of what a server can answer up to which its queue stays short.
inline constexpr double kUsualLoad = 0.8;

}  // namespace tokroof::whatif
