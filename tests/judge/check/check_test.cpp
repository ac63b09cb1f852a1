#include "judge/check/check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <set>
#include <string>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "catalog/engines.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/text.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"
#include "predict/student.hpp"
#include "tests/runs_as_text.hpp"
#include "tests/seed.hpp"

using namespace tokroof;

namespace {

catalog::Run one_card(double tps) {
  catalog::Run run;
  run.source = "mine";
  run.engine = "llama.cpp";
  run.date = "2026-01";
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.tg_tps = tps;
  return run;
}

judge::Checked check_one(const catalog::Run& run) {
  return judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), {&run, 1}).front();
}

}  // namespace

TEST_CASE("three V100 cards at 3.12 tok/s are slow beyond doubt; one card each, in an old host, is not",
          "[predict][check]") {
  const std::vector<catalog::Run> runs = test::runs_of("guide-1");
  REQUIRE(runs.size() == 12);
  const std::vector<judge::Checked> rows =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  int one_card_rows = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (runs[i].device != "v100-pcie-16gb") {
      CHECK(rows[i].verdict == judge::Verdict::ok);
      continue;
    }
    CAPTURE(rows[i].reason);
    const double ratio = rows[i].predicted_tps / rows[i].measured_tps;
    if (runs[i].n_devices == 3) {
      CHECK(rows[i].verdict == judge::Verdict::slow);
      CHECK(rows[i].certain);
      CHECK(rows[i].q < 0.01);
      CHECK(ratio > 5);
      for (const char* number : {"3.12", "60.3 GB/s", "897 GB/s", "153.6 GB/s", "ceiling"}) {
        CHECK(rows[i].reason.find(number) != std::string::npos);
      }
    } else {
      one_card_rows += 1;
      CHECK(ratio > 0.5);
      CHECK(ratio < 2);
      CHECK_FALSE(rows[i].certain);
      CHECK(rows[i].q > 0.01);
    }
  }
  CHECK(one_card_rows == 3);
}

TEST_CASE("a rate above the ceiling is impossible whatever the coefficients say", "[predict][check]") {
  const judge::Checked ordinary = check_one(one_card(150));
  CHECK(ordinary.verdict == judge::Verdict::ok);
  const judge::Checked above = check_one(one_card(ordinary.ceiling_tps * 1.03));
  CHECK(above.verdict == judge::Verdict::impossible);
  CHECK(above.certain);
  CHECK(check_one(one_card(ordinary.ceiling_tps * 1.01)).verdict != judge::Verdict::impossible);
}

TEST_CASE("the interval of a correct run leaves out a tenth, and a row at its edge is not odd",
          "[predict][check]") {
  const judge::Checked sound = check_one(one_card(150));
  const judge::Checked edge = check_one(one_card(sound.low_tps));
  CHECK(edge.q == Approx(0.1).epsilon(1e-6));
  const judge::Checked outside = check_one(one_card(0.99 * sound.low_tps));
  CHECK(outside.q < 0.1);
  CHECK(outside.q > 0.05);
  CHECK(outside.verdict == judge::Verdict::ok);
}

TEST_CASE("a row that does not name its file is sound where one of the usual files is", "[predict][check]") {
  for (const auto& [device, model] : {std::pair<const char*, const char*>{"rtx-4090", "llama-3.1-8b"},
                                      {"m4-pro-20c", "qwen3-30b-a3b"},
                                      {"h100-sxm", "llama-3.1-8b"}}) {
    catalog::Run run = one_card(1);
    run.device = device;
    run.model = model;
    run.engine = catalog::contains(device, "m4")     ? "mlx"
                 : catalog::contains(device, "h100") ? "vllm"
                                                     : "llama.cpp";
    const catalog::EngineFileTypes* types = catalog::file_types(catalog::Catalog::bundled(), run.engine);
    REQUIRE(types != nullptr);
    double low_tps = 1e9, high_tps = 0;
    for (const std::string_view type : catalog::split_at(types->usual, '|')) {
      run.quant = type;
      const judge::Checked typed = check_one(run);
      low_tps = std::min(low_tps, typed.low_tps);
      high_tps = std::max(high_tps, typed.high_tps);
      run.tg_tps = typed.predicted_tps;
      run.quant.clear();
      INFO(device << " " << type);
      const judge::Checked unsaid = check_one(run);
      CHECK(unsaid.verdict == judge::Verdict::ok);
      CHECK(unsaid.z == 0);
      CHECK_FALSE(unsaid.certain);
    }
    for (const double tps : {low_tps / 3, low_tps, high_tps, high_tps * 1.3}) {
      run.tg_tps = tps;
      const judge::Checked unsaid = check_one(run);
      INFO(device << " " << tps << ": " << unsaid.reason);
      CHECK(unsaid.low_tps == Approx(low_tps));
      CHECK(unsaid.high_tps == Approx(high_tps));
      CHECK(
          (tps < low_tps ? unsaid.verdict == judge::Verdict::slow : unsaid.verdict != judge::Verdict::slow));
    }
  }
}

