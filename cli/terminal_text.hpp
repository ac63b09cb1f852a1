#pragma once
#include <ostream>
#include <streambuf>
#include <string>

namespace tokroof::cli {

/// While it lives, everything that is written to a stream passes through for_terminal(), line by line: names in files and
/// arguments cannot steer a terminal.
class TerminalText : public std::streambuf {
 public:
  explicit TerminalText(std::ostream& stream) : stream_(stream), behind_(stream.rdbuf(this)) {}
  TerminalText(const TerminalText&) = delete;
  TerminalText& operator=(const TerminalText&) = delete;
  ~TerminalText() override;

 protected:
  int overflow(int c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  /// Passes on so many bytes of what is held.
  bool pass(std::size_t bytes);

  std::ostream& stream_;
  std::streambuf* behind_;
  std::string held_;  ///< the line that is not complete
};

}  // namespace tokroof::cli
