#include "judge/diagnose/diagnose.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <random>
#include <span>
#include <tuple>

#include <catch2/catch.hpp>
#include "catalog/runs_table.hpp"
#include "judge/diagnose/likelihood.hpp"
#include "judge/diagnose/prior.hpp"
#include "judge/diagnose/row.hpp"
#include "tests/seed.hpp"

using namespace tokroof;

namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();

/// A row of which only ok and the given causes are possible, with the same likelihood at every node.
judge::RowEvidence row_of(double ln_ok,
                          std::initializer_list<std::tuple<judge::Cause, double, double>> causes) {
  judge::RowEvidence row;
  for (judge::ByNode& ln : row.ln_likelihood) {
    ln.fill(kNothing);
  }
  row.odds[judge::index_of(judge::Cause::ok)] = 1;
  row.ln_likelihood[judge::index_of(judge::Cause::ok)].fill(ln_ok);
  for (const auto& [cause, odds, ln] : causes) {
    row.odds[judge::index_of(cause)] = odds;
    row.ln_likelihood[judge::index_of(cause)].fill(ln);
  }
  return row;
}

double sum_of(const judge::ByCause<double>& p) {
  double sum = 0;
  for (const double x : p) {
    CHECK(x >= 0);
    sum += x;
  }
  return sum;
}

catalog::Run card_run(double tps) {
  catalog::Run run;
  run.source = "mine";
  run.engine = "llama.cpp";
  run.date = "2026-01";
  run.backend = "cuda";
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.tg_tps = tps;
  return run;
}

std::vector<judge::Diagnosed> diagnosed(const std::vector<catalog::Run>& runs) {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  return judge::diagnose(
      catalog, predict::Fitted::bundled(), runs, judge::check(catalog, predict::Fitted::bundled(), runs));
}

double probability(const judge::Diagnosed& d, judge::Cause cause) {
  const auto found = std::find_if(
      d.hypotheses.begin(), d.hypotheses.end(), [&](const judge::Hypothesis& h) { return h.cause == cause; });
  return found != d.hypotheses.end() ? found->probability : 0;
}

judge::Cause first_of(const catalog::Run& run) { return diagnosed({run}).front().hypotheses.front().cause; }

/// What the model expects of a row as stated.
double expected_tps(const catalog::Run& run) {
  return judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), {&run, 1})
      .front()
      .predicted_tps;
}

/// Whether a cause is not out of the question for such a row.
bool possible(const catalog::Run& run, judge::Cause cause) {
  judge::Stated s{.catalog = catalog::Catalog::bundled(), .run = run};
  REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, s));
  return !judge::variants_of(s, cause).empty();
}

std::vector<catalog::Run> guide_1() {
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    if (table.name == "guide-1") {
      return catalog::read_runs_text(table.text, table.name);
    }
  }
  return {};
}

}  // namespace

TEST_CASE("a single row's posterior is prior times likelihood", "[predict][diagnose]") {
  // One fault: averaged over how often the machine is at fault, p(fault) is the mean of a o/(1 + a o).
  const double odds = 0.2, ratio = 3;
  const judge::RowEvidence row = row_of(0, {{judge::Cause::cpu, odds, std::log(ratio)}});
  double fault = 0, sound = 0;
  for (const double a : {0.8, 1.0, 1.2}) {
    fault += a * odds / (1 + a * odds) * ratio;
    sound += 1 / (1 + a * odds);
  }
  const auto p = judge::joint_posterior({&row, 1}).front();
  CHECK(p[judge::index_of(judge::Cause::cpu)] == Approx(fault / (fault + sound)).epsilon(1e-9));
  CHECK(sum_of(p) == Approx(1).epsilon(1e-12));
}

TEST_CASE("what is out of the question has no probability, however small the others' likelihood",
          "[predict][diagnose]") {
  const judge::RowEvidence row =
      row_of(kNothing, {{judge::Cause::quant, 0.1, -200}, {judge::Cause::unexplained, 0.01, -250}});
  const auto p = judge::joint_posterior({&row, 1}).front();
  CHECK(p[judge::index_of(judge::Cause::ok)] == 0);
  CHECK(p[judge::index_of(judge::Cause::cpu)] == 0);
  CHECK(p[judge::index_of(judge::Cause::quant)] == Approx(1).epsilon(1e-9));
}

TEST_CASE("a row that check finds odd is told given that it is not ok, and another as it was judged",
          "[diagnose]") {
  catalog::Run slow = card_run(84);
  const double expected = expected_tps(slow);
  slow.tg_tps = 0.6 * expected;
  catalog::Run slow_prompt = card_run(expected);
  slow_prompt.n_prompt = 512;
  slow_prompt.pp_tps = 400;
  const std::vector<catalog::Run> runs{slow, slow_prompt, card_run(expected), card_run(8)};
  const auto checked = judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const judge::Diagnosed judged =
        judge::diagnose(
            catalog::Catalog::bundled(), predict::Fitted::bundled(), {&runs[i], 1}, {&checked[i], 1})
            .front();
    const judge::Diagnosed told = judge::as_told({&checked[i], 1}, {&judged, 1}).front();
    const bool odd = i != 2;
    CAPTURE(i, checked[i].reason);
    REQUIRE(judge::is_odd(checked[i]) == odd);
    CHECK((told.hypotheses.front().cause == judge::Cause::ok) == !odd);
    CHECK(probability(told, judge::Cause::ok) == (odd ? 0 : probability(judged, judge::Cause::ok)));
    const double others = odd ? 1 - probability(judged, judge::Cause::ok) : 1;
    for (const judge::Cause cause : {judge::Cause::cpu, judge::Cause::quant, judge::Cause::unexplained}) {
      CHECK(probability(told, cause) == Approx(probability(judged, cause) / others).margin(1e-12));
    }
  }
}

TEST_CASE("the faults of a machine tend to have one cause", "[predict][diagnose][property]") {
  const judge::RowEvidence clear =
      row_of(-12, {{judge::Cause::cpu, 0.1, 0}, {judge::Cause::quant, 0.1, -12}});
  const judge::RowEvidence unclear = row_of(-6, {{judge::Cause::cpu, 0.1, 0}, {judge::Cause::quant, 0.1, 0}});
  const auto alone = judge::joint_posterior({&unclear, 1}).front();
  CHECK(alone[judge::index_of(judge::Cause::cpu)] == Approx(alone[judge::index_of(judge::Cause::quant)]));
  const std::vector<judge::RowEvidence> both{clear, unclear};
  const auto together = judge::joint_posterior(both);
  const auto favour = [](const judge::ByCause<double>& p) {
    return p[judge::index_of(judge::Cause::cpu)] / p[judge::index_of(judge::Cause::quant)];
  };
  CHECK(favour(together[1]) > 1.05);
  const std::vector<judge::RowEvidence> three{clear, unclear, clear};
  CHECK(favour(judge::joint_posterior(three)[1]) > favour(together[1]));  // the more of them, the stronger
  const auto independent = judge::joint_posterior(both, 0);
  CHECK(independent[1][judge::index_of(judge::Cause::cpu)] ==
        Approx(independent[1][judge::index_of(judge::Cause::quant)]));
}