TEST_CASE("a saturated reading is unknown, unless it is above the ceiling, and moves no other row",
          "[predict][check]") {
  catalog::Run small = one_card(1000);
  small.model = "smollm2-360m";
  const judge::Checked c = check_one(small);
  CHECK(c.verdict == judge::Verdict::unknown);
  CHECK_FALSE(c.certain);
  CHECK(c.q == 1);
  CHECK(c.reason.find("saturated") != std::string::npos);
  CHECK(check_one(one_card(1000)).verdict == judge::Verdict::impossible);
  catalog::Run beside = small;
  beside.tg_tps = 700;
  const std::vector<catalog::Run> both{beside, small};
  const auto rows = judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), both);
  CHECK(rows[0].q == check_one(beside).q);
}

TEST_CASE("the bytes that a slow row moved include its cache", "[predict][check]") {
  catalog::Run run = one_card(5);
  run.depth = 32768;
  const judge::Checked c = check_one(run);
  REQUIRE(c.verdict == judge::Verdict::slow);
  const auto p = predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), run).prediction;
  REQUIRE(p);
  const model::Work& w = p->step.work;
  CHECK(w.kv_bytes > 0.2 * w.weight_bytes);
  const double moved = 5 * (w.weight_bytes + w.kv_bytes + w.state_bytes);
  CAPTURE(c.reason);
  CHECK(c.reason.find(fmt::format("moves {:.1f} GB/s", moved / 1e9)) != std::string::npos);
  const double specified = p->scenario.device.bandwidth_bytes_per_s;
  CHECK(c.reason.find(
            fmt::format("{:.1f} % of the {:.0f} GB/s specified", 100 * moved / specified, specified / 1e9)) !=
        std::string::npos);
  CHECK(c.run_class == "deep");
}

TEST_CASE("weights that cannot be on the devices make a figure impossible, with the arithmetic",
          "[predict][check]") {
  catalog::Run run = one_card(20);
  run.model = "llama-3.3-70b";
  run.placement = catalog::StatedPlacement::devices;
  const judge::Checked c = check_one(run);
  CHECK(c.verdict == judge::Verdict::impossible);
  CHECK(c.reason.find("GiB of weights") != std::string::npos);
  CHECK(c.certain);
  CHECK(c.q == 0);
}

TEST_CASE("what does not fit and does not say where it is may have a part on any usual host",
          "[predict][check]") {
  catalog::Run run = one_card(3);
  run.model = "llama-3.3-70b";
  const judge::Checked c = check_one(run);
  CHECK(c.verdict == judge::Verdict::ok);
  CHECK(c.reason.find("how much of it is on the host is not said") != std::string::npos);
  catalog::Run part = run;
  part.host_device = "ryzen-7-5800x";
  part.n_gpu_layers = 0;
  const judge::Checked none = check_one(part);
  part.host_device = "threadripper-3970x";
  part.n_gpu_layers = 40;  // of 80: 20 of the 24 GiB
  const judge::Checked half = check_one(part);
  CHECK(c.low_tps == Approx(none.low_tps));
  CHECK(c.high_tps > half.predicted_tps);

  run.tg_tps = 20;  // as if all of it were on the card: possible for no host that is known
  CHECK(check_one(run).verdict == judge::Verdict::fast);
  run.tg_tps = 1.1 * c.ceiling_tps;
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
  run.engine = "vllm";
  run.tg_tps = 3;
  CHECK(check_one(run).verdict == judge::Verdict::impossible);

  run = one_card(30);
  run.model = "gpt-oss-120b";
  run.quant = "MXFP4";
  CHECK(check_one(run).verdict == judge::Verdict::ok);  // the experts on the host

  run = one_card(4);  // no engine is known on the device: none that keeps a part on the host
  run.device = "tpu-v5e";
  run.engine = "";
  run.model = "llama-3.3-70b";
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
}

TEST_CASE("a cache that does not fit beside the weights may have put a part on the host",
          "[predict][check]") {
  catalog::Run run = one_card(8);
  run.device = "rtx-3090";
  run.model = "qwen2.5-32b";
  run.depth = 32768;  // 18.5 GiB of weights, 8 of cache
  const judge::Checked c = check_one(run);
  CHECK(c.verdict == judge::Verdict::ok);
  CHECK(c.reason.find("of cache do not fit") != std::string::npos);
  run.tg_tps = 0.95 * c.high_tps;  // or the cache was smaller
  CHECK(check_one(run).verdict == judge::Verdict::ok);
  run.tg_tps = 0.3 * c.low_tps;
  CHECK(check_one(run).verdict == judge::Verdict::slow);
  run.tg_tps = 8;
  run.depth = 4096;
  CHECK(check_one(run).verdict == judge::Verdict::slow);
}

