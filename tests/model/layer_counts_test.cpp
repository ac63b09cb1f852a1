#include "model/count/layer_counts.hpp"

#include <catch2/catch.hpp>

#include "tests/model/example_models.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("every layer of a dense model attends fully", "[model][layer_counts][unit]") {
  const model::LayerCounts n = model::layer_counts(small_dense());
  CHECK(n.attention == 8);
  CHECK(n.full == 8);
  CHECK(n.sliding == 0);
  CHECK(n.dense_ffn == 8);
  CHECK(n.experts == 0);
  CHECK_FALSE(n.mixture);
}

TEST_CASE("layers that are not full have the window, if there is one", "[model][layer_counts][unit]") {
  model::Architecture m = small_dense();
  m.full_attention_layers = 2;
  CHECK(model::layer_counts(m).sliding == 0);
  m.sliding_window = 1024;
  CHECK(model::layer_counts(m).sliding == 6);
  CHECK(model::layer_counts(m).attention == 8);
}

TEST_CASE("linear layers hold no cache", "[model][layer_counts][unit]") {
  const model::LayerCounts n = model::layer_counts(small_gated_delta());
  CHECK(n.linear == 6);
  CHECK(n.attention == 2);
  CHECK(n.full == 2);
}

TEST_CASE("a mixture reads less than nine tenths of its parameters", "[model][layer_counts][unit]") {
  model::Architecture m = small_mixture();
  m.parameters = 100;
  m.active_parameters = 90;
  CHECK_FALSE(model::layer_counts(m).mixture);
  m.active_parameters = 89;
  CHECK(model::layer_counts(m).mixture);
  CHECK(model::layer_counts(m).experts == 3);  // all but the first
  CHECK(model::layer_counts(m).dense_ffn == 1);
  m.moe_layers = 2;
  CHECK(model::layer_counts(m).experts == 2);
  CHECK(model::layer_counts(m).dense_ffn == 2);
}

TEST_CASE("a block of a state-space hybrid is a mixer or a feed-forward", "[model][layer_counts][unit]") {
  model::Architecture m = small_dense();
  m.attention_kind = "ssm-hybrid";
  m.linear_attention_layers = 3;
  m.no_attention_layers = 4;
  CHECK(model::layer_counts(m).full == 1);
  CHECK(model::layer_counts(m).dense_ffn == 4);
  m.experts = 16;
  m.parameters = 100;
  m.active_parameters = 20;
  CHECK(model::layer_counts(m).experts == 4);
  CHECK(model::layer_counts(m).dense_ffn == 0);
}

TEST_CASE("the layers of other state-space hybrids have a feed-forward each", "[model][layer_counts][unit]") {
  model::Architecture m = small_dense();
  m.attention_kind = "ssm-hybrid";
  m.linear_attention_layers = 3;
  CHECK(model::layer_counts(m).dense_ffn == 8);
  CHECK(model::layer_counts(m).attention == 5);
  m.experts = 16;
  m.parameters = 100;
  m.active_parameters = 20;
  CHECK(model::layer_counts(m).experts == 8);  // Granite 4 H
  m.moe_layers = 2;
  m.dense_ffn_layers = 2;  // Jamba: every other layer
  CHECK(model::layer_counts(m).experts == 2);
  CHECK(model::layer_counts(m).dense_ffn == 2);
}
