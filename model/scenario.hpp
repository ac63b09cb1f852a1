#pragma once
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/architecture.hpp"
#include "model/device.hpp"
#include "model/drafting.hpp"
#include "model/engine.hpp"
#include "model/link.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// The processor and memory beside the devices: what runs a CPU-only model, experts or layers kept on the host.
struct Host {
  double bandwidth_bytes_per_s = kUnknown;  ///< of all sockets, specified
  bool bandwidth_is_measured = false;       ///< with its own threads: then no share of it is lost
  double fp32_flops = kUnknown;             ///< peak of `threads` threads
  double prompt_fp32_flops = kUnknown;      ///< of the threads that read prompts; unknown: the same
  double threads = kUnknown;
  double sockets = 1;
  double memory_gib = kUnknown;       ///< that programs can have; unknown: not checked
  std::string instruction_set = "-";  ///< label: what its kernels lack
  std::string kind = "cpu";           ///< label: whose memory its cores read, see Scope::host_kind
  std::string label;                  ///< slug, or the text that names it
};

/// One card of a set that is not split evenly.
struct DevicePart {
  Device device;
  std::string name;
  double share = 0;         ///< of the layers, or of every matrix
  double usable_share = 1;  ///< of its memory, what programs can have
};

/// Blocks whose routed experts are on the host: from `first` to before `end`, counted as llama.cpp's --n-cpu-moe counts,
/// blocks without experts too.
struct HostExperts {
  double first = 0;
  double end = INFINITY;
  [[nodiscard]] bool holds(double block) const { return block >= first && block < end; }
};

/// llama.cpp's --override-tensor: tensors whose name the pattern matches stay on the host (or on their device).
struct TensorOverride {
  std::string pattern;  ///< a regular expression, ECMAScript
  bool on_host = true;
};

/// What is run: plain data, every name resolved. Made from a row of a runs table or from options (catalog/resolve);
/// it decides nothing.
struct Scenario {
  // machine
  Device device;                  ///< one of the devices; of unequal ones their memory-weighted harmonic mean
  std::string device_name;        ///< slug, or slugs joined by '+'
  std::vector<DevicePart> parts;  ///< each card, where cards or their shares differ; else empty
  double n_devices = 1;           ///< that share one copy of the model
  double replicas = 1;            ///< copies of the model
  Split split = Split::none;
  Parallel parallel;  ///< of a tensor split, what is not split by tensors alone
  std::string
      link_class;  ///< pcie, pcie-staged (through host memory), fab (NVLink, Infinity Fabric), tb, eth, ccl
  LinkRates link;  ///< between the devices of a machine
  double machine_devices = INFINITY;  ///< that a machine holds of those that share a copy
  Network network;                    ///< between machines, where one does not hold them all
  std::optional<Host> host;           ///< where the placement needs one
  double host_launch_speed = 0.75;    ///< single thread, newest desktop = 1
  bool host_x86 = true;               ///< false: an ARM or RISC-V host with a card
  double power_limit_w = kUnknown;    ///< unknown: the specification's
  bool fanless = false;
  double gpu_memory_gib = kUnknown;  ///< of unified memory, what its GPU may use; unknown: all but a reserve
  double usable_share = 1;           ///< of a card's memory, what programs can have
  double server_share = kUnknown;    ///< of a card's memory, what the server takes; unknown: its default
  double storage_bytes_per_s = kUnknown;  ///< of the drive that holds the weights
  std::string storage;                    ///< its name

  // model
  const Architecture* model = nullptr;
  std::string quant;             ///< file type as published
  double file_bytes = kUnknown;  ///< unknown: counted from the file type

  // engine
  std::string engine;                   ///< family: ollama is llama.cpp
  Engine facts;                         ///< of that engine; one that no catalog knows has the defaults
  std::string backend;                  ///< cuda, rocm, vulkan, metal, mlx, cpu, sycl, hpu, rdu, neuron, tpu
  double engine_year = 2025;            ///< release of its build, as a decimal year
  bool overlaps_micro_batches = false;  ///< a layer split's devices work on several of a prompt's at once
  std::optional<bool> flash_attention;
  std::optional<bool> eager;        ///< the host launches every kernel; unknown: as the engine's build does
  double micro_batch = kUnknown;    ///< prompt tokens processed at once; unknown: the engine's default
  double window_micro_batch = 512;  ///< llama.cpp: cells that a window layer keeps beyond its window
  bool rocwmma = false;
  bool amdvlk = false;             ///< AMD's own Vulkan driver for Linux instead of Mesa's
  bool vector_attention = false;   ///< a prompt's attention runs on vector units
  bool vector_products = false;    ///< its matrix products do
  bool unpacked_products = false;  ///< and unpack their weights into memory
  /// A fork of llama.cpp with kernels for DeepSeek V4: it gathers the selected entries and fuses hyper-connections.
  bool sparse_kernels = false;

  // placement
  bool cpu_only = false;
  std::optional<HostExperts> experts_on_host;
  double layers_on_gpu = kUnknown;  ///< unknown: all
  std::vector<TensorOverride> overrides;
  bool spill = false;  ///< what the devices do not hold is read over the link

  // workload
  double n_prompt = 0;
  double n_gen = 128;
  double depth = 0;
  double concurrency = 1;
  double most_sequences = kUnknown;    ///< of a replica that run at once; unknown: as many as memory holds
  double reserved_context = kUnknown;  ///< tokens for which a sequence must have room, used or not
  double context = 0;                  ///< mean tokens in the cache while it generates
  std::string kv_type;                 ///< empty: f16
  Drafting drafting = Drafting::none;
  double drafted = 0;
  double acceptance = kUnknown;

  // what the published figures count
  bool aggregate = false;
  bool includes_prefill = false;
  bool prompts_beside = false;  ///< a stream's rate shows that others' prompts are read beside it
  double prefill_tokens = 0;    ///< 0: no prefill figure
  double prefill_depth = 0;
  std::vector<double> prompt_lengths;

  double assumed_variance = 0;  ///< of ln t, by facts that a published run does not state

  std::string source;  ///< where a measured figure was published; empty: a prediction
};

/// Why a scenario cannot be counted: `reason` is one of a fixed list of slugs (docs/limits.md).
struct Refusal {
  std::string reason;
  std::string message;
};

/// A value or the reason why there is none. (std::expected needs C++23.)
template <class T>
class Result {
 public:
  Result(T value) : value_(std::move(value)) {}              // NOLINT(google-explicit-constructor)
  Result(Refusal refusal) : refusal_(std::move(refusal)) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const { return *value_; }
  T& operator*() { return *value_; }
  const T* operator->() const { return &*value_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

 private:
  std::optional<T> value_;
  Refusal refusal_;
};

}  // namespace tokroof::model
