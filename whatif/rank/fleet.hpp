#pragma once
#include "predict/answer_options.hpp"
#include "predict/prediction.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof::whatif {

/// How many replicas a traffic needs.
struct Fleet {
  double replicas = 0;         ///< infinite: no number of them meets the objectives
  ServiceFigures figures;      ///< of them all under the traffic
  double least = 0, most = 0;  ///< at the fast and at the slow end of the interval
  double each_per_s = 0;       ///< requests that one of them takes, within the objectives
  double each_least_per_s = 0, each_most_per_s = 0;
};

/// As few as kMetShare of the requests meet the objectives with, where some are stated, and none is loaded beyond kUsualLoad of
/// what it can answer. They take requests in turn, so that several do with less than as many times one. Throws InputError as
/// service_of() does; usage without a request rate, or where a number of replicas is stated.
Fleet fleet_for(const catalog::Catalog& catalog,
                const predict::Fitted& fitted,
                const predict::Request& request,
                const predict::AnswerOptions& options);

/// Share of what a server can answer up to which its queue stays short.
inline constexpr double kUsualLoad = 0.8;

}  // namespace tokroof::whatif
