#include "cli/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <system_error>

#include "catalog/input_error.hpp"
#include "cli/parser.hpp"

namespace tokroof::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<int, 3> kEndings = {SIGINT, SIGTERM, SIGHUP};

/// What a signal that ends the program has to remove: one file at a time is written.
std::array<char, 4096> unfinished{};

void remove_unfinished(int signal) {
  if (unfinished[0] != '\0') {
    unlink(unfinished.data());
  }
  std::signal(signal, SIG_DFL);
  raise(signal);
}

void remove_at_signals(const std::string& path) {
  if (path.size() >= unfinished.size()) {
    return;
  }
  std::copy(path.begin() + 1, path.end() + 1, unfinished.begin() + 1);  // with the zero at its end
  unfinished[0] = path[0];                                              // from here on it is a name
  for (const int signal : kEndings) {
    if (std::signal(signal, remove_unfinished) == SIG_IGN) {
      std::signal(signal, SIG_IGN);  // nohup
    }
  }
}

/// A new file in the folder of `target`, which a signal that ends the program removes, whenever it comes. -1: there is none.
int make_beside(const std::string& target, std::string& path) {
  sigset_t endings, before;
  sigemptyset(&endings);
  for (const int signal : kEndings) {
    sigaddset(&endings, signal);
  }
  pthread_sigmask(SIG_BLOCK, &endings, &before);
  path = target + ".XXXXXX.part";
  const int fd = mkstemps(path.data(), 5);
  const int why = errno;
  if (fd >= 0) {
    remove_at_signals(path);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = why;
  return fd;
}

[[noreturn]] void cannot(const std::string& name, const std::string& why) {
  throw catalog::InputError("bad-file", "cannot be written: " + why, name);
}

std::string reason(int number) { return std::generic_category().message(number); }

bool is_stdout(const std::string& name) {
  return name == "-" || name == "/dev/stdout" || name == "/dev/fd/1" || name == "/proc/self/fd/1";
}

/// What the program that started this one has open already: a file of that kind is added to, never replaced.
bool is_descriptor(const std::string& name) {
  return name == "/dev/stderr" || name.starts_with("/dev/fd/") || name.starts_with("/proc/self/fd/");
}

/// Where a name leads, through links whose last one may lead to nothing yet.
fs::path end_of_links(const std::string& name) {
  constexpr int kMostLinks = 40;  // as Linux has it
  fs::path path = name;
  std::error_code failed;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, failed); ++i) {
    const fs::path next = fs::read_symlink(path, failed);
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  return path;
}

}  // namespace

OutputFile::OutputFile(const std::string& name) : name_(name) {
  if (is_stdout(name)) {
    to_stdout_ = &std::cout;
    return;
  }
  struct stat old {};
  const bool there = stat(name.c_str(), &old) == 0;
  if (!there && errno != ENOENT) {
    cannot(name, reason(errno));
  }
  if (there && (S_ISDIR(old.st_mode) || S_ISBLK(old.st_mode) || S_ISSOCK(old.st_mode))) {
    cannot(name, S_ISDIR(old.st_mode) ? "is a folder" : S_ISBLK(old.st_mode) ? "is a drive" : "is a socket");
  }
  if (there && access(name.c_str(), W_OK) != 0) {
    cannot(name, reason(errno));
  }
  if (there && (!S_ISREG(old.st_mode) || is_descriptor(name))) {
    out_.open(name, std::ios::binary | std::ios::app);
  } else {
    target_ = end_of_links(name);
    open_beside();
  }
  if (!out_) {
    cannot(name, reason(errno));
  }
}

/// Opens a new file in the folder of the target, with the mode and the owner that the target has or would get.
void OutputFile::open_beside() {
  std::string beside;
  const int fd = make_beside(target_.string(), beside);
  if (fd < 0) {
    cannot(name_, reason(errno));
  }
  beside_ = beside;
  struct stat old {};
  bool same = true;
  if (stat(target_.c_str(), &old) == 0) {
    struct stat made {};
    same = fstat(fd, &made) == 0 && ((made.st_uid == old.st_uid && made.st_gid == old.st_gid) ||
                                     fchown(fd, old.st_uid, old.st_gid) == 0);
    same = fchmod(fd, old.st_mode & 07777) == 0 && same;
  } else {
    const mode_t mask = umask(0);
    umask(mask);
    same = fchmod(fd, 0666 & ~mask) == 0;
  }
  out_.open(beside_, std::ios::binary | std::ios::trunc);
  close(fd);
  if (!same) {
    unlink(beside_.c_str());
    unfinished[0] = '\0';
    cannot(name_, "it belongs to another user or group, and a new file in its place would not");
  }
}

OutputFile::~OutputFile() {
  if (!beside_.empty()) {
    std::error_code ignored;
    out_.close();
    fs::remove(beside_, ignored);
    unfinished[0] = '\0';
  }
}

void OutputFile::keep() {
  if (to_stdout_ != nullptr) {
    to_stdout_->flush();
    return;  // whether it was written is asked when the program ends
  }
  out_.close();
  std::error_code failed;
  if (out_ && !beside_.empty()) {
    fs::rename(beside_, target_, failed);
  }
  if (!out_ || failed) {
    throw CannotWrite(name_);
  }
}

void write_file(const std::string& name, std::string_view text) {
  OutputFile file(name);
  file.stream() << text;
  file.keep();
}

Option add_output_option(Command command,
                         const std::string& names,
                         std::string& to,
                         const std::string& help) {
  const auto check = [](const std::string& name) { return std::string(name.empty() ? "names no file" : ""); };
  return command.add_option(names, to, help).type_name("FILE").check(check);
}

}  // namespace tokroof::cli
