#pragma once
#include <string>
#include <vector>

#include "model/device.hpp"

namespace tokroof::formats {

/// What stands in front of a program: sudo, env, nohup, numactl, taskset, docker run, ...
struct Launched {
  std::vector<std::string> words;            ///< the program and its options
  std::vector<std::string> environment;      ///< NAME=VALUE, in front or given to a container
  std::vector<std::string> notes;            ///< what the launchers say that does not matter here
  std::string gpus;                          ///< docker run --gpus; empty: not said
  double machines = model::kUnknown;         ///< that it is started on: srun -N
  double machine_devices = model::kUnknown;  ///< of each: srun --gpus-per-node
};

/// Takes launchers off. A container's image stands for its program where no command follows it.
Launched without_launchers(std::vector<std::string> words);

/// OLLAMA_FLASH_ATTENTION=1.
bool is_environment(const std::string& word);

}  // namespace tokroof::formats
