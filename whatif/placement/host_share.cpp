#include "whatif/placement/host_share.hpp"

#include <algorithm>

#include "model/count/tensor_override.hpp"
#include "model/time/shares.hpp"

namespace tokroof::whatif {

HostShare HostShare::of_layers(const model::Scenario& s) {
  constexpr double kAllLayers = 99;  // as many on the devices mean all of them: no fewer can be on the host
  HostShare out;
  out.layers_ = s.model->layers;
  out.least_ = std::max(1.0, out.layers_ - kAllLayers + 1);
  out.most_ = out.layers_;
  return out;
}

HostShare HostShare::of_layers_and_experts(const model::Scenario& s) {
  HostShare out = of_experts(s);
  const HostShare layers = of_layers(s);
  out.of_ = Of::layers_and_experts;
  out.least_ = layers.least_;
  out.most_ = layers.most_;
  return out;
}

HostShare HostShare::of_experts(const model::Scenario& s) {
  HostShare out;
  out.of_ = Of::experts;
  out.layers_ = s.model->layers;
  out.share_ = out.blocks_ = {0};
  for (const double block : model::expert_shares(s)) {
    out.share_.push_back(std::min(out.share_.back() + block, 1.0));
    out.blocks_.push_back(out.blocks_.back() + (block > 0 ? 1 : 0));
  }
  const auto some = [](double blocks) { return blocks > 0; };
  const auto all = [&](double blocks) { return blocks == out.blocks_.back(); };
  const auto place = [&](auto of) {
    return static_cast<double>(std::find_if(out.blocks_.begin(), out.blocks_.end(), of) -
                               out.blocks_.begin());
  };
  out.least_ = place(some);
  out.most_ = out.blocks_.back() > 0 ? place(all) : 0;
  return out;
}

void HostShare::set(double n, model::Step& step) const {
  model::Conditions& how = step.how;
  if (of_ != Of::experts) {
    how.host_layer_share = 1 - (layers_ - n) / layers_;
  }
  if (of_ == Of::layers) {
    return;
  }
  const auto first = static_cast<std::size_t>(n);
  if (of_ == Of::layers_and_experts) {
    const double blocks = blocks_.back() - blocks_[first];
    how.experts_on_host = blocks > 0;
    how.host_expert_share = how.experts_on_host ? 1 : 0;
    how.host_tensor_crossings = blocks - step.work.moe_layers * model::host_experts(how);
    return;
  }
  how.host_expert_share = share_[first];
  how.host_tensor_crossings = blocks_[first] - step.work.moe_layers * share_[first];
}

}  // namespace tokroof::whatif
