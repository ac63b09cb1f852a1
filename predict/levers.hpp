#pragma once
#include <string>
#include <vector>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::predict {

/// A change that whoever runs it can make, and the rate with it.
struct Lever {
  std::string change;  ///< as an option: "--concurrency 128"
  double tps = 0;      ///< of all streams together
};

/// What would raise the rate of `prediction` most, at most `most`, the strongest first: more streams, a smaller file, a
/// smaller cache, more devices or another split, drafts, more power, a newer build, other kernels, an engine that serves.
/// Each is predicted anew, must fit and gain 5 % or more. Not asked: what it costs in money or in quality.
std::vector<Lever> levers(const catalog::Catalog& catalog,
                          const Fitted& fitted,
                          const Request& request,
                          const Prediction& prediction,
                          std::size_t most = 3);

}  // namespace tokroof::predict
