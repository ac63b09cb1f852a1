#pragma once
#include <string>

#include "formats/benchmarks/imported_run.hpp"

namespace tokroof::formats {

/// Where formats put what they read: figures, and what they could not read with its line and the reason.
class Rows {
 public:
  virtual ~Rows() = default;
  virtual void row(ImportedRun figure, int line) = 0;
  virtual void problem(int line, const std::string& reason) = 0;
};

}  // namespace tokroof::formats
