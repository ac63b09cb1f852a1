#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// A word of a sentence about a run.
struct Word {
  std::string text;            ///< in lower case, without punctuation around it
  bool ends = false;           ///< a comma, a full stop or the like follows
  bool used = false;           ///< understood already
  bool is_figure = false;      ///< the rate that is judged begins here
  bool beside_figure = false;  ///< it stands at that rate, and may say what it is of
};
using Words = std::vector<Word>;

/// The text without what stands behind "-ot" and "--override-tensor", patterns whose signs would be read as the text's; these
/// are added to `out`.
std::string without_overrides(std::string_view text, std::vector<std::string>& out);

/// A line of prose that was wrapped goes on in the next.
bool goes_on_behind(std::string_view line, std::string_view next);

/// In lower case, signs spelled out, numbers with their units: "3090+4090" is three words, "12 gb" one.
Words words_of(std::string_view sentence);

/// "40", "40.5", "40,5", "1,234", "1.2k" (with `kilo` for the k), "100+"; not negative.
std::optional<double> quantity(std::string text, double kilo = 1000);

/// Whether a number is there, whole and in a range.
bool is_number_between(const std::optional<double>& x, double least, double most);

}  // namespace tokroof::formats
