#pragma once
#include <span>
#include <vector>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// Whether the layers of a split differ in what the cards hold of them: the host keeps the experts of some (--n-cpu-moe, the
/// first ones), and every card has layers of its own, the first card the first ones. As many layers each is then not as
/// much memory each.
/// Ignores: patterns of tensor names, whose layers are taken as alike.
bool layers_differ(const Scenario& s);

/// What the cards hold of each layer that they keep, in their order; the sum is `shared_bytes`.
///     (shared - E)/L + E p_l     p_l: the layer's part of the experts that the cards keep; 0 of those that the host has
/// `expert_shares`: of every layer of the model, expert_shares().
std::vector<double> layer_bytes(const Scenario& s,
                                const Step& step,
                                double shared_bytes,
                                std::span<const double> expert_shares);

/// Bytes of each card by its share of the layers. Shares may end within a layer.
std::vector<double> bytes_of_shares(std::span<const double> layers, std::span<const double> shares);

/// Whole layers of each card as it has room for them, one card after the other; their sum is less than all where they do
/// not hold them.
std::vector<double> filled_layers(std::span<const double> layers, std::span<const double> rooms_bytes);

/// The same with the room of every card scaled down, or up, as far as all layers are just held.
std::vector<double> balanced_layers(std::span<const double> layers, std::span<const double> rooms_bytes);

}  // namespace tokroof::model
