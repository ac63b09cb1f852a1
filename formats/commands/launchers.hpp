#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/device.hpp"

namespace tokroof::formats {

/// What stands in front of a program: sudo, env, nohup, numactl, taskset, docker run, ...
struct Launched {
  std::vector<std::string> words;            ///< the program and its options
  std::vector<std::string> environment;      ///< NAME=VALUE, in front or given to a container
  std::vector<std::string> notes;            ///< what the launchers say that does not matter here
  std::string gpus;                          ///< docker run --gpus; empty: not said
  std::string image;                         ///< of a container, with its tag
  double machines = model::kUnknown;         ///< that it is started on: srun -N
  double machine_devices = model::kUnknown;  ///< of each: srun --gpus-per-node
};

/// Takes launchers off. A container's image stands for its program where no command follows it.
Launched without_launchers(std::vector<std::string> words);

/// What a container's image says by its name and its tag: "llama.cpp:server-vulkan", "vllm-openai:v0.11.0".
struct ImageFacts {
  std::string backend;            ///< as tokroof names it, else as the image does; empty: not said
  std::string version;            ///< of the engine: "v0.11.0", "b4719"; empty: not said
  bool is_for_processor = false;  ///< llama.cpp's images that name no backend
};
ImageFacts image_facts(std::string_view image);

/// OLLAMA_FLASH_ATTENTION=1.
bool is_environment(const std::string& word);

}  // namespace tokroof::formats
