#include "judge/diagnose/diagnose.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "catalog/runs_table.hpp"
#include "judge/diagnose/labelled_cases.hpp"
#include "judge/diagnose/likelihood.hpp"
#include "judge/diagnose/prior.hpp"
#include "judge/diagnose/prior_learning.hpp"
#include "judge/diagnose/row.hpp"
#include "tests/catch.hpp"

using namespace tokroof;

namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();

/// A row of which only ok and the given causes are possible, with the same likelihood at every node.
RowEvidence row_of(double ln_ok, std::initializer_list<std::tuple<Cause, double, double>> causes) {
  RowEvidence row;
  for (ByNode& ln : row.ln_likelihood) {
    ln.fill(kNothing);
  }
  row.odds[index_of(Cause::ok)] = 1;
  row.ln_likelihood[index_of(Cause::ok)].fill(ln_ok);
  for (const auto& [cause, odds, ln] : causes) {
    row.odds[index_of(cause)] = odds;
    row.ln_likelihood[index_of(cause)].fill(ln);
  }
  return row;
}

double sum_of(const ByCause<double>& p) {
  double sum = 0;
  for (const double x : p) {
    CHECK(x >= 0);
    sum += x;
  }
  return sum;
}

Run card_run(double tps) {
  Run run;
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

std::vector<Diagnosed> diagnosed(const std::vector<Run>& runs) {
  const Catalog& catalog = Catalog::bundled();
  return diagnose(catalog, Fitted::bundled(), runs, check(catalog, Fitted::bundled(), runs));
}

Cause first_of(const Run& run) { return diagnosed({run}).front().hypotheses.front().cause; }

/// What the model expects of a row as stated.
double expected_tps(const Run& run) {
  return check(Catalog::bundled(), Fitted::bundled(), {&run, 1}).front().predicted_tps;
}

std::vector<Run> guide_1() {
  for (const EmbeddedTable& table : bundled_tables()) {
    if (table.name == "guide-1") {
      return read_runs_text(table.text, table.name);
    }
  }
  return {};
}

}  // namespace

TEST_CASE("a single row's posterior is prior times likelihood", "[predict][diagnose]") {
  // One fault: averaged over how often the machine is at fault, p(fault) is the mean of a o/(1 + a o).
  const double odds = 0.2, ratio = 3;
  const RowEvidence row = row_of(0, {{Cause::cpu, odds, std::log(ratio)}});
  double fault = 0, sound = 0;
  for (const double a : {0.8, 1.0, 1.2}) {
    fault += a * odds / (1 + a * odds) * ratio;
    sound += 1 / (1 + a * odds);
  }
  const auto p = joint_posterior({&row, 1}).front();
  CHECK(p[index_of(Cause::cpu)] == Approx(fault / (fault + sound)).epsilon(1e-9));
  CHECK(sum_of(p) == Approx(1).epsilon(1e-12));
}

TEST_CASE("the posterior of a row alone is the joint one of one row", "[predict][diagnose][property]") {
  RowEvidence row = row_of(-1, {{Cause::cpu, 0.3, 0.5}, {Cause::quant, 0.05, 2}, {Cause::depth, 0.7, -3}});
  row.ln_likelihood[index_of(Cause::quant)] = {-9, -4, 0, 2, 1, -2, -8};
  const auto joint = joint_posterior({&row, 1}).front();
  const auto lone = lone_posterior(row.odds, ln_marginal(row));
  for (std::size_t c = 0; c < kCauses; ++c) {
    CHECK(lone[c] == Approx(joint[c]).margin(1e-12));
  }
}

TEST_CASE("what is out of the question has no probability, however small the others' likelihood",
          "[predict][diagnose]") {
  const RowEvidence row = row_of(kNothing, {{Cause::quant, 0.1, -200}, {Cause::unexplained, 0.01, -250}});
  const auto p = joint_posterior({&row, 1}).front();
  CHECK(p[index_of(Cause::ok)] == 0);
  CHECK(p[index_of(Cause::cpu)] == 0);
  CHECK(p[index_of(Cause::quant)] == Approx(1).epsilon(1e-9));
}

