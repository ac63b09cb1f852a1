#include "cli/input_lines.hpp"

#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "catalog/input_error.hpp"
#include "catalog/text.hpp"

namespace tokroof::cli {
namespace {

constexpr std::size_t kPiece = 1 << 16;
/// Answers may be megabytes each, and wait for each other.
constexpr std::size_t kMostTogether = 32;

}  // namespace

bool InputLines::next(std::vector<api::InputLine>& lines) {
  lines.clear();
  for (take(lines); lines.empty(); take(lines)) {
    if (!read()) {
      end_line(lines);
      return !lines.empty();
    }
  }
  return true;
}

void InputLines::take(std::vector<api::InputLine>& lines) {
  while (lines.size() < kMostTogether && at_ < bytes_.size()) {
    const std::size_t end = bytes_.find('\n', at_);
    add(std::string_view(bytes_).substr(at_, end - at_));
    if (end == std::string::npos) {
      at_ = bytes_.size();
    } else {
      at_ = end + 1;
      end_line(lines);
    }
  }
}

void InputLines::add(std::string_view piece) {
  line_.too_long = line_.too_long || line_.text.size() + piece.size() > api::kMostLineBytes;
  if (line_.too_long) {
    line_.text.clear();
  } else {
    line_.text += piece;
  }
}

void InputLines::end_line(std::vector<api::InputLine>& lines) {
  const std::size_t number = line_.number;
  if (line_.too_long || !catalog::trimmed(line_.text).empty()) {
    lines.push_back(std::move(line_));
  }
  line_ = {.text = "", .number = number + 1};
}

bool InputLines::read() {
  bytes_.resize(kPiece);
  at_ = 0;
  ssize_t got = -1;
  do {
    got = ::read(descriptor_, bytes_.data(), bytes_.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    throw catalog::InputError("bad-file", "cannot be read", "standard input");
  }
  bytes_.resize(static_cast<std::size_t>(got));
  return got > 0;
}

}  // namespace tokroof::cli
