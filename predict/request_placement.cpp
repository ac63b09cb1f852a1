#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "model/count/layer_counts.hpp"
#include "predict/completion.hpp"

namespace tokroof::predict {

/// Patterns of tensor names, which --n-cpu-moe may join.
void Completion::override_tensors() {
  catalog::MachineDetails& details = run().details;
  std::string wrong;
  const model::HostTensors on_host = catalog::host_tensors(run(), *model_, wrong);
  if (!wrong.empty()) {
    wrong_usage("--override-tensor", wrong);
  }
  for (const std::string& pattern : on_host.unmatched) {
    out_.notes.emplace_back(fmt::format("'{}' matches no tensor of {}", pattern, model_->slug));
  }
  if (!on_host.any()) {
    details.override_tensor.clear();
    details.n_cpu_moe = model::kUnknown;
    return;
  }
  run().placement = on_host.expert_share > 0 ? catalog::StatedPlacement::experts_on_host
                                             : catalog::StatedPlacement::part_on_host;
  out_.notes.emplace_back(
      fmt::format("on the host: {:.3g} % of the experts, {:.3g} % of what is read beside them",
                  100 * on_host.expert_share,
                  100 * on_host.dense_share));
}

void Completion::place() {
  out_.placement_stated = on_cpu_ || catalog::states_placement(run());
  if (run().details.spill && devices_.front()->kind != model::DeviceKind::gpu) {
    wrong_usage("--spill", "only cards have memory of their own to spill from");
  }
  if (on_cpu_) {
    if (!run().details.override_tensor.empty()) {
      wrong_usage("--override-tensor", "a CPU run has every tensor on the host");
    }
    run().placement = catalog::StatedPlacement::host;
    const bool card = devices_.front()->kind == model::DeviceKind::gpu ||
                      devices_.front()->kind == model::DeviceKind::accelerator;
    if (card && !host_named_) {
      wrong_usage("--host",
                  fmt::format("a CPU run beside {} needs --host NAME, the processor", run().device));
    }
    if (card) {  // beside the processor none of them works
      run().device = devices_.front()->slug;
      run().n_devices = 1;
      devices_.resize(1);
      cards_.clear();
    }
    if (run().n_devices > 1) {
      wrong_usage("--n-devices",
                  "a CPU run is one machine's, several are not modelled: --host-sockets says how many "
                  "processors it has");
    }
    return;
  }
  if (run().details.n_cpu_moe > 0 && !(model::layer_counts(*model_).experts > 0)) {
    wrong_usage("--n-cpu-moe", fmt::format("{} has no experts", model_->slug));
  }
  if (!run().details.override_tensor.empty()) {
    override_tensors();
  } else if (catalog::host_experts(run(), *model_)) {
    // What the run is compared with: n_cpu_moe says which experts.
    run().placement = catalog::StatedPlacement::experts_on_host;
  }
  if (std::isnan(run().n_gpu_layers)) {
    out_.assume("n_gpu_layers", std::string("all"));
  } else if (catalog::some_layers_on_host(run(), *model_)) {
    // A mixture's class has no name for it: "partial" would put its experts on the host.
    if (run().placement.empty() && !(model_->experts > 0)) {
      run().placement = catalog::StatedPlacement::part_on_host;
    }
  } else {
    run().n_gpu_layers = model::kUnknown;
  }
  if (host_works() && !host_named_) {
    const double gib = run().details.host_memory_gib;
    const double mts = run().details.host_memory_mts;
    wrong_usage(
        "--host",
        gib > 0
            ? fmt::format("part of the model is on the host, of which {:g} GiB of memory are said{}, not how "
                          "fast they are: --host NAME says which processor that is, or --host {} which "
                          "memory",
                          gib,
                          mts > 0 ? fmt::format(" at {:.0f} MT/s", mts) : "",
                          mts > 0 ? fmt::format("ddr5-{:.0f}x2", mts) : "ddr5-5600x2")
            : "part of the model is on the host: --host NAME says which processor that is (or its memory: "
              "ddr5-5600x6)");
  }
}

}  // namespace tokroof::predict
