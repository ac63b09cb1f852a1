#include <algorithm>

#include "model/count/layer_counts.hpp"
#include "model/count/tensor_override.hpp"
#include "predict/completion.hpp"

namespace tokroof {

void Completion::place_experts() {
  const LayerCounts layers = layer_counts(*model_);
  if (!(layers.experts > 0)) {
    wrong_usage("--n-cpu-moe", fmt::format("{} has no experts", model_->slug));
  }
  const double on_host = std::clamp(n_cpu_moe_ - model_->dense_layers, 0.0, layers.experts);
  if (on_host >= layers.experts) {
    run().placement = "experts=cpu";
  } else if (on_host > 0) {
    run().placement = fmt::format("expert-layers-gpu={:.0f}", layers.experts - on_host);
  }
}

/// Patterns of tensor names. -ncmoe is a set of such patterns, and joins them.
void Completion::override_tensors() {
  std::string& text = run().details.override_tensor;
  if (n_cpu_moe_ > 0) {
    std::string layers;
    for (double i = 0; i < std::min(n_cpu_moe_, model_->layers); ++i) {
      layers += (layers.empty() ? "" : "|") + fmt::format("{:.0f}", i);
    }
    text += ",blk\\.(" + layers + ")\\.ffn_(up|down|gate)_exps=CPU";
  }
  Scenario s;
  s.model = model_;
  s.quant = run().quant;
  if (const std::string wrong = parse_overrides(text, s.overrides); !wrong.empty()) {
    wrong_usage("--override-tensor", wrong);
  }
  const HostTensors on_host = tensors_on_host(s);
  for (const std::string& pattern : on_host.unmatched) {
    out_.notes.emplace_back(fmt::format("'{}' matches no tensor of {}", pattern, model_->slug));
  }
  if (on_host.expert_share == 0 && on_host.stored_share == 0) {
    text.clear();
    return;
  }
  run().placement = on_host.expert_share > 0 ? "experts=cpu" : "partial";
  out_.notes.emplace_back(
      fmt::format("on the host: {:.3g} % of the experts, {:.3g} % of what is read beside them",
                  100 * on_host.expert_share,
                  100 * on_host.dense_share));
}

void Completion::place() {
  if (run().details.spill && devices_.front()->kind != DeviceKind::gpu) {
    wrong_usage("--spill", "only cards have memory of their own to spill from");
  }
  if (on_cpu_) {
    if (!run().details.override_tensor.empty()) {
      wrong_usage("--override-tensor", "a CPU run has every tensor on the host");
    }
    run().placement = "cpu";
    const bool card =
        devices_.front()->kind == DeviceKind::gpu || devices_.front()->kind == DeviceKind::accelerator;
    if (card && !host_named_) {
      wrong_usage("--host",
                  fmt::format("a CPU run beside {} needs --host NAME, the processor", run().device));
    }
    if (devices_.size() > 1 || run().n_devices > 1) {
      wrong_usage("--n-devices",
                  "a CPU run uses one processor entry; two sockets are entries of their own (...-2s)");
    }
    return;
  }
  constexpr double kAllLayers = 99;  // what people pass to say "all", as in the runs tables
  if (!run().details.override_tensor.empty()) {
    override_tensors();
  } else if (n_cpu_moe_ > 0) {
    place_experts();
  }
  if (std::isnan(run().n_gpu_layers)) {
    out_.assume("n_gpu_layers", std::string("all"));
  } else if (run().n_gpu_layers >= 0 && run().n_gpu_layers < std::min(model_->layers, kAllLayers)) {
    if (!run().placement.empty()) {
      wrong_usage("--n-gpu-layers", "layers or experts on the host, not both");
    }
    // A mixture's class has no name for it: "partial" would put its experts on the host.
    run().placement = model_->experts > 0 ? "" : "partial";
  } else {
    run().n_gpu_layers = kUnknown;
  }
  if (host_works() && !host_named_) {
    wrong_usage("--host",
                "part of the model is on the host: --host NAME says which processor that is (or its memory: "
                "ddr5-5600x6)");
  }
}

}  // namespace tokroof