TEST_CASE("unlike cards hold what their memories hold together", "[predict][check]") {
  catalog::Run run = one_card(14);
  run.device = "rtx-3090+rtx-3060-12gb";
  run.model = "llama-3.3-70b";
  run.quant = "IQ3_XS";  // 27.5 of 36 GiB
  const judge::Checked c = check_one(run);
  CHECK(c.reason.find("does not fit") == std::string::npos);
  CHECK(c.verdict == judge::Verdict::ok);
  run.tg_tps = 1;
  CHECK(check_one(run).verdict == judge::Verdict::slow);
}

TEST_CASE("a figure without a date is expected to be what predict answers", "[predict][check][property]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto one_of = [&](const auto& all) { return all[random() % all.size()]; };
  const std::vector<std::string> devices{"rtx-3090",
                                         "rtx-4090",
                                         "rtx-5090",
                                         "rx-7900-xtx",
                                         "m3-max-40c",
                                         "strix-halo",
                                         "a100-sxm-80gb",
                                         "h100-sxm"};
  const std::vector<std::string> models{"llama-3.1-8b", "qwen3-8b", "qwen3-14b", "gemma-3-12b", "qwen3-4b"};
  for (int i = 0; i < 80; ++i) {
    catalog::Question question;
    question.run.device = one_of(devices);
    question.run.model = one_of(models);
    question.run.quant =
        one_of(std::vector<std::string>{"Q4_K_M", "Q8_0", "Q6_K", "BF16", "FP8", "AWQ", "exl3-4.0bpw"});
    question.run.depth = one_of(std::vector<double>{0, 1000, 8000, 16000});
    const predict::Request request = predict::complete(catalog, predict::Fitted::bundled(), question);
    const auto predicted = predict::predict(catalog, predict::Fitted::bundled(), request.run);
    if (!predicted.prediction) {
      continue;
    }
    catalog::Run figure = question.run;
    figure.backend = request.run.backend;
    figure.n_gen = request.run.n_gen;
    figure.tg_tps = 10;
    CAPTURE(figure.device, figure.model, figure.quant, figure.depth);
    CHECK(check_one(figure).predicted_tps == Approx(predicted.prediction->decode.tps()).epsilon(1e-6));
  }
}

TEST_CASE("a row that cannot be modelled is unknown, with its reason", "[predict][check]") {
  catalog::Run run = one_card(20);
  run.device = "abacus-9000";
  const judge::Checked c = check_one(run);
  CHECK(c.verdict == judge::Verdict::unknown);
  CHECK(c.reason.find("unknown-device: ") == 0);
  CHECK(c.q == 1);
  CHECK(c.z == 0);
  CHECK(check_one(one_card(model::kUnknown)).verdict == judge::Verdict::unknown);
}

TEST_CASE("slow and fast lie on their sides, and a table of sound rows accuses nobody", "[predict][check]") {
  CHECK(check_one(one_card(20)).verdict == judge::Verdict::slow);
  CHECK(check_one(one_card(20)).z > 0);
  std::vector<catalog::Run> sound(40, one_card(check_one(one_card(100)).predicted_tps));
  for (const judge::Checked& c :
       judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), sound)) {
    CHECK(c.verdict == judge::Verdict::ok);
    CHECK_FALSE(c.certain);
  }
}

TEST_CASE("q is never below the tail itself and does not fall with the rank", "[predict][check]") {
  std::vector<catalog::Run> runs;
  for (const double tps : {20.0, 60.0, 90.0, 120.0, 150.0, 170.0}) {
    runs.push_back(one_card(tps));
  }
  const std::vector<judge::Checked> rows =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CHECK((std::abs(rows[i - 1].z) < std::abs(rows[i].z) || rows[i - 1].q <= rows[i].q));
  }
  for (const judge::Checked& c : rows) {
    CHECK(c.q >= predict::student_two_sided_tail(predict::kCorrectRunNu, c.z) * (1 - 1e-12));
    CHECK(c.q <= 1);
  }
}

TEST_CASE("what its source usually shows is no excuse for a row", "[predict][check]") {
  catalog::Run known = one_card(100), stranger = known;
  known.source = "localscore";
  stranger.source = "";
  known.engine = stranger.engine = "llamafile";
  // localscore averages nine tests at a mean context of 1200: give the stranger the same depth.
  stranger.depth = 1200 - 64;
  CHECK(check_one(known).predicted_tps == Approx(check_one(stranger).predicted_tps).epsilon(1e-9));
}

