#include "model/count/tensor_list.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/count/architecture_parameters.hpp"
#include "tests/model/example_models.hpp"

using namespace tokroof;
using namespace tokroof::test;
using enum model::TensorCategory;

namespace {

std::vector<model::Tensor> of_category(const model::Architecture& m, model::TensorCategory category) {
  std::vector<model::Tensor> found = model::tensor_list(m);
  std::erase_if(found, [&](const model::Tensor& t) { return t.category != category; });
  return found;
}

double elements(const std::vector<model::Tensor>& tensors) {
  double sum = 0;
  for (const model::Tensor& t : tensors) sum += t.elements;
  return sum;
}

}  // namespace

TEST_CASE("a dense layer has four attention and three feed-forward matrices", "[model][tensor_list]") {
  const model::Architecture m = small_dense();
  for (const model::TensorCategory c : {attention_q, attention_k, attention_v, attention_output}) {
    CHECK(elements(of_category(m, c)) == 8 * 65536);
  }
  for (const model::TensorCategory c : {ffn_gate, ffn_up, ffn_down})
    CHECK(elements(of_category(m, c)) == 8 * 262144);
  CHECK(of_category(m, ffn_down).front().row_length == 1024);
  CHECK(of_category(m, ffn_up).front().row_length == 256);
  CHECK(elements(of_category(m, kept_f32)) == 8 * 2 * 256);
}

TEST_CASE("an untied input embedding is looked up, a tied one is read whole", "[model][tensor_list]") {
  model::Architecture m = small_dense();
  CHECK(of_category(m, token_embedding).front().read_share == 0);
  CHECK(of_category(m, output).front().read_share == 1);
  m.tied_embeddings = true;
  CHECK(of_category(m, token_embedding).front().read_share == 1);
  CHECK(of_category(m, output).empty());
}

TEST_CASE("a token reads k of E routed experts and the shared expert whole", "[model][tensor_list]") {
  const model::Architecture m = small_mixture();
  const std::vector<model::Tensor> down = of_category(m, expert_down);
  REQUIRE(down.size() == 3);
  CHECK(down.front().layer == 1);
  CHECK(down.front().row_length == 512);
  CHECK(down.front().elements == 16 * 512 * 256);
  CHECK(down.front().read_share == 2.0 / 16);
  CHECK(elements(of_category(m, ffn_down)) == 1024 * 256 + 3 * 512 * 256);
}

TEST_CASE("ungated feed-forwards have no gate matrix", "[model][tensor_list]") {
  model::Architecture m = small_mixture();
  m.ffn_gated = false;
  CHECK(of_category(m, ffn_gate).empty());
  CHECK(of_category(m, expert_gate).empty());
  CHECK(of_category(m, ffn_up).size() == 4);
}

TEST_CASE("per-layer embeddings are looked up, the matrices around them are read", "[model][tensor_list]") {
  const model::Architecture m = small_per_layer_embedding();
  const std::vector<model::Tensor> table = of_category(m, per_layer_embedding);
  REQUIRE(table.size() == 1);
  CHECK(table.front().row_length == 8 * 256);
  CHECK(table.front().elements == 1000 * 8 * 256);
  CHECK(table.front().read_share == 0);
  CHECK(elements(of_category(m, kept_f16)) == 256 * 256 * 8);
  CHECK(elements(of_category(m, other)) == 2 * 256 * 256 * 8);
}

TEST_CASE("a gated delta net layer stores a fused QKV in place of attention's matrices",
          "[model][tensor_list]") {
  const model::Architecture m = small_gated_delta();
  CHECK(of_category(m, attention_q).size() == 2);
  const std::vector<model::Tensor> qkv = of_category(m, attention_qkv);
  REQUIRE(qkv.size() == 6);
  CHECK(qkv.front().elements == 256 * (2 * 2 * 128 + 4 * 64));
}

TEST_CASE("full layers of Gemma 4 have their own heads and no value matrix", "[model][tensor_list]") {
  model::Architecture m = small_dense();
  m.full_attention_layers = 1;
  m.sliding_window = 512;
  m.global_head_dim = 256;
  m.global_kv_heads = 1;
  m.k_equals_v = true;
  const std::vector<model::Tensor> q = of_category(m, attention_q);
  CHECK(q.front().elements == 256 * 2 * 128);
  CHECK(q.back().elements == 256 * 2 * 256);
  CHECK(of_category(m, attention_k).back().elements == 256 * 256);
  CHECK(of_category(m, attention_v).size() == 7);
}

TEST_CASE("extra blocks are in the file but not read, unless the model says so", "[model][tensor_list]") {
  model::Architecture m = small_dense();
  m.extra_parameters = 12345;
  const std::vector<model::Tensor> blocks = of_category(m, extra);
  REQUIRE(blocks.size() == 1);
  CHECK(blocks.front().elements == 12345);
  CHECK(blocks.front().read_share == 0);
  m.extra_active = true;
  CHECK(of_category(m, extra).front().read_share == 1);
}

TEST_CASE("the tensors of every catalog model add up to its parameters", "[model][tensor_list][property]") {
  for (const model::Architecture& m : catalog::Catalog::bundled().models()) {
    CAPTURE(m.slug);
    const double norms = 2 * m.layers * m.d_model;
    CHECK(elements(model::tensor_list(m)) - norms ==
          Approx(model::architecture_parameters(m).total).epsilon(1e-3).margin(norms));
  }
}

TEST_CASE("a mixture without shared experts has no tensors of them", "[model][tensor_list]") {
  model::Architecture m = small_mixture();
  m.shared_experts = 0;
  CHECK(elements(of_category(m, ffn_down)) == 1024 * 256);  // of the dense layer
}

TEST_CASE("only a mixture with latent experts has projections to and from the latent",
          "[model][tensor_list]") {
  const auto projections = [](const model::Architecture& m) {
    double found = 0;
    for (const model::Tensor& t : model::tensor_list(m)) {
      found += t.part == "ffn_latent_down" || t.part == "ffn_latent_up" ? 1 : 0;
    }
    return found;
  };
  model::Architecture m = small_mixture();
  CHECK(projections(m) == 0);
  m.moe_latent_dim = 64;
  CHECK(projections(m) == 2 * 3);
}

TEST_CASE("only a gate that is stored with the queries doubles them", "[model][tensor_list]") {
  model::Architecture m = small_gated_delta();
  const double plain = elements(of_category(m, attention_q));
  CHECK(plain == 2 * 65536);
  m.attention_gate = 1;
  CHECK(elements(of_category(m, attention_q)) == 2 * plain);
}
