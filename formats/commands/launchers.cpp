#include "formats/commands/launchers.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "formats/commands/command_names.hpp"
#include "formats/commands/one_command.hpp"
#include "formats/commands/shell_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using Words = std::vector<std::string>;

/// A launcher with the options of it that take a value; `plain` words are its own before the program. Lists are separated
/// by '|'.
struct Launcher {
  std::string_view name;
  std::string_view with_value;
  std::size_t plain;
  std::string_view machines =
      "";  ///< of the options, those that say on how many it starts the program, or on which
  std::string_view devices = "";  ///< and of how many devices each, or of a process a device
};

constexpr std::string_view kSlurm =
    "-p|-A|-N|-n|-t|-J|-c|-w|-G|-x|-o|-e|-D|-q|-C|--partition|--account|--nodes|--ntasks|--time|--job-name|"
    "--cpus-per-task|--nodelist|--exclude|--output|--error|--chdir|--qos|--constraint|--gpus|--gres|--mem|--"
    "mpi|"
    "--gpus-per-node|--gpus-per-task|--ntasks-per-node|--container-image|--container-name|--container-mounts|"
    "--container-workdir|--export|--cpu-bind|--gpu-bind|--distribution|--reservation";
constexpr std::string_view kMpi =
    "-n|-np|-c|--np|-H|-host|--host|-hostfile|--hostfile|-machinefile|--machinefile|-x|--map-by|--bind-to|-N|"
    "-npernode|--npernode|-ppn|--wdir|-wdir|--rank-by|-f|-genvlist|--output-filename";
constexpr std::string_view kTorchrun =
    "--nnodes|--nproc-per-node|--nproc_per_node|--node-rank|--node_rank|--master-addr|--master_addr|--master-"
    "port|"
    "--master_port|--rdzv-backend|--rdzv_backend|--rdzv-endpoint|--rdzv_endpoint|--rdzv-id|--rdzv_id|--max-"
    "restarts|"
    "--max_restarts|--log-dir|--log_dir|--role";

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
    {"srun", kSlurm, 0, "-N|--nodes", "--gpus-per-node|--gres"},
    {"salloc", kSlurm, 0, "-N|--nodes", "--gpus-per-node|--gres"},
    {"mpirun", kMpi, 0, "-H|-host|--host", "-N|-npernode|--npernode|-ppn|--map-by"},
    {"mpiexec", kMpi, 0, "-H|-host|--host", "-N|-npernode|--npernode|-ppn|--map-by"},
    {"torchrun", kTorchrun, 0, "--nnodes", "--nproc-per-node|--nproc_per_node"},
    {"mlx.launch", "-n|--hosts|--hostfile|--backend|--env|--cwd|--python|--repeat-hosts", 0, "--hosts"},
    {"trtllm-llmapi-launch", "", 0},
    {"uvx", "--from|--with|-p|--python|--index-url|--extra-index-url", 0},
};

constexpr std::string_view kContainerFlags =
    "-d|--detach|--rm|-it|-ti|-i|-t|-dit|-itd|-id|-td|--interactive|--tty|--privileged|--init|-P|--publish-"
    "all|--read-only|--no-healthcheck|-T";

/// An image stands for its program, where the words behind it are that program's options.
void name_program_of(const std::string& image, Words& rest) {
  const auto is = [&](std::string_view part) { return image.find(part) != std::string::npos; };
  const std::string first = rest.empty() ? "" : rest.front();
  const bool is_path = first.starts_with('/') || first.starts_with("./");
  const bool options_follow =
      !is_path && (first.empty() || first.starts_with('-') || first.find('/') != std::string::npos);
  // The image with all programs of llama.cpp takes one's name as an option.
  constexpr std::pair<std::string_view, std::string_view> kChoices[] = {
      {"--server|-s", "llama-server"}, {"--run|-r", "llama-cli"}, {"--bench|-b", "llama-bench"}};
  for (const auto& [option, program] : kChoices) {
    if (is("llama.cpp") && !first.empty() && is_named(option, first)) {
      rest.front() = program;
      return;
    }
  }
  if (is("ollama") && rest.empty()) {
    rest = {"ollama", "serve"};
  } else if (!options_follow) {
    return;
  } else if (is("llama.cpp") && (is("server") || is("light"))) {
    rest.insert(rest.begin(), is("light") ? "llama-cli" : "llama-server");
  } else if (is("vllm")) {
    rest.insert(rest.begin(), {"vllm", "serve"});
  } else if (is("text-generation-inference")) {
    rest.insert(rest.begin(), "text-generation-launcher");
  } else if (is("koboldcpp")) {
    rest.insert(rest.begin(), "koboldcpp");
  }
}

