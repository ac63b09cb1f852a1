#include "model/count/card_layers.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tokroof::model {

bool layers_differ(const Scenario& s) {
  return s.experts_on_host && s.overrides.empty() && s.n_devices > 1 &&
         (s.split == Split::layer || s.split == Split::rpc);
}

std::vector<double> layer_bytes(const Scenario& s,
                                const Step& step,
                                double shared_bytes,
                                std::span<const double> expert_shares) {
  const Conditions& how = step.how;
  const Work& w = step.work;
  const std::size_t first = std::min(
      static_cast<std::size_t>(std::lround(s.model->layers * how.host_layer_share)), expert_shares.size());
  std::vector<double> kept;
  for (std::size_t layer = first; layer < expert_shares.size(); ++layer) {
    const bool there = s.experts_on_host && s.experts_on_host->holds(static_cast<double>(layer));
    kept.push_back(there ? 0 : expert_shares[layer]);
  }
  const double all_kept = std::accumulate(kept.begin(), kept.end(), 0.0);
  const double on_cards = (how.experts_on_host ? 1 - how.host_expert_share : 1) * (1 - how.host_layer_share);
  const double experts = all_kept > 0 ? std::min(w.stored_expert_bytes() * on_cards, shared_bytes) : 0;
  for (double& layer : kept) {
    layer = (shared_bytes - experts) / static_cast<double>(kept.size()) +
            (experts > 0 ? experts * layer / all_kept : 0);
  }
  return kept;
}

std::vector<double> bytes_of_shares(std::span<const double> layers, std::span<const double> shares) {
  const auto below =
      [&](double layer) {  // the bytes of the layers before it, of which the last may be a part
        const double whole = std::floor(layer);
        const auto full = static_cast<std::size_t>(whole);
        double sum = std::accumulate(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(full), 0.0);
        return full < layers.size() ? sum + (layer - whole) * layers[full] : sum;
      };
  const double n = static_cast<double>(layers.size());
  std::vector<double> out;
  double share = 0, before = 0;
  for (const double own : shares) {
    share += own;
    const double until = below(std::clamp(share * n, 0.0, n));
    out.push_back(until - before);
    before = until;
  }
  return out;
}

std::vector<double> filled_layers(std::span<const double> layers, std::span<const double> rooms_bytes) {
  constexpr double kRounding = 1 + 1e-12;
  std::vector<double> out;
  std::size_t next = 0;
  for (const double room : rooms_bytes) {
    double held = 0, count = 0;
    while (next < layers.size() && held + layers[next] <= room * kRounding) {
      held += layers[next++];
      ++count;
    }
    out.push_back(count);
  }
  return out;
}

std::vector<double> balanced_layers(std::span<const double> layers, std::span<const double> rooms_bytes) {
  const double all = std::accumulate(layers.begin(), layers.end(), 0.0);
  const double least_room = *std::min_element(rooms_bytes.begin(), rooms_bytes.end());
  const auto scaled = [&](double factor) {
    std::vector<double> rooms(rooms_bytes.begin(), rooms_bytes.end());
    for (double& room : rooms) room *= factor;
    return filled_layers(layers, rooms);
  };
  if (!(least_room > 0) || !std::isfinite(least_room)) {
    return filled_layers(layers, rooms_bytes);
  }
  constexpr int kHalvings = 40;
  double low = 0, high = all / least_room;  // any one card would hold all
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    const std::vector<double> there = scaled(middle);
    const double held = std::accumulate(there.begin(), there.end(), 0.0);
    (held >= static_cast<double>(layers.size()) ? high : low) = middle;
  }
  return scaled(high);
}

}  // namespace tokroof::model
