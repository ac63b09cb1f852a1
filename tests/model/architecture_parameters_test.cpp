#include "model/count/architecture_parameters.hpp"

#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "tests/model/example_models.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("parameters of a dense model add up by hand", "[model][architecture_parameters]") {
  const model::ArchitectureParameters p = model::architecture_parameters(small_dense());
  CHECK(p.embedding == 2 * 256000);
  CHECK(p.attention == 8 * 4 * 65536);
  CHECK(p.dense == 8 * 3 * 262144);
  CHECK(p.total == 8900608);
  CHECK(p.active == p.total - 256000);
}

TEST_CASE("tying the embeddings halves them and leaves what is read", "[model][architecture_parameters]") {
  model::Architecture tied = small_dense();
  tied.tied_embeddings = true;
  const model::ArchitectureParameters p = model::architecture_parameters(tied);
  CHECK(p.embedding == 256000);
  CHECK(p.active == model::architecture_parameters(small_dense()).active);
  CHECK(p.active == p.total);
}

TEST_CASE("a mixture of experts reads its routed share", "[model][architecture_parameters]") {
  const model::ArchitectureParameters p = model::architecture_parameters(small_mixture());
  const double expert = 3 * 256 * 512, router = 256 * 16;
  CHECK(p.experts == 3 * (16 * expert + router + expert));
  CHECK(p.total - p.active == 256000 + 3 * (16 - 2) * expert);
}

TEST_CASE("latent experts are as narrow as the latent", "[model][architecture_parameters]") {
  model::Architecture m = small_mixture();
  m.moe_latent_dim = 128;
  CHECK(model::architecture_parameters(m).experts ==
        3 * (16 * 3 * 128 * 512 + 256 * 16 + 3 * 256 * 512 + 2 * 256 * 128));
}

TEST_CASE("gates of attention are a matrix as large as the queries', or a column a head",
          "[model][architecture_parameters]") {
  model::Architecture m = small_dense();
  const double plain = model::architecture_parameters(m).attention;
  m.attention_gate = 1;
  CHECK(model::architecture_parameters(m).attention == plain + 8 * 256 * 2 * 128);
  m.attention_gate = 2;
  CHECK(model::architecture_parameters(m).attention == plain + 8 * 256 * 2);
}

TEST_CASE("latent attention counts its down and up projections", "[model][architecture_parameters]") {
  model::Architecture m = small_dense();
  m.layers = 1;
  m.mla_kv_rank = 64;
  m.mla_rope_dim = 32;
  m.mla_nope_dim = 96;
  m.mla_v_dim = 80;
  const double from_and_to = 256 * (64 + 32) + 64 * 2 * (96 + 80) + 2 * 80 * 256;
  CHECK(model::architecture_parameters(m).attention == 256 * 2 * 128 + from_and_to);
  m.mla_q_rank = 48;
  CHECK(model::architecture_parameters(m).attention == 256 * 48 + 48 * 2 * 128 + from_and_to);
}

TEST_CASE("a gated delta net keeps a state of heads x key x value widths",
          "[model][architecture_parameters]") {
  const model::ArchitectureParameters p = model::architecture_parameters(small_gated_delta());
  const double channels = 2 * 2 * 128 + 4 * 64, inner = 4 * 64;
  CHECK(p.linear == 6 * (256 * channels + 256 * inner + 2 * 256 * 4 + channels * 4 + inner * 256));
  CHECK(p.state_bytes == 6 * 4 * (4 * 128 * 64 + channels * 3));
  CHECK(p.attention == 2 * 4 * 65536);
}

TEST_CASE("a state space keeps a state of heads x state size x head width, and the tokens before",
          "[model][architecture_parameters]") {
  model::Architecture m = small_gated_delta();
  m.linear_kind = "mamba2";
  const double channels = 2 * 2 * 128 + 4 * 64;
  CHECK(model::linear_mixer(m).state_bytes == 4 * (4 * 128 * 64 + channels * 3));
}

TEST_CASE("a short convolution has its projections and a kernel a channel, and keeps the tokens before",
          "[model][architecture_parameters]") {
  model::Architecture m = small_dense();
  m.linear_kind = "shortconv";
  m.linear_conv = 3;
  CHECK(model::linear_mixer(m).parameters == 4 * 256 * 256 + 256 * 3);
  CHECK(model::linear_mixer(m).state_bytes == 4 * 256 * 2);
}

TEST_CASE("a first Mamba layer keeps its state and the inputs of its kernel",
          "[model][architecture_parameters]") {
  model::Architecture m = small_dense();
  m.linear_kind = "mamba1";
  m.linear_conv = 4;
  m.linear_v_heads = 2;
  m.linear_v_dim = 256;   // 512 wide
  m.linear_k_heads = 16;  // the rank of its time step
  m.linear_k_dim = 8;
  CHECK(model::linear_mixer(m).state_bytes == 4 * (512 * 8 + 512 * 3));
  CHECK(model::linear_mixer(m).parameters ==
        3 * 256 * 512 + 512 * 4 + 512 * (16 + 2 * 8) + 16 * 512 + 512 * 8);
}

TEST_CASE("unknown linear kinds count nothing", "[model][architecture_parameters]") {
  model::Architecture m = small_gated_delta();
  m.linear_kind = "unheard-of";
  CHECK(model::linear_mixer(m).parameters == 0);
  CHECK(model::linear_mixer(m).state_bytes == 0);
}

TEST_CASE("per-layer embeddings: the table is not read, the projections are",
          "[model][architecture_parameters]") {
  const model::ArchitectureParameters p = model::architecture_parameters(small_per_layer_embedding());
  CHECK(p.per_layer_embedding == 1000 * 8 * 256);
  CHECK(p.per_layer_projection == 3 * 8 * 256 * 256);
  CHECK(p.total - p.active == p.per_layer_embedding);
}

TEST_CASE("extra parameters are active only where the model says so", "[model][architecture_parameters]") {
  model::Architecture m = small_dense();
  m.extra_parameters = 1000;
  CHECK(model::architecture_parameters(m).total == 8901608);
  CHECK(model::architecture_parameters(m).active == 8900608 - 256000);
  m.extra_active = true;
  CHECK(model::architecture_parameters(m).active == 8900608 - 256000 + 1000);
}

TEST_CASE("parts add up to the total for every catalog model", "[model][architecture_parameters][property]") {
  for (const model::Architecture& m : catalog::Catalog::bundled().models()) {
    CAPTURE(m.slug);
    const model::ArchitectureParameters p = model::architecture_parameters(m);
    CHECK(p.embedding + p.attention + p.linear + p.dense + p.experts + p.per_layer_embedding +
              p.per_layer_projection + p.extra ==
          Approx(p.total).epsilon(1e-12));
    CHECK(p.active <= p.total);
  }
}

TEST_CASE("checked catalog models have their published parameters within half a percent",
          "[model][architecture_parameters]") {
  for (const model::Architecture& m : catalog::Catalog::bundled().models()) {
    if (m.confidence != "checked") continue;
    CAPTURE(m.slug);
    CHECK(model::architecture_parameters(m).total == Approx(m.parameters).epsilon(0.005));
  }
}
