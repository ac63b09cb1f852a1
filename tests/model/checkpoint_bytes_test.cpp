#include "model/count/checkpoint_bytes.hpp"

#include "model/count/architecture_parameters.hpp"
#include "tests/model/example_models.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

// 8 layers of 4 x 65,536 + 3 x 262,144, an output matrix of 256,000 and as large an embedding.
constexpr double kLayers = 8 * (4 * 65536.0 + 3 * 262144.0);
constexpr double kOutput = 256000;

model::Architecture dense() {
  model::Architecture m = small_dense();
  m.parameters = kLayers + 2 * kOutput;
  m.active_parameters = kLayers + kOutput;
  return m;
}

model::Architecture tied() {
  model::Architecture m = dense();
  m.tied_embeddings = true;
  m.parameters = kLayers + kOutput;
  return m;
}

// 3 layers of 16 experts of 3 x 131,072 beside a million other weights.
model::Architecture mixture() {
  model::Architecture m = small_mixture();
  m.parameters = 48 * 3 * 131072.0 + 1e6 + 2 * kOutput;
  m.active_parameters = 6 * 3 * 131072.0 + 1e6 + kOutput;
  return m;
}

}  // namespace

TEST_CASE("AWQ leaves embeddings and output matrix at 16 bit", "[model][checkpoint][unit]") {
  const auto bytes = model::checkpoint_bytes(dense(), "AWQ", engine("vllm"));
  REQUIRE(bytes);
  CHECK(bytes->file_bytes == Approx(kLayers * 4.156 / 8 + 2 * 2 * kOutput));
  CHECK(bytes->read_bytes_per_token == Approx(kLayers * 4.156 / 8 + 2 * kOutput));
  CHECK(bytes->expert_bytes_total == 0);
}

TEST_CASE("bitsandbytes and microscaled types leave the output matrix at 16 bit, too",
          "[model][checkpoint][unit]") {
  for (const auto& [quant, bits] :
       {std::pair{"bitsandbytes NF4 (double quant)", 4.127}, {"MXFP8", 8.25}, {"HQQ 4-bit g64", 4.5}}) {
    CAPTURE(quant);
    CHECK(model::checkpoint_bytes(dense(), quant, engine("vllm"))->read_bytes_per_token ==
          Approx(kLayers * bits / 8 + 2 * kOutput));
  }
}

TEST_CASE("a tied embedding is held once and read whole", "[model][checkpoint][unit]") {
  const auto bytes = model::checkpoint_bytes(tied(), "FP8", engine("vllm"));
  CHECK(bytes->file_bytes == Approx(kLayers + 2 * kOutput));
  CHECK(bytes->read_bytes_per_token == Approx(bytes->file_bytes));
}

TEST_CASE("MLX and MLC quantize everything", "[model][checkpoint][unit]") {
  CHECK(model::checkpoint_bytes(dense(), "MLX-Q4", engine("mlx"))->file_bytes ==
        Approx((kLayers + 2 * kOutput) * 4.5 / 8));
  CHECK(model::checkpoint_bytes(dense(), "q4f16_1", engine("mlc"))->read_bytes_per_token ==
        Approx((kLayers + kOutput) * 4.5 / 8));
  CHECK(model::checkpoint_bytes(dense(), "NVFP4", engine("mlx"))->file_bytes ==
        Approx((kLayers + 2 * kOutput) * 4.5 / 8));
}

TEST_CASE("EXL has an output matrix of 6 bits", "[model][checkpoint][unit]") {
  const auto bytes = model::checkpoint_bytes(dense(), "EXL2-4.0bpw", engine("exllamav2"));
  CHECK(bytes->read_bytes_per_token == Approx(kLayers / 2 + kOutput * 6 / 8));
  CHECK(bytes->file_bytes == Approx(kLayers / 2 + kOutput * 6 / 8 + 2 * kOutput));
}

TEST_CASE("MXFP4 quantizes a mixture's experts, and all layers of a dense model",
          "[model][checkpoint][unit]") {
  const auto bytes = model::checkpoint_bytes(mixture(), "MXFP4", engine("vllm"));
  CHECK(bytes->expert_bytes_total == Approx(48 * 3 * 131072.0 * 4.25 / 8));
  CHECK(bytes->read_bytes_per_token == Approx(bytes->expert_bytes_total / 8 + 2 * (1e6 + kOutput)));
  CHECK(bytes->file_bytes == Approx(bytes->expert_bytes_total + 2 * (1e6 + 2 * kOutput)));
  CHECK(model::checkpoint_bytes(dense(), "MXFP4", engine("vllm"))->read_bytes_per_token ==
        Approx(kLayers * 4.25 / 8 + 2 * kOutput));
}

