#pragma once
#include <nlohmann/json_fwd.hpp>

#include "fit/fit.hpp"

namespace tokroof::fit {

/// The object "given" of `evaluate --leave-out device --given N --json`: accuracy once runs of the machine are given,
/// beside the ungiven one ("before") on the same figures.
nlohmann::json given_report(const GivenEvaluation& given, std::size_t runs);

}  // namespace tokroof::fit
