#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "catalog/run.hpp"

namespace tokroof::catalog {

/// A default that was taken: its name and its value.
struct Assumption {
  std::string name;
  std::variant<double, std::string> value;
};

/// Whether an assumed value says what a name was taken for: "'4090' is taken as rtx-4090".
inline bool tells_reading(std::string_view value) {
  return value.find(" is taken as ") != std::string_view::npos;
}

/// What a user states of a machine and a workload. Empty text and unknown numbers: not stated.
struct Question {
  Run run;  ///< the record that a row of a runs table gives, names as typed
};

}  // namespace tokroof::catalog