TEST_CASE("a fast row says how many times, a slow one too", "[predict][check]") {
  catalog::Run fast = one_card(100), slow = one_card(100);
  fast.model = slow.model =
      "llama-3.2-1b";  // launching takes most of its time: there is room below the ceiling
  const double expected = check_one(fast).predicted_tps;
  fast.tg_tps = 1.5 * expected;
  slow.tg_tps = expected / 4;
  const judge::Checked above = check_one(fast);
  REQUIRE(above.verdict == judge::Verdict::fast);
  CHECK(above.z < 0);
  CHECK(above.reason.ends_with(": 1.5 x faster than it should be"));
  const judge::Checked below = check_one(slow);
  REQUIRE(below.verdict == judge::Verdict::slow);
  CHECK(below.reason.find(": 4.0 x slower than it should be; moves ") != std::string::npos);
}

TEST_CASE("accepted drafts move no bytes of their own", "[predict][check]") {
  catalog::Run plain = one_card(5), drafts = one_card(5);
  drafts.speculative = model::Drafting::draft;
  drafts.spec_tokens = 3;
  drafts.acceptance = 0.5;
  const auto moved = [](const catalog::Run& run) {
    const std::string reason = check_one(run).reason, before = "moves ";
    const std::size_t at = reason.find(before);
    REQUIRE(at != std::string::npos);
    return std::strtod(reason.c_str() + at + before.size(), nullptr);
  };
  CHECK(moved(plain) == Approx(moved(drafts) * (1 + 3 * 0.5)).epsilon(0.01));
}

TEST_CASE("equal rows cost one prediction however many they are, and get the verdict of each alone",
          "[predict][check]") {
  catalog::PackedRuns runs;
  constexpr int kRows = 20000;
  for (int i = 0; i < kRows; ++i) {
    catalog::Run run = one_card(i % 2 == 0 ? 20 : 140);
    run.line = i + 2;
    run.depth = i % 4 < 2 ? 0 : 4096;
    runs.add(run);
  }
  const judge::CheckedTable rows(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  CHECK(rows.predictions() == 2);
  REQUIRE(rows.size() == kRows);
  for (const std::size_t row : {std::size_t{0}, std::size_t{kRows - 4}}) {
    CHECK(rows[row].verdict == judge::Verdict::slow);
    CHECK(rows[row].predicted_tps == check_one(one_card(20)).predicted_tps);
    CHECK(rows[row].run == row);
  }
  CHECK(rows.judged(1).verdict == judge::Verdict::ok);
}

TEST_CASE("an adjusted tail is the least of tail x n / rank over the ranks from its own on",
          "[check][property]") {
  std::mt19937 random(7);
  std::vector<double> tails;
  for (int i = 0; i < 300; ++i) {
    const double u = std::uniform_real_distribution<double>(0, 1)(random);
    tails.push_back(i % 3 == 0 ? u : i % 3 == 1 ? std::pow(u, 6) : std::floor(4 * u) / 4);
  }
  const judge::AdjustedTails adjusted(tails);
  std::sort(tails.begin(), tails.end());
  for (std::size_t i = 0; i < tails.size(); ++i) {
    double q = 1;
    for (std::size_t j = i; j < tails.size(); ++j) {
      q = std::min(q, tails[j] * static_cast<double>(tails.size()) / static_cast<double>(j + 1));
    }
    CHECK(adjusted(tails[i]) == q);
  }
}

TEST_CASE("a table that is checked in parts, in any order, is the table checked row by row",
          "[predict][check]") {
  const std::vector<catalog::Run> guide = test::runs_of("guide-1");
  const std::vector<judge::Checked> expected =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), guide);
  const catalog::PackedRuns runs(guide);
  const predict::EachPart backwards = [](std::size_t n, const std::function<void(std::size_t)>& task) {
    for (std::size_t i = n; i > 0; --i) {
      task(i - 1);
    }
  };
  const judge::CheckedTable rows(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs, backwards);
  REQUIRE(rows.size() == expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].reason == expected[i].reason);
    CHECK(rows[i].q == expected[i].q);
  }
}

TEST_CASE("a machine that makes less than a token a second is judged like any other", "[predict][check]") {
  catalog::Run run = one_card(0.5);
  run.device = "ryzen-9-7950x";
  run.model = "llama-3.3-70b";
  run.quant = "Q8_0";
  const judge::Checked sound = check_one(run);
  CAPTURE(sound.reason);
  REQUIRE(sound.predicted_tps < 1);
  run.tg_tps = sound.predicted_tps;
  CHECK(check_one(run).verdict == judge::Verdict::ok);
  CHECK(check_one(run).q == Approx(1));
  run.tg_tps = sound.predicted_tps / 20;
  CHECK(check_one(run).verdict == judge::Verdict::slow);
}

