#include "judge/diagnose/table_findings.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>
#include "judge/check/check.hpp"

using namespace tokroof;

namespace {

catalog::Run measured_run(double tg_tps, double pp_tps = model::kUnknown) {
  catalog::Run run;
  run.source = "mine";
  run.table = "mine";
  run.engine = "llama.cpp";
  run.date = "2026-01";
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.n_prompt = 512;
  run.tg_tps = tg_tps;
  run.pp_tps = pp_tps;
  return run;
}

std::vector<judge::Finding> findings(const std::vector<catalog::Run>& runs) {
  const catalog::PackedRuns packed(runs);
  const judge::CheckedTable rows(catalog::Catalog::bundled(), predict::Fitted::bundled(), packed);
  const judge::TableFindings found =
      judge::table_findings(catalog::Catalog::bundled(), predict::Fitted::bundled(), rows);
  std::vector<judge::Finding> out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    out.push_back(found[i]);
  }
  return out;
}

int count(const std::vector<catalog::Run>& runs, judge::FindingKind kind) {
  const std::vector<judge::Finding> all = findings(runs);
  return static_cast<int>(
      std::count_if(all.begin(), all.end(), [&](const judge::Finding& f) { return f.kind == kind; }));
}

}  // namespace

TEST_CASE("the same run twice is found, another rate or another depth is no duplicate", "[predict][check]") {
  catalog::Run deep = measured_run(140);
  deep.depth = 8192;
  const std::vector<judge::Finding> all =
      findings({measured_run(140), measured_run(141), deep, measured_run(140.01)});
  REQUIRE(all.size() == 1);
  CHECK(all.front().kind == judge::FindingKind::near_duplicate);
  CHECK(all.front().rows == std::vector<std::size_t>{3, 0});
}

TEST_CASE("exchanged columns are found, sound ones are not", "[predict][check]") {
  CHECK(count({measured_run(140, 11000)}, judge::FindingKind::swapped_columns) == 0);
  CHECK(count({measured_run(11000, 140)}, judge::FindingKind::swapped_columns) == 1);
}

TEST_CASE("a source's sizes in GB are found, one odd file is not", "[predict][check]") {
  constexpr double kGib = 4.58;  // llama-3.1-8b Q4_K_M
  const auto sized = [](double size, double tps) {
    catalog::Run run = measured_run(tps);
    run.size_gib = size;
    return run;
  };
  CHECK(count({sized(kGib, 140), sized(kGib, 141)}, judge::FindingKind::size_unit) == 0);
  CHECK(count({sized(kGib * 1.0737, 140), sized(kGib * 1.0737, 141)}, judge::FindingKind::size_unit) == 1);
  CHECK(count({sized(kGib / 1.0737, 140)}, judge::FindingKind::size_unit) == 1);
  CHECK(count({sized(kGib * 1.0737, 140), sized(kGib, 141), sized(kGib, 142)},
              judge::FindingKind::size_unit) == 0);
}

TEST_CASE("one value in many rows is a saturated reading", "[predict][check]") {
  std::vector<catalog::Run> runs;
  for (const char* model : {"llama-3.1-8b", "llama-3.2-1b", "llama-3.2-3b", "qwen3-0.6b", "qwen3-4b"}) {
    runs.push_back(measured_run(1000));
    runs.back().model = model;
  }
  CHECK(count(runs, judge::FindingKind::repeated_value) == 1);
  runs.back().tg_tps = 999;
  CHECK(count(runs, judge::FindingKind::repeated_value) == 0);
}

TEST_CASE("one stream's rate among rates of all streams is found", "[predict][check]") {
  catalog::Run run = measured_run(1);
  run.engine = "vllm";
  run.quant = "BF16";
  run.concurrency = 32;
  run.rate = catalog::StatedRate::aggregate;
  const double all =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), {&run, 1}).front().predicted_tps;
  run.tg_tps = all;
  CHECK(count({run}, judge::FindingKind::stream_aggregate) == 0);
  run.tg_tps = all / 32;
  CHECK(count({run}, judge::FindingKind::stream_aggregate) == 1);
}

TEST_CASE("each of many equal rows is said to repeat the first, and rates that drift apart repeat nobody",
          "[predict][check]") {
  std::vector<catalog::Run> runs(5000, measured_run(140));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].line = static_cast<int>(i) + 2;
  }
  const std::vector<judge::Finding> all = findings(runs);
  REQUIRE(all.size() == runs.size() - 1);
  for (const judge::Finding& f : all) {
    CHECK(f.rows.back() == 0);
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].tg_tps =
        100 * std::exp(2e-4 * static_cast<double>(i));  // two of three repeat the third to four digits
  }
  CHECK(findings(runs).size() == 3333);
}