/// Options of "docker run" up to the image, or of "docker exec" up to the container; takes that too and returns it.
std::string take_container(Words& rest, Launched& out) {
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
  std::string container = rest.empty() ? "" : rest.front();
  rest.erase(rest.begin(), rest.begin() + (rest.empty() ? 0 : 1));
  return container;
}

struct Option {
  std::string name, value;  ///< "--nodes=2" and "--nodes 2": the same
  std::string typed;
};

/// Options in front, those of `with_value` with the word behind them, up to a "--".
std::vector<Option> take_options(Words& rest, std::string_view with_value) {
  std::vector<Option> taken;
  const auto take = [&] {
    std::string word = rest.front();
    rest.erase(rest.begin());
    return word;
  };
  while (!rest.empty() && rest.front().starts_with('-')) {
    const std::string word = take();
    if (word == "--") {
      break;
    }
    const std::size_t equals = word.find('=');
    Option option{word.substr(0, equals), equals == std::string::npos ? "" : word.substr(equals + 1), word};
    if (equals == std::string::npos && is_named(with_value, word) && !rest.empty()) {
      option.value = take();
      option.typed += ' ' + option.value;
    }
    taken.push_back(std::move(option));
  }
  return taken;
}

/// "2", "gpu:h100:8", "ppr:8:node", "2-4": the last number that stands by itself.
double number_in(const std::string& value) {
  constexpr double kMost = 1e5;
  double count = model::kUnknown;
  std::string part;
  for (const char c : value + ':') {
    if (c != ':' && c != '-') {
      part += c;
      continue;
    }
    const double number = catalog::parse_number(part).value_or(model::kUnknown);
    count = number >= 1 && number <= kMost && number == std::floor(number) ? number : count;
    part.clear();
  }
  return count;
}

/// "2", "2-4": so many; "gpu-1:8,gpu-2:8", "10.0.0.1": their names.
double machines_in(const std::string& value) {
  return value.find_first_not_of("0123456789-:") == std::string::npos
             ? number_in(value)
             : 1 + static_cast<double>(std::count(value.begin(), value.end(), ','));
}

/// Each takes one launcher from the front; false: there is none of its kind.
bool take_wrapper(Words& rest, Launched& out) {
  const std::string name = program_name(rest.front());
  const auto* launcher = std::find_if(
      std::begin(kLaunchers), std::end(kLaunchers), [&](const Launcher& l) { return l.name == name; });
  if (launcher == std::end(kLaunchers)) {
    return false;
  }
  rest.erase(rest.begin());
  std::string shown = name;
  for (const Option& option : take_options(rest, launcher->with_value)) {
    shown += ' ' + option.typed;
    if (is_named(launcher->machines, option.name)) {
      out.machines = machines_in(option.value);
    } else if (is_named(launcher->devices, option.name)) {
      out.machine_devices = number_in(option.value);
    }
  }
  for (std::size_t i = 0; i < launcher->plain && !rest.empty(); ++i) {
    shown += ' ' + rest.front();
    rest.erase(rest.begin());
  }
  if (model::is_one_of(name, {"numactl", "taskset", "nice", "chrt"})) {
    out.notes.push_back(
        fmt::format("{} is ignored: where its threads and memory are is not modelled", shown));
  }
  return true;
}

bool take_docker(Words& rest, Launched& out) {
  if (!model::is_one_of(program_name(rest.front()), {"docker", "podman", "nerdctl"})) {
    return false;
  }
  const bool compose = rest.size() > 1 && rest[1] == "compose";
  const std::size_t at = compose ? 2 : 1;
  const std::string verb = rest.size() > at ? rest[at] : "";
  if (verb != "run" && verb != "exec") {
    return false;
  }
  rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  const std::string image = take_container(rest, out);
  if (verb == "run" && !compose && !image.empty()) {
    out.image = image;
    name_program_of(image, rest);
  }
  return true;
}

