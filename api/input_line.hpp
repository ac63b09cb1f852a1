#pragma once
#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tokroof::api {

/// A line of standard input that holds a request.
struct InputLine {
  std::string text;
  std::size_t number = 0;  ///< of the first line: 1
  bool too_long = false;   ///< more than kMostLineBytes: its text is not kept

  /// "standard input:7"
  [[nodiscard]] std::string where() const;
};

/// Room for a runs table that is pasted into a request.
inline constexpr std::size_t kMostLineBytes = std::size_t{16} << 20;

/// The document of a line. Throws InputError (bad-file, at the line) where it is no JSON, repeats a key or is too long.
nlohmann::json parsed(const InputLine& line);

}  // namespace tokroof::api
