#include "model/count/weight_bytes.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "tests/model/example_models.hpp"
#include "tests/model/tsv.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

bool noted(const std::vector<std::string>& row, const char* words) {
  return row.back().find(words) != std::string::npos;
}

/// The size of a published file, given what its note tells. Columns: those of datasets/gguf_sizes.tsv.
double computed_gib(const std::vector<std::string>& row) {
  const bool wrong_slug = noted(row, "those of gpt-oss-20b");
  const model::Architecture* known =
      catalog::Catalog::bundled().find_model(wrong_slug ? "gpt-oss-20b" : row[0]);
  REQUIRE(known != nullptr);
  model::Architecture model = *known;
  std::string file_type = row[1];
  model::QuantizeOptions options{.imatrix = noted(row, "imatrix rules")};
  if (noted(row, "token embedding stored as Q8_0")) options.token_embedding = model::GgmlType::q8_0;
  if (noted(row, "label F16: experts MXFP4")) options.experts = model::GgmlType::mxfp4;
  if (noted(row, "label F32 but all tensors are 16-bit")) file_type = "F16";
  if (noted(row, "second, untied output matrix")) model.tied_embeddings = false;
  const auto bytes = model::weight_bytes(model, file_type, options);
  REQUIRE(bytes.has_value());
  return bytes->file_bytes / kGib;
}

}  // namespace

TEST_CASE("an F16 file of a dense model has two bytes a weight and four a norm", "[model][weight_bytes]") {
  const auto w = model::weight_bytes(small_dense(), "F16");
  REQUIRE(w.has_value());
  CHECK(w->file_bytes == 2 * 8900608 + 8 * 2 * 256 * 4);
  CHECK(w->read_bytes_per_token == w->file_bytes - 2 * 256000);
  CHECK(w->expert_bytes_total == 0);
}

TEST_CASE("a Q4_K_M file adds up block by block", "[model][weight_bytes]") {
  const double embedding = 1000 * 144, output = 1000 * 210, norms = 8 * 2 * 256 * 4;
  const double four_of_each = 4 * 210 + 4 * 144;  // more-bits layers 0, 3, 6, 7
  const double attention = 8 * 3 * 256 * 144 + 256 * four_of_each;
  const double feed_forward = 8 * 2 * 1024 * 144 + 1024 * four_of_each;
  const auto w = model::weight_bytes(small_dense(), "Q4_K_M");
  REQUIRE(w.has_value());
  CHECK(w->file_bytes == embedding + output + attention + feed_forward + norms);
  CHECK(w->read_bytes_per_token == w->file_bytes - embedding);
}

TEST_CASE("a tied model reads its whole file", "[model][weight_bytes]") {
  model::Architecture tied = small_dense();
  tied.tied_embeddings = true;
  const auto w = model::weight_bytes(tied, "Q4_K_M"), untied = model::weight_bytes(small_dense(), "Q4_K_M");
  REQUIRE((w && untied));
  CHECK(w->read_bytes_per_token == w->file_bytes);
  CHECK(w->read_bytes_per_token == untied->read_bytes_per_token);
}

TEST_CASE("a mixture of experts reads k of E experts", "[model][weight_bytes]") {
  const auto w = model::weight_bytes(small_mixture(), "Q8_0");
  REQUIRE(w.has_value());
  const double all_experts = 3 * 16 * 3 * 256 * 512 * 34.0 / 32, embedding = 256000 * 34.0 / 32;
  CHECK(w->expert_bytes_total == all_experts);
  CHECK(w->file_bytes - w->read_bytes_per_token == Approx(embedding + all_experts * 14 / 16).epsilon(1e-12));
}

TEST_CASE("a per-layer embedding table weighs but is not read", "[model][weight_bytes]") {
  const auto w = model::weight_bytes(small_per_layer_embedding(), "Q4_K_M");
  REQUIRE(w.has_value());
  CHECK(w->file_bytes - w->read_bytes_per_token == Approx(1000 * 8 * 210).epsilon(1e-12));  // tied: Q6_K
}

