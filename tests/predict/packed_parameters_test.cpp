#include "predict/packed_parameters.hpp"

#include <catch2/catch.hpp>

namespace tokroof::test {

using namespace predict;

TEST_CASE("Parameters of the bundled fit are the same after packing, to the last bit", "[predict][fitted]") {
  const std::span<const FittedParameter> all = Fitted::bundled().data().parameters;
  const std::string text = packed(all);
  const std::vector<FittedParameter> again = unpacked(text);
  REQUIRE(again.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i, all[i].label);
    CHECK(again[i].coefficient == all[i].coefficient);
    CHECK(again[i].label == all[i].label);
    CHECK(again[i].parameter == all[i].parameter);
    CHECK(again[i].sd == all[i].sd);
  }
}

}  // namespace tokroof::test
