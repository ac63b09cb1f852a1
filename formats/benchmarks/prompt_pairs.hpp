#pragma once
#include <optional>

#include "formats/benchmarks/rows.hpp"

namespace tokroof::formats {

/// A test of the prompt and the test of generation that follows it, of one set-up at one depth, become one row, as
/// runs tables have it (n_prompt: "of the separate pp test").
class PromptPairs {
 public:
  void add(ImportedRun figure, int line, Rows& rows);
  void flush(Rows& rows);

 private:
  std::optional<ImportedRun> prompt_;
  int line_ = 0;
};

}  // namespace tokroof::formats
