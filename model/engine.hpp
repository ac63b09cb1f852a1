#pragma once
#include <string_view>

#include "model/device.hpp"
#include "model/split.hpp"

namespace tokroof::model {

/// What an engine's kernels and its host do, as far as it decides how long a step takes: an entry of
/// datasets/engines.json. Every fact of an engine is one of these; no code compares its name.
/// Years are decimal ("mid-2025" is 2025.5) and of the engine's build.
struct Engine {
  std::string_view name;  ///< as people give it
  std::string_view
      runs_as;  ///< the engine whose kernels it runs, and whose facts it has but for those that it states
  Split split = Split::tensor;  ///< how it usually spreads a model over several devices
  std::string_view quant;       ///< what it usually runs
  std::string_view backends;    ///< what it runs on, its usual one first: "cuda|rocm"; empty: any
  std::string_view not_on;      ///< of any: but these

  bool polls_between_devices = false;  ///< GPU and host poll around an exchange instead of waiting for events
  bool tags_models = false;  ///< its library gives a bare name one size and file: "deepseek-r1:latest"
  std::string_view
      integrated_graphics;  ///< slugs, "a|b", that it uses unasked; the others' cores do the work. Empty: all
  std::string_view uses_integrated_graphics_with;  ///< the setting that makes it use the others

  // files and cache
  bool ggml = false;              ///< llama.cpp's graph, file types, cache and buffers
  bool checkpoints = false;       ///< runs safetensors as they are published
  bool quantizes_output = false;  ///< its file types cover the output matrix too
  bool paged_cache = false;       ///< hands out the cache in pages, as sequences grow
  bool needs_whole_context =
      false;  ///< starts only where one sequence as long as the model's context has room
  bool pipelines_steps =
      false;                    ///< a pipeline's stages decode at the same time, each a part of the sequences
  bool caches_experts = false;  ///< of experts on the host, the most used ones stay on the devices
  bool copies_cache = false;    ///< appends to the cache by copying it, and repeats it for every query head

  // prompts
  double micro_batch = 512;              ///< prompt tokens processed at once
  double small_micro_batch = kUnknown;   ///< the same on devices of less than 35 GiB
  double large_micro_batch = kUnknown;   ///< the same on devices of 70 GiB and more
  double huge_micro_batch = kUnknown;    ///< the same on devices of 160 GiB and more
  double large_micro_batch_since = 0;    ///< from builds of this year on
  std::string_view small_defaults_arch;  ///< its large devices, too, get the defaults of the others
  bool groups_share_limits =
      false;  ///< micro-batch and sequences are of all groups of data-parallel attention
  double graphs_prompt_tokens = 0;    ///< CUDA: passes of at most so many tokens launch graphs
  double graphs_prompts_since = 0;    ///< from builds of this year on
  bool packed_prompts = false;        ///< prompt kernels work on packed weights: a second pipe
  bool naive_latent_prompts = false;  ///< computes K and V of latent attention before a prompt attends

  // a server's scheduler
  double prompts_beside_steps_since =
      kUnknown;                              ///< a step decodes and reads a chunk of a prompt; unknown: it
                                             ///< reads waiting prompts first, and nothing decodes meanwhile
  double schedules_beside_since = kUnknown;  ///< the host schedules the next step while the device works
  bool reserves_answers = false;  ///< a sequence starts only where there is room for its whole answer
  double step_tokens = kUnknown;  ///< of prompts that a step reads; unknown: a micro-batch
  double cache_by_place_since =
      kUnknown;  ///< where their number is stated, each sequence's place has a cache of its own, and a pass over
                 ///< the weights takes neighbours only; unknown, or before: one cache for all
  double request_host_ms = 0;  ///< HTTP, template and tokenizer, one request after the other
  double host_sampling_ns_per_entry =
      0;  ///< of the vocabulary: a server samples on the host, one sequence after the other
  double most_sequences = kUnknown;  ///< that it runs at once by default; unknown: as many as memory holds
  double drafting_most_sequences = kUnknown;  ///< the same where tokens are drafted; unknown: as without
  double large_most_sequences = kUnknown;     ///< the same where large_micro_batch counts

  // kernels of a step
  bool server_kernels =
      false;  ///< attention reads a group's KV once and multiplies on the matrix units; sampling is on the device
  bool works_on_cpu = false;                    ///< runs on a processor alone are modelled
  double graphs_since = kUnknown;               ///< launches CUDA graphs; unknown: never
  double graphs_with_experts_since = kUnknown;  ///< the same for mixtures of experts
  double graphs_elsewhere_since = kUnknown;     ///< the same under other backends than CUDA
  double eager_until = 0;            ///< its host launches every kernel: builds before this year, under CUDA
  double eager_elsewhere_until = 0;  ///< and under other backends
  double head_by_head_elsewhere_until = 0;  ///< not under CUDA: each query head reads the cache by itself
  double flash_attention_since = 0;         ///< used where nothing is said
  std::string_view source;

  /// Whether it launches graphs of kernels by default or one by one as it is told: a PyTorch module, not ggml's graph.
  [[nodiscard]] bool may_be_eager() const { return server_kernels || eager_until > 0; }
  [[nodiscard]] std::string_view family() const { return runs_as.empty() ? name : runs_as; }
};

}  // namespace tokroof::model
