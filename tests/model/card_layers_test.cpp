#include "model/count/card_layers.hpp"

#include <numeric>
#include <random>

#include "tests/model/support.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 10 layers whose experts are alike; 2 GB beside 24 of experts (round_mixture(), all 8 of which are stored).
struct Cards {
  model::Architecture model;
  model::Scenario scenario;
  model::Step step = round_mixture();
  std::vector<double> experts = std::vector<double>(10, 0.1);

  explicit Cards(double host_layers) {
    model.layers = 10;
    scenario.model = &model;
    scenario.n_devices = 2;
    scenario.split = model::Split::layer;
    scenario.experts_on_host = model::HostExperts{.end = host_layers};
    step.how.experts_on_host = host_layers > 0;
    step.how.host_expert_share = host_layers / 10;
  }
  Cards(const Cards&) = delete;
  /// Of the cards: 2 GB, and the experts that the host does not have.
  [[nodiscard]] double shared() const { return 2e9 + 24e9 * (1 - step.how.host_expert_share); }
  [[nodiscard]] std::vector<double> layers() const {
    return model::layer_bytes(scenario, step, shared(), experts);
  }
};

}  // namespace

TEST_CASE("layers whose experts the host has weigh only the rest of them", "[model][card_layers][unit]") {
  const Cards cards(4);
  CHECK(model::layers_differ(cards.scenario));
  const std::vector<double> layers = cards.layers();
  REQUIRE(layers.size() == 10);
  CHECK(layers[0] == Approx(0.2e9));
  CHECK(layers[3] == Approx(0.2e9));
  CHECK(layers[4] == Approx(0.2e9 + 2.4e9));
  CHECK(std::accumulate(layers.begin(), layers.end(), 0.0) == Approx(cards.shared()));
}

TEST_CASE("of as many layers each the last card holds most, balanced ones hold alike",
          "[model][card_layers][unit]") {
  const Cards cards(4);
  const std::vector<double> layers = cards.layers(), half{0.5, 0.5}, room{10e9, 10e9};
  const std::vector<double> even = model::bytes_of_shares(layers, half);
  CHECK(even[0] == Approx(5 * 0.2e9 + 2.4e9));
  CHECK(even[1] == Approx(5 * 2.6e9));
  CHECK(model::balanced_layers(layers, room) == std::vector<double>{7, 3});  // 8.6 and 7.8 GB
  CHECK(model::filled_layers(layers, room) == std::vector<double>{7, 3});
  const std::vector<double> narrow{3e9, 3e9};
  CHECK(model::filled_layers(layers, narrow) == std::vector<double>{4, 1});  // not all of them
}

TEST_CASE("a share may end within a layer", "[model][card_layers][unit]") {
  const std::vector<double> layers{1, 2, 3}, shares{0.5, 0.25, 0.25};
  const std::vector<double> bytes = model::bytes_of_shares(layers, shares);
  CHECK(bytes[0] == Approx(2));     // 1 and half of 2
  CHECK(bytes[1] == Approx(1.75));  // the other half, and a quarter of 3
  CHECK(bytes[2] == Approx(2.25));
}

TEST_CASE("no other split of whole layers leaves the fullest card emptier than the balanced one",
          "[model][card_layers][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> size(0.1, 3), room(5, 20);
  for (int i = 0; i < 200; ++i) {
    std::vector<double> layers(2 + random() % 12);
    for (double& layer : layers) layer = size(random);
    const std::vector<double> rooms{room(random), room(random)};
    const auto fullest = [&](double first) {
      const auto cut = layers.begin() + static_cast<std::ptrdiff_t>(first);
      return std::max(std::accumulate(layers.begin(), cut, 0.0) / rooms[0],
                      std::accumulate(cut, layers.end(), 0.0) / rooms[1]);
    };
    const std::vector<double> balanced = model::balanced_layers(layers, rooms);
    REQUIRE(balanced[0] + balanced[1] == static_cast<double>(layers.size()));
    for (std::size_t first = 0; first <= layers.size(); ++first) {
      REQUIRE(fullest(balanced[0]) <= fullest(static_cast<double>(first)) * (1 + 1e-9));
    }
  }
}
