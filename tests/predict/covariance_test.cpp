#include <catch2/catch.hpp>
#include "predict/fitted.hpp"

using namespace tokroof;

TEST_CASE("a row of covariances is what each pair has, in whatever order it is asked",
          "[predict][property]") {
  const predict::Fitted& fitted = predict::Fitted::bundled();
  const std::size_t n = fitted.data().parameters.size();
  std::size_t correlated = 0;
  for (const std::size_t parameter : {std::size_t{0}, n / 3, n - 1}) {
    predict::CovarianceRow ascending(fitted, parameter), descending(fitted, parameter);
    for (std::size_t i = 0; i < n; ++i) {
      const double expected = fitted.covariance(parameter, i);
      REQUIRE(ascending.with(i) == expected);
      REQUIRE(ascending.with(i) == expected);
      REQUIRE(descending.with(n - 1 - i) == fitted.covariance(parameter, n - 1 - i));
      correlated += expected != 0 ? 1 : 0;
    }
  }
  CHECK(correlated > 3);  // each with itself, and some with others
}
