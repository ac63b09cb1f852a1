#include "model/count/storage_type.hpp"

#include <catch2/catch.hpp>

using namespace tokroof;
using enum model::GgmlType;

TEST_CASE("a Q4_K tensor of 256 elements holds one block of 144 bytes", "[model][storage_type]") {
  CHECK(model::stored_bytes(q4_k, 256) == 144);
  CHECK(model::stored_bytes(q4_k, 2560) == 1440);
  CHECK(model::stored_bytes(f32, 3) == 12);
  CHECK(model::stored_bytes(mxfp4, 32) == 17);
}

TEST_CASE("a type whose blocks divide the row is kept", "[model][storage_type]") {
  CHECK(model::fitting_type(q4_k, 4096) == q4_k);
  CHECK(model::fitting_type(q4_0, 896) == q4_0);
  CHECK(model::fitting_type(f32, 1) == f32);
}

TEST_CASE("a row that 256 does not divide falls back to a type with blocks of 32", "[model][storage_type]") {
  CHECK(model::fitting_type(q2_k, 896) == q4_0);
  CHECK(model::fitting_type(q3_k, 896) == q4_0);
  CHECK(model::fitting_type(q4_k, 896) == q5_0);
  CHECK(model::fitting_type(q5_k, 896) == q5_1);
  CHECK(model::fitting_type(q6_k, 896) == q8_0);
  CHECK(model::fitting_type(iq3_s, 896) == iq4_nl);
}

TEST_CASE("a row that 32 does not divide falls back to F16", "[model][storage_type]") {
  CHECK(model::fitting_type(q4_k, 1000) == f16);
  CHECK(model::fitting_type(q8_0, 1000) == f16);
  CHECK(model::fitting_type(mxfp4, 1000) == f16);
}

TEST_CASE("every storage type fits after its fallback for any row of 32s",
          "[model][storage_type][property]") {
  const double row = GENERATE(32.0, 96.0, 256.0, 2880.0, 5376.0);
  for (const model::GgmlTypeSpec& wanted : model::kGgmlTypes) {
    CAPTURE(wanted.name, row);
    const model::GgmlTypeSpec& stored = model::spec_of(model::fitting_type(wanted.type, row));
    CHECK(static_cast<long>(row) % static_cast<long>(stored.block_elements) == 0);
    const double bits_wanted = wanted.block_bytes / wanted.block_elements;
    CHECK(stored.block_bytes / stored.block_elements >= bits_wanted);  // a fallback never loses precision
  }
}

TEST_CASE("storage types are found by their number in a file", "[model][storage_type]") {
  CHECK(model::ggml_type_of_gguf_id(39) == mxfp4);
  CHECK_FALSE(model::ggml_type_of_gguf_id(4).has_value());  // removed from ggml
  for (const model::GgmlTypeSpec& row : model::kGgmlTypes) {
    CHECK(model::ggml_type_of_gguf_id(row.gguf_id) == row.type);
  }
}