TEST_CASE("the faults of a machine tend to have one cause", "[predict][diagnose][property]") {
  const RowEvidence clear = row_of(-12, {{Cause::cpu, 0.1, 0}, {Cause::quant, 0.1, -12}});
  const RowEvidence unclear = row_of(-6, {{Cause::cpu, 0.1, 0}, {Cause::quant, 0.1, 0}});
  const auto alone = joint_posterior({&unclear, 1}).front();
  CHECK(alone[index_of(Cause::cpu)] == Approx(alone[index_of(Cause::quant)]));
  const std::vector<RowEvidence> both{clear, unclear};
  const auto together = joint_posterior(both);
  const auto favour = [](const ByCause<double>& p) {
    return p[index_of(Cause::cpu)] / p[index_of(Cause::quant)];
  };
  CHECK(favour(together[1]) > 1.05);
  const std::vector<RowEvidence> three{clear, unclear, clear};
  CHECK(favour(joint_posterior(three)[1]) > favour(together[1]));  // the more of them, the stronger
  const auto independent = joint_posterior(both, 0);
  CHECK(independent[1][index_of(Cause::cpu)] == Approx(independent[1][index_of(Cause::quant)]));
}

TEST_CASE("the order of a machine's rows does not matter, and sound rows speak for their neighbour",
          "[predict][diagnose][property]") {
  const RowEvidence sound = row_of(0, {{Cause::cpu, 0.1, -20}, {Cause::quant, 0.1, -3}});
  const RowEvidence doubtful = row_of(-2, {{Cause::cpu, 0.1, 0}, {Cause::quant, 0.1, -1}});
  const std::vector<RowEvidence> one{doubtful, sound, sound}, other{sound, doubtful, sound};
  const auto a = joint_posterior(one), b = joint_posterior(other);
  for (std::size_t c = 0; c < kCauses; ++c) {
    CHECK(a[0][c] == Approx(b[1][c]).margin(1e-12));
    CHECK(a[2][c] == Approx(b[0][c]).margin(1e-12));
  }
  const double alone = joint_posterior({&doubtful, 1}).front()[index_of(Cause::ok)];
  CHECK(a[0][index_of(Cause::ok)] > alone);
}

TEST_CASE("Student's density integrates to one and scales", "[predict][diagnose][property]") {
  double sum = 0;
  constexpr double kStep = 0.01;
  for (double x = -400; x < 400; x += kStep) {
    sum += kStep * std::exp(ln_student(3, x / 0.7, 0.7));
  }
  CHECK(sum == Approx(1).epsilon(1e-4));
  CHECK(ln_student(5, 0.4, 2) == Approx(ln_student(5, 0.4, 1) - std::log(2)));
  double nodes = 0, variance = 0;
  for (const OffsetNode& n : kOffsetNodes) {
    nodes += n.weight;
    variance += n.weight * n.at * n.at;
  }
  CHECK(nodes == Approx(1).epsilon(1e-9));
  CHECK(variance == Approx(1).epsilon(1e-9));
}

TEST_CASE("the 32B model on three V100 cards ran on the host's side, their other runs are as check says",
          "[predict][diagnose]") {
  const std::vector<Run> runs = guide_1();
  const std::vector<Diagnosed> rows = diagnosed(runs);
  REQUIRE(runs.size() == 12);
  const std::vector<Checked> checked = check(Catalog::bundled(), Fitted::bundled(), runs);
  REQUIRE(rows.size() == runs.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::vector<Hypothesis>& h = rows[i].hypotheses;
    CAPTURE(runs[i].line, h.front().explanation);
    if (runs[i].n_devices == 3) {
      double host = 0;
      for (const Hypothesis& x : h) {
        const bool on_host =
            x.cause == Cause::cpu || x.cause == Cause::partial_offload || x.cause == Cause::spill;
        host += on_host ? x.probability : 0;
      }
      CHECK((h.front().cause == Cause::cpu || h.front().cause == Cause::partial_offload));
      CHECK(host > 0.9);
      CHECK(h.front().explanation.find("3.12 measured") != std::string::npos);
      CHECK_FALSE(rows[i].next_measurement.empty());
    } else {
      CHECK_FALSE(checked[i].certain);
      CHECK((h.front().cause == Cause::ok || checked[i].verdict == Verdict::slow));
    }
  }
}