TEST_CASE("the order of a machine's rows does not matter, and sound rows speak for their neighbour",
          "[predict][diagnose][property]") {
  const judge::RowEvidence sound = row_of(0, {{judge::Cause::cpu, 0.1, -20}, {judge::Cause::quant, 0.1, -3}});
  const judge::RowEvidence doubtful =
      row_of(-2, {{judge::Cause::cpu, 0.1, 0}, {judge::Cause::quant, 0.1, -1}});
  const std::vector<judge::RowEvidence> one{doubtful, sound, sound}, other{sound, doubtful, sound};
  const auto a = judge::joint_posterior(one), b = judge::joint_posterior(other);
  for (std::size_t c = 0; c < judge::kCauses; ++c) {
    CHECK(a[0][c] == Approx(b[1][c]).margin(1e-12));
    CHECK(a[2][c] == Approx(b[0][c]).margin(1e-12));
  }
  const double alone = judge::joint_posterior({&doubtful, 1}).front()[judge::index_of(judge::Cause::ok)];
  CHECK(a[0][judge::index_of(judge::Cause::ok)] > alone);
}

TEST_CASE("Student's density integrates to one and scales", "[predict][diagnose][property]") {
  double sum = 0;
  constexpr double kStep = 0.01;
  for (double x = -400; x < 400; x += kStep) {
    sum += kStep * std::exp(judge::ln_student(3, x / 0.7, 0.7));
  }
  CHECK(sum == Approx(1).epsilon(1e-4));
  CHECK(judge::ln_student(5, 0.4, 2) == Approx(judge::ln_student(5, 0.4, 1) - std::log(2)));
  double nodes = 0, variance = 0;
  for (const judge::OffsetNode& n : judge::kOffsetNodes) {
    nodes += n.weight;
    variance += n.weight * n.at * n.at;
  }
  CHECK(nodes == Approx(1).epsilon(1e-9));
  CHECK(variance == Approx(1).epsilon(1e-9));
}

TEST_CASE("the 32B model on three V100 cards ran on the host's side, their other runs are as check says",
          "[predict][diagnose]") {
  const std::vector<catalog::Run> runs = guide_1();
  const std::vector<judge::Diagnosed> rows = diagnosed(runs);
  REQUIRE(runs.size() == 12);
  const std::vector<judge::Checked> checked =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  REQUIRE(rows.size() == runs.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::vector<judge::Hypothesis>& h = rows[i].hypotheses;
    CAPTURE(runs[i].line, h.front().explanation);
    if (runs[i].n_devices == 3) {
      const double host = probability(rows[i], judge::Cause::cpu) +
                          probability(rows[i], judge::Cause::partial_offload) +
                          probability(rows[i], judge::Cause::spill);
      CHECK((h.front().cause == judge::Cause::cpu || h.front().cause == judge::Cause::partial_offload));
      CHECK(host > 0.8);
      CHECK(h.front().explanation.find("3.12 measured") != std::string::npos);
      CHECK_FALSE(rows[i].next_measurement.empty());
    } else {
      CHECK_FALSE(checked[i].certain);
      const bool explained = h.front().cause != judge::Cause::ok && h.front().probability > 0.5;
      CHECK((!explained || checked[i].verdict == judge::Verdict::slow));
    }
  }
}

TEST_CASE(
    "where check becomes certain of a decode rate, unexplained is as likely as ok, and beyond it more so",
    "[predict][diagnose][property]") {
  const double odds = judge::unexplained_odds();
  CHECK(odds > 0);
  CHECK(odds < 0.2);
  const catalog::Run run = card_run(100);
  for (const double scale : {0.03, 0.1, 0.4, 1.0}) {
    const judge::Expectation stated{.ln_tps = std::log(run.tg_tps), .scale = scale, .ceiling_tps = 1e9};
    for (const double deviations : {-30.0, -8.0, -5.01, 0.0, 5.01, 6.0, 12.0, 100.0}) {
      catalog::Run moved = run;
      moved.tg_tps = run.tg_tps * std::exp(deviations * scale);
      judge::RowEvidence row = row_of(0, {{judge::Cause::unexplained, odds, 0}});
      row.ln_likelihood[judge::index_of(judge::Cause::ok)] =
          judge::ln_likelihood(judge::Cause::ok, stated, stated, moved);
      row.ln_likelihood[judge::index_of(judge::Cause::unexplained)] = judge::ln_unexplained(stated, moved);
      const auto p = judge::joint_posterior({&row, 1}).front();
      CAPTURE(scale, deviations, p[judge::index_of(judge::Cause::ok)]);
      CHECK((p[judge::index_of(judge::Cause::ok)] > p[judge::index_of(judge::Cause::unexplained)]) ==
            (std::fabs(deviations) < judge::kCertain));
    }
  }
}

TEST_CASE("over a machine's offsets a correct run's rates are spread as check spreads them",
          "[predict][diagnose][property]") {
  const auto ln_over_nodes = [](const judge::CorrectRate& rate) {
    const judge::ByNode ln = judge::ln_correct_rate(rate, rate.scale);
    double p = 0;
    for (std::size_t i = 0; i < judge::kNodes; ++i) {
      p += judge::kOffsetNodes[i].weight * std::exp(ln[i]);
    }
    return std::log(p);
  };
  for (const double scale : {0.05, 0.3}) {
    for (const double z : {-9.0, -2.5, 0.0, 1.0, 5.0}) {
      CHECK(ln_over_nodes({.off = z * scale, .scale = scale}) ==
            Approx(judge::ln_student(predict::kCorrectRunNu, z, scale)));
    }
    const double from = -1, to = 0.5, step = scale / 50;
    double whole = 0;
    for (double off = from - 200 * scale; off < to + 200 * scale; off += step) {
      whole += step * std::exp(ln_over_nodes({.off = off, .from = from, .to = to, .scale = scale}));
    }
    CHECK(whole == Approx(1).epsilon(0.01));
  }
}

