// What of the program is another thing under node: other programs' output (formats/machines/child_output.hpp), the mode of new
// files, and libraries that are loaded.
#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "formats/machines/child_output.hpp"

extern "C" {
int host_umask();
int host_output(const char* call, double seconds, char* out, std::size_t most_bytes);

void __dl_seterr(const char* format, ...);  // of the C library: what dlerror says

// Emscripten's own would end the program.
void* dlopen(const char*, int) {
  __dl_seterr("WebAssembly loads no libraries");
  return nullptr;
}
void* dlsym(void*, const char*) { return nullptr; }
}

namespace tokroof::formats {
namespace {

[[maybe_unused]] const mode_t umask_of_node = umask(static_cast<mode_t>(host_umask()));

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

/// Only a library that is loaded is asked in a child, and there is none.
std::vector<std::string> child_outputs(const std::vector<std::function<void()>>& tasks, double, std::size_t) {
  return std::vector<std::string>(tasks.size());
}

/// One after the other: node waits for a program or does not, it does not wait for several.
std::vector<std::string> program_outputs(const std::vector<ProgramCall>& calls,
                                         double seconds,
                                         std::size_t most_bytes) {
  const double end_s = now_s() + seconds;
  std::vector<std::string> out;
  for (const ProgramCall& call : calls) {
    std::string lines = call.file;
    for (const std::string& word : call.words) lines += '\n' + word;
    std::string text(most_bytes, '\0');
    const double left_s = end_s - now_s();
    const int bytes = left_s > 0 ? host_output(lines.c_str(), left_s, text.data(), most_bytes) : -1;
    text.resize(static_cast<std::size_t>(std::max(bytes, 0)));
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace tokroof::formats
