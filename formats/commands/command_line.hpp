#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/question.hpp"

namespace tokroof::formats {

/// What another program's command line asks for.
struct CommandLineReading {
  catalog::Question question;
  std::vector<catalog::Assumption> assumed;
  std::vector<std::string> notes;     ///< what was ignored, and why; what stands for something else
  double requests = model::kUnknown;  ///< that a benchmark of a server sends
  double request_rate_per_s =
      model::kUnknown;  ///< at which it sends them; unknown: as its clients are answered
};

/// "3090 llama-3-8b q4_k_m", or what of it the options do not say. Nothing: the words are no such names.
std::optional<CommandLineReading> read_names(const catalog::Catalog& catalog,
                                             const std::vector<std::string>& words,
                                             const catalog::Question& own);

/// Whether they begin as a command line of a program whose options are known: "ollama run".
bool begin_with_program(const std::vector<std::string>& words);

/// Whether words may be a device, a model and a storage type; all but the last are needed.
bool may_be_names(const std::vector<std::string>& words, const catalog::Run& stated);
/// Whether words are neither a command line nor as many as a device, a model and a storage type may be.
bool are_free_words(const std::vector<std::string>& words, const catalog::Question& own);

/// Reads "llama-bench -m x.gguf -ngl 99", "vllm serve MODEL --tensor-parallel-size 4", "ollama run NAME", ... into a
/// question. What `own` states already (tokroof's own options) wins, and a note says so. Throws InputError (usage,
/// "PROGRAM OPTION") for a program that is not known, a value that is none, a model that is not said.
CommandLineReading read_command_line(const catalog::Catalog& catalog,
                                     const std::vector<std::string>& words,
                                     catalog::Question own);

}  // namespace tokroof::formats
