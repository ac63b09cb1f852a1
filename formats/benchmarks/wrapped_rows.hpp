#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace tokroof::formats {

/// Puts rows of a table together that a narrow terminal or a mail program broke: "| a | b" and "c | d |", the
/// arguments that Python programs print ("Namespace(...") and the lines of a log whose bracket stays open.
class WrappedRows {
 public:
  using Take = std::function<void(std::string_view text, int line)>;
  explicit WrappedRows(Take take) : take_(std::move(take)) {}

  void line(std::string_view text, int line);
  /// The text ends, or something else than lines comes.
  void flush();

 private:
  [[nodiscard]] bool is_broken_by_force() const;
  [[nodiscard]] bool goes_on(std::string_view text) const;

  Take take_;
  std::string held_;
  int held_line_ = 0;
  std::size_t pieces_ = 0;
  bool by_force_ = false;
  std::size_t width_ = 0;  ///< bytes of the last piece
};

}  // namespace tokroof::formats
