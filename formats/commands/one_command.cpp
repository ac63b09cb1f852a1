#include "formats/commands/one_command.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

/// Commands that only prepare: the next one counts.
bool prepares(std::string_view word) {
  return model::is_one_of(word,
                          "cd|export|set|source|.|ulimit|mkdir|sleep|echo|pip|pip3|apt|apt-get|git|cmake|"
                          "make|ollama-pull|conda-activate");
}

bool separates_commands(std::string_view word) { return model::is_one_of(word, {"&&", ";", "||", "|"}); }

bool redirects(std::string_view word) {
  return model::is_one_of(
             word, {">", ">>", "<", "&", "&>", "2>&1", "2>", "1>", "|&", "2>/dev/null", ">/dev/null"}) ||
         word.starts_with("2>") || word.starts_with("&>") || (word.starts_with('>') && word.size() > 1);
}

/// Marks that hold a continued line together, and prompts.
bool is_filler(const std::string& word) {
  return model::is_one_of(word, {"\\", "^", "`", "$", "#", "%", "\n"});
}

}  // namespace

std::string expanded(std::string_view word, const std::map<std::string, std::string>& known) {
  std::string out;
  while (true) {
    const std::size_t dollar = word.find('$');
    out += word.substr(0, dollar);
    if (dollar == std::string_view::npos) {
      return out;
    }
    word.remove_prefix(dollar);
    const bool braced = word.size() > 1 && word[1] == '{';
    const std::size_t from = braced ? 2 : 1;
    const std::size_t end = std::min(word.find_first_not_of(kNameCharacters, from), word.size());
    const std::string name(word.substr(from, end - from));
    std::size_t after = end;
    std::string fallback;
    bool has_fallback = false;
    if (braced) {
      const std::size_t close = word.find('}', end);
      if (close == std::string_view::npos) {
        return out.append(word);
      }
      has_fallback = word.substr(end, 2) == ":-" && close >= end + 2;
      if (has_fallback) fallback = word.substr(end + 2, close - end - 2);
      after = close + 1;
    }
    const auto found = known.find(name);
    out += name.empty() || (found == known.end() && !has_fallback) ? std::string(word.substr(0, after))
           : found != known.end()                                  ? found->second
                                                                   : fallback;
    word.remove_prefix(after);
  }
}

bool is_placeholder(std::string_view word) {
  const std::size_t dollar = word.find('$');
  const bool variable = dollar != std::string_view::npos && dollar + 1 < word.size() &&
                        (word[dollar + 1] == '{' || word[dollar + 1] == '(' ||
                         kNameCharacters.find(word[dollar + 1]) != std::string_view::npos);
  const bool bracketed =
      word.size() > 2 &&
      ((word.front() == '<' && word.back() == '>') ||
       (word.front() == '{' && word.back() == '}' && word.find(':') == std::string_view::npos));
  return variable || bracketed || (word.size() > 2 && word.front() == '%' && word.back() == '%');
}

std::vector<std::string> one_command(const std::vector<std::string>& words, std::string& left_out) {
  std::vector<std::string> out, dropped;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    while (!word.empty() && (word.back() == '\n' || word.back() == '\r')) word.pop_back();
    if (word.empty() && !words[i].empty()) continue;
    if (is_filler(word)) continue;
    if (out.empty()) {
      for (const std::string_view lead : {"ExecStart=", "command:", "entrypoint:", "CMD", "RUN"}) {
        if (word == lead || (word.starts_with(lead) && lead.ends_with('='))) word.erase(0, lead.size());
      }
      if (word.empty()) continue;
    }
    const bool ends = word.size() > 1 && word.back() == ';';
    if (ends) word.pop_back();
    const bool stop = separates_commands(word) || redirects(word);
    if (!stop) out.push_back(word);
    if (!stop && !ends) continue;
    const bool pulls =
        out.size() > 1 && out[0] == "ollama" && model::is_one_of(out[1], {"pull", "list", "stop"});
    const bool feeds =
        word == "|" && model::is_one_of(out.empty() ? "" : out.front(), {"echo", "cat", "printf"});
    if (!out.empty() && (prepares(out.front()) || pulls || feeds) &&
        (feeds || ends || word == "&&" || word == ";")) {
      dropped.insert(dropped.end(), out.begin(), out.end());
      out.clear();
      continue;
    }
    if (out.empty()) continue;
    dropped.insert(
        dropped.end(), words.begin() + static_cast<std::ptrdiff_t>(i + (ends ? 1 : 0)), words.end());
    break;
  }
  left_out = fmt::format("{}", fmt::join(dropped, " "));
  return out;
}

}  // namespace tokroof::formats
