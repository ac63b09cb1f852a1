#include "formats/benchmarks/wrapped_rows.hpp"

#include <algorithm>

#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kArguments = "Namespace(";
constexpr std::string_view kMetrics = "Metrics (ID: ";  // a line of TabbyAPI's log

std::ptrdiff_t count_of(std::string_view text, char c) { return std::count(text.begin(), text.end(), c); }
std::ptrdiff_t bars(std::string_view text) { return count_of(text, '|'); }

bool is_open_metrics(std::string_view text) {
  const bool whole = catalog::contains(text, "T/s") && count_of(text, '(') <= count_of(text, ')');
  return catalog::contains(text, kMetrics) && !whole;
}

bool is_start(std::string_view text) {
  text = catalog::trimmed(text);
  return text.starts_with('|') || (text.starts_with(kArguments) && !text.ends_with(')')) ||
         is_open_metrics(text);
}

/// The level of a line of a log, with which the next begins.
bool begins_log_line(std::string_view text) {
  return catalog::contains(text, "INFO:") || catalog::contains(text, "WARNING:") ||
         catalog::contains(text, "ERROR:") || catalog::contains(text, "DEBUG:");
}

}  // namespace

/// A terminal breaks every line at its width, within words; programs break between words.
bool WrappedRows::is_broken_by_force() const {
  constexpr std::size_t kTerminals[] = {72, 80, 100, 120, 132, 140, 150, 160, 180, 200};
  return model::holds(kTerminals, width_);
}

bool WrappedRows::goes_on(std::string_view text) const {
  constexpr std::size_t kMostPieces = 100, kNearlyAsWide = 12;
  text = catalog::trimmed(text);
  if (held_.empty() || pieces_ >= kMostPieces || text.empty()) {
    return false;
  }
  const std::string_view held = catalog::trimmed(held_);
  if (held.starts_with(kArguments)) {
    return !held.ends_with(')') && !text.starts_with("====");
  }
  if (catalog::contains(held, kMetrics)) {
    return is_open_metrics(held) && !begins_log_line(text);
  }
  // What is wrapped once more is as wide as what came before.
  const bool to_the_end = text.ends_with('|') || (bars(text) > 0 && text.size() + kNearlyAsWide > width_);
  if (!to_the_end) {
    return false;
  }
  const bool whole = held.ends_with('|');
  const bool rows_without_end = !whole && !text.ends_with('|') && bars(held) == bars(text);
  return !text.starts_with('|') || (!whole && !rows_without_end);
}

void WrappedRows::line(std::string_view text, int line) {
  if (goes_on(text)) {
    held_ += by_force_ ? "" : " ";
    held_ += text;
    width_ = text.size();
    pieces_ += 1;
    return;
  }
  if (is_open_metrics(held_) && catalog::trimmed(text).empty()) {
    return;
  }
  flush();
  if (is_start(text)) {
    held_ = std::string(text);
    held_line_ = line;
    pieces_ = 1;
    width_ = text.size();
    by_force_ = is_broken_by_force();
    return;
  }
  take_(text, line);
}

void WrappedRows::flush() {
  if (!held_.empty()) {
    const std::string row = std::exchange(held_, "");
    take_(row, held_line_);
  }
}

}  // namespace tokroof::formats
