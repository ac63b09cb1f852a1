#pragma once
#include "cli/check_answer.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {

/// Writes deviating rows and findings as a SARIF 2.1.0 log, which code hosts show as annotations of a pull request.
/// Impossible and certain deviations are errors, others warnings; unknown rows and duplicates are notes. What a baseline
/// knows is left out; results have the row's fingerprint, by which a code host tells what it has shown before.
/// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 2020.
void write_sarif(Session& session, const CheckAnswer& answer);

}  // namespace tokroof::cli
