#pragma once
#include <functional>
#include <string>
#include <vector>

namespace tokroof::formats {

/// Runs every task in a child process of its own, all at once, and returns what each wrote to standard output: empty where
/// it failed, wrote more than `most_bytes`, or was not done after `seconds`. Such a child is killed with what it started,
/// and not waited for: a driver that hangs can hold it.
std::vector<std::string> child_outputs(const std::vector<std::function<void()>>& tasks,
                                       double seconds,
                                       std::size_t most_bytes);

/// A program's file, and the words of its command line; the first is its name.
struct ProgramCall {
  std::string file;
  std::vector<std::string> words;
};

/// The same of programs, with messages in English.
std::vector<std::string> program_outputs(const std::vector<ProgramCall>& calls,
                                         double seconds,
                                         std::size_t most_bytes);

}  // namespace tokroof::formats
