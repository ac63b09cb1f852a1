#pragma once
#include "cli/check_answer.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {

/// Writes JUnit XML, as test runners of code hosts read it: a suite for each file, a test case for each row. A row fails where
/// `fail_on` says so (never: where it deviates); other rows that deviate pass with their reason as output. What a baseline
/// knows and what cannot be modelled is skipped.
void write_junit(Session& session, const CheckAnswer& answer, FailOn fail_on);

}  // namespace tokroof::cli
