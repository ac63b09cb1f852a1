#include "model/count/layer_kinds.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/model/example_models.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// One letter a layer: F full, w window, l linear, P parallel, - none.
std::string mixers(const model::Architecture& m) {
  std::string text;
  for (const model::LayerKind& k : model::layer_kinds(m)) text += "FwlP-"[static_cast<int>(k.mixer)];
  return text;
}

/// d dense, E experts, B both, - none.
std::string feed_forwards(const model::Architecture& m) {
  std::string text;
  for (const model::LayerKind& k : model::layer_kinds(m)) text += "dEB-"[static_cast<int>(k.feed_forward)];
  return text;
}

}  // namespace

TEST_CASE("a plain model attends fully and has a dense feed-forward in every layer", "[model][layer_kinds]") {
  CHECK(mixers(small_dense()) == "FFFFFFFF");
  CHECK(feed_forwards(small_dense()) == "dddddddd");
}

TEST_CASE("sliding-window layers come in groups that a full layer closes", "[model][layer_kinds]") {
  model::Architecture m = small_dense();
  m.layers = 12;
  m.full_attention_layers = 2;
  m.sliding_window = 1024;
  CHECK(mixers(m) == "wwwwwFwwwwwF");
  CHECK(model::block_counts(m).window == 10);
  m.full_attention_layers = 0;
  CHECK(mixers(m) == "wwwwwwwwwwww");
}

TEST_CASE("a remainder of layers spreads the full ones evenly", "[model][layer_kinds]") {
  model::Architecture m = small_dense();
  m.layers = 7;
  m.full_attention_layers = 2;
  CHECK(mixers(m) == "wwwFwwF");
}

TEST_CASE("every fourth layer of a gated delta net hybrid attends", "[model][layer_kinds]") {
  CHECK(mixers(small_gated_delta()) == "lllFlllF");
  model::Architecture rule = small_gated_delta();
  rule.full_attention_layers = model::kUnknown;
  CHECK(mixers(rule) == "lllFlllF");
}

TEST_CASE("attention and state space run in parallel where both count every layer", "[model][layer_kinds]") {
  model::Architecture m = small_dense();
  m.full_attention_layers = 8;
  m.linear_attention_layers = 8;
  CHECK(mixers(m) == "PPPPPPPP");
}

TEST_CASE("separate blocks are either a mixer or a feed-forward", "[model][layer_kinds]") {
  model::Architecture m = small_mixture();
  m.layers = 6;
  m.linear_attention_layers = 2;
  m.full_attention_layers = 1;
  m.no_attention_layers = 3;
  CHECK(mixers(m) == "l-l-F-");
  CHECK(feed_forwards(m) == "-E-E-E");
  m.experts = 0;
  CHECK(feed_forwards(m) == "-d-d-d");
}

TEST_CASE("leading layers of a mixture of experts are dense", "[model][layer_kinds]") {
  CHECK(feed_forwards(small_mixture()) == "dEEE");
  CHECK(model::block_counts(small_mixture()).experts == 3);
  CHECK(model::block_counts(small_mixture()).dense == 1);
}

TEST_CASE("dense and expert layers alternate where experts are in fewer than all layers",
          "[model][layer_kinds]") {
  model::Architecture m = small_mixture();
  m.moe_layers = 2;
  m.dense_ffn_layers = 2;
  CHECK(feed_forwards(m) == "dEdE");
}

TEST_CASE("every layer has both where the dense feed-forwards count every layer", "[model][layer_kinds]") {
  model::Architecture m = small_mixture();
  m.moe_layers = 4;
  m.dense_ffn_layers = 4;
  CHECK(feed_forwards(m) == "BBBB");
}

TEST_CASE("a number of layers that makes no sense gives no layers", "[model][layer_kinds]") {
  model::Architecture m = small_dense();
  m.layers = GENERATE(-1.0, 0.0, 1e18, model::kUnknown);
  CHECK(model::layer_kinds(m).empty());
}

TEST_CASE("one linear layer is one", "[model][layer_kinds]") {
  model::Architecture m = small_gated_delta();
  m.layers = 2;
  m.full_attention_layers = 1;
  m.linear_attention_layers = 1;
  CHECK(mixers(m) == "lF");
}
