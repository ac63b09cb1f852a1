#pragma once
#include <string>

#include "judge/diagnose/row.hpp"

namespace tokroof::judge {

/// The run that tells two causes of a row's rate apart at the least cost, in one sentence with what each would give.
/// Both are predicted for every candidate; the best is the largest of
///
///     min(|ln a - ln b|/sqrt(s_a^2 + s_b^2), 4) / cost
///
///   a, b  rates under the two causes, each at its most likely value      s  their scales      cost  minutes, set-up included
///
/// A fresh run does not repeat a wrong report: what was an aggregate, a prompt's rate, deeper or drafted comes out as
/// stated, anything else as measured before.
std::string next_measurement(const catalog::Catalog& catalog,
                             const predict::Fitted& fitted,
                             const JudgedRow& row,
                             Cause first,
                             Cause second);

}  // namespace tokroof::judge
