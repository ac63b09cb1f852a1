#pragma once
#include <optional>
#include <vector>

#include "predict/counted.hpp"
#include "predict/estimate.hpp"
#include "whatif/placement/host_share.hpp"
#include "whatif/placement/placement.hpp"

namespace tokroof::whatif {

/// One kind of placement, counted and bound once, for any number n of layers that have something on the host:
/// what fits, and how fast it is. Without a host (PlacementKind::cards) n is 0.
class KindLaw {
 public:
  /// None where it cannot be counted. `own_split`: unequal cards that work one after the other get a split of their own.
  static std::optional<KindLaw> of(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const catalog::Run& run,
                                   PlacementKind kind,
                                   const model::Architecture& model,
                                   bool own_split);

  struct Best {
    Placement placement;
    double tps = 0;
  };
  /// Of those that fit the first and the last, and each that is faster than with a layer more or less on the host.
  [[nodiscard]] std::vector<Best> best();

 private:
  /// A kind of card of an uneven set.
  struct Card {
    std::string name;
    model::Step step;
    predict::Binding binding;
    double seconds = 0, least_s = 0;  ///< of a step with the whole model
  };

  [[nodiscard]] Placement with(double n) const;
  void set(double n);
  bool devices_hold(double n);
  bool host_holds(double n);
  std::optional<Best> at(double n);
  [[nodiscard]] double units(double n) const;
  void time_cards();
  /// Whole layers of each card, most on the fastest; empty: they do not hold them.
  std::vector<double> split(double units) const;
  /// The same where layers differ, and the order of the cards counts.
  [[nodiscard]] std::vector<double> split_in_order() const;
  [[nodiscard]] double seconds_of_layers(const std::vector<double>& layers) const;
  [[nodiscard]] model::MemoryNeed need() const;
  [[nodiscard]] std::vector<double> layers_of(const model::MemoryNeed& need) const;
  [[nodiscard]] double tps();
  [[nodiscard]] const Card& card_of(const model::DevicePart& part) const;

  Placement placement_;
  model::Scenario scenario_;
  model::Step step_;
  predict::Binding binding_;
  std::optional<HostShare> host_share_;
  std::vector<double>
      expert_shares_;  ///< of every layer, where layers of several cards differ (model/count/card_layers)
  std::vector<Card> cards_;
  std::vector<model::DevicePart> usual_parts_;
  bool own_split_ = false;
};

}  // namespace tokroof::whatif
