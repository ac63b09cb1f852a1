#include "judge/score/blis.hpp"

#include <algorithm>
#include <cmath>

namespace tokroof {
namespace {

// As in its defaults.yaml, rounded; ratios have no unit.
constexpr double kKvRatio = 1.947;
constexpr double kWeightRatio = 1.363;
constexpr double kAllReduceRatio = 0.752;
constexpr double kLayerSeconds = 32.1e-6;
constexpr double kSequenceSeconds = 4.42e-6;
constexpr double kStepSeconds = 126e-6;
constexpr double kInterleavedSeconds = 482e-6;

constexpr double kKvBytes = 2, kActivationBytes16 = 2, kRingPhases = 2;

/// What it reads from a model's configuration.
struct Shape {
  double layers, d_model, kv_width;
  double expert_layers = 0, dense_layers = 0;
  double expert_ffn = 0, dense_ffn = 0;
  bool interleaved = false;
};

Shape shape_of(const Architecture& m) {
  const double kv_heads = m.kv_heads > 0 ? m.kv_heads : m.heads;
  Shape shape{.layers = m.layers, .d_model = m.d_model, .kv_width = kv_heads * m.d_model / m.heads};
  shape.interleaved = m.experts > 1 && m.family == "llama4";
  shape.expert_layers = m.experts > 1 ? (shape.interleaved ? std::floor(m.layers / 2) : m.layers) : 0;
  shape.dense_layers = m.layers - shape.expert_layers;
  shape.expert_ffn = m.d_ff_expert;
  shape.dense_ffn = m.d_ff > 0 ? m.d_ff : m.d_ff_expert;
  return shape;
}

bool understood(const Scenario& s) {
  const Architecture& m = *s.model;
  const bool shape = m.heads > 0 && (m.experts > 1 ? m.d_ff_expert > 0 : m.d_ff > 0);
  const bool one_or_tensor = s.n_devices == 1 || s.split == Split::tensor;
  const bool divides = std::fmod(m.heads, s.n_devices) == 0 && std::fmod(m.kv_heads, s.n_devices) == 0;
  return shape && one_or_tensor && divides && !s.cpu_only && in_one_place(s) && s.drafting.empty() &&
         !s.includes_prefill;
}

}  // namespace

std::optional<double> blis(const Scenario& s, const Step& step) {
  if (!understood(s)) {
    return std::nullopt;
  }
  const Architecture& m = *s.model;
  const Shape shape = shape_of(m);
  const double n = s.n_devices, bandwidth = s.device.bandwidth_bytes_per_s;
  const double batch = step.work.sequences;
  const double experts = std::min(m.experts, std::max(m.experts_active, batch * m.experts_active));
  const double attention = shape.layers * shape.d_model * 2 * (shape.d_model + shape.kv_width);
  const double ffn =
      3 * shape.d_model *
      (shape.expert_layers * experts * shape.expert_ffn + shape.dense_layers * shape.dense_ffn);
  const double weight_bytes = step.work.file_bytes / m.parameters * (attention + ffn) / n;
  const double kv_bytes = shape.layers * 2 * shape.kv_width * kKvBytes * batch * (s.context + 1) / n;
  const double units = 2 * shape.dense_layers + shape.expert_layers;
  const double reduced = units * batch * shape.d_model * kActivationBytes16 * kRingPhases * (n - 1) / n;
  const double seconds =
      (kKvRatio * kv_bytes + kWeightRatio * weight_bytes + kAllReduceRatio * reduced) / bandwidth +
      kLayerSeconds * shape.layers + kSequenceSeconds * batch + kStepSeconds +
      (shape.interleaved ? kInterleavedSeconds * shape.expert_layers : 0);
  return step.figure.streams / seconds;
}

}  // namespace tokroof
