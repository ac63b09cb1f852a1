#pragma once
#include <string>
#include <variant>
#include <vector>

#include "predict/request.hpp"
#include "whatif/placement/placement.hpp"

namespace tokroof::whatif {

/// An option of this program, as it would state part of a placement: "n_cpu_moe", 24, "--n-cpu-moe 24".
struct StatedOption {
  std::string key;
  std::variant<double, std::string> value;
  std::string option;
};
std::vector<StatedOption> stated_options(const Placement& placement);

/// "experts of 24 of 36 layers on the host: -ngl 99 --n-cpu-moe 24"
std::string placement_with_options(const catalog::Catalog& catalog,
                                   std::string_view engine,
                                   const Placement& placement);

/// Lets a request state a placement that was found for it: among its assumptions, and in a note that says that the devices
/// of `whole`, its scenario until now, do not hold the model.
void take_placement(const catalog::Catalog& catalog,
                    const predict::Fitted& fitted,
                    const model::Scenario& whole,
                    const Placed& placed,
                    predict::Request& request);

}  // namespace tokroof::whatif