/// "conda run -n NAME", "poetry run", "uv run --with vllm", "accelerate launch".
bool take_environment_manager(Words& rest) {
  constexpr std::string_view kRun = "conda|mamba|micromamba|poetry|pipenv|pixi|uv|pipx|pdm|rye|hatch";
  const std::string name = program_name(rest.front());
  const std::string_view verb = is_named(kRun, name) ? "run" : name == "accelerate" ? "launch" : "";
  if (verb.empty() || rest.size() < 2 || rest[1] != verb) {
    return false;
  }
  rest.erase(rest.begin(), rest.begin() + 2);
  take_options(
      rest,
      "-n|-p|--name|--prefix|-e|--with|--from|--python|--extra|--group|--env-file|--project|--directory|"
      "--num_processes|--num_machines|--mixed_precision|--config_file|--main_process_port|--machine_rank");
  return true;
}

/// "rocm", "rocm700", "cuda12.8", "intel": a backend, maybe with its version.
std::string backend_of_word(std::string_view word) {
  constexpr model::WordRow<std::string_view> kBackends[] = {
      {"cuda|cu", "cuda"},
      {"rocm", "rocm"},
      {"vulkan", "vulkan"},
      {"sycl|intel|xpu", "sycl"},
      {"gaudi|hpu", "hpu"},
      {"neuron", "neuron"},
      {"tpu", "tpu"},
      {"cpu", "cpu"},
      {"musa", "musa"},
      {"cann", "cann"},
  };
  const std::string_view plain = word.substr(0, word.find_first_of("0123456789."));
  const bool numbered = word.find_first_not_of("0123456789.", plain.size()) == std::string_view::npos;
  return std::string(numbered ? model::meaning_of(plain, kBackends) : "");
}

/// "v0.5.3.post1", "1.0.2", "b4719".
bool is_version(std::string_view word) {
  constexpr std::size_t kShortestBuild = 4;
  if (word.size() >= kShortestBuild && word.front() == 'b') {
    return word.find_first_not_of("0123456789", 1) == std::string_view::npos;
  }
  word.remove_prefix(word.starts_with('v') ? 1 : 0);
  const std::size_t dot = word.find_first_not_of("0123456789");
  return dot > 0 && dot != std::string_view::npos && word[dot] == '.' && dot + 1 < word.size() &&
         word[dot + 1] >= '0' && word[dot + 1] <= '9';
}

/// bash -c 'COMMAND'
bool take_shell(Words& rest) {
  if (!model::is_one_of(program_name(rest.front()), {"bash", "sh", "zsh"}) || rest.size() < 3 ||
      !rest[1].starts_with('-') || !rest[1].ends_with('c')) {
    return false;
  }
  std::string left_out;
  const std::string script = rest[2];
  rest = one_command(shell_words(script), left_out);
  return true;
}

}  // namespace

ImageFacts image_facts(std::string_view image) {
  constexpr std::string_view kSeparators = "/-_";
  // A registry's host and a digest are no names.
  if (const std::size_t slash = image.find('/');
      slash != std::string_view::npos &&
      image.substr(0, slash).find_first_of(".:") != std::string_view::npos) {
    image.remove_prefix(slash + 1);
  }
  image = image.substr(0, image.find('@'));
  ImageFacts out;
  const std::size_t colon = std::min(image.find(':'), image.size());
  bool behind_backend = false;  // "rocm-6.4": the number is the backend's
  for (std::size_t from = 0, end = 0; from <= image.size(); from = end + 1) {
    end = std::min(image.find_first_of(kSeparators, from), image.size());
    end = from <= colon ? std::min(end, colon) : end;
    const std::string word = catalog::lower_case(image.substr(from, end - from));
    const std::string backend = backend_of_word(word);
    if (!backend.empty()) {
      out.backend = backend;  // the last one: the tag says more than the name
    } else if (from > colon && out.version.empty() && is_version(word) &&
               !(behind_backend && word.front() != 'b')) {
      out.version = word;
    }
    behind_backend = !backend.empty();
  }
  out.is_for_processor = out.backend.empty() && image.substr(0, colon).ends_with("llama.cpp");
  return out;
}

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
    } else if (!take_wrapper(rest, out) && !take_docker(rest, out) && !take_environment_manager(rest) &&
               !take_shell(rest)) {
      break;
    }
  }
  out.words = std::move(rest);
  return out;
}

}  // namespace tokroof::formats