TEST_CASE("where check becomes certain, unexplained is as likely as ok, and beyond it more so",
          "[predict][diagnose][property]") {
  const double odds = unexplained_odds();
  CHECK(odds > 0);
  CHECK(odds < 0.2);
  Run run = card_run(100);
  run.size_gib = 4.6;
  run.pp_tps = 5000;
  for (const double scale : {0.03, 0.1, 0.4, 1.0}) {
    const Expectation stated{.ln_tps = std::log(run.tg_tps),
                             .scale = scale,
                             .ceiling_tps = 1e9,
                             .ln_pp_tps = std::log(run.pp_tps),
                             .ln_file_bytes = std::log(4.6 * 1024 * 1024 * 1024)};
    for (const double deviations : {-30.0, -8.0, -5.01, 0.0, 5.01, 6.0, 12.0, 100.0}) {
      Run moved = run;
      moved.tg_tps = run.tg_tps * std::exp(deviations * scale);
      RowEvidence row = row_of(0, {{Cause::unexplained, odds, 0}});
      row.ln_likelihood[index_of(Cause::ok)] = ln_likelihood(Cause::ok, stated, stated, moved);
      row.ln_likelihood[index_of(Cause::unexplained)] = ln_unexplained(stated, moved);
      const auto p = joint_posterior({&row, 1}).front();
      CAPTURE(scale, deviations, p[index_of(Cause::ok)]);
      CHECK((p[index_of(Cause::ok)] > p[index_of(Cause::unexplained)]) == (std::fabs(deviations) < kCertain));
    }
  }
}

TEST_CASE("an engine that is not stated is the usual one, with all that it can leave on the host",
          "[predict][diagnose]") {
  Run unstated = card_run(8);
  unstated.engine.clear();
  const auto as_usual = diagnosed({card_run(8)}).front(), without = diagnosed({unstated}).front();
  REQUIRE(without.hypotheses.size() == as_usual.hypotheses.size());
  for (std::size_t i = 0; i < without.hypotheses.size(); ++i) {
    CHECK(without.hypotheses[i].cause == as_usual.hypotheses[i].cause);
    CHECK(without.hypotheses[i].probability == Approx(as_usual.hypotheses[i].probability));
  }
  CHECK(without.hypotheses.front().cause == Cause::cpu);
}

