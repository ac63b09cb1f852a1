#include "predict/told_assumptions.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include "tests/predict/support.hpp"

namespace tokroof::test {
namespace {

std::vector<predict::ToldAssumption> told_of(const catalog::Question& q) {
  const predict::Request request = completed(q);
  return predict::told_assumptions(
      catalog::Catalog::bundled(), predict::Fitted::bundled(), request, predicted(q), 9);
}

const predict::ToldAssumption* named(const std::vector<predict::ToldAssumption>& told,
                                     std::string_view name) {
  const auto found = std::find_if(told.begin(), told.end(), [&](const auto& t) { return t.name == name; });
  return found == told.end() ? nullptr : &*found;
}

TEST_CASE("a longer context that does not fit is told as such, without a rate", "[predict][told]") {
  catalog::Question q = question("rtx-4090", "llama-3.1-8b", "Q4_K_M");
  const auto roomy = told_of(q);
  REQUIRE(named(roomy, "n_depth") != nullptr);
  CHECK(named(roomy, "n_depth")->fits);
  q.run.concurrency = 32;
  const auto full = told_of(q);
  REQUIRE(named(full, "n_depth") != nullptr);
  CHECK_FALSE(named(full, "n_depth")->fits);
}

TEST_CASE("a storage type that does not fit or has no kernels is no alternative", "[predict][told]") {
  catalog::Question small = question("gtx-1650-ti", "hunyuan-7b", "");
  small.run.n_devices = 2;
  CHECK(named(told_of(small), "quant") == nullptr);
  catalog::Question amd = question("rx-7700-xt", "lfm2.5-350m", "");
  amd.run.engine = "vllm";
  const auto told = told_of(amd);
  CHECK((named(told, "quant") == nullptr || named(told, "quant")->other != "FP8"));
}

TEST_CASE("an engine that has no kernels for a chip is refused by --engine, whatever the storage type",
          "[predict][request]") {
  for (const char* device : {"r9-390", "radeon-pro-5300m", "rx-5700", "gtx-1060-6gb"}) {
    CAPTURE(device);
    catalog::Question q = question(device, "gemma-1-2b", "");
    q.run.engine = "vllm";
    try {
      (void)completed(q);
      FAIL("no error");
    } catch (const catalog::InputError& error) {
      CHECK(error.where == "--engine");
    }
  }
}

}  // namespace
}  // namespace tokroof::test
