#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/input_line.hpp"

namespace tokroof::cli {

/// The lines of a stream that another program writes while it waits for answers: nothing is held back until more comes.
class InputLines {
 public:
  explicit InputLines(int descriptor) : descriptor_(descriptor) {}

  /// Waits for lines that are not blank and gives those that came together, some at most; false: there are no more. Of
  /// what is longer than a line may be only so much is told. A last line needs no line's end. Throws InputError (bad-file)
  /// where the stream cannot be read.
  bool next(std::vector<api::InputLine>& lines);

 private:
  /// Moves complete lines out of what was read.
  void take(std::vector<api::InputLine>& lines);
  void add(std::string_view piece);
  void end_line(std::vector<api::InputLine>& lines);
  bool read();

  int descriptor_;
  std::string bytes_;  ///< read, from at_ on not yet taken
  std::size_t at_ = 0;
  api::InputLine line_ = {.text = "", .number = 1};  ///< not complete
};

}  // namespace tokroof::cli
