#include "catalog/number.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

using tokroof::catalog::parse_number;

TEST_CASE("parse_number reads what a table may hold", "[catalog][number]") {
  CHECK(*parse_number("0") == 0);
  CHECK(*parse_number("936.2") == 936.2);
  CHECK(*parse_number("-3.5") == -3.5);
  CHECK(*parse_number("007") == 7);
  CHECK(*parse_number(".5") == 0.5);
  CHECK(*parse_number("5.") == 5);
  CHECK(*parse_number("1e3") == 1000);
  CHECK(*parse_number("1.5E-2") == 0.015);
  CHECK(*parse_number("2e+6") == 2e6);
  CHECK(*parse_number("1e-400") == 0);
  CHECK(*parse_number("123456789012345678901234567890") == 123456789012345678901234567890.0);
}

TEST_CASE("parse_number refuses everything that is not wholly a finite decimal number", "[catalog][number]") {
  for (const char* text :
       {"",      " ",      "1 ",    " 1",    "+1",    "-",   ".",   "e5",  "1e",   "1e+",
        "1,5",   "1.2.3",  "--1",   "0x10",  "0x1p3", "nan", "NaN", "inf", "-inf", "infinity",
        "1e999", "-1e999", "12abc", "1_000", "1'000", "1\t", "1\n", "٣",   "1e5.5"}) {
    INFO(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
  CHECK_FALSE(parse_number(std::string_view("1\0", 2)).has_value());
  CHECK_FALSE(parse_number(std::string(5000, '9')).has_value());
}

TEST_CASE("parse_number rounds as strtod does", "[catalog][number][property]") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const int digits = 1 + static_cast<int>(random() % 20);
    const int exponent = static_cast<int>(random() % 80) - 40;
    const double value = std::ldexp(static_cast<double>(random()), exponent - 64);
    char text[64];
    std::snprintf(text, sizeof text, i % 2 == 0 ? "%.*e" : "%.*f", digits, value);
    INFO(text);
    REQUIRE(parse_number(text).has_value());
    CHECK(*parse_number(text) == std::strtod(text, nullptr));
  }
}
