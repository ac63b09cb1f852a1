#include "formats/machines/system.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/machines/child_output.hpp"
#include "formats/machines/read_machine.hpp"
#include "formats/machines/text_lines.hpp"

namespace tokroof::formats {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

System::System(std::filesystem::path root, std::string search_path, double most_seconds)
    : root_(std::move(root)), search_path_(std::move(search_path)), most_seconds_(most_seconds) {}

System System::here() {
  const double seconds = catalog::parse_number(environment("TOKROOF_TOOL_SECONDS")).value_or(kMostSeconds);
  return {environment("TOKROOF_ROOT"), environment("PATH"), std::clamp(seconds, 0.01, kMostSeconds)};
}

std::filesystem::path System::at(std::string_view path) const {
  return root_.empty() ? std::filesystem::path(path) : root_ / path.substr(path.starts_with('/') ? 1 : 0);
}

std::string System::text(std::string_view path) const {
  // Opening a pipe without a writer would wait for one.
  const int file = open(at(path).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return "";
  std::string out;
  struct stat about {};
  if (fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
    std::array<char, 65536> buffer{};
    ssize_t got = 0;
    while (out.size() < kMostToolBytes && (got = read(file, buffer.data(), buffer.size())) > 0) {
      out.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  close(file);
  return out;
}

std::string System::word(std::string_view path) const {
  const std::string whole = text(path);
  std::string_view line = std::string_view(whole).substr(0, whole.find('\n'));
  while (!line.empty() && line.back() == '\0') line.remove_suffix(1);  // of a device tree
  return std::string(catalog::trimmed(line));
}

std::vector<std::string> System::names_in(std::string_view folder) const {
  std::vector<std::string> out;
  std::error_code error;
  constexpr std::size_t kMostNames = 65536;
  for (std::filesystem::directory_iterator it(at(folder), error), end; !error && it != end;
       it.increment(error)) {
    if (out.size() == kMostNames) break;
    out.push_back(it->path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string System::program(std::string_view command) const {
  for (const std::string_view folder : catalog::split_at(search_path_, ':')) {
    if (!folder.starts_with('/')) continue;  // the working folder is no place to run programs from
    std::string file = (at(folder) / command).string();
    struct stat about {};
    if (stat(file.c_str(), &about) == 0 && S_ISREG(about.st_mode) && access(file.c_str(), X_OK) == 0) {
      return file;
    }
  }
  return "";
}

std::vector<System::Asked> System::ask(const std::vector<std::string>& commands) const {
  std::vector<Asked> out;
  std::vector<ProgramCall> calls;
  for (const std::string& command : commands) {
    const std::vector<std::string> words = blank_words(command);
    const std::string file = words.empty() ? "" : program(words.front());
    if (file.empty()) continue;
    out.push_back({command, ""});
    calls.push_back({file, words});
  }
  const std::vector<std::string> outputs = program_outputs(calls, most_seconds_, kMostToolBytes);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].output = outputs[i];
  }
  return out;
}

std::string System::ask(const std::function<void()>& print) const {
  return child_outputs({print}, most_seconds_, kMostToolBytes).front();
}

}  // namespace tokroof::formats
