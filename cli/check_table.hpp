#pragma once
#include <string>
#include <vector>

#include "answers/check_json.hpp"
#include "judge/check/check.hpp"

namespace tokroof::cli {

/// What is written of rows of a check, a row at a time.
struct CheckColumns {
  std::vector<std::string> header;
  std::vector<std::string> (*cells)(const catalog::Run& run, const judge::Checked& checked);
};
/// The rows of `tokroof check --md`, for people.
const CheckColumns& check_columns();
/// The same of `--csv`, with the figures that the reasons speak of.
const CheckColumns& check_figures();

}  // namespace tokroof::cli
