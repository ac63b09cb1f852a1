#include "whatif/placement/placement.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/host.hpp"
#include "catalog/placement.hpp"
#include "model/ceiling.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/time/figure_time.hpp"
#include "predict/counted.hpp"
#include "predict/estimate.hpp"
#include "predict/fastest_threads.hpp"
#include "predict/prediction.hpp"
#include "whatif/placement/engine_placement.hpp"
#include "whatif/placement/kind_law.hpp"

namespace tokroof::whatif {
namespace {

using Best = KindLaw::Best;

/// The laws take every layer as alike, and threads as those of the whole model: what they find this near is compared by
/// the rates themselves.
constexpr double kAsFast = 0.97;

/// Memory of its own, beside which a host has some more.
bool own_memory(const model::Scenario& s) {
  return !model::unified_memory(s.device) &&
         model::none_of(s.parts, [](const model::DevicePart& p) { return model::unified_memory(p.device); });
}

class Search {
 public:
  Search(const catalog::Catalog& catalog, const predict::Fitted& fitted, const catalog::Run& run)
      : catalog_(catalog), fitted_(fitted), run_(run), able_(engine_placement(catalog, run.engine)) {}

  std::optional<Placed> best() {
    const auto whole = predict::counted(catalog_, run_);
    if (!whole) {
      return std::nullopt;
    }
    const model::Scenario& s = whole->scenario;
    model_ = s.model;
    if (whole->fits || s.cpu_only) {
      return whole->fits ? std::optional(Placed{{.layers = s.model->layers}, run_, whole->memory})
                         : std::nullopt;
    }
    const bool in_turn =
        s.split == model::Split::layer || s.split == model::Split::pipeline || s.split == model::Split::rpc;
    own_split_ = in_turn && !s.parts.empty() && !able_.cards.empty();
    if (own_split_) {
      try_kind(PlacementKind::cards);
    }
    if (own_memory(s) && catalog::offload_host(catalog_, run_)) {
      try_with_host(*s.model);
    }
    return fastest();
  }

 private:
  void try_with_host(const model::Architecture& model) {
    const bool experts = !able_.host_experts.empty() && model.experts > 0;
    const bool layers = !able_.host_layers.empty();
    if (experts) {
      try_kind(PlacementKind::experts_on_host);
    }
    if (layers) {
      try_kind(PlacementKind::layers_on_host);
    }
    // Of unequal cards the best one may hold all that is left.
    const bool layers_pay =
        fastest_tps(PlacementKind::layers_on_host) >= kAsFast * fastest_tps(PlacementKind::experts_on_host);
    if (experts && layers && (layers_pay || own_split_)) {
      try_kind(PlacementKind::layers_and_experts_on_host);
    }
    if (!able_.cpu.empty()) {
      try_cpu();
    }
  }

  /// By the laws; 0: none fits.
  [[nodiscard]] double fastest_tps(PlacementKind kind) const {
    double tps = 0;
    for (const Best& one : found_) {
      tps = one.placement.kind == kind ? std::max(tps, one.tps) : tps;
    }
    return tps;
  }

  /// Unequal cards with the engine's split too: it does not count whole layers.
  void try_kind(PlacementKind kind) {
    try_split(kind, own_split_);
    if (own_split_ && kind != PlacementKind::cards) {
      try_split(kind, false);
    }
  }

  void try_split(PlacementKind kind, bool own_split) {
    if (auto law = KindLaw::of(catalog_, fitted_, run_, kind, *model_, own_split)) {
      for (Best& best : law->best()) {
        found_.push_back(std::move(best));
      }
    }
  }

  void try_cpu() {
    const Placement cpu{.kind = PlacementKind::cpu, .layers = model_->layers};
    const auto c = predict::counted(
        catalog_, predict::with_fastest_threads(catalog_, fitted_, with_placement(run_, cpu, *model_)));
    if (c && c->fits) {
      const predict::Binding binding = predict::bind(fitted_, c->step, model::FigureKind::decode);
      const double ln_s = model::ln_decode_seconds(c->step, binding.coefficients) + binding.ln_effects;
      found_.push_back({cpu, model::within_limit(std::exp(-ln_s), model::ceiling_tps(c->step))});
    }
  }

  std::optional<Placed> fastest() {
    std::stable_sort(
        found_.begin(), found_.end(), [](const Best& a, const Best& b) { return a.tps > b.tps; });
    std::optional<Placed> best;
    double first_tps = 0, best_tps = 0;
    for (const Best& one : found_) {
      if (best && one.tps < kAsFast * first_tps) {
        break;
      }
      auto found = fitting(one.placement);
      if (!found) {
        continue;
      }
      *found = polished(std::move(*found));
      if (!best) {
        first_tps = one.tps;
        best = std::move(found);
        continue;
      }
      best_tps = best_tps > 0 ? best_tps : rate_of(*best);
      if (const double tps = rate_of(*found); tps > best_tps) {
        best_tps = tps;
        best = std::move(found);
      }
    }
    return best;
  }

