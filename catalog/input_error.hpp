#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tokroof::catalog {

/// One thing that is wrong with an input, with the place where it stands.
struct Problem {
  std::string where;  ///< "file:line", "file:line:column-name" or empty
  std::string message;
  std::vector<std::string> suggestions;  ///< nearest valid spellings, best first
};

/// Bad input. Thrown by readers and look-ups only, caught once, in main; exit status 2.
struct InputError : std::runtime_error {
  InputError(std::string error_kind,
             const std::string& text,
             std::string place = {},
             std::vector<std::string> nearest = {})
      : std::runtime_error(text),
        kind(std::move(error_kind)),
        message(text),
        where(std::move(place)),
        suggestions(std::move(nearest)) {}

  std::string kind;  ///< "bad-file", "unknown-name", "usage", "impossible-link"
  std::string message;
  std::string where;
  std::vector<std::string> suggestions;
  std::vector<std::string> notes;  ///< how what was typed was read, before it turned out to be wrong
};

/// Throws the first of several problems, saying how many follow; nothing if there is none.
inline void throw_if_any(const std::vector<Problem>& problems) {
  if (problems.empty()) {
    return;
  }
  const Problem& first = problems.front();
  const std::string more =
      problems.size() > 1 ? " (and " + std::to_string(problems.size() - 1) + " more)" : "";
  throw InputError("bad-file", first.message + more, first.where, first.suggestions);
}

}  // namespace tokroof::catalog
