#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "predict/capacity.hpp"
#include "predict/table.hpp"

namespace tokroof {

/// The answer of `tokroof capacity`: the question's model, if it names one, and the alternatives.
struct CapacityReport {
  Request request;
  std::optional<Capacity> asked;
  std::vector<Capacity> alternatives;  ///< the model at other storage types, or the largest models
};

nlohmann::json capacity_json(const CapacityReport& report);
std::string capacity_text(const CapacityReport& report);
Table capacity_table(const CapacityReport& report);

}  // namespace tokroof
