#include "model/count/weights.hpp"

#include <catch2/catch.hpp>

#include "model/count/checkpoint_bytes.hpp"
#include "model/count/file_weights.hpp"
#include "model/count/weight_bytes.hpp"
#include "tests/model/example_models.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

model::Architecture dense() {
  model::Architecture m = small_dense();
  m.parameters = m.active_parameters = 8e6;
  return m;
}

model::Architecture mixture() {
  model::Architecture m = small_mixture();
  m.parameters = 30e6;
  m.active_parameters = 8e6;
  return m;
}

model::Result<model::WeightRead> read_of(const model::Architecture& model,
                                         const std::string& quant,
                                         double file_bytes = model::kUnknown) {
  model::Scenario s;
  s.model = &model;
  s.quant = quant;
  s.file_bytes = file_bytes;
  return model::weight_read_count(s, model::layer_counts(model));
}

}  // namespace

TEST_CASE("a known file type is counted tensor by tensor", "[model][weights][unit]") {
  const model::Architecture m = dense();
  const auto read = read_of(m, "Q4_K_M");
  const auto exact = model::weight_bytes(m, "Q4_K_M");
  REQUIRE(read);
  CHECK(read->file_bytes == exact->file_bytes);
  CHECK(read->bytes == exact->read_bytes_per_token);
  CHECK(read->weights == 8e6);
  CHECK(read->expert_bytes == 0);
}

TEST_CASE("a stated size scales what is read, within bounds", "[model][weights][unit]") {
  const model::Architecture m = dense();
  const double plain = read_of(m, "Q4_K_M")->bytes;
  const double file = read_of(m, "Q4_K_M")->file_bytes;
  CHECK(read_of(m, "Q4_K_M", 1.1 * file)->bytes == Approx(1.1 * plain));
  CHECK(read_of(m, "Q4_K_M", 1.1 * file)->file_bytes == Approx(1.1 * file));
  CHECK(read_of(m, "Q4_K_M", 5 * file)->bytes == Approx(1.8 * plain));
  CHECK(read_of(m, "Q4_K_M", 0.1 * file)->bytes == Approx(0.5 * plain));
}

TEST_CASE("a format without a recipe takes its bits a weight", "[model][weights][unit]") {
  const auto read = read_of(dense(), "8bit");  // MLX: 8.5 bits
  REQUIRE(read);
  CHECK(read->file_bytes == Approx(8.5e6));
  CHECK(read->bytes == Approx(8.5e6));
}

TEST_CASE("an unknown format is refused unless the file's size is stated", "[model][weights][unit]") {
  const auto refused = read_of(dense(), "no-such-type");
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().reason == "unknown-quantization");
  CHECK(refused.refusal().message == "no storage type is known as 'no-such-type'");
  CHECK(read_of(dense(), "no-such-type", 5e6)->bytes == Approx(5e6));
}

TEST_CASE("a token reads k of E experts", "[model][weights][unit]") {
  const auto read = read_of(mixture(), "F16");
  REQUIRE(read);
  // 3 layers x 2 experts x 3 matrices of 256 x 512, at 2 bytes
  CHECK(read->expert_weights == 3 * 2 * 3 * 131072);
  CHECK(read->expert_bytes == 2 * read->expert_weights);
  CHECK(read->expert_bytes < read->bytes);
}

TEST_CASE("DeepSeek V4's files keep all but the experts at 8 bits", "[model][weights][unit]") {
  model::Architecture m = mixture();
  m.family = "deepseek4";
  const auto read = read_of(m, "IQ2_XXS");
  const double rest = read->weights - read->expert_weights;
  CHECK(read->bytes == Approx(rest * 34 / 32 + read->expert_bytes));
  CHECK(read->expert_bytes == read_of(mixture(), "IQ2_XXS")->expert_bytes);
  CHECK(read->file_bytes ==
        Approx(8 * read->expert_bytes + (rest + 256000) * 34 / 32));  // 2 of 16, an embedding
  // a larger file has larger experts: 2 of 16 are read
  const auto larger = read_of(m, "IQ2_XXS", read->file_bytes + 16000);
  CHECK(larger->bytes == Approx(read->bytes + 2000));
  CHECK(read_of(m, "F16")->bytes == Approx(read_of(mixture(), "F16")->bytes));
}