TEST_CASE("a figure that check finds sound is ok by diagnose, above the ceiling of one layout too",
          "[predict][diagnose]") {
  catalog::Run run = card_run(0);
  run.device = "gb10";
  run.engine = "vllm";
  run.model = "gpt-oss-120b";
  run.quant = "MXFP4";
  run.date.clear();
  for (const double deviations : {-1.5, 0.0, 1.0, 2.0}) {
    run.tg_tps = 100;
    const auto c = judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), {&run, 1}).front();
    const double scale = std::log(c.predicted_tps / run.tg_tps) / c.z;
    run.tg_tps = c.predicted_tps * std::exp(deviations * std::fabs(scale));
    CAPTURE(deviations, run.tg_tps);
    REQUIRE(
        judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), {&run, 1}).front().verdict ==
        judge::Verdict::ok);
    CHECK(first_of(run) == judge::Cause::ok);
  }
}

TEST_CASE("unexplained is what no cause gives, and its words say whether one does", "[predict][diagnose]") {
  const auto unexplained = [](double tps) {
    catalog::Run run = card_run(tps);
    run.n_gpu_layers = 99;
    run.host_device = "ryzen-9-7950x";
    const judge::Diagnosed d = diagnosed({run}).front();
    return *std::find_if(d.hypotheses.begin(), d.hypotheses.end(), [](const judge::Hypothesis& h) {
      return h.cause == judge::Cause::unexplained;
    });
  };
  const judge::Hypothesis given = unexplained(10), not_given = unexplained(0.002);
  CHECK(given.probability < 0.05);
  CHECK(given.explanation.starts_with("something that is not on this list"));
  CHECK(not_given.probability > 0.5);
  CHECK(not_given.explanation.starts_with("none of the causes gives"));
}

TEST_CASE("an engine that is not stated is the usual one, with all that it can leave on the host",
          "[predict][diagnose]") {
  catalog::Run unstated = card_run(8);
  unstated.engine.clear();
  const auto as_usual = diagnosed({card_run(8)}).front(), without = diagnosed({unstated}).front();
  REQUIRE(without.hypotheses.size() == as_usual.hypotheses.size());
  for (std::size_t i = 0; i < without.hypotheses.size(); ++i) {
    CHECK(without.hypotheses[i].cause == as_usual.hypotheses[i].cause);
    CHECK(without.hypotheses[i].probability == Approx(as_usual.hypotheses[i].probability));
  }
  CHECK(without.hypotheses.front().cause == judge::Cause::cpu);
}

void check_alike(const judge::Diagnosed& a, const judge::Diagnosed& b) {
  REQUIRE(a.hypotheses.size() == b.hypotheses.size());
  for (std::size_t h = 0; h < a.hypotheses.size(); ++h) {
    CHECK(a.hypotheses[h].cause == b.hypotheses[h].cause);
    CHECK(a.hypotheses[h].probability == Approx(b.hypotheses[h].probability));
    CHECK(a.hypotheses[h].explanation == b.hypotheses[h].explanation);
  }
  CHECK(a.next_measurement == b.next_measurement);
}

TEST_CASE("rows of one machine are judged together and no others with them, whoever does which part",
          "[diagnose][property]") {
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const std::vector<std::string> devices{"rtx-4090", "rtx-3090", "m3-max-40c", "abacus-9000"};
  const std::vector<std::string> models{"llama-3.1-8b", "qwen3-32b", "gpt-oss-20b"};
  std::vector<catalog::Run> runs;
  for (int i = 0; i < 24; ++i) {
    runs.push_back(card_run(2.0 + dice() % 150));
    runs.back().device = devices[dice() % devices.size()];
    runs.back().backend.clear();
    runs.back().model = models[dice() % models.size()];
  }
  const std::vector<judge::Checked> checked =
      judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), runs);
  const auto last_first = [](std::size_t n, const std::function<void(std::size_t)>& task) {
    while (n > 0) task(--n);
  };
  const auto together = diagnosed(runs),
             backwards = judge::diagnose(
                 catalog::Catalog::bundled(), predict::Fitted::bundled(), runs, checked, last_first);
  for (const std::string& device : devices) {
    std::vector<catalog::Run> of_machine;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (runs[i].device == device) {
        of_machine.push_back(runs[i]);
        places.push_back(i);
      }
    }
    const std::vector<judge::Diagnosed> alone = diagnosed(of_machine);
    for (std::size_t i = 0; i < places.size(); ++i) {
      CAPTURE(device, places[i]);
      check_alike(together[places[i]], alone[i]);
      check_alike(together[places[i]], backwards[places[i]]);
    }
  }
}

TEST_CASE("a machine of more rows than are kept is judged as one of fewer", "[diagnose]") {
  const std::vector<catalog::Run> many(513, card_run(30));
  const std::vector<judge::Diagnosed> all = diagnosed(many);
  check_alike(all.front(), all.back());
  const judge::Diagnosed few = diagnosed({many.begin(), many.begin() + 512}).front();
  REQUIRE(all.front().hypotheses.size() == few.hypotheses.size());
  CHECK(all.front().hypotheses.front().cause == few.hypotheses.front().cause);
  CHECK(all.front().hypotheses.front().probability ==
        Approx(few.hypotheses.front().probability).epsilon(1e-3));
}

TEST_CASE("probabilities add up to one, best first, for every kind of row", "[predict][diagnose][property]") {
  std::vector<catalog::Run> runs;
  for (const double tps : {0.01, 1.0, 20.0, 100.0, 160.0, 5000.0, 1e6}) {
    runs.push_back(card_run(tps));
    runs.back().pp_tps = 3000;
    runs.back().n_prompt = 512;
  }
  runs.push_back(card_run(30));
  runs.back().device = "abacus-9000";
  runs.push_back(card_run(model::kUnknown));
  for (const judge::Diagnosed& d : diagnosed(runs)) {
    double sum = 0, last = 1;
    for (const judge::Hypothesis& h : d.hypotheses) {
      CHECK(std::isfinite(h.probability));
      CHECK(h.probability <= last);
      last = h.probability;
      sum += h.probability;
      CHECK_FALSE(h.explanation.empty());
    }
    CHECK(sum == Approx(1).epsilon(1e-9));
  }
}

TEST_CASE("typical slips of one card are named", "[predict][diagnose]") {
  const double sound = expected_tps(card_run(100));
  CHECK(first_of(card_run(sound)) == judge::Cause::ok);
  CHECK(first_of(card_run(1.1 * sound)) == judge::Cause::ok);

  catalog::Run on_cpu = card_run(9);
  on_cpu.host_device = "ryzen-9-7950x";
  CHECK(first_of(on_cpu) == judge::Cause::cpu);

  catalog::Run prompt = card_run(9000);
  prompt.n_prompt = 512;
  CHECK(first_of(prompt) == judge::Cause::prefill);

  catalog::Run served = card_run(1500);
  served.engine = "vllm";
  served.quant = "BF16";
  CHECK(first_of(served) == judge::Cause::aggregate);

  catalog::Run experts = card_run(40);
  experts.model = "gpt-oss-20b";
  experts.quant = "MXFP4";
  experts.host_device = "ryzen-9-7950x";
  CHECK(first_of(experts) == judge::Cause::experts_cpu);

  catalog::Run larger_file = card_run(1);
  larger_file.quant = "F16";
  larger_file.tg_tps = expected_tps(larger_file);
  larger_file.quant = "Q4_K_M";
  larger_file.size_gib = 14.96;  // the F16 file's
  CHECK(first_of(larger_file) == judge::Cause::quant);
}

