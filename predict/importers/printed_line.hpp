#pragma once
#include <string_view>

namespace tokroof {

/// Takes off what surrounds a line of a tool's output where it was copied: line numbers ("  12\t", "12: "), marks of
/// quotation ("> "), bullets ("- ").
class PrintedLine {
 public:
  std::string_view plain(std::string_view text);

 private:
  std::string_view without_number(std::string_view text);

  double next_ = 0;          ///< number that the next line must have; 0: lines are not numbered
  bool is_started_ = false;  ///< a line that is not empty was seen
};

/// The number at the start of a text as any country prints it: "1,614.79" and "1.614,79" are 1614.79, "50,29" is 50.29,
/// "12,345" is 12345; kUnknown where there is none.
double printed_number(std::string_view text);

}  // namespace tokroof
