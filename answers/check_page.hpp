#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"
#include "judge/check/check.hpp"

namespace tokroof::answers {

/// A checked table to be shown to others.
struct CheckPage {
  struct Row {
    catalog::Run run;
    judge::Checked checked;
  };
  std::string title;                  ///< what was checked
  std::string counts;                 ///< verdicts in a line
  std::string source;                 ///< program and data
  std::vector<std::string> findings;  ///< a sentence each
  std::optional<plot::Chart> chart;   ///< none: nothing could be predicted
  std::vector<std::uint32_t> rows;    ///< that are reported, those that deviate first
  std::function<Row(std::size_t)> row;
};

/// A page that is complete in itself: counts, plot, the rows that deviate with their reasons, the others folded. It loads
/// nothing and runs nothing; everything from files is text. It follows the reader's light or dark setting.
std::string check_page(const CheckPage& page);

}  // namespace tokroof::answers