TEST_CASE("what does not fit is sound with a part on the host, as check takes it", "[predict][diagnose]") {
  for (const char* engine : {"ktransformers", "llama.cpp"}) {
    catalog::Run run = card_run(1);
    run.engine = engine;
    run.model = "deepseek-r1-671b";
    run.quant = "UD-Q2_K_XL";
    run.host_device = "epyc-9274f";
    run.tg_tps = expected_tps(run);
    CAPTURE(engine, run.tg_tps);
    const judge::Hypothesis first = diagnosed({run}).front().hypotheses.front();
    CHECK(first.cause == judge::Cause::ok);
    CHECK(first.predicted_tps == Approx(run.tg_tps).epsilon(1e-6));
    CHECK(first.explanation.find("with the experts on AMD EPYC 9274F, as it does not fit") !=
          std::string::npos);
    run.tg_tps /= 20;
    CHECK(judge::deviates(
        judge::check(catalog::Catalog::bundled(), predict::Fitted::bundled(), {&run, 1}).front().verdict));
    CHECK(first_of(run) != judge::Cause::ok);
  }
}

TEST_CASE("a host that is not said is one of the usual ones, whatever placement is stated",
          "[predict][diagnose]") {
  catalog::Run run = card_run(10);
  run.device = "rtx-5060-ti-16gb";
  run.model = "gemma-4-26b-a4b";
  run.quant = "MXFP4";
  run.placement = catalog::StatedPlacement::experts_on_host;
  const judge::Diagnosed row = diagnosed({run}).front();
  CHECK(row.hypotheses.size() > 5);
  CHECK(row.hypotheses.front().probability < 0.9);
}

TEST_CASE("a slow prompt beside a sound decode rate is not ok, and a prompt alone is diagnosed",
          "[predict][diagnose]") {
  catalog::Run run = card_run(1);
  run.tg_tps = expected_tps(run);
  run.n_prompt = 512;
  run.pp_tps = 60;
  CHECK(first_of(run) != judge::Cause::ok);
  run.tg_tps = model::kUnknown;
  run.pp_tps = expected_tps(run);
  CHECK(first_of(run) == judge::Cause::ok);
  run.pp_tps /= 100;
  const judge::Diagnosed row = diagnosed({run}).front();
  for (const judge::Hypothesis& h : row.hypotheses) {
    CAPTURE(h.explanation);
    CHECK(h.explanation.find("nan") == std::string::npos);
    CHECK((h.predicted_tps > 0 || h.cause == judge::Cause::unexplained));
  }
  CHECK(first_of(run) == judge::Cause::cpu);
}

TEST_CASE("a cache of a type that builds have no kernel for sends attention to the processor",
          "[predict][diagnose]") {
  catalog::Run run = card_run(1);
  run.n_prompt = 512;
  run.kv_type = "q4_1";
  run.tg_tps = 0.9 * expected_tps(run);
  run.pp_tps = 150;
  CHECK(first_of(run) == judge::Cause::attention);
  run.kv_type = "f16";
  CHECK_FALSE(possible(run, judge::Cause::attention));
}

TEST_CASE("weights spill over the bus where Nvidia's driver for Windows may do so, and memory is short",
          "[predict][diagnose]") {
  catalog::Run run = card_run(1);
  run.model = "qwen3-32b";
  run.quant = "Q4_K_M";
  CHECK(possible(run, judge::Cause::spill));
  run.details.os = "windows";
  CHECK(possible(run, judge::Cause::spill));
  run.details.os = "linux";
  CHECK_FALSE(possible(run, judge::Cause::spill));
  run.details.os = "windows";
  run.device = "rx-7900-xtx";
  run.backend = "rocm";
  CHECK_FALSE(possible(run, judge::Cause::spill));
  run.model = "llama-3.1-70b";
  run.backend = "vulkan";  // under any system
  CHECK(possible(run, judge::Cause::spill));
  catalog::Run roomy = card_run(1);
  roomy.details.os = "windows";
  CHECK_FALSE(possible(roomy, judge::Cause::spill));
}

TEST_CASE("memory that is short on a Mac swaps", "[predict][diagnose]") {
  catalog::Run run = card_run(0.22);
  run.engine = "ollama";
  run.backend = "metal";
  run.device = "m1-pro-16c";
  run.model = "mixtral-8x7b";
  run.details.host_memory_gib = 32;
  CHECK(first_of(run) == judge::Cause::swap);
  run.model = "llama-3.1-8b";
  CHECK_FALSE(possible(run, judge::Cause::swap));
}

TEST_CASE("what a host has no room for beside its system is read from a drive", "[predict][diagnose]") {
  catalog::Run run = card_run(0.03);
  run.engine = "koboldcpp";
  run.date.clear();
  run.backend.clear();
  run.device = "rtx-4070-ti-super";
  run.model = "llama-3.1-70b";
  run.details.host_memory_gib = 32;
  CHECK(first_of(run) == judge::Cause::swap);
  run.details.host_memory_gib = 128;
  CHECK(first_of(run) != judge::Cause::swap);
}

TEST_CASE(
    "all layers that a card does not hold, and is said to hold, are sought beyond the bus, and on no host",
    "[predict][diagnose]") {
  catalog::Run run = card_run(9);
  run.date.clear();
  run.backend = "vulkan";
  run.device = "rx-9060-xt-16gb";
  run.model = "gemma-4-26b-a4b";
  run.quant = "UD-Q5_K_XL";
  const double unsaid = probability(diagnosed({run}).front(), judge::Cause::spill);
  run.n_gpu_layers = 99;
  const judge::Diagnosed d = diagnosed({run}).front();
  CHECK(probability(d, judge::Cause::spill) > 3 * unsaid);
  for (const judge::Hypothesis& h : d.hypotheses) {
    CHECK_FALSE(h.what.starts_with("no layer on the device"));
  }
}

