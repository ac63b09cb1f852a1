#pragma once
#include <functional>
#include <string>
#include <vector>

namespace tokroof {

/// Runs every task in a child process of its own, all at once, and returns what each wrote to standard output: empty where
/// it failed, wrote more than `most_bytes`, or was not done after `seconds`. Such a child is killed with what it started,
/// and not waited for: a driver that hangs can hold it. A task that runs a program replaces its process (execve).
std::vector<std::string> child_outputs(const std::vector<std::function<void()>>& tasks,
                                       double seconds,
                                       std::size_t most_bytes);

}  // namespace tokroof
