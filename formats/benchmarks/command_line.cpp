#include "formats/benchmarks/command_line.hpp"

#include <algorithm>

#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/commands/shell_words.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

bool is_program(std::string_view word, std::string_view program) {
  if (const std::size_t slash = word.find_last_of("/\\"); slash != std::string_view::npos) {
    word.remove_prefix(slash + 1);
  }
  // "llama-bench.exe", "llama-bench-ocl", "llama-benchy==0.4.0"
  const std::string_view rest = word.starts_with(program) ? word.substr(program.size()) : "?";
  return rest.empty() || rest.front() == '.' || rest.front() == '-' || rest.front() == '=';
}

}  // namespace

bool CommandLine::take(std::string_view line, std::initializer_list<std::string_view> programs) {
  std::string_view text = catalog::trimmed(line);
  const bool continues = goes_on_ && !text.empty();
  goes_on_ = text.ends_with('\\') || text.ends_with(" ^") || text.ends_with(" `");
  if (goes_on_) {
    text.remove_suffix(1);
  }
  constexpr std::size_t kMostWords = 1000;
  std::vector<std::string> words = shell_words(text);
  if (continues) {
    words.resize(std::min(words.size(), kMostWords - std::min(kMostWords, words_.size())));
    words_.insert(words_.end(), words.begin(), words.end());
    return true;
  }
  const auto call = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
    return model::any_of(programs, [&](std::string_view program) { return is_program(word, program); });
  });
  // A sentence that mentions the program is none of its calls: those have options.
  const bool is_call = call != words.end() && std::any_of(call, words.end(), [](const std::string& word) {
                         return word.size() > 1 && word.front() == '-';
                       });
  const bool prompted = call != words.end() && words.front() == "$";
  if (!is_call && !prompted && !(goes_on_ && call != words.end())) {
    goes_on_ = false;
    return false;
  }
  words_.assign(call, words.end());
  return true;
}

std::string CommandLine::option(std::initializer_list<std::string_view> names) const {
  std::string found;
  int count = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    for (const std::string_view name : names) {
      std::string word = words_[i];
      if (word.starts_with("--")) {  // vLLM takes "--speculative_config", too
        std::replace(word.begin(), word.begin() + std::min(word.find('='), word.size()), '_', '-');
      }
      if (word == name && i + 1 < words_.size()) {
        found = words_[i + 1];
        ++count;
      } else if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') {
        found = word.substr(name.size() + 1);
        ++count;
      }
    }
  }
  return count == 1 ? found : "";
}

double CommandLine::number(std::initializer_list<std::string_view> names) const {
  return catalog::parse_number(option(names)).value_or(model::kUnknown);
}

std::string CommandLine::word_behind(std::string_view word) const {
  for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
    if (words_[i] == word && !words_[i + 1].starts_with('-')) {
      return words_[i + 1];
    }
  }
  return "";
}

bool CommandLine::has(std::string_view word) const { return model::holds(words_, word); }

}  // namespace tokroof::formats
