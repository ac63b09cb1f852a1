#include "cli/standard_input.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tokroof::cli {

bool is_piped_into() {
  struct stat facts {};
  if (fstat(STDIN_FILENO, &facts) != 0) {
    return false;
  }
  if (S_ISREG(facts.st_mode)) {
    return facts.st_size > 0;
  }
  if (!S_ISFIFO(facts.st_mode)) {
    return false;
  }
  constexpr int kWaitMs = 2000;
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  int waiting = 0;  // bytes; a pipe that was closed has none
  return poll(&input, 1, kWaitMs) > 0 && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0;
}

}  // namespace tokroof::cli
