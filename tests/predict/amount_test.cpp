#include "predict/amount.hpp"

#include <catch2/catch.hpp>

using namespace tokroof;

namespace {

/// Kept as text: what is no number is "none".
std::string number(std::string_view type, std::string_view text) {
  const auto amount = predict::amount_of(type, text);
  return amount ? std::to_string(*amount) : "none";
}

}  // namespace

TEST_CASE("a number is understood with its unit and without", "[predict][amount]") {
  CHECK(number("W", "300") == number("W", "300 W"));
  CHECK(number("W", "0.3kW") == number("W", "300"));
  CHECK(number("GIB", "64gb") == number("GIB", "64"));
  CHECK(number("GIB", "1TB") == number("GIB", "1024"));
  CHECK(number("FILE_GIB", "5GB") == "none");  // a file's GB are 10^9 bytes
  CHECK(number("S", "250 ms") == number("S", "0.25"));
  CHECK(number("TPS", "20 tok/s") == number("TPS", "20"));
  CHECK(number("TOKENS", "32k") == number("TOKENS", "32768"));
  CHECK(number("N", "3 apples") == "none");
  CHECK(number("W", "300 GB") == "none");
}

TEST_CASE("money may have its sign, its thousands and a k", "[predict][amount]") {
  for (const char* text :
       {"1500", "1,500", "1 500", "1'500", "1.5k", "$1500", "1500$", "$1,500.00", "usd 1500"}) {
    CAPTURE(text);
    CHECK(number("USD", text) == number("USD", "1500"));
  }
  CHECK(number("USD", "1,234,567") == number("USD", "1234567"));
  for (const char* text : {"1,50", ",500", "1,5000", "12,34,567", "k", "$", ""}) {
    CAPTURE(text);
    CHECK(number("USD", text) == "none");
  }
  CHECK(number("W", "1,500") == "none");  // in a list commas part values
}

TEST_CASE("what is wrong with an amount says which form is meant", "[predict][amount]") {
  const predict::AmountRange budget{"USD", 0, 1e12, true};
  CHECK(predict::wrong_amount(budget, "$2000").empty());
  CHECK(predict::wrong_amount(budget, "000") ==
        "'000' is no price; of an unquoted $2000 a shell leaves 000: write 2000");
  CHECK(predict::wrong_amount(budget, "1500€") ==
        "'1500€' is in another currency: prices are in USD, as in 1500");
  CHECK(predict::wrong_amount(budget, "much") == "'much' is not a number above 0 USD");
  CHECK(predict::wrong_amount({"TOKENS", 1, 100000}, "0") == "'0' is not between 1 and 100000");
  CHECK(predict::wrong_amount({"W", 31, 1000}, "20 W") == "'20 W' is not between 31 and 1000 W");
}
