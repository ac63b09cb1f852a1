#pragma once
#include <string>
#include <vector>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::api {

/// What predict() says, and of what does not fit the options that would help.
struct PlacedOutcome {
  predict::PredictionOutcome outcome;
  std::vector<std::string> suggestions;
};

/// predict(). Where the devices do not hold the model whole and the question states no placement, the fastest one that fits
/// is taken: `request` then states it, lists it among its assumptions and says so in a note. Where none fits, the refusal
/// says what would hold the model; where a stated one does not, which one would.
PlacedOutcome predict_placed(const catalog::Catalog& catalog,
                             const predict::Fitted& fitted,
                             predict::Request& request);

}  // namespace tokroof::api