TEST_CASE("a slower link costs what it takes: by the host's memory, Thunderbolt, or Ethernet",
          "[predict][diagnose]") {
  const auto slow_link = [](catalog::Run run) {
    const judge::Diagnosed d = diagnosed({run}).front();
    return *std::find_if(d.hypotheses.begin(), d.hypotheses.end(), [](const judge::Hypothesis& h) {
      return h.cause == judge::Cause::slow_link;
    });
  };
  catalog::Run run = card_run(2.9);
  run.engine = "vllm";
  run.date.clear();
  run.device = "h100-sxm";
  run.n_devices = 16;
  run.split = model::Split::tensor;
  run.model = "deepseek-v3";
  run.quant = "FP8";
  CHECK(slow_link(run).predicted_tps < 0.1 * expected_tps(run));
  CHECK(slow_link(run).probability > 0.2);
  run.interconnect = "eth-1g";  // nothing is slower
  CHECK_FALSE(possible(run, judge::Cause::slow_link));
  catalog::Run pair = run;
  pair.interconnect.clear();
  pair.engine = "gpt-fast";
  pair.device = "v100-sxm2-16gb";
  pair.n_devices = 2;
  pair.model = "llama-2-7b";
  pair.quant = "F16";
  pair.tg_tps = 17;
  CHECK(slow_link(pair).predicted_tps < 0.5 * expected_tps(pair));
}

TEST_CASE("a slow thread of the host is thought of where a step waits for launches", "[predict][diagnose]") {
  catalog::Run run = card_run(72);
  run.engine = "exllama";
  run.quant = "GPTQ";
  run.model = "llama-2-7b";
  run.date.clear();
  const auto share = [](const catalog::Run& r) {
    return probability(diagnosed({r}).front(), judge::Cause::slow_host);
  };
  const double unsaid = share(run);
  CHECK(unsaid > 0.03);
  run.details.os = "windows";
  CHECK(share(run) > unsaid);
  catalog::Run waits_for_memory = card_run(10);  // 39 GiB a step: no host is that slow
  waits_for_memory.device = "rtx-pro-6000-blackwell";
  waits_for_memory.model = "llama-3.1-70b";
  CHECK(share(waits_for_memory) < 0.01);
}

TEST_CASE(
    "kernels are slow where facts say so: 16 bits on Pascal, no vector instructions, types without their own",
    "[predict][diagnose]") {
  catalog::Run pascal = card_run(0.55);
  pascal.engine = "exllama";
  pascal.device = "p40";
  pascal.model = "codellama-34b";
  pascal.quant = "GPTQ";
  pascal.date.clear();
  CHECK(first_of(pascal) == judge::Cause::slow_kernels);
  pascal.device = "rtx-a6000";
  CHECK(first_of(pascal) != judge::Cause::slow_kernels);
  catalog::Run processor = card_run(0.9);
  processor.device = "core-i5-12400";
  processor.backend = "cpu";
  processor.engine = "ollama";
  processor.model = "mistral-7b";
  processor.quant = "Q4_0";
  CHECK(first_of(processor) == judge::Cause::slow_kernels);
  catalog::Run served = card_run(20);
  served.engine = "vllm";
  served.quant = "Q4_K_M";  // an experiment there
  CHECK(possible(served, judge::Cause::slow_kernels));
  served.quant = "FP8";
  CHECK_FALSE(possible(served, judge::Cause::slow_kernels));
  CHECK_FALSE(possible(card_run(20), judge::Cause::slow_kernels));
}

TEST_CASE("a PyTorch module that finds no device runs on the processor", "[predict][diagnose]") {
  catalog::Run run = card_run(0.4);
  run.engine = "transformers";
  run.device = "m2-max-38c";
  run.backend.clear();
  run.model = "vicuna-7b";
  run.quant = "F16";
  CHECK(first_of(run) == judge::Cause::cpu);
  run.engine = "mlx";
  CHECK_FALSE(possible(run, judge::Cause::cpu));
}

TEST_CASE("a server's rate of thousands of per cent is of all its streams, where no prompt's length is said",
          "[predict][diagnose]") {
  catalog::Run run = card_run(500);
  run.engine = "vllm";
  run.device = "gb10";
  run.model = "llama-3.3-nemotron-super-49b-v1.5";
  run.quant = "FP8";
  run.date.clear();
  CHECK(first_of(run) == judge::Cause::aggregate);
  run.n_prompt = 128;
  CHECK(first_of(run) == judge::Cause::prefill);
}

TEST_CASE("another file is one that the engine reads", "[predict][diagnose]") {
  catalog::Run run = card_run(72);
  run.engine = "exllama";
  run.quant = "GPTQ";
  CHECK_FALSE(possible(run, judge::Cause::quant));
  run.engine = "vllm";
  CHECK(possible(run, judge::Cause::quant));
}

TEST_CASE("tensors that are stated to be on the host make its threads and its memory suspects",
          "[predict][diagnose]") {
  catalog::Run run = card_run(16);
  run.model = "qwen3-30b-a3b";
  run.host_device = "ryzen-9-3950x";
  CHECK_FALSE(possible(run, judge::Cause::threads));
  run.details.override_tensor = "exps=CPU";
  CHECK(possible(run, judge::Cause::threads));
  CHECK(possible(run, judge::Cause::slow_memory));
}

TEST_CASE("no cause is offered that would make an odd row odder", "[predict][diagnose][property]") {
  for (const double share : {0.1, 0.3, 4.0}) {
    catalog::Run run = card_run(1);
    const double sound = expected_tps(run);
    run.tg_tps = share * sound;
    const judge::Diagnosed row = diagnosed({run}).front();
    for (const judge::Hypothesis& h : row.hypotheses) {
      const double moved = std::log(h.predicted_tps / sound);
      CAPTURE(share, h.explanation);
      CHECK((h.predicted_tps == 0 || h.cause == judge::Cause::ok || moved * std::log(share) >= 0 ||
             std::fabs(moved) < 0.11));
    }
  }
}

TEST_CASE("what is printed of a cause is what explains the rate best", "[predict][diagnose]") {
  catalog::Run run = card_run(1);
  run.depth = 65536;
  run.tg_tps = expected_tps(run);
  run.depth = 0;
  const auto row = diagnosed({run}).front();
  const auto depth = std::find_if(row.hypotheses.begin(),
                                  row.hypotheses.end(),
                                  [](const judge::Hypothesis& h) { return h.cause == judge::Cause::depth; });
  REQUIRE(depth != row.hypotheses.end());
  CHECK(depth->what == "with 65536 tokens in the cache, not 0");
}

TEST_CASE("a power limit is no lower than drivers take, and two channels have no quarter",
          "[predict][diagnose]") {
  catalog::Run run = card_run(5);
  run.n_gpu_layers = 10;
  run.host_device = "ryzen-7-5800x";
  judge::Stated s{.catalog = catalog::Catalog::bundled()};
  REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, s));
  for (const judge::Variant& v : judge::variants_of(s, judge::Cause::power)) {
    catalog::Run limited = run;
    v.run(limited);
    CHECK(limited.power_w >= 0.5 * s.device.tdp_w);
  }
  const auto quarters = [&](const char* host) {
    run.host_device = host;
    REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, s));
    const auto variants = judge::variants_of(s, judge::Cause::slow_memory);
    return std::count_if(variants.begin(), variants.end(), [](const judge::Variant& v) {
      return v.what.find("quarter of the memory channels") != std::string::npos;
    });
  };
  CHECK(quarters("ryzen-7-5800x") == 0);
  CHECK(quarters("epyc-7763") == 1);
}

