#include "cli/sentences.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/visible_text.hpp"

namespace tokroof::cli {

Operand operand_of(const std::string& path) {
  std::error_code none;
  if (path == "-" || std::filesystem::exists(path, none)) {
    return Operand::file;
  }
  if (formats::is_sentence(path)) {
    return Operand::sentence;
  }
  const std::string end =
      std::filesystem::path(path).extension().string();  // of "3.1 8b" it begins with a digit
  const bool named = end.size() > 1 && std::isalpha(static_cast<unsigned char>(end[1])) != 0;
  const bool words = std::count(path.begin(), path.end(), ' ') > 1;  // names of files have few
  return words && !named ? Operand::words : Operand::file;
}

std::string unquoted_sentence(const std::vector<std::string>& operands) {
  std::error_code none;
  const bool some_file = std::any_of(operands.begin(), operands.end(), [&](const std::string& word) {
    return word == "-" || std::filesystem::exists(word, none);
  });
  const std::string joined = fmt::format("{}", fmt::join(operands, " "));
  return operands.size() > 1 && !some_file && formats::is_sentence(joined) &&
                 std::none_of(operands.begin(), operands.end(), formats::is_sentence)
             ? joined
             : "";
}

std::string sentences_text(const std::vector<formats::Sentence>& sentences) {
  std::string out;
  for (const formats::Sentence& sentence : sentences) {
    out += fmt::format("read: {}{}{}\n",
                       fmt::join(sentence.read, ", "),
                       sentence.remarks.empty() ? "" : "; ",
                       fmt::join(sentence.remarks, "; "));
  }
  return catalog::visible_lines(out);
}

}  // namespace tokroof::cli
