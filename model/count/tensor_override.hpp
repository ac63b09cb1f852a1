#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// What llama.cpp's --override-tensor and --n-cpu-moe leave on the host: every tensor by its name in the file, the first
/// pattern that matches a part of the name decides. What matches none is on the host if it is an expert of a block that
/// keeps them there (Scenario::experts_on_host). Where whole layers are on the host, the first ones, it is about the others.
///
///     share of experts = sum of matching b_i / sum of b_i     over routed experts
///     share of the rest                                       over what a token reads beside them
///     crossings = (layer, block) pairs with a tensor on the host; block: attention or feed-forward
///
///   b_i   stored bytes of tensor i (weight_bytes()); elements where the file type has no recipe
///
/// Looked-up tables (token_embd) are on the host anyway and cost no time. A KV cache stays with its layer's device.
/// Source: ggml-org/llama.cpp, common/arg.cpp and src/llama-model-loader.cpp.
/// Ignores: further crossings where a block's tensors on either side alternate.
struct HostTensors {
  double expert_share = 0;  ///< of the routed experts' bytes
  double dense_share = 0;   ///< of the other bytes that a token reads
  double stored_share = 0;  ///< of the other bytes in the file but for looked-up tables
  double crossings = 0;
  std::vector<std::string> unmatched{};  ///< patterns that match no tensor

  [[nodiscard]] bool any() const { return expert_share > 0 || stored_share > 0; }
};
HostTensors tensors_on_host(const Scenario& s);

/// Puts them into a step that counts everything on the devices.
void place_tensors(const Scenario& s, Step& step);

/// Of every block, its share of the routed experts' bytes: those of the first N add up to the expert_share of
/// HostExperts{.end = N} without patterns, and as many blocks as have a share are its crossings.
std::vector<double> expert_shares(const Scenario& s);

/// "regex=CPU,regex=CUDA0", as llama.cpp takes it. Returns what is wrong with the text; empty: nothing.
std::string parse_overrides(std::string_view text, std::vector<TensorOverride>& out);

}  // namespace tokroof::model
