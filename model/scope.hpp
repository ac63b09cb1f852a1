#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "model/names.hpp"

namespace tokroof::model {

/// Which steps share one value of a coefficient. The label of a step in a scope says which value is its own:
/// two steps with the same label share it.
enum class Scope : std::size_t {
  all,               ///< every step
  backend,           ///< cuda
  engine,            ///< llama.cpp|cuda
  program,           ///< llama.cpp: an engine under any backend
  driver,            ///< vulkan|amd or vulkan|amd|amdvlk: a driver under a backend, by vendor
  family,            ///< cuda|nvidia/Ampere: an architecture family under a backend
  generation,        ///< cuda|Ampere
  launch_mode,       ///< cuda|graph or cuda
  storage_class,     ///< q4_k: storage type of the bulk of the weights
  kernel,            ///< q4_k@llama.cpp|cuda@dense
  prefill_kernel,    ///< cuda|k
  llamafile_family,  ///< Ampere, for llamafile only
  matrix_type,       ///< Hopper|fp8, Blackwell SoC|fp4: what the matrix units of an architecture multiply
  checkpoint,        ///< awq, gptq-8, nf4, ...: how a checkpoint is quantized
  hop,               ///< llama.cpp|cuda or llama.cpp|cuda|rpc
  exchange,          ///< vllm|cuda, mlx|mlx or mlx|mlx|polls: what all-reduces wait for
  row_host,          ///< source|device|link: one machine with a row split
  drafting,          ///< mtp, ngram, draft...
  instruction_set,   ///< what a CPU's kernels lack: -, none, sse, a72
  host_kind,  ///< whose memory a CPU reads: cpu (its own), apu (a large GPU's too), soc (a phone or small board)
  host,       ///< a host processor
  device,     ///< rtx-4090
  device_engine,  ///< rtx-4090|llama.cpp|cuda
  source_engine,  ///< xiongjiedai|llama.cpp|cuda
  source_device,  ///< one machine of one source
  machine_model,  ///< one model on one machine of one source
  model_family,   ///< qwen3@llama.cpp|cuda
  count_
};
inline constexpr std::size_t kScopeCount = static_cast<std::size_t>(Scope::count_);

inline constexpr auto kScopeNames = words_of<kScopeCount>(
    "all|backend|engine|program|driver|family|generation|launch_mode|storage_class|kernel|"
    "prefill_kernel|llamafile_family|matrix_type|checkpoint|hop|exchange|row_host|drafting|"
    "instruction_set|host_kind|host|device|device_engine|source_engine|source_device|"
    "machine_model|model_family");

constexpr std::size_t index(Scope scope) { return static_cast<std::size_t>(scope); }

/// The label of one step in every scope: one text, for steps are made and copied by the million.
class Labels {
 public:
  /// Valid as long as these labels are not changed, moved or destroyed.
  [[nodiscard]] std::string_view operator[](Scope scope) const {
    const std::size_t i = index(scope), begin = i == 0 ? 0 : end_[i - 1];
    return std::string_view(text_).substr(begin, end_[i] - begin);
  }

  /// The parts joined; quick where labels are put in the order of the scopes.
  void put(Scope scope, std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) {
      size += part.size();
    }
    const std::size_t before = (*this)[scope].size(), end = end_[index(scope)];
    const std::string behind = text_.substr(end);
    text_.resize(end - before);
    text_.reserve(kUsualSize);
    for (const std::string_view part : parts) {
      text_ += part;
    }
    text_ += behind;
    for (std::size_t i = index(scope); i < kScopeCount; ++i) {
      end_[i] += static_cast<std::uint32_t>(size - before);
    }
  }

  friend bool operator==(const Labels&, const Labels&) = default;

 private:
  static constexpr std::size_t kUsualSize = 600;

  std::string text_;                              ///< of all scopes, one behind the other
  std::array<std::uint32_t, kScopeCount> end_{};  ///< of each
};

/// A machine that no source publishes: the asker's.
inline bool is_own_machine(const Labels& labels) { return labels[Scope::source_device].starts_with('|'); }

}  // namespace tokroof::model
