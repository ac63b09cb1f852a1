#include "whatif/placement/kind_law.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/ceiling.hpp"
#include "model/count/card_layers.hpp"
#include "model/count/tensor_override.hpp"
#include "model/time/figure_time.hpp"
#include "predict/device_parts.hpp"
#include "predict/fastest_threads.hpp"

namespace tokroof::whatif {
namespace {

double seconds_of(const model::Step& step, const predict::Binding& binding) {
  return std::exp(model::ln_decode_seconds(step, binding.coefficients) + binding.ln_effects);
}

double room(double share, double units) {
  constexpr double kRounding = 1e-9;
  return std::floor(share * units + kRounding);
}

/// Places where something begins or ceases to hold, by bisection: the least n in [low, high] from which on `holds`.
template <class Holds>
std::optional<double> least(double low, double high, const Holds& holds) {
  if (!(low <= high) || !holds(high)) {
    return std::nullopt;
  }
  while (low < high) {
    const double middle = std::floor((low + high) / 2);
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

}  // namespace

std::optional<KindLaw> KindLaw::of(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const catalog::Run& run,
                                   PlacementKind kind,
                                   const model::Architecture& model,
                                   bool own_split) {
  KindLaw law;
  law.placement_ = {.kind = kind, .layers = model.layers};
  law.placement_ = law.with(model.layers);
  auto most = predict::counted(
      catalog, predict::with_fastest_threads(catalog, fitted, with_placement(run, law.placement_, model)));
  if (!most) {
    return std::nullopt;
  }
  law.scenario_ = most->scenario;
  law.step_ = most->step;
  law.usual_parts_ = law.scenario_.parts;
  law.own_split_ = own_split;
  if (kind == PlacementKind::layers_on_host) {
    law.host_share_ = HostShare::of_layers(law.scenario_);
  } else if (kind == PlacementKind::experts_on_host) {
    law.host_share_ = HostShare::of_experts(law.scenario_);
    if (model::layers_differ(law.scenario_)) {
      law.expert_shares_ = model::expert_shares(law.scenario_);
    }
  } else if (kind == PlacementKind::layers_and_experts_on_host) {
    law.host_share_ = HostShare::of_layers_and_experts(law.scenario_);
  }
  law.binding_ = predict::bind(fitted, law.step_, model::FigureKind::decode);
  for (predict::PartStep& card : predict::part_steps(law.scenario_)) {
    const predict::Binding binding = predict::bind(fitted, card.step, model::FigureKind::decode);
    law.cards_.push_back({card.name, std::move(card.step), binding});
  }
  return law;
}

const KindLaw::Card& KindLaw::card_of(const model::DevicePart& part) const {
  return *std::find_if(cards_.begin(), cards_.end(), [&](const Card& c) { return c.name == part.name; });
}

Placement KindLaw::with(double n) const {
  Placement out = placement_;
  switch (out.kind) {
    case PlacementKind::experts_on_host: out.host_expert_layers = n; break;
    case PlacementKind::layers_on_host: out.host_layers = n; break;
    case PlacementKind::layers_and_experts_on_host:
      out.host_layers = n;
      out.host_expert_layers = out.layers;
      break;
    case PlacementKind::whole:
    case PlacementKind::cards:
    case PlacementKind::cpu: break;
  }
  return out;
}

/// Layers that the cards share.
double KindLaw::units(double n) const { return with(n).device_layers(); }

void KindLaw::set(double n) {
  step_.how.stored_share = 0;
  if (host_share_) {
    host_share_->set(n, step_);
    if (!expert_shares_.empty()) {
      scenario_.experts_on_host->end = n;
    }
    for (Card& card : cards_) {
      host_share_->set(n, card.step);
    }
  }
}

bool KindLaw::devices_hold(double n) {
  set(n);
  const model::MemoryNeed need = this->need();
  if (!own_split_ || units(n) == 0) {
    return need.fits_devices();
  }
  double rooms = 0;
  if (!expert_shares_.empty()) {
    for (const double layers : model::filled_layers(layers_of(need), model::rooms_bytes(need))) {
      rooms += layers;
    }
    return rooms >= units(n);
  }
  for (const double share : model::largest_shares(need)) {
    rooms += room(share, units(n));
  }
  return rooms >= units(n);
}

bool KindLaw::host_holds(double n) {
  set(n);
  return scenario_.storage_bytes_per_s > 0 || need().fits_host();
}

model::MemoryNeed KindLaw::need() const { return model::memory_need(scenario_, step_, expert_shares_); }

std::vector<double> KindLaw::layers_of(const model::MemoryNeed& need) const {
  return model::layer_bytes(scenario_, step_, model::shared_bytes(need), expert_shares_);
}

void KindLaw::time_cards() {
  for (Card& card : cards_) {
    card.step.how.stored_share = step_.how.stored_share;
    card.seconds = seconds_of(card.step, card.binding);
    card.least_s = model::least_step_s(card.step);
  }
}

double KindLaw::seconds_of_layers(const std::vector<double>& layers) const {
  double seconds = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    seconds += layers[i] * card_of(scenario_.parts[i]).seconds;
  }
  return seconds;
}

/// Of two cards the fastest split is one of the first two: as much as the first one holds, or as the last one does.
std::vector<double> KindLaw::split_in_order() const {
  const model::MemoryNeed need = this->need();
  const std::vector<double> layers = layers_of(need), rooms = model::rooms_bytes(need);
  const auto reversed = [](std::vector<double> v) {
    std::reverse(v.begin(), v.end());
    return v;
  };
  std::vector<double> best;
  for (std::vector<double> split : {model::filled_layers(layers, rooms),
                                    reversed(model::filled_layers(reversed(layers), reversed(rooms))),
                                    model::balanced_layers(layers, rooms)}) {
    const bool all = std::accumulate(split.begin(), split.end(), 0.0) >= static_cast<double>(layers.size());
    if (all && (best.empty() || seconds_of_layers(split) < seconds_of_layers(best))) {
      best = std::move(split);
    }
  }
  return best;
}

std::vector<double> KindLaw::split(double units) const {
  if (!expert_shares_.empty()) {
    return split_in_order();
  }
  const std::vector<double> shares = model::largest_shares(need());
  std::vector<std::size_t> fastest_first(shares.size());
  std::iota(fastest_first.begin(), fastest_first.end(), 0);
  std::stable_sort(fastest_first.begin(), fastest_first.end(), [&](std::size_t a, std::size_t b) {
    return card_of(scenario_.parts[a]).seconds < card_of(scenario_.parts[b]).seconds;
  });
  std::vector<double> out(shares.size(), 0.0);
  double left = units;
  for (const std::size_t i : fastest_first) {
    out[i] = std::min(room(shares[i], units), left);
    left -= out[i];
  }
  return left > 0 ? std::vector<double>{} : out;
}

/// Of cards that work one after the other the times add up, else the slowest one counts, as in estimate_parts().
double KindLaw::tps() {
  const double tokens = model::most_tokens(step_.work);
  if (cards_.empty()) {
    return model::within_limit(1 / seconds_of(step_, binding_), model::ceiling_tps(step_));
  }
  time_cards();
  if (scenario_.split == model::Split::tensor || scenario_.split == model::Split::row) {
    const auto slowest = std::max_element(
        cards_.begin(), cards_.end(), [](const Card& a, const Card& b) { return a.seconds < b.seconds; });
    return model::within_limit(1 / slowest->seconds, tokens / slowest->least_s);
  }
  double seconds = 0, least_s = 0;
  for (const model::DevicePart& part : scenario_.parts) {
    seconds += part.share * card_of(part).seconds;
    least_s += part.share * card_of(part).least_s;
  }
  return model::within_limit(1 / seconds, tokens / least_s);
}

std::optional<KindLaw::Best> KindLaw::at(double n) {
  set(n);
  Best out{.placement = with(n)};
  Placement& p = out.placement;
  scenario_.parts = usual_parts_;
  if (own_split_ && units(n) > 0) {
    time_cards();
    p.card_layers = split(units(n));
    for (std::size_t i = 0; i < p.card_layers.size(); ++i) {
      scenario_.parts[i].share = p.card_layers[i] / units(n);
    }
  }
  model::MemoryNeed need = this->need();
  if (scenario_.parts.empty()) {
    p.card_layers = need.card_layers;
  }
  if ((own_split_ && units(n) > 0 && p.card_layers.empty()) ||
      !model::place_beyond_memory(scenario_, need, step_)) {
    return std::nullopt;
  }
  out.tps = tps();
  return out;
}

std::vector<KindLaw::Best> KindLaw::best() {
  const double first = host_share_ ? host_share_->least() : 0, last = host_share_ ? host_share_->most() : 0;
  const auto low = least(first, last, [&](double n) { return !host_share_ || devices_hold(n); });
  // The first n that the host does not hold any more; none: it holds all.
  const auto beyond = least(first, last, [&](double n) { return host_share_ && !host_holds(n); });
  std::vector<Best> fitting, best;
  for (double n = low.value_or(last + 1); n <= (beyond ? *beyond - 1 : last); ++n) {
    if (auto here = at(n)) {
      fitting.push_back(std::move(*here));
    }
  }
  for (std::size_t i = 0; i < fitting.size(); ++i) {
    const bool end = i == 0 || i + 1 == fitting.size();
    if (end || fitting[i].tps > std::max(fitting[i - 1].tps, fitting[i + 1].tps)) {
      best.push_back(fitting[i]);
    }
  }
  return best;
}

}  // namespace tokroof::whatif
