#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// The system that is asked what it is: its files and its programs. Everything is below a root folder, so that a folder
/// with a /proc, a /sys and some programs of one's own is a system too.
class System {
 public:
  /// Programs are looked up on `search_path` (folders joined by ':'), each below the root.
  System(std::filesystem::path root, std::string search_path, double most_seconds = kMostSeconds);

  /// The one that the program runs on; for tests of containers, TOKROOF_ROOT names another root and TOKROOF_TOOL_SECONDS
  /// another limit for programs.
  static System here();

  /// A path below the root.
  [[nodiscard]] std::filesystem::path at(std::string_view path) const;
  /// What a regular file holds, at most kMostToolBytes; empty where it cannot be read.
  [[nodiscard]] std::string text(std::string_view path) const;
  /// The same without the line's end, as the files of /sys are: "0x10de".
  [[nodiscard]] std::string word(std::string_view path) const;
  /// Names in a folder, sorted; none where it cannot be read.
  [[nodiscard]] std::vector<std::string> names_in(std::string_view folder) const;
  /// The file that a command name stands for; empty: there is none.
  [[nodiscard]] std::string program(std::string_view command) const;
  /// Whether it is the system that the program runs on, whose libraries can be loaded.
  [[nodiscard]] bool is_here() const { return root_.empty(); }

  struct Asked {
    std::string command;  ///< as typed: "nvidia-smi topo -m"
    std::string output;   ///< empty: it is not there, failed, or took too long
  };
  /// Runs commands (words between blanks) at once; those that are not there are left out.
  [[nodiscard]] std::vector<Asked> ask(const std::vector<std::string>& commands) const;
  /// What a function prints that may hang: it runs in a process of its own.
  [[nodiscard]] std::string ask(const std::function<void()>& print) const;

  static constexpr double kMostSeconds = 10;

 private:
  std::filesystem::path root_;
  std::string search_path_;
  double most_seconds_;
};

}  // namespace tokroof::formats