TEST_CASE("a token never reads routed experts alone", "[model][weights][property]") {
  model::Architecture m = mixture();
  m.active_parameters = 1e6;  // less than its experts: inconsistent figures happen in tables
  const auto read = read_of(m, "F16");
  CHECK(read->expert_weights <= 0.97 * read->weights);
  CHECK(read->expert_bytes <= 0.97 * read->bytes);
}

TEST_CASE("a smaller storage type never reads more bytes", "[model][weights][property]") {
  for (const model::Architecture& m :
       {dense(), mixture(), small_gated_delta(), small_per_layer_embedding()}) {
    double before = 0;
    for (const char* type : {"Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "F16"}) {
      CAPTURE(m.slug, type);
      const double bytes = read_of(m, type)->bytes;
      CHECK(bytes > before);
      before = bytes;
    }
  }
}

TEST_CASE("MXFP4 is a file type of llama.cpp and a type of a checkpoint's experts elsewhere",
          "[model][weights][unit]") {
  model::Engine checkpoints;
  checkpoints.checkpoints = true;
  const model::Architecture m = mixture();
  const auto file = model::counted_bytes(m, "MXFP4", model::Engine{}),
             checkpoint = model::counted_bytes(m, "MXFP4", checkpoints);
  REQUIRE(file);
  REQUIRE(checkpoint);
  CHECK(file->file_bytes == model::weight_bytes(m, "MXFP4")->file_bytes);
  CHECK(checkpoint->file_bytes == model::checkpoint_bytes(m, "MXFP4", checkpoints)->file_bytes);
  CHECK(file->file_bytes != checkpoint->file_bytes);
}

TEST_CASE(
    "a mixture's own file is read by the routed share of its experts, up to one percent of another size",
    "[model][weights][unit]") {
  model::Architecture m = mixture();  // 2 of 16
  model::FileWeights file;
  file.quant = "Q4_K_M";
  file.file_bytes = 1000;
  file.read_bytes = 400;
  file.read_weights = 800;
  file.expert_bytes = 800;
  file.expert_weights = 1600;
  m.file = &file;
  const auto read = read_of(m, "Q4_K_M");
  REQUIRE(read);
  CHECK(read->file_bytes == 1000);
  CHECK(read->expert_bytes == 100);
  CHECK(read->expert_weights == 200);
  file.read_bytes = 100;
  file.read_weights = 200;
  CHECK(read_of(m, "Q4_K_M")->expert_bytes == 97);
  CHECK(read_of(m, "Q4_K_M")->expert_weights == 194);
  CHECK(read_of(m, "Q4_K_M", 1009)->file_bytes == 1000);
  const auto other = read_of(m, "Q4_K_M", 1011);
  CHECK((!other || other->file_bytes != 1000));
}

TEST_CASE("a gpt-oss file larger than its experts at MXFP4 was published unpacked, at 16 bits",
          "[model][weights][unit]") {
  model::Architecture m = mixture();
  m.slug = "gpt-oss-small";
  const auto read = read_of(m, "F16", 2 * m.parameters);
  REQUIRE(read);
  CHECK(read->bytes == Approx(2 * read->weights));
}

TEST_CASE("what a gpt-oss file has beside its experts at MXFP4 is spread over its other weights",
          "[model][weights][unit]") {
  model::Architecture m = mixture();
  m.slug = "gpt-oss-small";
  const auto plain = read_of(m, "MXFP4");
  REQUIRE(plain);
  const double rest = plain->weights - plain->expert_weights;
  const double all_experts = 8 * plain->expert_weights;  // 2 of 16
  const auto sized = read_of(m, "MXFP4", all_experts * 17 / 32 + 1.5 * (rest + 1000 * 256));
  REQUIRE(sized);
  CHECK(sized->expert_bytes == Approx(plain->expert_weights * 17 / 32));
  CHECK(sized->bytes == Approx(sized->expert_bytes + 1.5 * rest));
}

TEST_CASE("a file weighs what its tensors weigh, however often it is summed", "[model][weights][unit]") {
  model::FileWeights file;
  file.tensors = {{.name = "a", .elements = 100, .bytes = 50},
                  {.name = "b",
                   .category = model::TensorCategory::expert_up,
                   .elements = 800,
                   .bytes = 400,
                   .read_share = 0.25}};
  for (int again = 0; again < 2; ++again) {
    model::sum_up(file);
    CHECK(file.file_bytes == 450);
    CHECK(file.read_bytes == 150);
    CHECK(file.read_weights == 300);
    CHECK(file.weights == 900);
    CHECK(file.expert_bytes == 400);
    CHECK(file.expert_weights == 800);
  }
}