TEST_CASE("names that are no file type, and models without a shape, have no weight bytes",
          "[model][weight_bytes]") {
  for (const char* name : {"", "q4_k_m", "Q4_K", "EXL2-4.0bpw", "UD-Q4_K_XL"}) {
    CHECK_FALSE(model::weight_bytes(small_dense(), name).has_value());
  }
  CHECK_FALSE(model::weight_bytes(model::Architecture{}, "Q4_K_M").has_value());
  model::Architecture damaged = small_dense();
  damaged.layers = GENERATE(-3.0, 1e18, model::kUnknown);
  CHECK_FALSE(model::weight_bytes(damaged, "Q4_K_M").has_value());
}

TEST_CASE("the importance matrix may be given as an option or alone", "[model][weight_bytes]") {
  const auto alone = model::weight_bytes(small_dense(), "Q4_0", true);
  const auto option = model::weight_bytes(small_dense(), "Q4_0", {.imatrix = true});
  REQUIRE((alone && option));
  CHECK(alone->file_bytes == option->file_bytes);
  CHECK(alone->file_bytes > model::weight_bytes(small_dense(), "Q4_0")->file_bytes);
}

TEST_CASE("every catalog model has plausible bytes in every file type", "[model][weight_bytes][property]") {
  for (const model::Architecture& m : catalog::Catalog::bundled().models()) {
    const auto f16 = model::weight_bytes(m, "F16"), q8 = model::weight_bytes(m, "Q8_0"),
               q4 = model::weight_bytes(m, "Q4_K_M");
    CAPTURE(m.slug);
    REQUIRE((f16 && q8 && q4));
    CHECK(q4->file_bytes < q8->file_bytes);
    CHECK(q8->file_bytes < f16->file_bytes);
    for (const auto& w : {*f16, *q8, *q4}) {
      CHECK(w.read_bytes_per_token > 0);
      CHECK(w.read_bytes_per_token <= w.file_bytes);
      CHECK(w.expert_bytes_total < w.file_bytes);
    }
  }
}

// The figures of gguf_count.py, the executable specification, for one model of each family but RWKV,
// whose time mixers (extra parameters that are active) it leaves out of what a token reads.
TEST_CASE("weight bytes equal the reference implementation's", "[model][weight_bytes][golden]") {
  const auto rows = read_tsv(TOKROOF_SOURCE_DIR "/tests/golden/weight_bytes.tsv");
  REQUIRE(rows.size() > 100);
  for (const auto& row : rows) {
    CAPTURE(row[0], row[1], row[2]);
    const model::Architecture* model = catalog::Catalog::bundled().find_model(row[0]);
    REQUIRE(model != nullptr);
    const auto w = model::weight_bytes(*model, row[1], row[2] == "1");
    REQUIRE(w.has_value());
    CHECK(w->file_bytes == Approx(std::stod(row[3])).epsilon(1e-12));
    CHECK(w->read_bytes_per_token == Approx(std::stod(row[4])).epsilon(1e-12));
    CHECK(w->expert_bytes_total == Approx(std::stod(row[5])).epsilon(1e-12));
  }
}

// Sizes that publishers state. The misses are two wrong labels, publishers' own mixes (Gemma 4, Qwen 3.5),
// and small files whose size includes the tokenizer.
TEST_CASE("published file sizes are met: 94 of 108 within 0.5 %, 104 within 2 %",
          "[model][weight_bytes][golden]") {
  const auto rows = read_tsv(TOKROOF_SOURCE_DIR "/datasets/gguf_sizes.tsv");
  REQUIRE(rows.size() == 108);
  int within_half_percent = 0, within_two_percent = 0;
  for (const auto& row : rows) {
    const double error = std::fabs(computed_gib(row) / std::stod(row[2]) - 1);
    within_half_percent += error <= 0.005;
    within_two_percent += error <= 0.02;
  }
  CHECK(within_half_percent >= 94);
  CHECK(within_two_percent >= 104);
}