  [[nodiscard]] std::optional<Placed> fitting(const Placement& placement) const {
    catalog::Run run = with_placement(run_, placement, *model_);
    const auto c = predict::counted(catalog_, run);
    return c && c->fits ? std::optional(Placed{placement, std::move(run), c->memory}) : std::nullopt;
  }

  /// 0: it cannot be predicted.
  [[nodiscard]] double rate_of(const Placed& placed) const {
    const auto outcome = predict::predict(catalog_, fitted_, placed.run, {.rate_only = true});
    return outcome.prediction ? predict::aggregate_tps(*outcome.prediction) : 0;
  }

  /// Those that differ by a layer: of its own, or by its experts.
  [[nodiscard]] std::vector<Placement> neighbours(const Placement& p) const {
    const bool experts = p.kind == PlacementKind::layers_and_experts_on_host;
    if ((!experts && p.kind != PlacementKind::layers_on_host) || !p.card_layers.empty()) {
      return {};
    }
    std::vector<Placement> out;
    for (const double by : {-1.0, 1.0}) {
      Placement next = p;
      next.host_layers += by;
      if (next.host_layers >= 1 && next.host_layers <= next.layers) {
        out.push_back(next);
      }
      next = p;
      next.host_expert_layers += by;
      if (experts && next.host_expert_layers > next.host_layers && next.host_expert_layers <= next.layers) {
        out.push_back(next);
      }
    }
    if (!experts && !able_.host_experts.empty() && model_->experts > 0 && p.host_layers > 1) {
      out.push_back({.kind = PlacementKind::layers_and_experts_on_host,
                     .layers = p.layers,
                     .host_layers = p.host_layers - 1,
                     .host_expert_layers = p.host_layers});
    }
    return out;
  }

  /// Uphill by the rates themselves.
  [[nodiscard]] Placed polished(Placed best) const {
    constexpr int kMostSteps = 8;
    double tps = 0;
    for (int step = 0; step < kMostSteps; ++step) {
      const std::vector<Placement> near = neighbours(best.placement);
      tps = step == 0 && !near.empty() ? rate_of(best) : tps;
      const double before_tps = tps;
      for (const Placement& next : near) {
        auto placed = fitting(next);
        const double next_tps = placed ? rate_of(*placed) : 0;
        if (next_tps > tps) {
          tps = next_tps;
          best = std::move(*placed);
        }
      }
      if (!(tps > before_tps)) {
        break;
      }
    }
    return best;
  }

  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  const catalog::Run& run_;
  catalog::EnginePlacement able_;
  const model::Architecture* model_ = nullptr;
  bool own_split_ = false;
  std::vector<Best> found_;
};

}  // namespace

std::optional<Placed> best_placement(const catalog::Catalog& catalog,
                                     const predict::Fitted& fitted,
                                     const catalog::Run& run) {
  return Search(catalog, fitted, run).best();
}

catalog::Run with_placement(const catalog::Run& run,
                            const Placement& placement,
                            const model::Architecture& model) {
  catalog::Run out = run;
  if (!placement.card_layers.empty()) {
    out.details.tensor_split = fmt::format("{:.0f}", fmt::join(placement.card_layers, ","));
  }
  switch (placement.kind) {
    case PlacementKind::whole:
    case PlacementKind::cards: break;
    case PlacementKind::experts_on_host:
      out.details.n_cpu_moe = placement.host_expert_layers;
      out.placement = catalog::StatedPlacement::experts_on_host;
      break;
    case PlacementKind::layers_and_experts_on_host:
      out.n_gpu_layers = placement.device_layers();
      out.details.n_cpu_moe = placement.host_expert_layers;
      out.placement = catalog::StatedPlacement::experts_on_host;
      break;
    case PlacementKind::layers_on_host:
      out.n_gpu_layers = placement.device_layers();
      out.placement = model.experts > 0 ? catalog::Said<catalog::StatedPlacement>()
                                        : catalog::StatedPlacement::part_on_host;
      break;
    case PlacementKind::cpu:
      out.placement = catalog::StatedPlacement::host;
      out.backend = "cpu";
      out.device = run.device.substr(0, run.device.find('+'));
      out.n_devices = 1;
      out.split = model::Split::none;
      out.interconnect.clear();
      break;
  }
  const bool host_works = out.placement != run.placement || out.n_gpu_layers >= 0;
  if (host_works && std::isnan(out.threads)) {
    out.details.decode_threads = 0;  // chosen by predict()
  }
  return out;
}

}  // namespace tokroof::whatif
