#include "cli/sentences.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/visible_text.hpp"

namespace tokroof::cli {

bool names_sentence(const std::string& path) {
  std::error_code none;
  return path != "-" && !std::filesystem::exists(path, none) && formats::is_sentence(path);
}

bool is_no_file(const std::string& path) {
  std::error_code none;
  const std::string end =
      std::filesystem::path(path).extension().string();  // of "3.1 8b" it begins with a digit
  const bool named = end.size() > 1 && std::isalpha(static_cast<unsigned char>(end[1])) != 0;
  const bool words = std::count(path.begin(), path.end(), ' ') > 1;  // names of files have few
  return words && !named && !std::filesystem::exists(path, none) && !formats::is_sentence(path);
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
