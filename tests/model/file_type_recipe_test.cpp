#include "model/count/file_type_recipe.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "tests/model/example_models.hpp"

using namespace tokroof;
using namespace tokroof::test;
using enum model::GgmlType;

namespace {

/// The types of all tensors of a category, in file order.
std::vector<model::GgmlType> types_of(const model::Architecture& m,
                                      model::TensorCategory category,
                                      model::FileType type,
                                      const model::QuantizeOptions& options = {}) {
  const std::vector<model::Tensor> tensors = model::tensor_list(m);
  const std::vector<model::GgmlType> all = model::storage_types(m, tensors, type, options);
  std::vector<model::GgmlType> found;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (tensors[i].category == category) found.push_back(all[i]);
  }
  return found;
}

model::GgmlType first_type(const model::Architecture& m,
                           model::TensorCategory category,
                           model::FileType type,
                           const model::QuantizeOptions& options = {}) {
  const std::vector<model::GgmlType> types = types_of(m, category, type, options);
  REQUIRE_FALSE(types.empty());
  return types.front();
}

/// Three or more layers in the middle of a deep model: no rule for the first or last layers reaches them.
model::GgmlType middle_type(const model::Architecture& m,
                            model::TensorCategory category,
                            model::FileType type) {
  const std::vector<model::GgmlType> types = types_of(m, category, type);
  REQUIRE(types.size() > 10);
  return types[types.size() / 2];
}

using T = model::TensorCategory;
using F = model::FileType;

model::Architecture llama_70b() {
  model::Architecture m = small_dense();
  m.layers = 80;
  m.heads = 64;
  m.kv_heads = 8;
  return m;
}

model::Architecture mixtral() {
  model::Architecture m = small_mixture();
  m.layers = 32;
  m.dense_layers = 0;
  m.experts = 8;
  m.shared_experts = 0;
  return m;
}

}  // namespace

TEST_CASE("file types are found by llama.cpp's name", "[model][file_type_recipe]") {
  CHECK(model::file_type_named("Q4_K_M") == F::q4_k_m);
  CHECK(model::file_type_name(F::iq3_xxs) == "IQ3_XXS");
  for (const char* unknown : {"", "q4_k_m", "Q4_K", "TQ1_0", "UD-Q4_K_XL", "AWQ"}) {
    CHECK_FALSE(model::file_type_named(unknown).has_value());
  }
}

TEST_CASE("Q4_K_M gives more bits to V and FFN down in the first, the last and every third layer",
          "[model][file_type_recipe]") {
  const std::vector<model::GgmlType> expected{q6_k, q4_k, q4_k, q6_k, q4_k, q4_k, q6_k, q6_k};
  CHECK(types_of(small_dense(), T::attention_v, F::q4_k_m) == expected);
  CHECK(types_of(small_dense(), T::ffn_down, F::q4_k_m) == expected);
  CHECK(types_of(small_dense(), T::attention_q, F::q4_k_m) == std::vector<model::GgmlType>(8, q4_k));
}

TEST_CASE("the output matrix is Q6_K, and so is an embedding that doubles as it",
          "[model][file_type_recipe]") {
  model::Architecture m = small_dense();
  CHECK(first_type(m, T::output, F::q4_k_m) == q6_k);
  CHECK(first_type(m, T::token_embedding, F::q4_k_m) == q4_k);
  CHECK(first_type(m, T::output, F::q8_0) == q8_0);
  CHECK(first_type(m, T::output, F::iq2_m) == q5_k);
  CHECK(first_type(m, T::token_embedding, F::iq2_m) == iq3_s);
  CHECK(first_type(m, T::token_embedding, F::iq1_s) == q2_k);
  m.tied_embeddings = true;
  CHECK(first_type(m, T::token_embedding, F::q4_k_m) == q6_k);
}

TEST_CASE("a width that 256 does not divide moves the output to Q8_0 and the rest to 32-wide types",
          "[model][file_type_recipe]") {
  model::Architecture m = small_dense();
  m.d_model = 896;
  CHECK(first_type(m, T::output, F::q4_k_m) == q8_0);
  CHECK(first_type(m, T::token_embedding, F::q4_k_m) == q5_0);
  CHECK(first_type(m, T::attention_q, F::q4_k_m) == q5_0);
  CHECK(types_of(m, T::attention_v, F::q4_k_m)[0] == q8_0);  // from Q6_K
  CHECK(types_of(m, T::ffn_down, F::q4_k_m)[1] == q4_k);     // its rows are d_ff long
  CHECK(first_type(m, T::attention_q, F::iq3_s) == iq4_nl);
}

TEST_CASE("values of 80-layer models with grouped heads rise to Q5_K", "[model][file_type_recipe]") {
  CHECK(middle_type(llama_70b(), T::attention_v, F::q3_k_s) == q5_k);
  const std::vector<model::GgmlType> values = types_of(llama_70b(), T::attention_v, F::q4_k_m);
  CHECK(std::count(values.begin(), values.end(), q4_k) == 0);
  CHECK(std::count(values.begin(), values.end(), q6_k) == 40);  // 10 + 10 + every third of the 60 between
  model::Architecture other = llama_70b();
  other.layers = 79;
  CHECK(middle_type(other, T::attention_v, F::q3_k_s) == q3_k);
  other = llama_70b();
  other.kv_heads = 64;
  CHECK(middle_type(other, T::attention_v, F::q3_k_s) == q3_k);
}

