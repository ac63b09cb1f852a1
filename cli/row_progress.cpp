#include "cli/row_progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace tokroof::cli {
namespace {

constexpr double kEvery_s = 0.2;

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// 1.2 M, 34 k
std::string thousands(double value) {
  if (value >= 1e6) {
    return fmt::format("{:.3g} M", value / 1e6);
  }
  return value >= 1e4 ? fmt::format("{:.3g} k", value / 1e3) : fmt::format("{:.0f}", value);
}

std::string clock_text(double seconds_s) {
  if (!(seconds_s < 360000)) {
    return "more than 100 h";
  }
  const auto s = std::lround(seconds_s);
  return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
                   : fmt::format("{}:{:02}", s / 60, s % 60);
}

}  // namespace

RowProgress::RowProgress(std::uint64_t rows)
    : rows_(rows), begin_s_(now_s()), drawn_s_(begin_s_), shown_(isatty(STDERR_FILENO) != 0) {}

RowProgress::~RowProgress() {
  if (shown_ && drawn_s_ > begin_s_) {
    fmt::print(stderr, "\r\033[K");
  }
}

void RowProgress::done(std::uint64_t rows) {
  if (!shown_) {
    return;
  }
  done_ += rows;
  if (done_ < look_at_ && done_ < rows_) {
    return;
  }
  // The clock is asked seldom where rows are quick.
  const double now = now_s();
  const double rate = static_cast<double>(done_) / std::max(now - begin_s_, 1e-9);
  look_at_ = done_ + std::max<std::uint64_t>(static_cast<std::uint64_t>(rate * kEvery_s / 4), 1);
  if (now - drawn_s_ >= kEvery_s) {
    drawn_s_ = now;
    draw(now - begin_s_);
  }
}

void RowProgress::draw(double seconds_s) {
  const double done = static_cast<double>(done_), rate = done / seconds_s;
  fmt::print(stderr,
             "\r\033[K{} of {} rows ({:.0f} %), {} rows/s, {} left",
             thousands(done),
             thousands(static_cast<double>(rows_)),
             100 * done / static_cast<double>(rows_),
             thousands(rate),
             clock_text((static_cast<double>(rows_) - done) / rate));
  std::fflush(stderr);
}

}  // namespace tokroof::cli
