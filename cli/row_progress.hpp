#pragma once
#include <cstdint>

namespace tokroof::cli {

/// How many rows are done, how fast, and how long the rest will take: a line on standard error that is drawn anew a few
/// times a second. Silent where standard error is no terminal.
class RowProgress {
 public:
  explicit RowProgress(std::uint64_t rows);
  RowProgress(const RowProgress&) = delete;
  RowProgress& operator=(const RowProgress&) = delete;
  ~RowProgress();

  void done(std::uint64_t rows);

 private:
  void draw(double seconds_s);

  std::uint64_t rows_, done_ = 0, look_at_ = 1;
  double begin_s_, drawn_s_;
  bool shown_;
};

}  // namespace tokroof::cli