TEST_CASE("probabilities add up to one, best first, for every kind of row", "[predict][diagnose][property]") {
  std::vector<Run> runs;
  for (const double tps : {0.01, 1.0, 20.0, 100.0, 160.0, 5000.0, 1e6}) {
    runs.push_back(card_run(tps));
    runs.back().pp_tps = 3000;
    runs.back().n_prompt = 512;
  }
  runs.push_back(card_run(30));
  runs.back().device = "abacus-9000";
  runs.push_back(card_run(kUnknown));
  for (const Diagnosed& d : diagnosed(runs)) {
    double sum = 0, last = 1;
    for (const Hypothesis& h : d.hypotheses) {
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
  CHECK(first_of(card_run(sound)) == Cause::ok);
  CHECK(first_of(card_run(1.1 * sound)) == Cause::ok);

  Run on_cpu = card_run(9);
  on_cpu.host_device = "ryzen-9-7950x";
  CHECK(first_of(on_cpu) == Cause::cpu);

  Run prompt = card_run(9000);
  prompt.n_prompt = 512;
  CHECK(first_of(prompt) == Cause::prefill);

  Run served = card_run(1500);
  served.engine = "vllm";
  served.quant = "BF16";
  CHECK(first_of(served) == Cause::aggregate);

  Run experts = card_run(20);
  experts.model = "qwen3-235b-a22b";
  experts.host_device = "epyc-9355";
  CHECK(first_of(experts) == Cause::experts_cpu);

  Run larger_file = card_run(1);
  larger_file.quant = "F16";
  larger_file.tg_tps = expected_tps(larger_file);
  larger_file.quant = "Q4_K_M";
  larger_file.size_gib = 14.96;  // the F16 file's
  CHECK(first_of(larger_file) == Cause::quant);
}

TEST_CASE("a prompt rate that falls with the decode rate moves the blame to the host",
          "[predict][diagnose][property]") {
  Run run = card_run(9);
  run.host_device = "ryzen-9-7950x";
  run.n_prompt = 512;
  const auto on_host = [](const Run& r) {
    const auto p = probabilities(Catalog::bundled(), Fitted::bundled(), {&r, 1}).front();
    return p[index_of(Cause::cpu)] + p[index_of(Cause::partial_offload)];
  };
  run.pp_tps = 120;
  const double slow_prompts = on_host(run);
  run.pp_tps = 9000;
  CHECK(slow_prompts > on_host(run));
}

TEST_CASE("signs of a row move its odds", "[predict][diagnose]") {
  const Run one = card_run(100);
  Run four = one;
  four.n_devices = 4;
  ByCause<bool> possible;
  possible.fill(true);
  Stated a{.catalog = Catalog::bundled(), .run = one}, b{.catalog = Catalog::bundled(), .run = four};
  REQUIRE(look_up(Catalog::bundled(), one, a));
  REQUIRE(look_up(Catalog::bundled(), four, b));
  CHECK(row_odds(b, possible)[index_of(Cause::devices)] > row_odds(a, possible)[index_of(Cause::devices)]);
  possible[index_of(Cause::devices)] = false;
  CHECK(row_odds(b, possible)[index_of(Cause::devices)] == 0);
  CHECK(row_odds(b, possible)[index_of(Cause::ok)] == 1);
}

TEST_CASE("learned odds follow the labels, spare the sound rows, and are the same each time",
          "[predict][diagnose][property]") {
  std::vector<PriorCase> cases;
  const auto entry_of = [](Cause cause) {
    const auto all = prior_odds();
    return static_cast<std::size_t>(
        std::find_if(all.begin(),
                     all.end(),
                     [&](const PriorOdds& p) { return p.cause == cause && p.sign == Sign::any; }) -
        all.begin());
  };
  const auto add = [&](Cause label, double ln_ratio, int n) {
    PriorCase c{.label = label};
    c.ln_likelihood.fill(kNothing);
    c.ln_likelihood[index_of(Cause::ok)] = 0;
    c.ln_likelihood[index_of(Cause::cpu)] = ln_ratio;
    c.possible[index_of(Cause::ok)] = c.possible[index_of(Cause::cpu)] = true;
    c.entries = {entry_of(Cause::cpu)};
    for (int i = 0; i < n; ++i) {
      c.group = static_cast<std::size_t>(i % 3);
      cases.push_back(c);
    }
  };
  add(Cause::ok, -4, 95);
  add(Cause::ok, 1.5, 5);
  add(Cause::cpu, 4, 50);
  add(Cause::cpu, 1.5, 50);
  const LearnedPriors learned = learn_priors(cases);
  REQUIRE(learned.odds.size() == prior_odds().size());
  CHECK(learned.accused <= kAccusedGoal);
  CHECK(learned.sound_weight >= 1);
  CHECK(learned.odds[entry_of(Cause::cpu)] > 0.02);  // where learning starts
  CHECK(learned.odds[entry_of(Cause::power)] == Approx(prior_odds()[entry_of(Cause::power)].odds));
  const LearnedPriors again = learn_priors(cases);
  CHECK(again.odds == learned.odds);
  CHECK(again.score == learned.score);
}

TEST_CASE("variants of a cause weigh one together", "[predict][diagnose][property]") {
  Run run = card_run(100);
  run.n_devices = 2;
  run.model = "qwen3-30b-a3b";
  Stated s{.catalog = Catalog::bundled(), .run = run};
  REQUIRE(look_up(Catalog::bundled(), run, s));
  for (std::size_t c = 0; c < kCauses; ++c) {
    const std::vector<Variant> variants = variants_of(s, static_cast<Cause>(c));
    double sum = 0;
    for (const Variant& v : variants) {
      CHECK_FALSE(v.what.empty());
      sum += v.weight;
    }
    CAPTURE(cause_name(static_cast<Cause>(c)));
    CHECK((variants.empty() || std::fabs(sum - 1) < 1e-12));
  }
}

TEST_CASE("labelled cases hide what they say, and no device is in both halves", "[predict][diagnose]") {
  std::vector<Run> runs;
  for (const EmbeddedTable& table : bundled_tables()) {
    if (table.name == "lotto-4x3090" || table.name == "localscore" || table.name == "ik-llama") {
      const std::vector<Run> more = read_runs_text(table.text, table.name);
      runs.insert(runs.end(), more.begin(), more.end());
    }
  }
  std::map<std::string, bool> half;
  std::map<Cause, int> kinds;
  for (const LabelledCase& c : labelled_cases(Catalog::bundled(), runs)) {
    kinds[c.label] += 1;
    const auto [known, added] = half.try_emplace(c.run.device, c.tuning);
    CHECK(known->second == c.tuning);
    const Run& origin = runs[c.origin];
    switch (c.label) {
      case Cause::ok: CHECK(c.run.tg_tps == origin.tg_tps); break;
      case Cause::experts_cpu: CHECK((c.run.placement.empty() && !origin.placement.empty())); break;
      case Cause::aggregate: CHECK((c.run.concurrency == 1 && origin.concurrency > 1)); break;
      case Cause::quant: CHECK(c.run.quant != origin.quant); break;
      case Cause::prefill: CHECK(c.run.tg_tps == origin.pp_tps); break;
      case Cause::devices: CHECK((c.run.n_devices == 4 && !(origin.n_devices > 1))); break;
      case Cause::depth: CHECK((c.run.depth == 0 && origin.depth >= 4096)); break;
      case Cause::speculative: CHECK((c.run.speculative == "none" && origin.speculative != "none")); break;
      default: break;
    }
  }
  CHECK(kinds.size() >= 8);
}
