#include "cli/sentences.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/catalog.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"
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

std::string with_rate_unit(const std::string& words) {
  const std::size_t first = words.find(' '), last = words.rfind(' ');
  if (first == last) {  // a device, a model and a rate at least
    return "";
  }
  const auto is_rate = [](const std::string& word) {
    const auto number = catalog::parse_number(word);
    return number && *number > 0 && catalog::Catalog::bundled().names().device(word).slug.empty();
  };
  if (is_rate(words.substr(last + 1))) {
    return words + " tok/s";
  }
  return is_rate(words.substr(0, first)) ? words.substr(0, first) + " tok/s" + words.substr(first) : "";
}

std::string unquoted_sentence(const std::vector<std::string>& operands) {
  std::error_code none;
  const bool some_file = std::any_of(operands.begin(), operands.end(), [&](const std::string& word) {
    return word == "-" || std::filesystem::exists(word, none);
  });
  const std::string joined = fmt::format("{}", fmt::join(operands, " "));
  if (operands.empty() || some_file || (operands.size() == 1 && operand_of(joined) != Operand::words)) {
    return "";
  }
  if (!formats::is_sentence(joined)) {
    return with_rate_unit(joined);
  }
  const bool apart = std::any_of(operands.begin(), operands.end(), formats::is_sentence);
  return operands.size() > 1 && !apart ? joined : "";
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
