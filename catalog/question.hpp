#pragma once
#include <string>
#include <variant>

#include "catalog/run.hpp"

namespace tokroof::catalog {

/// A default that was taken: its name and its value.
struct Assumption {
  std::string name;
  std::variant<double, std::string> value;
};

/// What a user states of a machine and a workload. Empty text and unknown numbers: not stated.
struct Question {
  Run run;  ///< the record that a row of a runs table gives, names as typed
};

}  // namespace tokroof::catalog
