#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "predict/scenario_option.hpp"

namespace tokroof::whatif {

/// The values of one option in a sweep, in the order in which they stand.
///
///     4096,8192          a list
///     1-8, 1..8          every whole number, both ends included
///     0-32768+4096       first, first + step, ... up to the last
///     512-32768*2        first, first x factor, ... up to the last
///     0-32768*2          of 0: 0, 1, 2, 4, ...
///
/// Ranges are those of llama-bench; 1..8 also takes negative ends. Lists and ranges mix: 0,512-4096*2,100000.
/// Ranges are of numbers only; text, dates and switches take lists.
/// Options whose own value holds commas (tensor_split, link, override_tensor) are separated by ';' instead.
/// No value is kept of a range: it is computed from its place, so that a range costs the same whatever its length.
class Axis {
 public:
  /// Throws InputError (usage, at the option, with the place of the value).
  static Axis of_text(const predict::ScenarioOption& option, std::string_view text);
  /// Each an own value, not separated further; numbers may be ranges.
  static Axis of_values(const predict::ScenarioOption& option, const std::vector<std::string>& values);

  [[nodiscard]] const predict::ScenarioOption& option() const { return *option_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Of options that are numbers.
  [[nodiscard]] double number(std::uint64_t i) const;
  [[nodiscard]] std::string text(std::uint64_t i) const;
  void state(predict::Asked& asked, std::uint64_t i) const;

 private:
  /// One piece of the list: a value, or a range.
  struct Piece {
    std::string text;   ///< of what is no range
    double first = 0;   ///< numbers
    double step = 0;    ///< of an arithmetic range
    double factor = 0;  ///< of a geometric one
    double last = 0;
    double decimals = 1;     ///< 10^d: an arithmetic range has no more digits than its ends and its step
    bool from_zero = false;  ///< a geometric range that begins with 0, then 1
    std::uint64_t count = 1;

    [[nodiscard]] double at(std::uint64_t i) const;
  };

  explicit Axis(const predict::ScenarioOption& option) : option_(&option) {}
  void add(std::string_view value, std::size_t place);
  [[nodiscard]] Piece read(std::string_view value) const;
  [[nodiscard]] Piece range(std::string_view value) const;
  [[nodiscard]] const Piece& piece(std::uint64_t& i) const;

  const predict::ScenarioOption* option_;
  std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
};

/// What separates the values of an option: ';' where a value itself may hold commas, else ','.
char value_separator(const predict::ScenarioOption& option);

}  // namespace tokroof::whatif
