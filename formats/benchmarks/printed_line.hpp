#pragma once
#include <string>
#include <string_view>

namespace tokroof::formats {

/// Takes off what surrounds a line of a tool's output where it was copied: colours of a terminal, line numbers ("  12\t",
/// "12: "), times of a log, marks of quotation ("> "), bullets ("- "), indentation.
class PrintedLine {
 public:
  /// Valid until the next call.
  std::string_view plain(std::string_view text);

 private:
  std::string_view without_number(std::string_view text);

  double next_ = 0;  ///< number that the next line must have; 0: lines are not numbered
  std::string buffer_;
  bool is_started_ = false;  ///< a line that is not empty was seen
};

/// The number at the start of a text as any country prints it: "1,614.79" and "1.614,79" are 1614.79, "50,29" is 50.29,
/// "12,345" is 12345; kUnknown where there is none.
double printed_number(std::string_view text);
/// Of a tool that always prints three decimals: "12,345" is 12.345.
double printed_thousandths(std::string_view text);

}  // namespace tokroof::formats
