#pragma once
#include <limits>
#include <string>
#include <vector>

namespace tokroof::cli {

/// What words wish of the machines that a model is to run on: "best amd card under 1000 dollars for qwen3 32b".
struct Wishes {
  std::string budget;  ///< as typed: "1000 dollars"
  double budget_usd = std::numeric_limits<double>::quiet_NaN();
  std::string by;    ///< a name of --by
  std::string kind;  ///< a name of --kind
  std::string vendor;
  std::vector<std::string> rest;  ///< words that may name the model, or say more of the work
};
/// An amount in another currency is an InputError.
Wishes wishes_of(const std::vector<std::string>& words);

}  // namespace tokroof::cli
