#include "catalog/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "catalog/input_error.hpp"

namespace tokroof::catalog {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 1 << 16;
constexpr const char* kCutShort = "cannot be read to its end";

[[noreturn]] void cannot_open(const fs::path& path, const std::error_code& why) {
  const std::string name = path.string();
  if (name.starts_with("http:") || name.starts_with("https:")) {  // of what a path may do to its slashes
    throw InputError("bad-file", "addresses are not fetched: save the page and name its file", name);
  }
  if (name.empty()) {
    throw InputError("usage", "nothing was given: an empty text stands where a file or a sentence should");
  }
  throw InputError("bad-file", "cannot be opened: " + why.message(), path.string());
}

/// Closes a descriptor where its scope ends.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::string too_large(std::uintmax_t most_bytes) {
  return fmt::format("more than {} MiB: not read", most_bytes >> 20);
}

/// Opening a pipe waits for a writer, possibly for ever: whether there is one is asked without waiting.
std::string read_pipe(const fs::path& path, std::uintmax_t most_bytes) {
  const Descriptor pipe(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (pipe.get() < 0) {
    cannot_open(path, {errno, std::generic_category()});
  }
  std::string out(kPiece, '\0');
  ssize_t got = ::read(pipe.get(), out.data(), out.size());
  if (got == 0) {
    throw InputError("bad-file", "is a pipe that nothing writes to", path.string());
  }
  out.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  fcntl(pipe.get(), F_SETFL, 0);  // from here on it waits
  while (got != 0) {
    const std::size_t before = out.size();
    out.resize(before + kPiece);
    got = ::read(pipe.get(), out.data() + before, kPiece);
    out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) {
      throw InputError("bad-file", kCutShort, path.string());
    }
    if (out.size() > most_bytes) {
      throw InputError("bad-file", too_large(most_bytes), path.string());
    }
  }
  return out;
}

}  // namespace

bool is_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

bool is_pipe(const fs::path& path) {
  std::error_code failed;
  return fs::is_fifo(path, failed);
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> out;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (!is_folder(at->path())) {
      out.push_back(at->path());
    }
  }
  if (failed) {
    cannot_open(folder, failed);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::unique_ptr<std::istream> open_input(const fs::path& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::status_known(status) || status.type() == fs::file_type::not_found) {
    cannot_open(path, failed ? failed : std::make_error_code(std::errc::no_such_file_or_directory));
  }
  if (fs::is_directory(status)) {
    throw InputError("bad-file", "is a folder", path.string());
  }
  if (fs::is_fifo(status)) {
    return std::make_unique<std::istringstream>(read_pipe(path, kMostTableBytes));
  }
  if (!fs::is_regular_file(status)) {
    throw InputError("bad-file", "is neither a regular file nor a pipe", path.string());
  }
  if (const std::uintmax_t bytes = fs::file_size(path, failed); !failed && bytes > kMostTableBytes) {
    throw InputError("bad-file", too_large(kMostTableBytes), path.string());
  }
  auto in = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*in) {
    cannot_open(path, {errno, std::generic_category()});
  }
  return in;
}

std::string read_text(std::istream& in, std::string_view name, std::uintmax_t most_bytes) {
  std::string out;
  while (in) {
    const std::size_t before = out.size();
    out.resize(before + kPiece);
    in.read(out.data() + before, kPiece);
    out.resize(before + static_cast<std::size_t>(in.gcount()));
    if (out.size() > most_bytes) {
      throw InputError("bad-file", too_large(most_bytes), std::string(name));
    }
  }
  if (in.bad()) {
    throw InputError("bad-file", kCutShort, std::string(name));
  }
  return out;
}

std::string read_text(const fs::path& path, std::uintmax_t most_bytes) {
  if (is_pipe(path)) {
    return read_pipe(path, most_bytes);
  }
  return read_text(*open_input(path), path.string(), most_bytes);
}

}  // namespace tokroof::catalog
