#pragma once
#include <vector>

#include "cli/session.hpp"

namespace tokroof::cli {

/// A fit for every device_group(), each without the bundled runs of its group's devices. Widths of intervals are those of
/// the session's fit, which come from left-out residuals already.
std::vector<predict::Fitted> fits_without_device_groups(Session& session);

}  // namespace tokroof::cli
