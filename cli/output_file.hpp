#pragma once
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tokroof::cli {

class Command;
class Option;

/// A result that could not be written; exit status 3.
struct CannotWrite : std::runtime_error {
  explicit CannotWrite(const std::string& target) : std::runtime_error(target + ": cannot be written") {}
};

/// A file that appears, or takes the place of the old one, only when it is complete: until then it stands beside, under a
/// name of its own. The new file has the old one's mode and owner; where the name is a link, what it leads to is written.
/// Standard output ("-", /dev/stdout), devices and pipes are written through, as they come. Throws InputError for what
/// cannot be a result: a folder, a socket, a drive, a file that may not be written.
class OutputFile {
 public:
  explicit OutputFile(const std::string& name);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();
  std::ostream& stream() { return to_stdout_ ? *to_stdout_ : out_; }
  /// The result is complete. Throws CannotWrite if it is not.
  void keep();

 private:
  void open_beside();

  std::string name_;              ///< as given
  std::filesystem::path target_;  ///< where links lead to
  std::string beside_;            ///< empty: written through
  std::ofstream out_;
  std::ostream* to_stdout_ = nullptr;
};

/// A whole file at once.
void write_file(const std::string& name, std::string_view text);

/// An option that names such a file; "" is refused.
Option add_output_option(Command command, const std::string& names, std::string& to, const std::string& help);

}  // namespace tokroof::cli
