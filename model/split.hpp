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

}  // namespace tokroof::model
