#include "formats/machines/child_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>

namespace tokroof::formats {
namespace {

using Clock = std::chrono::steady_clock;

struct Child {
  pid_t id = -1;
  int pipe = -1;  ///< -1: read to its end, or given up
  std::string output;
  bool good = true;
};

[[noreturn]] void run_child(const std::function<void()>& task, int out) {
  setpgid(0, 0);  // killed together with what it starts
  const int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDERR_FILENO);
  dup2(out, STDOUT_FILENO);
  task();
  _exit(0);
}

Child start(const std::function<void()>& task) {
  Child child;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    child.good = false;
    return child;
  }
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  child.id = fork();
  if (child.id == 0) run_child(task, ends[1]);
  close(ends[1]);
  if (child.id < 0) {
    close(ends[0]);
    child.good = false;
    return child;
  }
  setpgid(child.id, child.id);  // in both processes: whichever comes first
  child.pipe = ends[0];
  return child;
}

void stop_reading(Child& child) {
  close(child.pipe);
  child.pipe = -1;
}

void read_some(Child& child, std::size_t most_bytes) {
  std::array<char, 65536> buffer{};
  const ssize_t got = read(child.pipe, buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return;
  if (got > 0) child.output.append(buffer.data(), static_cast<std::size_t>(got));
  if (child.output.size() > most_bytes) child.good = false;
  if (got <= 0 || !child.good) stop_reading(child);
}

/// Milliseconds until the end, at least 0.
int left_ms(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

/// True once the child has ended well; it is given until `end`.
bool ended_well(const Child& child, Clock::time_point end) {
  int status = 0;
  pid_t got = 0;
  while ((got = waitpid(child.id, &status, WNOHANG)) == 0 && left_ms(end) > 0) {
    poll(nullptr, 0, 1);
  }
  return got == child.id && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void kill_child(const Child& child) {
  kill(-child.id, SIGKILL);
  constexpr int kTries = 50;  // milliseconds: a child that a driver holds ends later, and is nobody's concern
  for (int i = 0; i < kTries && waitpid(child.id, nullptr, WNOHANG) == 0; ++i) {
    poll(nullptr, 0, 1);
  }
}

/// Runs a program in place of this process, with messages in English.
void become(const ProgramCall& call) {
  std::vector<char*> arguments;
  arguments.reserve(call.words.size() + 1);
  for (const std::string& word : call.words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  setenv("LC_ALL", "C", 1);
  execv(call.file.c_str(), arguments.data());
  _exit(127);
}

}  // namespace

std::vector<std::string> child_outputs(const std::vector<std::function<void()>>& tasks,
                                       double seconds,
                                       std::size_t most_bytes) {
  const auto end = Clock::now() + std::chrono::milliseconds(static_cast<long>(seconds * 1e3));
  std::vector<Child> children;
  children.reserve(tasks.size());
  for (const auto& task : tasks) {
    children.push_back(start(task));
  }
  while (left_ms(end) > 0) {
    std::vector<pollfd> waiting;
    std::vector<Child*> of;
    for (Child& child : children) {
      if (child.pipe < 0) continue;
      waiting.push_back({child.pipe, POLLIN, 0});
      of.push_back(&child);
    }
    if (waiting.empty()) break;
    if (poll(waiting.data(), waiting.size(), left_ms(end)) <= 0) continue;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) read_some(*of[i], most_bytes);
    }
  }
  std::vector<std::string> out;
  for (Child& child : children) {
    const bool in_time = child.id > 0 && child.pipe < 0 && child.good && ended_well(child, end);
    if (child.id > 0 && !in_time) kill_child(child);
    if (child.pipe >= 0) stop_reading(child);
    out.push_back(in_time ? std::move(child.output) : "");
  }
  return out;
}

std::vector<std::string> program_outputs(const std::vector<ProgramCall>& calls,
                                         double seconds,
                                         std::size_t most_bytes) {
  std::vector<std::function<void()>> tasks;
  tasks.reserve(calls.size());
  for (const ProgramCall& call : calls) {
    tasks.emplace_back([&call] { become(call); });
  }
  return child_outputs(tasks, seconds, most_bytes);
}

}  // namespace tokroof::formats