TEST_CASE("a slow row resembles its host's memory only where that could move as much", "[predict][check]") {
  catalog::Run run = one_card(30);
  run.host = "Ryzen 9950X";  // 89.6 GB/s
  const judge::Checked more = check_one(run);
  REQUIRE(more.verdict == judge::Verdict::slow);
  CAPTURE(more.reason);
  CHECK(more.reason.find("moves ") != std::string::npos);
  CHECK(more.reason.find("of this host's memory") == std::string::npos);
  run.tg_tps = 10;
  CHECK(check_one(run).reason.find("of this host's memory") != std::string::npos);
}

TEST_CASE("a row without a rate measured nothing", "[predict][check]") {
  catalog::Run row = one_card(model::kUnknown);
  CHECK(check_one(row).measured_tps == 0);
  row.tg_tps = 0;  // of a Python table, say: one that is read has none
  CHECK(check_one(row).verdict == judge::Verdict::unknown);
  CHECK(check_one(row).reason == "no rate to check");
}

TEST_CASE("a prompt rate is judged by itself, and beside a decode rate", "[check]") {
  catalog::Run row = one_card(model::kUnknown);
  row.pp_tps = 10000;
  row.n_prompt = 512;
  const judge::Checked sound = check_one(row);
  CHECK(sound.figure == model::FigureKind::prefill);
  CHECK(sound.measured_tps == 10000);
  CHECK(sound.verdict == judge::Verdict::ok);
  CHECK_FALSE(sound.prompt);
  row.pp_tps = sound.low_tps / 20;
  CHECK(check_one(row).verdict == judge::Verdict::slow);
  row.pp_tps = 100 * sound.high_tps;
  CHECK(check_one(row).verdict == judge::Verdict::fast);

  row.tg_tps = 150;
  row.pp_tps = sound.low_tps / 20;
  const judge::Checked both = check_one(row);
  CHECK(both.figure == model::FigureKind::decode);
  CHECK(both.measured_tps == 150);
  CHECK(both.verdict == judge::Verdict::ok);
  REQUIRE(both.prompt);
  CHECK(both.prompt->verdict == judge::Verdict::slow);
  CHECK(both.prompt->predicted_tps == sound.predicted_tps);
  CHECK(both.reason.find("the prompt is slow: measured") != std::string::npos);
}

TEST_CASE("a prompt that is shorter than any that the model was fitted to is not judged, and that is said",
          "[check]") {
  catalog::Run row = one_card(model::kUnknown);
  row.pp_tps = 100;
  row.n_prompt = judge::kShortestPrompt - 1;
  CHECK(check_one(row).verdict == judge::Verdict::unknown);
  CHECK(check_one(row).reason.starts_with("a prompt of 63 tokens is shorter than"));
  row.tg_tps = 150;
  CHECK(check_one(row).verdict == judge::Verdict::ok);
  CHECK_FALSE(judge::deviates(check_one(row).prompt->verdict));
  CHECK(check_one(row).reason.find("the prompt is not judged: a prompt of 63 tokens") != std::string::npos);
  row.n_prompt = judge::kShortestPrompt;
  CHECK(check_one(row).prompt->verdict == judge::Verdict::slow);
}

TEST_CASE("the shortest prompt that is judged was measured with several engines, and few are shorter",
          "[check]") {
  std::set<std::string> as_short;
  std::size_t shorter = 0, all = 0;
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    for (const catalog::Run& run : catalog::read_runs_text(table.text, table.name)) {
      if (run.pp_tps > 0) {
        ++all;
        shorter += run.n_prompt < judge::kShortestPrompt ? 1 : 0;
        if (run.n_prompt == judge::kShortestPrompt) {
          as_short.insert(run.engine);
        }
      }
    }
  }
  CHECK(as_short.size() > 1);
  CHECK(static_cast<double>(shorter) < 0.01 * static_cast<double>(all));
}

TEST_CASE("a prompt of no stated length is taken as one of llama-bench", "[check]") {
  catalog::Run row = one_card(model::kUnknown);
  row.pp_tps = 4000;
  const double open = check_one(row).predicted_tps;
  row.n_prompt = 512;
  CHECK(check_one(row).predicted_tps == open);
}

TEST_CASE("a set-up is judged by each row's own rate, whichever row is first", "[check]") {
  catalog::Run prompt = one_card(model::kUnknown), decode = one_card(150);
  prompt.pp_tps = 4000;
  prompt.n_prompt = decode.n_prompt = 512;
  const auto first =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), std::vector{prompt, decode});
  const auto last =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), std::vector{decode, prompt});
  CHECK(first[1].verdict == judge::Verdict::ok);
  CHECK(first[1].predicted_tps == last[0].predicted_tps);
  CHECK(first[0].predicted_tps == last[1].predicted_tps);
}

