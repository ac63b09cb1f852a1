#include "formats/pages/quantities.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace tokroof;

namespace {

/// "35..45 tok/s", of each figure with a unit; '~' before those that are about so much.
std::string figures_in(std::string_view text) {
  std::string out;
  for (const formats::Quantity& q : formats::quantities_of(text)) {
    if (!q.unit.empty()) {
      out += fmt::format("{}{}{} {}",
                         out.empty() ? "" : ", ",
                         q.approximate ? "~" : "",
                         q.low == q.high ? fmt::format("{}", q.low) : fmt::format("{}..{}", q.low, q.high),
                         q.unit);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("figures are read with their units as guides write them") {
  CHECK(figures_in("gets 40 t/s") == "40 tok/s");
  CHECK(figures_in("12.5 tokens per second, 7 tok/sec, 9tps") == "12.5 tok/s, 7 tok/s, 9 tok/s");
  CHECK(figures_in("1,792 GB/s and 3.35 TB/s") == "1792 GB/s, 3.35 TB/s");
  CHECK(figures_in("24GB, 24 GiB, 24-GB") == "24 GB, 24 GiB, 24 GB");
  CHECK(figures_in("59.4 TFLOPs of FP16") == "59.4 TFLOPS");
  CHECK(figures_in("a 450W card, 1.2 kW") == "450 W, 1.2 kW");
  CHECK(figures_in("$1,999 or €1800 or 1700 EUR or 900 dollars") == "1999 USD, 1800 EUR, 1700 EUR, 900 USD");
  CHECK(figures_in("$10k") == "10000 USD");
  CHECK(figures_in("31,5 tok/s, 7,25 tok/s, 1.234,5 tok/s") == "31.5 tok/s, 7.25 tok/s, 1234.5 tok/s");
}

TEST_CASE("a range of rates may fall, and a digest may part thousands of dollars") {
  CHECK(figures_in("runs 52-27 tok/s") == "27..52 tok/s");
  CHECK(figures_in("24-16 GB").empty());  // of rates alone
  CHECK(figures_in("$2, 500 used, $5, 128 GB") == "2500 USD, 5 USD, 128 GB");
  CHECK(figures_in("360 GBps, 100 Gbps") == "360 GB/s, 100 Gbit/s");
}

TEST_CASE("ranges have two ends, whichever of them has the unit") {
  CHECK(figures_in("~35-45 tok/s") == "~35..45 tok/s");
  CHECK(figures_in("100–130 t/s") == "100..130 tok/s");
  CHECK(figures_in("10 to 12 tok/s") == "10..12 tok/s");
  CHECK(figures_in("$7,000–$8,500") == "7000..8500 USD");
  CHECK(figures_in("$1999-2499") == "1999..2499 USD");
  CHECK(figures_in("96GB-192GB") == "96..192 GB");
  CHECK(figures_in("24 GB - 936 GB/s") == "24 GB, 936 GB/s");
}

TEST_CASE("a figure may be about so much") {
  CHECK(figures_in("~40 t/s") == "~40 tok/s");
  CHECK(figures_in("up to 192 GB") == "~192 GB");
  CHECK(figures_in("$4000+") == "~4000 USD");
  CHECK(figures_in("40 t/s") == "40 tok/s");
}

TEST_CASE("money is for what is behind it") {
  CHECK(figures_in("$2.25/hour, $0.79/hr, $3 per hour") == "2.25 USD/h, 0.79 USD/h, 3 USD/h");
  CHECK(figures_in("$20/month") == "20 USD/month");
  CHECK(figures_in("$29.17/GB") == "29.17 USD/");
}

TEST_CASE("thousands of money may be parted by a blank, and of euros by a point") {
  CHECK(figures_in("$2 000, $12 500-14 000, 12 000 €, 1.200 €, €3.499") ==
        "2000 USD, 12500..14000 USD, 12000 EUR, 1200 EUR, 3499 EUR");
  CHECK(figures_in("$1.999 or €0.283/kWh, $300 400 W, 24 000 tokens") ==
        "1.999 USD, 0.283 EUR/kWh, 300 USD, 400 W");
}

TEST_CASE("a number inside of a name is no figure") {
  CHECK(figures_in("Q4_K_M LPDDR5X-8000 RTX4090 b8123 2.5.1GB v1.2GB").find("8000") == std::string::npos);
  CHECK(figures_in("DDR4-3200W") == "");
  CHECK(figures_in("an 8B model at 4-bit on a 3090") == "");
  CHECK(figures_in("16 games") == "");
}

TEST_CASE("a figure's place is its text") {
  const std::string text = "It has ~1,008 GB/s.";
  const formats::Quantity q = formats::quantities_of(text).front();
  CHECK(text.substr(q.begin, q.end - q.begin) == "1,008 GB/s");
}

TEST_CASE("a point parts thousands of a rate in a German sentence") {
  CHECK(figures_in("Die RTX 4090 bietet 1.008 GB/s, die RTX 5090 sogar 1.792 GB/s.") ==
        "1008 GB/s, 1792 GB/s");
  CHECK(figures_in("Das Prompt-Processing liegt bei 3.512 Token/s.") == "3512 tok/s");
  CHECK(figures_in("Der Bus hat 1.008 TB/s und das ist viel.") == "1.008 TB/s");
  CHECK(figures_in("The slot has 3.938 GB/s.") == "3.938 GB/s");
  CHECK(figures_in("für 0,80 € pro Stunde, 2,50 €/Stunde") == "0.8 EUR/h, 2.5 EUR/h");
}

TEST_CASE("ends of a range share their unit and their thousands; before and after are two figures") {
  CHECK(figures_in("$60–70K, 30-40k USD, $7k-8k") == "60000..70000 USD, 30000..40000 USD, 7000..8000 USD");
  CHECK(figures_in("between $2 and $4 an hour") == "2..4 USD/h");
  CHECK(figures_in("it has 24 GB and 936 GB/s") == "24 GB, 936 GB/s");
  CHECK(figures_in("from 19.4 tk/s to 38.1 tk/s") == "19.4 tok/s, 38.1 tok/s");
  CHECK(figures_in("19.4 tk/s to 38.1 tk/s") == "19.4..38.1 tok/s");
}

TEST_CASE("how far a rate varies is a part of it, with the unit that stands behind") {
  for (const char* text : {"110 ± 2 t/s",
                           "110±2 t/s",
                           "110 +/- 2.1 t/s",
                           "110+/-2 t/s",
                           "110 (+/- 2) t/s",
                           "110 (± 2 t/s)",
                           "110 t/s ± 2",
                           "110 t/s ± 2 t/s",
                           "110 t/s ±3 %",
                           "110 t/s (± 3%)"}) {
    CAPTURE(text);
    CHECK(figures_in(text) == "110 tok/s");
  }
  CHECK(figures_in("24 GB ± 2 W") == "24 GB, 2 W");
  CHECK(figures_in("110+ t/s") == "~110 tok/s");
}

TEST_CASE("rates beside each other may share the unit of the last") {
  CHECK(figures_in("3500/110 t/s") == "3500 tok/s, 110 tok/s");
  CHECK(figures_in("3500 / 110 t/s") == "3500 tok/s, 110 tok/s");
  CHECK(figures_in("213 vs 142 t/s") == "213 tok/s, 142 tok/s");
  CHECK(figures_in("110 and 150 t/s respectively") == "110 tok/s, 150 tok/s");
  CHECK(figures_in("batches of 8 and 150 t/s") == "150 tok/s");
  CHECK(figures_in("went from 35 to 110 t/s") == "35 tok/s, 110 tok/s");
  CHECK(figures_in("ranges from 35 to 110 t/s") == "35..110 tok/s");
}