TEST_CASE("with exactly eight experts K and V are Q8_0 and the attention output Q5_K",
          "[model][file_type_recipe]") {
  CHECK(middle_type(mixtral(), T::attention_k, F::q4_k_m) == q8_0);
  CHECK(middle_type(mixtral(), T::attention_v, F::q4_k_m) == q8_0);
  CHECK(middle_type(mixtral(), T::attention_output, F::q4_k_m) == q5_k);
  CHECK(middle_type(mixtral(), T::attention_output, F::q6_k) == q6_k);
  CHECK(middle_type(mixtral(), T::attention_q, F::q4_k_m) == q4_k);
  CHECK(middle_type(mixtral(), T::attention_k, F::iq2_m) == q4_k);
  model::Architecture nine = mixtral();
  nine.experts = 9;
  CHECK(middle_type(nine, T::attention_k, F::q4_k_m) == q4_k);
}

TEST_CASE("with exactly eight experts IQ3_M gives more bits to FFN down", "[model][file_type_recipe]") {
  const std::vector<model::GgmlType> down = types_of(mixtral(), T::expert_down, F::iq3_m);
  CHECK(std::count(down.begin(), down.end(), q4_k) == 4 + 4 + 8);  // first, last, every third of 24
  model::Architecture nine = mixtral();
  nine.experts = 9;
  const std::vector<model::GgmlType> plain = types_of(nine, T::expert_down, F::iq3_m);
  CHECK(std::count(plain.begin(), plain.end(), q4_k) == 4);
}

TEST_CASE("four experts or more raise the values of types below three bits", "[model][file_type_recipe]") {
  model::Architecture m = small_mixture();
  m.experts = 4;
  CHECK(first_type(m, T::attention_v, F::iq2_xs) == q4_k);
  m.experts = 3;
  CHECK(first_type(m, T::attention_v, F::iq2_xs) == q2_k);
}

TEST_CASE("four query heads a KV head raise the values of low-bit types", "[model][file_type_recipe]") {
  model::Architecture m = small_dense();
  CHECK(first_type(m, T::attention_v, F::q2_k) == q3_k);
  CHECK(first_type(m, T::attention_v, F::iq4_xs) == iq4_xs);
  CHECK(first_type(m, T::attention_v, F::iq2_xs) == q2_k);
  m.heads = 8;
  CHECK(first_type(m, T::attention_v, F::q2_k) == q4_k);
  CHECK(first_type(m, T::attention_v, F::iq4_xs) == q5_k);
  CHECK(first_type(m, T::attention_v, F::iq2_xs) == q4_k);
}

TEST_CASE("an importance matrix moves the first layers' FFN down", "[model][file_type_recipe]") {
  const model::QuantizeOptions imatrix{.imatrix = true};
  CHECK(first_type(small_dense(), T::ffn_down, F::iq4_xs) == q5_k);
  CHECK(first_type(small_dense(), T::ffn_down, F::iq4_xs, imatrix) == iq4_xs);
  CHECK(first_type(small_dense(), T::ffn_down, F::q4_0) == q4_0);
  CHECK(first_type(small_dense(), T::ffn_down, F::q4_0, imatrix) == q4_1);
  CHECK(first_type(small_dense(), T::attention_v, F::iq3_xxs) == iq3_s);
  CHECK(first_type(small_dense(), T::attention_v, F::iq3_xxs, imatrix) == iq3_xxs);
}

TEST_CASE("IQ3_XS lowers gate and up in the middle layers only", "[model][file_type_recipe]") {
  CHECK(types_of(small_dense(), T::ffn_up, F::iq3_xs) ==
        std::vector<model::GgmlType>{iq3_s, iq3_xxs, iq3_xxs, iq3_xxs, iq3_xxs, iq3_xxs, iq3_xxs, iq3_s});
}

TEST_CASE("MXFP4 packs experts only", "[model][file_type_recipe]") {
  CHECK(first_type(small_mixture(), T::expert_up, F::mxfp4) == mxfp4);
  CHECK(first_type(small_mixture(), T::ffn_up, F::mxfp4) == q8_0);
  CHECK(first_type(small_mixture(), T::attention_v, F::mxfp4) == q8_0);
  CHECK(first_type(small_mixture(), T::output, F::mxfp4) == q8_0);
}

TEST_CASE("norms and routers stay F32 in every file type", "[model][file_type_recipe][property]") {
  for (int i = 0; i <= static_cast<int>(F::mxfp4); ++i) {
    const auto type = static_cast<F>(i);
    CAPTURE(model::file_type_name(type));
    for (const model::GgmlType t : types_of(small_mixture(), T::kept_f32, type)) CHECK(t == f32);
  }
}

TEST_CASE("options override the mix", "[model][file_type_recipe]") {
  CHECK(first_type(small_dense(), T::token_embedding, F::q4_k_m, {.token_embedding = q8_0}) == q8_0);
  CHECK(first_type(small_dense(), T::output, F::q4_k_m, {.output = q8_0}) == q8_0);
  CHECK(first_type(small_mixture(), T::expert_down, F::f16, {.experts = mxfp4}) == mxfp4);
  CHECK(first_type(small_mixture(), T::ffn_down, F::f16, {.experts = mxfp4}) == f16);
}