TEST_CASE("where the file is not said, a rate is impossible that the smallest file cannot have", "[check]") {
  catalog::Run row = one_card(300);  // qwen3-8b at 1008 GB/s: Q3_K_M 245 tok/s at most, IQ2_XS 380
  row.device = "rtx-4090";
  row.model = "qwen3-8b";
  row.engine = "llama.cpp";
  row.quant.clear();
  CHECK(check_one(row).verdict == judge::Verdict::fast);
  row.tg_tps = 500;
  CHECK(check_one(row).verdict == judge::Verdict::impossible);
  row.quant = "Q3_K_M";
  row.tg_tps = 300;
  CHECK(check_one(row).verdict == judge::Verdict::impossible);
}

TEST_CASE("a host whose memory is faster than the card's may hold the greater part", "[check]") {
  catalog::Run row = one_card(5);  // 35 GB at 80 GB/s, or at the 576 of the host
  row.device = "mx450";
  row.n_devices = 4;
  row.engine = "ollama";
  row.host_device = "epyc-9255";
  row.model = "qwen3-32b";
  row.quant = "Q8_0";
  const judge::Checked checked = check_one(row);
  CHECK(checked.verdict == judge::Verdict::ok);
  CHECK(checked.high_tps < checked.ceiling_tps);
}

TEST_CASE("of a 4-bit mixture a rate is impossible that a file without any part at 16 bit cannot have",
          "[check]") {
  catalog::Run row = one_card(59);  // at 273 GB/s; 55 tok/s at most where all but the experts has 16 bit
  row.device = "gb10";
  row.model = "gpt-oss-120b";
  row.quant = "MXFP4";
  row.engine = "vllm";
  row.concurrency = 1;
  CHECK(check_one(row).verdict != judge::Verdict::impossible);
  row.size_gib = 61;  // as many bytes as that: what it reads is known
  CHECK(check_one(row).verdict == judge::Verdict::impossible);
  row.size_gib = model::kUnknown;
  row.tg_tps = 120;
  CHECK(check_one(row).verdict == judge::Verdict::impossible);
}

TEST_CASE("what is not said of backend and engine is covered, and told", "[check]") {
  catalog::Run row = one_card(45);
  row.device = "arc-a770-16gb";
  row.backend.clear();
  row.engine = "llama.cpp";
  const judge::Checked open = check_one(row);
  CHECK(open.reason.find("the backend is not said, and may be vulkan") != std::string::npos);
  for (const char* backend : {"vulkan", "sycl"}) {
    row.backend = backend;
    const judge::Checked said = check_one(row);
    CHECK(open.low_tps <= said.low_tps);
    CHECK(open.high_tps >= said.high_tps);
    CHECK(said.reason.find("the backend is not said") == std::string::npos);
  }
  row = one_card(45);
  row.engine.clear();
  row.quant = "INT4";
  const judge::Checked any = check_one(row);
  CHECK(any.reason.find("the engine is not said, and may be transformers") != std::string::npos);
  row.engine = "transformers";
  CHECK(any.low_tps <= check_one(row).low_tps);
}

TEST_CASE("room for a context covers an empty one, a full one and what is between", "[check][property]") {
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const char* models[] = {"llama-3.1-8b", "qwen3-8b", "gemma-3-12b", "gpt-oss-20b"};
  const char* devices[] = {"rtx-4090", "rtx-3090", "m4-max-40c", "strix-halo"};
  for (int n = 0; n < 40; ++n) {
    const double room = 512.0 * (1 + dice() % 60);
    catalog::Run row = one_card(30);
    row.model = models[dice() % 4];
    row.device = devices[dice() % 4];
    row.details.max_model_len = room;
    CAPTURE(row.model, row.device, room);
    const judge::Checked open = check_one(row);
    row.details.max_model_len = model::kUnknown;
    for (const double depth : {0.0, std::floor(room / 2), room}) {
      row.depth = depth;
      const judge::Checked said = check_one(row);
      CAPTURE(depth);
      CHECK(open.low_tps <= said.predicted_tps * 1.0001);
      CHECK(open.high_tps >= said.predicted_tps * 0.9999);
    }
  }
}

TEST_CASE("a part on a host that is not said is covered by the usual hosts", "[check]") {
  catalog::Run row = one_card(20);
  row.model = "gpt-oss-120b";
  row.quant = "MXFP4";
  row.details.n_cpu_moe = 30;
  const judge::Checked open = check_one(row);
  CHECK(open.reason.find("the host is not said") != std::string::npos);
  for (const char* host : {"ryzen-9-7950x", "core-i7-12700k"}) {
    CAPTURE(host);
    row.host_device = host;
    const judge::Checked said = check_one(row);
    CHECK(open.low_tps <= said.predicted_tps);
    CHECK(open.high_tps >= said.predicted_tps);
  }
}