TEST_CASE("more threads than cores are thought of, and as many as there are cores not",
          "[predict][diagnose]") {
  catalog::Run run = card_run(1);
  run.device = "epyc-7302p";
  run.backend = "cpu";
  run.tg_tps = expected_tps(run) / 20;
  run.threads = 112;
  CHECK(first_of(run) == judge::Cause::threads);
  run.threads = 16;
  CHECK_FALSE(possible(run, judge::Cause::threads));
}

TEST_CASE("rows in place of layers are a cause of their own", "[predict][diagnose]") {
  catalog::Run run = card_run(5);
  CHECK_FALSE(possible(run, judge::Cause::split));
  run.n_devices = 4;
  CHECK(possible(run, judge::Cause::split));
  run.split = model::Split::row;
  CHECK(possible(run, judge::Cause::split));
  run.engine = "vllm";
  CHECK_FALSE(possible(run, judge::Cause::split));
}

TEST_CASE("the next step is one that the engine can run", "[predict][diagnose]") {
  catalog::Run run = card_run(8);
  run.engine = "ollama";
  CHECK(diagnosed({run}).front().next_measurement.find("`ollama ps`") == 0);
  for (const char* engine : {"vllm", "mlx", "exllamav2"}) {
    run.engine = engine;
    CHECK(diagnosed({run}).front().next_measurement.find("(-") == std::string::npos);
  }
}

TEST_CASE("a figure that counts half of the tokens, or ten seconds of waiting, is that much lower",
          "[predict][diagnose][unit]") {
  catalog::Run run = card_run(100);
  run.n_gen = 200;
  const judge::Variant variants[] = {
      {.what = "as stated"}, {.what = "half", .counted = 0.5}, {.what = "waits", .idle_s = 10}};
  const auto expected =
      judge::expectations(catalog::Catalog::bundled(), predict::Fitted::bundled(), run, variants);
  const double tps = std::exp(expected[0]->ln_tps);
  CHECK(std::exp(expected[1]->ln_tps) == Approx(tps / 2));
  CHECK(std::exp(expected[2]->ln_tps) == Approx(200 / (200 / tps + 10)));
}

TEST_CASE("clients that count pieces of text are found, those that count their waiting are thought of",
          "[predict][diagnose]") {
  std::vector<catalog::Run> pieces, waiting;
  for (const char* model : {"qwen3-8b", "llama-3.1-8b", "gemma-3-12b", "qwen3-14b"}) {
    catalog::Run run = card_run(100);
    run.model = model;
    run.n_gen = 60;
    const double tps = expected_tps(run);
    run.tg_tps = 60 / (60 / tps + 3);
    waiting.push_back(run);
    run.device = "m4-max-40c";
    run.engine = "mlx-vlm";
    run.backend = "mlx";
    run.quant = "MLX-Q4";
    run.tg_tps = expected_tps(run) / 1.95;
    pieces.push_back(run);
  }
  for (const judge::Diagnosed& row : diagnosed(pieces)) {
    CHECK(row.hypotheses.front().cause == judge::Cause::chunks);
  }
  for (const judge::Diagnosed& row : diagnosed(waiting)) {  // a part on the host explains such rates, too
    const auto likeliest = std::span(row.hypotheses).first(4);
    CHECK(std::any_of(likeliest.begin(), likeliest.end(), [](const judge::Hypothesis& h) {
      return h.cause == judge::Cause::wall_clock;
    }));
  }
}

TEST_CASE("a chat that leaves its long prompt out of the depth decoded behind it", "[predict][diagnose]") {
  catalog::Run run = card_run(100);
  run.engine = "mlx";
  run.backend = "mlx";
  run.device = "m3-ultra-80c";
  run.quant = "MLX-Q8";
  run.n_prompt = run.depth = 65536;
  run.tg_tps = expected_tps(run);
  run.depth = run.pp_depth = 0;
  const judge::Diagnosed behind = diagnosed({run}).front();
  const judge::Hypothesis& depth = behind.hypotheses.front();
  CHECK(depth.cause == judge::Cause::depth);
  CHECK(depth.explanation.find("behind its prompt: with 65536 tokens in the cache, not 0") !=
        std::string::npos);
  run.n_prompt = 512;
  CHECK(probability(diagnosed({run}).front(), judge::Cause::depth) <
        0.5 * probability(behind, judge::Cause::depth));
}

TEST_CASE("a cache in 8 bits is thought of where it shows, an old build where no date is stated",
          "[predict][diagnose]") {
  catalog::Run run = card_run(100);
  CHECK_FALSE(possible(run, judge::Cause::kv_type));
  CHECK_FALSE(possible(run, judge::Cause::old_build));
  run.depth = 32768;
  run.date.clear();
  CHECK(possible(run, judge::Cause::kv_type));
  CHECK(possible(run, judge::Cause::old_build));
}

TEST_CASE("a server may have been started without graphs, unless the row says", "[predict][diagnose]") {
  catalog::Run run = card_run(30);
  CHECK_FALSE(possible(run, judge::Cause::eager));  // llama.cpp
  run.engine = "vllm";
  run.quant = "BF16";
  run.date = "2026-06-01";
  CHECK(possible(run, judge::Cause::eager));
  run.eager = false;
  CHECK_FALSE(possible(run, judge::Cause::eager));
  run.eager = {};
  run.date = "2023-06-01";  // builds of then were eager anyway
  CHECK_FALSE(possible(run, judge::Cause::eager));
}

TEST_CASE("a processor at half of its rate lacks channels of memory, or cores where its prompts are slow too",
          "[predict][diagnose]") {
  catalog::Run run = card_run(1);
  run.device = "epyc-7302p";
  run.backend = "cpu";
  run.tg_tps = 0.45 * expected_tps(run);
  run.size_gib = 4.58;
  run.n_prompt = 512;
  const auto odds_of_memory = [](const catalog::Run& r) {
    const judge::Diagnosed d = diagnosed({r}).front();
    return probability(d, judge::Cause::slow_memory) / probability(d, judge::Cause::threads);
  };
  run.pp_tps = 70;
  const double prompts_as_expected = odds_of_memory(run);
  CHECK(prompts_as_expected > 1);
  run.pp_tps = 25;
  CHECK(prompts_as_expected > 2 * odds_of_memory(run));
  run.pp_tps = model::kUnknown;
  CHECK(possible(run, judge::Cause::threads));
  run.threads = 16;
  CHECK_FALSE(possible(run, judge::Cause::threads));
  run.details.host_channels = 8;
  run.details.host_memory_mts = 3200;
  CHECK_FALSE(possible(run, judge::Cause::slow_memory));
  CHECK_FALSE(possible(card_run(100), judge::Cause::slow_memory));
  catalog::Run soldered = card_run(10);
  soldered.device = "strix-halo";
  soldered.backend = "cpu";
  CHECK_FALSE(possible(soldered, judge::Cause::slow_memory));
}

