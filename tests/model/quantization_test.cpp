#include "model/count/quantization.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "model/count/checkpoint_bytes.hpp"
#include "tests/model/example_models.hpp"
#include "tests/model/support.hpp"
#include "tests/model/tsv.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("EXL names carry their bits a weight", "[model][quantization]") {
  CHECK(model::bits_per_weight("EXL2-4.0bpw") == 4.0);
  CHECK(model::bits_per_weight("exl3-6.25bpw-mcg") == 6.25);
  CHECK(model::bits_per_weight("exl2-3.9bpw") == 3.9);
  CHECK(std::isnan(model::bits_per_weight("exl2-bpw")));
  CHECK(std::isnan(model::bits_per_weight("exl2-4.0")));
  CHECK(std::isnan(model::bits_per_weight("exl2-4.0-turbo")));
  CHECK(std::isnan(model::bits_per_weight("exl2-1.2.3bpw")));
}

TEST_CASE("MLX names count half a bit for scale and bias", "[model][quantization]") {
  CHECK(model::bits_per_weight("MLX-Q4") == 4.5);
  CHECK(model::bits_per_weight("mlx-8bit") == 8.5);
  CHECK(model::bits_per_weight("6bit") == 6.5);
  CHECK(model::bits_per_weight("4-bit") == 4.5);
  CHECK(std::isnan(model::bits_per_weight("2bit-ternary")));
}

TEST_CASE("the first part of a name that is known decides its bits", "[model][quantization]") {
  CHECK(model::bits_per_weight("awq-int4") == 4.156);
  CHECK(model::bits_per_weight("FP8 dynamic") == 8);
  CHECK(model::bits_per_weight("NVFP4 modelopt-mixed W4A16+FP8") == 8);
  CHECK(model::bits_per_weight("compressed-tensors-int4-g32-symmetric") == 4.5);
  CHECK(model::bits_per_weight("MXFP8") == 8.25);
  CHECK(model::bits_per_weight("bitsandbytes NF4 (double quant)") == 4.127);
  CHECK(model::bits_per_weight("BF16") == 16);
}

TEST_CASE("GGUF file types and unknown names have no bits a weight", "[model][quantization]") {
  for (const char* name : {"", "Q4_K_M", "IQ2_XS", "JANGTQ"}) CHECK(std::isnan(model::bits_per_weight(name)));
}

TEST_CASE("publishers' mixes go to the nearest file type", "[model][quantization]") {
  CHECK(model::file_type_of("qwen3-8b", "UD-Q4_K_XL") == "Q4_K_M");
  CHECK(model::file_type_of("qwen3-8b", "UD-Q2_K_XL") == "Q2_K");
  CHECK(model::file_type_of("qwen3-8b", "ud-q8_k_xl") == "Q8_0");
  CHECK(model::file_type_of("qwen3-8b", "UD-IQ2_M") == "IQ2_M");
  CHECK(model::file_type_of("qwen3-8b", "Q4_K_L") == "Q4_K_M");
  CHECK(model::file_type_of("qwen3-8b", "IQ2_XS_R4") == "IQ2_XS");
  CHECK(model::file_type_of("qwen3-8b", "Q8_0_R8") == "Q8_0");
  CHECK(model::file_type_of("qwen3-8b", "BF16") == "F16");
  CHECK(model::file_type_of("qwen3-8b", "EXL2-4.0bpw") == "EXL2-4.0BPW");
}

TEST_CASE("an extra large mix without a plain one keeps its name", "[model][quantization]") {
  CHECK(model::file_type_of("qwen3-8b", "UD-Q1_K_XL") == "Q1_K_XL");
  CHECK(model::file_type_of("qwen3-8b", "X4_K_XL") == "X4_K_XL");
}

TEST_CASE("gpt-oss keeps MXFP4 experts whatever the label", "[model][quantization]") {
  CHECK(model::file_type_of("gpt-oss-20b", "F16") == "MXFP4");
  CHECK(model::file_type_of("gpt-oss-120b", "UD-Q4_K_XL") == "MXFP4");
  CHECK(model::file_type_of("gpt-oss-20b", "Q5_K_M") == "MXFP4");
  CHECK(model::file_type_of("gpt-oss-20b", "AWQ-INT4") != "MXFP4");
}

TEST_CASE("storage classes fold publishers' names", "[model][quantization]") {
  CHECK(model::storage_class("UD-Q4_K_XL") == "q4_k");
  CHECK(model::storage_class("IQ3_XXS") == "iq3");
  CHECK(model::storage_class("Q5_0") == "q4_0");
  CHECK(model::storage_class("4bit-AWQ/GPTQ") == "int4");
  CHECK(model::storage_class("4bit") == "mlx");
  CHECK(model::storage_class("BF16") == "bf16");
  CHECK(model::storage_class("F32") == "f16");
  CHECK(model::storage_class("") == "other");
}

TEST_CASE("KV cache types have their block's bytes a value", "[model][quantization]") {
  CHECK(model::kv_bytes_per_value("") == 2);
  CHECK(model::kv_bytes_per_value("f16") == 2);
  CHECK(model::kv_bytes_per_value("q8_0") == 1.0625);
  CHECK(model::kv_bytes_per_value("Q4_0") == 0.5625);
  CHECK(model::kv_bytes_per_value("fp8") == 1);
  CHECK(model::kv_bytes_per_value("int8_per_token_head") == 1.03);
  CHECK(model::kv_bytes_per_value("K q8_0") == 1.53);
  CHECK(model::kv_bytes_per_value("K q8_0, V q8_0") == 1.0625);
}

// What reference_model.py makes of every quantization name of the bundled runs.
TEST_CASE("quantization names mean what the reference implementation says", "[model][quantization][golden]") {
  const auto rows = read_tsv(TOKROOF_SOURCE_DIR "/tests/golden/quantization.tsv");
  REQUIRE(rows.size() > 100);
  std::size_t compared = 0;
  for (const auto& row : rows) {
    CAPTURE(row[0]);
    const double bits = std::stod(row[1]);
    const model::StoredBits stored = model::stored_bits(row[0], engine("vllm"), small_dense());
    const bool uniform =
        stored.layers == stored.rest || model::storage_class(row[0]) == "exl";  // others: its averages
    CHECK(std::isnan(bits) == std::isnan(stored.layers));
    if (uniform && !std::isnan(bits)) {
      CHECK(stored.layers == bits);
      compared += 1;
    }
    CHECK(model::file_type_of("llama-3.1-8b", row[0]) == row[2]);
    CHECK(model::file_type_of("gpt-oss-20b", row[0]) == row[3]);
    CHECK(model::storage_class(row[0]) == row[4]);
  }
  CHECK(compared > 20);
}

TEST_CASE("an MLX name without a number says nothing of the bits", "[model][quantization][unit]") {
  CHECK(model::bits_per_weight("MLX-Q4") == 4.5);
  CHECK(std::isnan(model::bits_per_weight("MLX-dynamic")));
  CHECK(std::isnan(model::bits_per_weight("MLX-")));
}