TEST_CASE("NVFP4 leaves all of a mixture but its experts at 16 bit, and the attention of Gemma 4",
          "[model][checkpoint][unit]") {
  const auto bytes = model::checkpoint_bytes(mixture(), "NVFP4", engine("vllm"));
  CHECK(bytes->expert_bytes_total == Approx(48 * 3 * 131072.0 * 4.5 / 8));
  CHECK(bytes->read_bytes_per_token == Approx(bytes->expert_bytes_total / 8 + 2 * (1e6 + kOutput)));
  const double attention = model::architecture_parameters(dense()).attention;
  REQUIRE(attention > 0);
  model::Architecture gemma = dense();
  gemma.family = "gemma4";
  CHECK(model::checkpoint_bytes(gemma, "NVFP4", engine("vllm"))->read_bytes_per_token ==
        Approx((kLayers - attention) * 4.5 / 8 + 2 * (attention + kOutput)));
  CHECK(model::checkpoint_bytes(dense(), "NVFP4", engine("vllm"))->read_bytes_per_token ==
        Approx(kLayers * 4.5 / 8 + 2 * kOutput));
}

TEST_CASE(
    "Nemotron's mixtures keep attention and the mixers before it at 16 bit, with latent experts 8 bit "
    "besides these",
    "[model][checkpoint][unit]") {
  // 3 layers with experts, 2 of attention, 4 with mixers.
  model::Architecture m = mixture();
  m.family = "nemotron-h";
  m.linear_kind = "mamba2";
  m.full_attention_layers = 2;
  m.linear_attention_layers = 4;
  m.linear_k_heads = 2;
  m.linear_v_heads = 4;
  m.linear_k_dim = 8;
  m.linear_v_dim = 16;
  m.linear_conv = 4;
  const model::ArchitectureParameters parts = model::architecture_parameters(m);
  REQUIRE(parts.linear > 0);
  const double others = 1e6 - parts.attention - parts.linear;
  REQUIRE(others > 0);
  const auto read = [&](const char* quant) {
    return model::checkpoint_bytes(m, quant, engine("vllm"))->read_bytes_per_token;
  };
  const double experts = 6 * 3 * 131072.0, kept = 2 * (parts.attention + kOutput);
  CHECK(read("NVFP4") == Approx((experts + others) * 4.5 / 8 + parts.linear * (4.5 + 16) / 16 + kept));
  CHECK(read("FP8") == Approx(experts + others + parts.linear * (8 + 16) / 16 + kept));
  m.moe_latent_dim = m.d_model;
  const double latent = 3 * 2 * m.d_model * m.d_model;
  m.parameters += latent;
  m.active_parameters += latent;
  CHECK(read("NVFP4") == Approx(experts * 4.5 / 8 + others + latent + parts.linear + kept));
}

TEST_CASE("blocks outside the layers are read only where they are active", "[model][checkpoint][unit]") {
  model::Architecture m = dense();
  m.extra_parameters = 1e6;
  m.parameters += 1e6;
  const double without = model::checkpoint_bytes(dense(), "INT8", engine("vllm"))->read_bytes_per_token;
  CHECK(model::checkpoint_bytes(m, "INT8", engine("vllm"))->file_bytes ==
        Approx(model::checkpoint_bytes(dense(), "INT8", engine("vllm"))->file_bytes + 2e6));
  CHECK(model::checkpoint_bytes(m, "INT8", engine("vllm"))->read_bytes_per_token == Approx(without));
  m.extra_active = true;
  m.active_parameters += 1e6;
  CHECK(model::checkpoint_bytes(m, "INT8", engine("vllm"))->read_bytes_per_token == Approx(without + 2e6));
}

TEST_CASE("a storage type without known bits has no bytes", "[model][checkpoint][unit]") {
  for (const char* name : {"", "JANGTQ", "2bit-ternary", "Q4_K_M"}) {
    CHECK_FALSE(model::checkpoint_bytes(dense(), name, engine("vllm")));
  }
}
