#include <catch2/catch.hpp>
#include "judge/audit/contradictions.hpp"
#include "tests/judge/audit/audit_support.hpp"
#include "tests/predict/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

const std::string kHeader = "id\tkind\tdevice\tvalue_lo\tvalue_hi\tunit\n";

std::vector<catalog::Problem> problems_of(const std::string& text) {
  std::vector<catalog::Problem> problems;
  judge::read_claims_text(text, "claims.tsv", problems);
  return problems;
}

}  // namespace

TEST_CASE("columns that are not known may be absent, and a value alone is a range of one figure",
          "[predict][audit]") {
  const auto table =
      judge::read_claims_text("id\tkind\tunit\tvalue_lo\nx\tcost\tUSD/kWh\t0.2\n", "claims.tsv");
  REQUIRE(table.size() == 1);
  CHECK(table[0].low == 0.2);
  CHECK(table[0].high == 0.2);
  CHECK(table[0].device.empty());
  CHECK(std::isnan(table[0].n_devices));
}

TEST_CASE("a word stands where a figure would", "[predict][audit]") {
  const auto table = judge::read_claims_text(kHeader + "x\tcapacity\trtx-4090\tOOM\tOOM\tGB\n", "claims.tsv");
  CHECK(table[0].word == "OOM");
  CHECK(!table[0].has_number());
}

TEST_CASE("what is wrong with a claims table is said with line and column", "[predict][audit]") {
  const struct {
    const char* row;
    const char* where;
  } kBad[] = {
      {"\tspec\trtx-4090\t1\t1\tGB/s", "claims.tsv:2:id"},
      {"x\tspecs\trtx-4090\t1\t1\tGB/s", "claims.tsv:2:kind"},
      {"x\tspec\trtx-4090\tfast\t1\tGB/s", "claims.tsv:2:value_lo"},
      {"x\tspec\trtx-4090\tnan\tnan\tGB/s", "claims.tsv:2:value_lo"},
      {"x\tspec\trtx-4090\t-3\t1\tGB/s", "claims.tsv:2:value_lo"},
      {"x\tspec\trtx-4090\t1e300\t1e300\tGB/s", "claims.tsv:2:value_lo"},
      {"x\tspec\trtx-4090\t5\t4\tGB/s", "claims.tsv:2:value_hi"},
      {"x\tspec\trtx-4090\t\t4\tGB/s", "claims.tsv:2:value_lo"},
      {"x\tcapacity\trtx-4090\tFITS\tOOM\tGB", "claims.tsv:2:value_hi"},
  };
  for (const auto& bad : kBad) {
    CAPTURE(bad.row);
    const auto problems = problems_of(kHeader + bad.row + "\n");
    REQUIRE(!problems.empty());
    CHECK(problems.front().where == bad.where);
  }
  CHECK(problems_of(kHeader + "x\tspecs\trtx-4090\t1\t1\tGB/s\n").front().suggestions.front() == "spec");
}

TEST_CASE("an id may occur once", "[predict][audit]") {
  const std::string row = "x\tspec\trtx-4090\t1\t1\tGB/s\n";
  REQUIRE(problems_of(kHeader + row).empty());
  CHECK(problems_of(kHeader + row + row).front().where == "claims.tsv:3:id");
}

TEST_CASE("a missing column is named with what stands in its place", "[predict][audit]") {
  CHECK(kind_of_error([] { judge::read_claims_text("id\tkind\tvalue\tunit\n", "claims.tsv"); }) ==
        "bad-file");
  const auto problems = problems_of("id\tkind\tvalue\tunit\n");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].suggestions.front() == "value");
}

TEST_CASE("a judgement does not depend on ids, nor on the order of rows", "[predict][audit]") {
  std::vector<judge::Claim> table = judge::read_claims_text(catalog::bundled_claims(), "claims.tsv");
  const std::vector<judge::Judgement> before = judged(table);
  std::vector<judge::Claim> renamed = table;
  for (std::size_t i = 0; i < renamed.size(); ++i) {
    renamed[i].id = "r" + std::to_string(i * 7919 % 1009) + "-" + std::to_string(i);
  }
  const std::vector<judge::Judgement> after = judged(renamed);
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CAPTURE(table[i].id);
    CHECK(after[i].verdict == before[i].verdict);
    CHECK(after[i].reason == before[i].reason);
  }
}

TEST_CASE("every bundled claim has a verdict and a reason on one line, and most of them hold",
          "[predict][audit]") {
  const std::vector<judge::Claim> table = judge::read_claims_text(catalog::bundled_claims(), "claims.tsv");
  REQUIRE(table.size() == 980);
  int plausible = 0, unverifiable = 0;
  for (const judge::Judgement& j : judged(table)) {
    CHECK(!j.reason.empty());
    CHECK(j.reason.find('\n') == std::string::npos);
    CHECK(j.reason.find("nan") == std::string::npos);
    plausible += j.verdict == judge::ClaimVerdict::plausible ? 1 : 0;
    unverifiable += j.verdict == judge::ClaimVerdict::unverifiable ? 1 : 0;
  }
  CHECK(plausible > 600);
  CHECK(unverifiable < 100);
}

TEST_CASE("what nothing is known of is unverifiable, with the nearest names", "[predict][audit]") {
  const judge::Judgement device = judged(kFigure, {"spec\trtx-4091\t1\t1008\tGB/s"});
  CHECK(device.verdict == judge::ClaimVerdict::unverifiable);
  CHECK(device.reason.find("rtx-4090") != std::string::npos);
  const judge::Judgement unit = judged(kFigure, {"spec\trtx-4090\t1\t1008\tGBps"});
  CHECK(unit.verdict == judge::ClaimVerdict::unverifiable);
  CHECK(unit.reason.find("GB/s") != std::string::npos);
}

TEST_CASE("two guides contradict each other where their ranges of one quantity are apart",
          "[predict][audit]") {
  const auto table = claims("guide\tkind\tdevice\tn_devices\tvalue_lo\tunit",
                            {"1\tcost\trtx-3090\t1\t700\tUSD",
                             "2\tcost\trtx-3090\t1\t1400\tUSD",
                             "2\tcost\trtx-3090\t2\t1400\tUSD",
                             "3\tcost\trtx-3090\t1\t710\tUSD"});
  const auto found = judge::contradictions(
      judge::AuditContext(catalog::Catalog::bundled(), predict::Fitted::bundled(), table));
  REQUIRE(found.size() == 2);
  CHECK(found[0].one->low == 700);
  CHECK(found[0].other->low == 1400);
  CHECK(found[1].one->low == 1400);
  CHECK(found[1].other->low == 710);
}
