#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace tokroof::model {

/// How a model is spread over devices.
enum class Split { none, layer, row, tensor, pipeline, rpc };

inline constexpr std::array<std::string_view, 6> kSplitNames{
    "none", "layer", "row", "tensor", "pipeline", "rpc"};
constexpr std::string_view split_name(Split split) { return kSplitNames[static_cast<std::size_t>(split)]; }

/// What a tensor split over n devices leaves whole: n = stages x groups x ranks of a group.
struct Parallel {
  double stages = 1;  ///< pipeline parallel: parts of the layers, each on n/stages devices
  double groups =
      1;  ///< data-parallel attention: parts of those devices that attend for their own sequences and hold
          ///< all but the routed experts, which all devices of a stage share
  bool experts = false;  ///< expert parallel: every routed expert is whole on one device

  friend bool operator==(const Parallel&, const Parallel&) = default;
};

}  // namespace tokroof::model