TEST_CASE("what is expected lies within its own range, whatever is left open", "[check]") {
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const auto& catalog = catalog::Catalog::bundled();
  const auto any = [&](const auto& entries) { return std::string(entries[dice() % entries.size()].slug); };
  for (int n = 0; n < 150; ++n) {
    catalog::Run row;
    row.device = any(catalog.devices());
    row.model = any(catalog.models());
    row.engine = dice() % 3 == 0 ? "" : dice() % 2 == 0 ? "llama.cpp" : "mlx";
    row.tg_tps = dice() % 4 == 0 ? model::kUnknown : 30;
    row.pp_tps = 300;
    CAPTURE(row.device, row.model, row.engine);
    const judge::Checked c = check_one(row);
    for (const judge::CheckedRate& rate : {static_cast<const judge::CheckedRate&>(c), c.prompt.value_or(c)}) {
      if (rate.predicted_tps > 0) {
        CHECK(rate.low_tps <= rate.predicted_tps * 1.0001);
        CHECK(rate.high_tps >= rate.predicted_tps * 0.9999);
        CHECK(std::isfinite(rate.ceiling_tps));
      }
    }
  }
}

TEST_CASE("a file that is not said is one that fits, where any does", "[check]") {
  catalog::Run run = one_card(35);
  run.device = "m1-pro-16c";
  run.model = "qwen3-30b-a3b";
  run.quant.clear();
  run.details.host_memory_gib = 16;
  CHECK(check_one(run).verdict == judge::Verdict::ok);
  run.quant = "Q4_K_M";
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
  run.quant.clear();
  run.model = "llama-3.3-70b";
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
}

TEST_CASE("a Mac's rate of no stated file may be MLX's", "[check]") {
  catalog::Run run = one_card(90);
  run.device = "m4-max-40c";
  run.model = "qwen3-30b-a3b";
  run.engine.clear();
  run.quant.clear();
  const judge::Checked open = check_one(run);
  run.engine = "mlx";
  run.quant = "4bit";
  CHECK(open.high_tps >= 0.999 * check_one(run).high_tps);
  run.engine.clear();
  run.quant = "Q4_K_M";  // no file of MLX
  const double gguf_tps = check_one(run).high_tps;
  run.engine = "llama.cpp";
  CHECK(gguf_tps == Approx(check_one(run).high_tps));
}

TEST_CASE("a server's rate of no stated number of streams may be of several", "[check]") {
  catalog::Run run = one_card(2000);
  run.engine = "vllm";
  run.quant = "AWQ";
  const judge::Checked several = check_one(run);
  CHECK(several.verdict == judge::Verdict::unknown);
  CHECK(several.reason.find("how many streams it is of is not said") != std::string::npos);
  run.concurrency = 1;
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
}

TEST_CASE("the host's memory may hold the part that the card does not, and not all", "[check]") {
  catalog::Run run = one_card(9);
  run.model = "qwen3-235b-a22b";
  run.quant = "Q3_K_M";  // 105 GiB
  run.details.host_memory_gib = 96;
  CHECK(check_one(run).verdict == judge::Verdict::ok);
  run.details.host_memory_gib = 32;  // the rest may be on a drive
  const judge::Checked mapped = check_one(run);
  CHECK(judge::deviates(mapped.verdict));
  CHECK(mapped.reason.find("it does not fit, nor in the host's memory") != std::string::npos);
}

TEST_CASE("where the split is not said, a rate is impossible that rows cannot have", "[check]") {
  catalog::Run run = one_card(0);
  run.device = "p40";
  run.n_devices = 3;
  run.model = "llama-3-70b";
  run.quant = "Q6_K";
  run.tg_tps = 6.85;  // one card's bandwidth for 6.1
  CHECK(check_one(run).verdict != judge::Verdict::impossible);
  run.tg_tps = 25;
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
  run.tg_tps = 6.85;
  run.split = model::Split::layer;
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
}

TEST_CASE("a stated placement that has no room is not judged, and that is said", "[check]") {
  catalog::Run run = one_card(12);
  run.device = "rtx-3060-12gb";
  run.model = "gpt-oss-120b";
  run.quant = "MXFP4";
  run.host_device = "ryzen-9-5950x";
  run.details.n_cpu_moe = 10;
  const judge::Checked c = check_one(run);
  CHECK(c.verdict == judge::Verdict::unknown);
  CHECK(c.reason.find("stated to be on the device does not fit") != std::string::npos);
  run.details.n_cpu_moe = 36;
  CHECK(check_one(run).verdict != judge::Verdict::unknown);
}

