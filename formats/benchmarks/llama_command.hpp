#pragma once
#include <string>
#include <string_view>

#include "formats/benchmarks/command_line.hpp"
#include "formats/benchmarks/imported_run.hpp"

namespace tokroof::formats {

/// What the command of a tool of llama.cpp says of its figures: the model, and the tensors that are on the host.
class LlamaCommand {
 public:
  bool take(std::string_view line);
  void clear() { command_.clear(); }
  /// The file or repository of the only model that is named; empty for none, or several.
  [[nodiscard]] std::string model() const;
  /// Fills the cells that are empty.
  void add_to(ImportedRun& figure) const;

 private:
  CommandLine command_;
};

/// Fills the cells that are empty with what options alone say, "--n-cpu-moe 24"; the words that were not read.
std::string take_llama_options(std::string_view options, ImportedRun& figure);

}  // namespace tokroof::formats
