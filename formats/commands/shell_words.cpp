#include "formats/commands/shell_words.hpp"

#include <utility>

namespace tokroof::formats {
namespace {

bool separates(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '`'; }

}  // namespace

std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> out;
  std::string word;
  bool any = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && separates(c)) {
      if (any) out.push_back(std::move(word));
      word.clear();
      any = false;
    } else if (c == '\\' && quote != '\'' && i + 1 < line.size()) {
      const char next = line[i + 1];
      const bool continued = next == '\n' || next == '\r';
      const bool escapes = quote == 0
                               ? separates(next) || next == '"' || next == '\'' || next == '\\' || next == '$'
                               : next == '"' || next == '\\' || next == '$';
      if (continued || escapes) {
        ++i;
        if (!continued) word += next;
      } else {
        word += c;  // "blk\.1": as typed
      }
      any = any || !continued;
    } else if ((c == '"' || c == '\'') && (quote == 0 || quote == c)) {
      quote = quote == 0 ? c : '\0';
      any = true;
    } else {
      word += c;
      any = true;
    }
  }
  if (any) out.push_back(std::move(word));
  return out;
}

}  // namespace tokroof::formats