TEST_CASE("cards of a set are counted by its name where their number is not said", "[check]") {
  catalog::Run run = one_card(45);
  run.device = "rtx-5090+rtx-3090-ti";
  run.model = "qwen3-32b";
  run.quant = "Q8_0";
  run.split = model::Split::tensor;
  run.n_devices = model::kUnknown;
  const double expected_tps = check_one(run).predicted_tps;
  run.n_devices = 2;
  CHECK(check_one(run).predicted_tps == expected_tps);
}

TEST_CASE("a rate of all streams whose number is not said is judged by no one's", "[predict][check]") {
  for (const double tps : {5.0, 100.0, 20000.0}) {
    catalog::Run run = one_card(tps);
    run.rate = catalog::StatedRate::aggregate;
    const judge::Checked checked = check_one(run);
    CAPTURE(tps, checked.reason);
    CHECK(checked.verdict == judge::Verdict::unknown);
    CHECK(checked.reason.find("how many is not stated") != std::string::npos);
  }
}

TEST_CASE("a run whose cache is on the host is not judged", "[predict][check]") {
  catalog::Run run = one_card(6.8);
  run.notes = "KV cache on the host";
  const judge::Checked checked = check_one(run);
  CHECK(checked.verdict == judge::Verdict::unknown);
  CHECK(checked.reason.find("-nkvo") != std::string::npos);
}

TEST_CASE("where the usual file does not fit, one that is not said may be a smaller one",
          "[predict][check]") {
  catalog::Run run = one_card(50);
  run.device = "rtx-5090";
  run.model = "llama-3.3-70b";
  run.quant = "";
  const judge::Checked fits = check_one(run);
  CAPTURE(fits.reason);
  CHECK(fits.verdict == judge::Verdict::ok);
  CHECK(fits.high_tps <= fits.ceiling_tps);
  CHECK(fits.reason.find("which fit") != std::string::npos);
  run.tg_tps = 500;
  CHECK(check_one(run).verdict == judge::Verdict::impossible);
}

TEST_CASE("of several files that may be meant the limit is that of as many streams as each holds",
          "[predict][check]") {
  catalog::Run run = one_card(3000);
  run.device = "h100-sxm";
  run.n_devices = 8;
  run.engine = "sglang";
  run.model = "deepseek-v3";
  run.quant = "";
  run.concurrency = 128;
  run.rate = catalog::StatedRate::aggregate;
  const judge::Checked checked = check_one(run);
  CAPTURE(checked.reason);
  CHECK(checked.verdict == judge::Verdict::ok);
  CHECK(checked.high_tps <= checked.ceiling_tps);
}

TEST_CASE("what a card holds only without its driver's part is said, whatever the verdict", "[check]") {
  catalog::Run run = one_card(12);
  run.device = "rtx-5060-ti-16gb";
  run.model = "qwen3.6-27b";
  const auto says = [](const catalog::Run& row) {
    return check_one(row).reason.find("some may spill to the host's memory") != std::string::npos;
  };
  CHECK(check_one(run).verdict == judge::Verdict::slow);
  CHECK(says(run));
  run.tg_tps = 21;
  CHECK(check_one(run).verdict == judge::Verdict::ok);
  CHECK(says(run));
  run.quant = "Q3_K_M";
  CHECK_FALSE(says(run));
  CHECK_FALSE(says(one_card(8)));
}

TEST_CASE("a slow rate is not certain where prompts of unknown length may have taken its time", "[check]") {
  catalog::Run run = one_card(2);
  CHECK(check_one(run).certain);
  run.includes_prefill = true;
  CHECK(check_one(run).verdict == judge::Verdict::slow);
  CHECK_FALSE(check_one(run).certain);
  run.tg_tps = 5000;
  CHECK(check_one(run).certain);
  run.tg_tps = 2;
  run.n_prompt = 512;
  run.n_gen = 128;
  CHECK(check_one(run).certain);
}

TEST_CASE("a rate with several streams that says not whose it is may be of each or of all",
          "[predict][check]") {
  const auto verdict = [](double tps) {
    catalog::Run run = one_card(tps);
    run.concurrency = 4;
    return check_one(run).verdict;
  };
  const auto rate_of = [](catalog::StatedRate rate) {
    catalog::Run run = one_card(100);
    run.concurrency = 4;
    run.rate = rate;
    return check_one(run).predicted_tps;
  };
  CHECK(verdict(rate_of(catalog::StatedRate::stream)) == judge::Verdict::ok);
  CHECK(verdict(rate_of(catalog::StatedRate::aggregate)) == judge::Verdict::ok);
  CHECK(verdict(rate_of(catalog::StatedRate::stream) / 5) == judge::Verdict::slow);
  CHECK(verdict(5000) == judge::Verdict::impossible);
}