TEST_CASE("a prompt rate that falls with the decode rate moves the blame to the host",
          "[predict][diagnose][property]") {
  catalog::Run run = card_run(9);
  run.host_device = "ryzen-9-7950x";
  run.n_prompt = 512;
  const auto on_host = [](const catalog::Run& r) {
    const judge::Diagnosed d = diagnosed({r}).front();
    return probability(d, judge::Cause::cpu) + probability(d, judge::Cause::partial_offload);
  };
  run.pp_tps = 120;
  const double slow_prompts = on_host(run);
  run.pp_tps = 9000;
  CHECK(slow_prompts > on_host(run));
}

TEST_CASE("signs of a row move its odds", "[predict][diagnose]") {
  const catalog::Run one = card_run(100);
  catalog::Run four = one;
  four.n_devices = 4;
  judge::ByCause<bool> possible;
  possible.fill(true);
  judge::Stated a{.catalog = catalog::Catalog::bundled(), .run = one},
      b{.catalog = catalog::Catalog::bundled(), .run = four};
  REQUIRE(judge::look_up(catalog::Catalog::bundled(), one, a));
  REQUIRE(judge::look_up(catalog::Catalog::bundled(), four, b));
  CHECK(judge::row_odds(b, possible)[judge::index_of(judge::Cause::devices)] >
        judge::row_odds(a, possible)[judge::index_of(judge::Cause::devices)]);
  possible[judge::index_of(judge::Cause::devices)] = false;
  CHECK(judge::row_odds(b, possible)[judge::index_of(judge::Cause::devices)] == 0);
  CHECK(judge::row_odds(b, possible)[judge::index_of(judge::Cause::ok)] == 1);
}

TEST_CASE("what other rows of a machine are of is likelier of a row that does not say it",
          "[predict][diagnose]") {
  catalog::Run run = card_run(100), beside = run;
  run.tg_tps = 4 * expected_tps(run);
  const auto with = [&](judge::Cause cause) { return probability(diagnosed({run, beside}).front(), cause); };
  beside.tg_tps = expected_tps(run);
  const double alone = with(judge::Cause::aggregate), undrafted = with(judge::Cause::speculative);
  beside.concurrency = 8;
  CHECK(with(judge::Cause::aggregate) > alone);
  beside.concurrency = 1;
  beside.speculative = model::Drafting::mtp;
  CHECK(with(judge::Cause::speculative) > undrafted);
}

TEST_CASE("a file that no row of the machine has is likelier another one, that of the others first",
          "[predict][diagnose]") {
  catalog::Run other = card_run(100), run = other;
  other.quant = "Q5_0";
  other.tg_tps = expected_tps(other);
  run.quant = "F16";
  run.tg_tps = other.tg_tps;
  const judge::Diagnosed d = diagnosed({run, other}).front();
  CHECK(probability(d, judge::Cause::quant) > probability(diagnosed({run}).front(), judge::Cause::quant));
  CHECK(d.hypotheses.front().what.find("Q5_0") != std::string::npos);
}

TEST_CASE("llama-bench decodes one stream without drafts", "[predict][diagnose]") {
  catalog::Run run = card_run(0);
  run.tg_tps = 1;
  run.tg_tps = 4 * expected_tps(run);
  const judge::Diagnosed any = diagnosed({run}).front();
  run.n_prompt = 512;
  run.n_gen = 128;
  const judge::Diagnosed bench = diagnosed({run}).front();
  for (const judge::Cause cause : {judge::Cause::aggregate, judge::Cause::speculative}) {
    CHECK(probability(bench, cause) < probability(any, cause));
  }
}

TEST_CASE("what does not fit ran in part on the host, of any engine, or is a smaller file that fits",
          "[predict][diagnose]") {
  catalog::Run run = card_run(10);
  run.engine = "vllm";
  run.model = "qwen3-235b-a22b";
  run.quant = "awq-int4";
  CHECK(possible(run, judge::Cause::experts_cpu));
  run.n_devices = 8;
  CHECK_FALSE(possible(run, judge::Cause::experts_cpu));
  catalog::Run small = card_run(0);  // 24 GB hold four bits of it, not sixteen
  small.model = "qwen3-32b";
  small.tg_tps = 1;
  small.tg_tps = expected_tps(small);
  small.quant = "F16";
  CHECK(judge::cause_name(first_of(small)) == "quant");
}

TEST_CASE("drafts that nobody mentions explain what a server's engine cannot do without them",
          "[predict][diagnose]") {
  catalog::Run run = card_run(0);
  run.engine = "sglang";
  run.device = "h200";
  run.n_devices = 8;
  run.model = "glm-5.2";
  run.quant = "FP8";
  run.split = model::Split::tensor;
  run.concurrency = 1;
  run.tg_tps = 1;
  run.tg_tps = 3 * expected_tps(run);
  CHECK(judge::cause_name(first_of(run)) == "speculative");
}

TEST_CASE("what measures a prompt's rate apart seldom drafts", "[predict][diagnose]") {
  const auto odds_of_drafts = [](const std::string& engine, double pp_tps) {
    catalog::Run run = card_run(100);
    run.engine = engine;
    run.pp_tps = pp_tps;
    judge::Stated s{.catalog = catalog::Catalog::bundled(), .run = run};
    REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, s));
    judge::ByCause<bool> possible;
    possible.fill(true);
    return judge::row_odds(s, possible)[judge::index_of(judge::Cause::speculative)];
  };
  CHECK(odds_of_drafts("llama.cpp", 5000) < odds_of_drafts("llama.cpp", model::kUnknown));
  CHECK(odds_of_drafts("vllm", 5000) == odds_of_drafts("vllm", model::kUnknown));
  CHECK(odds_of_drafts("ollama", 5000) == odds_of_drafts("ollama", model::kUnknown));
}

