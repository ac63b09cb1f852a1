#pragma once
#include <string>
#include <vector>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::predict {

/// A default that was taken, and the rate that another usual value of it would have given.
struct ToldAssumption {
  std::string name;      ///< as in Request::assumed
  std::string other;     ///< the other value
  double other_tps = 0;  ///< of all streams
  bool fits = true;      ///< false: there is no room for it, which is told of a longer context only
};

/// The defaults that change the rate of `prediction` most, at most `most`, the one that matters most first: each is replaced
/// by another usual value (of quantization Q8_0, of the build the oldest one that was measured, ...) and predicted anew.
/// What is refused is no alternative and is left out, but for more tokens in the cache than there is room for.
/// What changes less than 2 % is left out; a build's date that changes more than 10 % never is.
std::vector<ToldAssumption> told_assumptions(const catalog::Catalog& catalog,
                                             const Fitted& fitted,
                                             const Request& request,
                                             const Prediction& prediction,
                                             std::size_t most = 3);

}  // namespace tokroof::predict
