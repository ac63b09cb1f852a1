#include "predict/packed_correlations.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include "predict/fitted.hpp"

namespace tokroof::test {
namespace {

using namespace predict;

bool same(const Correlations& a, const Correlations& b) {
  return std::equal(a.begin.begin(), a.begin.end(), b.begin.begin(), b.begin.end()) &&
         std::equal(a.others.begin(), a.others.end(), b.others.begin(), b.others.end()) &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end());
}

}  // namespace

TEST_CASE("Correlations are the same after packing, those of the bundled fit in two thirds of the bytes",
          "[predict][fitted]") {
  const Correlations& all = Fitted::bundled().data().correlations;
  const PackedBytes bytes = packed(all);
  CHECK(same(unpacked(bytes.view()).view(), all));
  CHECK(bytes.rows.size() + bytes.gaps.size() + bytes.multiples.size() < 2 * all.parts.size_bytes() * 2 / 3);
}

TEST_CASE("Packing keeps empty rows, neighbours a byte apart and either sign",
          "[predict][fitted][property]") {
  CorrelationStorage some;
  CHECK(same(unpacked(packed(some.view()).view()).view(), some.view()));
  some.end_row();
  for (const std::size_t other : {0U, 1U, 255U, 256U, 511U, 767U, 65535U}) {
    some.add(other, 0.0254);
    some.end_row();
    some.add(other, -1);
  }
  some.end_row();
  some.add(65534, 1);
  some.end_row();
  some.end_row();
  CHECK(packed(some.view()).step == 2);
  CHECK(same(unpacked(packed(some.view()).view()).view(), some.view()));
}

}  // namespace tokroof::test
