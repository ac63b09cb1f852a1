#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/question.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "formats/commands/command_line.hpp"

namespace tokroof::cli {

/// What stands where a file may stand.
enum class Operand {
  file,      ///< or what may be one: a name that nothing else explains
  sentence,  ///< "3090 gets 40 t/s ..."
  words      ///< that name no file and have no rate
};
Operand operand_of(const std::string& path);

/// "3090 llama-3-8b q4 40" with its unit: a number at the end, or the first of several words, that is no device is the
/// rate; "": there is none.
std::string with_rate_unit(const std::string& words);

/// The sentence that operands make together, as a shell cuts it where it is not quoted; "": they are files.
std::string unquoted_sentence(const std::vector<std::string>& operands);

/// "3060 qwen3 8b 32k context 16 users": a set-up in words, beside what options state, which are kept. Nothing: a model
/// is not named, or what is not understood may be the device; with `all_of_it`, also where any word is not understood.
std::optional<formats::CommandLineReading> set_up_of_words(const catalog::Catalog& catalog,
                                                           const std::vector<std::string>& words,
                                                           const catalog::Question& own,
                                                           bool all_of_it = false);

/// Words of which each that names a device and a model, or a model and its type, is apart: "qwen3:8b@3060", "3060/qwen3-8b/q4".
std::vector<std::string> names_apart(const catalog::NameResolver& names,
                                     const std::vector<std::string>& typed);

/// What was understood of sentences, before they are judged; a line each.
std::string sentences_text(const std::vector<formats::Sentence>& sentences);

}  // namespace tokroof::cli