TEST_CASE("another file may be the engine's own kind, or what the model was published as",
          "[predict][diagnose]") {
  const auto others = [](const std::string& engine, const std::string& model, const std::string& quant) {
    catalog::Run run = card_run(100);
    run.engine = engine;
    run.model = model;
    run.quant = quant;
    judge::Stated s{.catalog = catalog::Catalog::bundled(), .run = run};
    REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, s));
    std::string all;
    for (const judge::Variant& v : judge::variants_of(s, judge::Cause::quant)) {
      all += v.what + '\n';
    }
    return all;
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(others("llama.cpp", "gpt-oss-20b", "F16"), Contains("the file is MXFP4, not F16"));
  CHECK_THAT(others("llama.cpp", "llama-3.1-8b", "F16"),
             !Contains("MXFP4") && Contains("the file is IQ1_S, not F16"));
  CHECK_THAT(others("mlc", "llama-3.1-8b", "BF16"), Contains("the file is q4f16_1, not BF16"));
  CHECK_THAT(others("vllm", "llama-3.1-8b", "BF16"), !Contains("q4f16_1") && Contains("FP8"));
}

TEST_CASE("another file is of other bits: 4 bits of MLX may be 8, and two kinds of 16 bits are one",
          "[predict][diagnose]") {
  const auto others = [](const std::string& engine, const std::string& device, const std::string& quant) {
    catalog::Run run = card_run(50);
    run.engine = engine;
    run.device = device;
    run.backend.clear();
    run.quant = quant;
    judge::Stated stated{.catalog = catalog::Catalog::bundled()};
    REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, stated));
    std::string words;
    for (const judge::Variant& v : judge::variants_of(stated, judge::Cause::quant)) {
      words += v.what + "\n";
    }
    return words;
  };
  CHECK_THAT(others("mlx", "m5-max-40c", "MLX-Q4"), Catch::Matchers::Contains("MLX-Q8, not MLX-Q4"));
  CHECK_THAT(others("mlx", "m5-max-40c", "MLX 4-bit g64"), !Catch::Matchers::Contains("MLX-Q4"));
  CHECK_THAT(others("vllm", "rtx-4090", "F16"), !Catch::Matchers::Contains("BF16"));
}

TEST_CASE("a mixture at half of its rate on an M5 Max is not a file of 16 bits before a power mode",
          "[predict][diagnose]") {
  catalog::Run run = card_run(100);
  run.engine = run.backend = "mlx";
  run.backend.clear();
  run.device = "m5-max-40c";
  run.model = "qwen3-30b-a3b";
  run.quant = "MLX-Q4";
  run.tg_tps = 0.4 * expected_tps(run);
  const judge::Diagnosed d = diagnosed({run}).front();
  CHECK(probability(d, judge::Cause::power) > probability(d, judge::Cause::quant));
}

TEST_CASE("an engine that works on processors, but is not of llama.cpp, may have run there",
          "[predict][diagnose]") {
  catalog::Run run = card_run(50);
  run.engine = "mistral.rs";
  run.device = "gb10";
  CHECK(first_of(run) != judge::Cause::cpu);
  run.tg_tps = 0.2 * expected_tps(run);
  CHECK(probability(diagnosed({run}).front(), judge::Cause::cpu) > 0.1);
  run.engine = "tensorrt-llm";
  run.quant = "awq-int4";
  CHECK(probability(diagnosed({run}).front(), judge::Cause::cpu) == 0);
}

TEST_CASE("a sound row whose file is a fifth larger than its label's is not one of another type",
          "[predict][diagnose][property]") {
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  std::uniform_real_distribution<double> off(-0.2, 0.2);
  constexpr double kGib = 1024.0 * 1024 * 1024;
  const auto bytes = judge::labelled_file_bytes(catalog::Catalog::bundled(), card_run(100));
  REQUIRE(bytes);
  for (int i = 0; i < 20; ++i) {
    catalog::Run run = card_run(100);
    run.size_gib = *bytes * std::exp(off(dice)) / kGib;
    run.tg_tps = expected_tps(run);
    CAPTURE(run.size_gib);
    CHECK(first_of(run) == judge::Cause::ok);
  }
}

TEST_CASE("who drafts has a model with a drafting head, and drafts the fewer accepted the more are drafted",
          "[predict][diagnose]") {
  judge::Stated stated{.catalog = catalog::Catalog::bundled()};
  REQUIRE(judge::look_up(catalog::Catalog::bundled(), card_run(100), stated));
  std::map<double, std::pair<double, double>> by_drafted;  // weight, weight x accepted
  for (const judge::Variant& v : judge::variants_of(stated, judge::Cause::speculative)) {
    catalog::Run run = stated.run;
    v.run(run);
    by_drafted[run.spec_tokens].first += v.weight;
    by_drafted[run.spec_tokens].second += v.weight * run.acceptance;
  }
  double before = 1;
  for (const auto& [drafted, sums] : by_drafted) {
    const double accepted = sums.second / sums.first;
    CAPTURE(drafted, accepted);
    CHECK(accepted < before);
    before = accepted;
  }
}

TEST_CASE("rows of a machine that are all as slow say more of their machine than of their faults",
          "[predict][diagnose][property]") {
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  std::uniform_real_distribution<double> slower(0.72, 0.85);
  for (int i = 0; i < 10; ++i) {
    const double share = slower(dice);
    std::vector<catalog::Run> runs;
    for (const char* model : {"llama-3.1-8b", "qwen3-8b", "mistral-7b"}) {
      catalog::Run run = card_run(100);
      run.model = model;
      run.tg_tps = share * expected_tps(run);
      runs.push_back(run);
    }
    CAPTURE(share);
    const double together = probability(diagnosed(runs).front(), judge::Cause::ok);
    CHECK(together > probability(diagnosed({runs.front()}).front(), judge::Cause::ok));
  }
}

TEST_CASE("a rate that check is certain of is not ok where only rare causes give it", "[predict][diagnose]") {
  catalog::Run run = card_run(8.084);
  run.date.clear();
  run.backend.clear();
  run.engine = "vllm";
  run.device = "pro-w7900";
  run.model = "internlm3-8b";
  run.quant = "F16";
  run.n_prompt = 512;
  CHECK(first_of(run) != judge::Cause::ok);
}

TEST_CASE("variants of a cause weigh one together", "[predict][diagnose][property]") {
  catalog::Run run = card_run(100);
  run.n_devices = 2;
  run.model = "qwen3-30b-a3b";
  judge::Stated s{.catalog = catalog::Catalog::bundled(), .run = run};
  REQUIRE(judge::look_up(catalog::Catalog::bundled(), run, s));
  for (std::size_t c = 0; c < judge::kCauses; ++c) {
    const std::vector<judge::Variant> variants = judge::variants_of(s, static_cast<judge::Cause>(c));
    double sum = 0;
    for (const judge::Variant& v : variants) {
      CHECK_FALSE(v.what.empty());
      sum += v.weight;
    }
    CAPTURE(judge::cause_name(static_cast<judge::Cause>(c)));
    CHECK((variants.empty() || std::fabs(sum - 1) < 1e-12));
  }
}
