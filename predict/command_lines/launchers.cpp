#include "predict/command_lines/launchers.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/names.hpp"
#include "predict/command_lines/shell_words.hpp"

namespace tokroof {
namespace {

using Words = std::vector<std::string>;

std::string base(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

/// A launcher with the options of it that take a value; `plain` words are its own before the program.
struct Launcher {
  std::string_view name;
  std::string_view with_value;  ///< separated by '|'
  std::size_t plain;
};

constexpr Launcher kLaunchers[] = {
    {"sudo", "-u|-g|-C|--user|--group", 0},
    {"env", "-u|--unset|-C|--chdir", 0},
    {"nohup", "", 0},
    {"exec", "", 0},
    {"time", "-f|-o", 0},
    {"command", "", 0},
    {"nice", "-n", 0},
    {"ionice", "-c|-n", 0},
    {"chrt", "-p", 1},
    {"setsid", "", 0},
    {"stdbuf", "-o|-e|-i", 0},
    {"timeout", "-s|-k|--signal", 1},
    {"taskset", "", 1},
    {"numactl", "-N|-m|-C|-l|-i|-p|--cpunodebind|--membind|--physcpubind|--interleave", 0},
    {"systemd-inhibit", "", 0},
    {"caffeinate", "", 0},
    {"start", "", 0},
    {"srun", "-p|-A|-N|-n|-t|-J|-c|-w", 0},
};

bool is_named(std::string_view names, std::string_view name) {
  for (std::string_view rest = names; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find('|'));
    if (one == name) return true;
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
  }
  return false;
}

constexpr std::string_view kContainerFlags =
    "-d|--detach|--rm|-it|-ti|-i|-t|-dit|-itd|-id|-td|--interactive|--tty|--privileged|--init|-P|--publish-"
    "all|--read-only|--no-healthcheck|-T";

/// Options of "docker run" up to the image.
void take_container_options(Words& rest, Launched& out, bool of_image) {
  Words ignored;
  while (!rest.empty() && rest.front().starts_with('-')) {
    const std::string word = rest.front();
    rest.erase(rest.begin());
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    const bool flag = is_named(kContainerFlags, word);
    if (equals == std::string::npos && !flag && !rest.empty()) {
      value = rest.front();
      rest.erase(rest.begin());
    }
    if ((name == "-e" || name == "--env") && is_environment(value)) {
      out.environment.push_back(value);
    } else if (name == "--gpus") {
      out.gpus = value;
    } else {
      ignored.push_back(name);
    }
  }
  if (!ignored.empty()) {
    out.notes.push_back(fmt::format("{} of the container change nothing here", fmt::join(ignored, ", ")));
  }
  if (rest.empty()) return;
  const std::string image = rest.front();
  rest.erase(rest.begin());
  const bool options_follow =
      rest.empty() || rest.front().starts_with('-') || rest.front().find('/') != std::string::npos;
  if (!of_image) return;
  const auto is = [&](std::string_view part) { return image.find(part) != std::string::npos; };
  const bool starts_path = !rest.empty() && (rest.front().starts_with('/') || rest.front().starts_with("./"));
  if (is("llama.cpp") && !rest.empty() && (rest.front() == "--server" || rest.front() == "-s")) {
    rest.front() = "llama-server";
  } else if (is("llama.cpp") && !rest.empty() && (rest.front() == "--run" || rest.front() == "-r")) {
    rest.front() = "llama-cli";
  } else if (is("llama.cpp") && !rest.empty() && (rest.front() == "--bench" || rest.front() == "-b")) {
    rest.front() = "llama-bench";
  } else if (is("llama.cpp") && (is("server") || is("light")) && options_follow && !starts_path) {
    rest.insert(rest.begin(), is("light") ? "llama-cli" : "llama-server");
  } else if (is("vllm") && options_follow && !starts_path) {
    rest.insert(rest.begin(), {"vllm", "serve"});
  } else if (is("text-generation-inference") && options_follow) {
    rest.insert(rest.begin(), "text-generation-launcher");
  } else if (is("koboldcpp") && options_follow && !starts_path) {
    rest.insert(rest.begin(), "koboldcpp");
  } else if (is("ollama") && rest.empty()) {
    rest = {"ollama", "serve"};
  }
}

}  // namespace

bool is_environment(const std::string& word) {
  const std::size_t equals = word.find('=');
  return equals != std::string::npos && equals > 0 && (word[0] < '0' || word[0] > '9') &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == equals;
}

Launched without_launchers(Words rest) {
  Launched out;
  constexpr int kMostLaunchers = 32;
  for (int n = 0; n < kMostLaunchers && !rest.empty(); ++n) {
    if (is_environment(rest.front())) {
      out.environment.push_back(rest.front());
      rest.erase(rest.begin());
      continue;
    }
    const std::string name = base(rest.front());
    const auto* launcher = std::find_if(
        std::begin(kLaunchers), std::end(kLaunchers), [&](const Launcher& l) { return l.name == name; });
    if (launcher != std::end(kLaunchers)) {
      std::string shown = name;
      rest.erase(rest.begin());
      while (!rest.empty() && rest.front().starts_with('-')) {
        const bool valued = is_named(launcher->with_value, rest.front());
        for (int i = 0; i < (valued ? 2 : 1) && !rest.empty(); ++i) {
          shown += ' ' + rest.front();
          rest.erase(rest.begin());
        }
      }
      for (std::size_t i = 0; i < launcher->plain && !rest.empty(); ++i) {
        shown += ' ' + rest.front();
        rest.erase(rest.begin());
      }
      if (is_one_of(name, {"numactl", "taskset", "nice", "chrt"})) {
        out.notes.push_back(
            fmt::format("{} is ignored: where its threads and memory are is not modelled", shown));
      }
      continue;
    }
    const bool container = is_one_of(name, {"docker", "podman", "nerdctl"});
    if (container && rest.size() > 1) {
      rest.erase(rest.begin());
      const bool compose = rest.front() == "compose";
      if (compose) rest.erase(rest.begin());
      const std::string verb = rest.empty() ? "" : rest.front();
      if (verb != "run" && verb != "exec") break;
      rest.erase(rest.begin());
      take_container_options(rest, out, verb == "run" && !compose);
      continue;
    }
    if (is_one_of(name, {"conda", "mamba", "micromamba", "poetry", "pipenv", "pixi"}) && rest.size() > 1 &&
        rest[1] == "run") {
      rest.erase(rest.begin(), rest.begin() + 2);
      while (!rest.empty() && rest.front().starts_with('-')) {
        const bool valued = is_one_of(rest.front(), {"-n", "-p", "--name", "--prefix", "-e"});
        rest.erase(rest.begin(), rest.begin() + std::min<std::ptrdiff_t>(valued ? 2 : 1, std::ssize(rest)));
      }
      continue;
    }
    if (is_one_of(name, {"bash", "sh", "zsh"}) && rest.size() > 2 && rest[1].starts_with('-') &&
        rest[1].ends_with('c')) {
      std::string left_out;
      const std::string script = rest[2];
      rest = one_command(shell_words(script), left_out);
      continue;
    }
    break;
  }
  out.words = std::move(rest);
  return out;
}

}  // namespace tokroof
