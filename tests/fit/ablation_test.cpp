#include "fit/ablation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <catch2/catch.hpp>
#include "catalog/input_error.hpp"
#include "fit/evaluate.hpp"
#include "tests/fit/bundled_fit.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

/// Every tenth row: enough labels, quick to fit.
std::vector<catalog::Run> some_runs() {
  std::vector<catalog::Run> all = test::fitted_runs(), some;
  for (std::size_t i = 0; i < all.size(); i += 10) {
    some.push_back(all[i]);
  }
  return some;
}

std::unique_ptr<fit::Fit> fresh_fit() { return fit::fit_runs(catalog::Catalog::bundled(), some_runs()); }

const fit::Fit& small_fit() {
  static const std::unique_ptr<fit::Fit> fit = fresh_fit();
  return *fit;
}

}  // namespace

TEST_CASE("what is held is written as coefficients with their values, label endings and tails",
          "[fit][ablation]") {
  const fit::Ablation a = fit::ablation_of("kv_passes_exponent=0.5,@moe=@dense,|graph=,heavy_tails=0");
  CHECK(a.held.parameters.size() == 1);
  CHECK(a.held.parameters.at(model::position("kv_passes_exponent")) == 0.5);
  CHECK(a.held.normal_priors);
  CHECK(a.same_labels ==
        std::vector<std::pair<std::string, std::string>>{{"@moe", "@dense"}, {"|graph", ""}});
  CHECK_FALSE(fit::ablation_of("heavy_tails=1").held.normal_priors);
  for (const char* wrong : {"",
                            "kv_passes_exponent",
                            "kv_passes_exponent=",
                            "kv_passes_exponent=0,",
                            "kv_passes_exponent=zero",
                            "no_such_coefficient=0",
                            "kernel_launch_us=0",  // a logarithm is fitted
                            "kernel_launch_us=-1",
                            "all_reduce_share=1",  // of a share between 0 and 1
                            "heavy_tails=2"}) {
    INFO(wrong);
    CHECK_THROWS_AS(fit::ablation_of(wrong), catalog::InputError);
  }
}

TEST_CASE("held values are given in the coefficient's unit", "[fit][ablation]") {
  const fit::Held held = fit::ablation_of("kernel_ratio_experts=1,kernel_ratio_linear=1").held;
  CHECK(held.parameters.at(model::position("kernel_ratio_experts")) == 0);  // of a ratio of 1 the logarithm
  CHECK(held.parameters.at(model::position("kernel_ratio_linear")) == 0);
}

TEST_CASE("a figure reads what is held where the coefficient belongs to its step", "[fit][ablation]") {
  const fit::Ablation rows = fit::ablation_of("row_matmul_us=1e-6");
  const fit::Ablation experts = fit::ablation_of("@moe=@dense");
  const fit::Ablation tails = fit::ablation_of("heavy_tails=0"), nothing = fit::ablation_of("heavy_tails=1");
  std::size_t row_splits = 0, mixtures = 0, heavy = 0;
  for (const predict::Observation& o : test::bundled_fit().observations.all) {
    CHECK_FALSE(fit::reads_term(o, nothing));
    const bool decode = o.figure == model::FigureKind::decode;
    if (decode && o.run_class == "row") {
      REQUIRE(fit::reads_term(o, rows));
    }
    if (decode && o.run_class == "single-dense") {
      REQUIRE_FALSE(fit::reads_term(o, rows));
      REQUIRE_FALSE(fit::reads_term(o, experts));
    }
    row_splits += fit::reads_term(o, rows) ? 1 : 0;
    mixtures += fit::reads_term(o, experts) ? 1 : 0;
    heavy += fit::reads_term(o, tails) ? 1 : 0;
  }
  CHECK(row_splits > 0);
  CHECK(mixtures > 0);
  CHECK(heavy > 0);
}

TEST_CASE("a held coefficient ends at its value, whatever the data say", "[fit][ablation]") {
  for (const char* text : {"energy_per_byte_nj=1e-6", "source_device_effect=0", "kv_passes_exponent=0"}) {
    const fit::Held held = fit::ablation_of(text).held;
    const fit::Regression regression(small_fit().observations, held);
    fit::ModelPass pass(regression);
    const fit::Solution solution = fit::solve(pass, small_fit().widths, regression.layout().prior_means());
    std::size_t parameters = 0;
    for (const fit::Block& block : regression.layout().blocks()) {
      for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
        const auto value = held.parameters.find(block.coefficients[i]);
        if (value != held.parameters.end()) {
          parameters += 1;
          REQUIRE(solution.parameters[block.offset + i] == Approx(value->second).margin(1e-3));
        }
      }
    }
    INFO(text);
    CHECK(parameters > 0);
  }
}

TEST_CASE("labels that are made the same share one value", "[fit][ablation]") {
  const predict::Observations without =
      fit::without_labels(small_fit().observations, fit::ablation_of("|graph="));
  const auto graphs = [](const predict::Observations& o) {
    return std::count_if(o.all.begin(), o.all.end(), [](const predict::Observation& one) {
      return one.step.labels[model::Scope::launch_mode].ends_with("|graph");
    });
  };
  CHECK(graphs(small_fit().observations) > 0);
  CHECK(graphs(without) == 0);
  const fit::Layout before(small_fit().observations.all), after(without.all);
  std::set<std::string> labels;
  for (const predict::Observation& o : small_fit().observations.all) {
    labels.emplace(o.step.labels[model::Scope::launch_mode]);
  }
  const auto merges = [&](const std::string& label) {
    return label.ends_with("|graph") && labels.count(label.substr(0, label.find('|'))) > 0;
  };
  const auto of_graphs = std::count_if(labels.begin(), labels.end(), merges);
  CHECK(after.parameters() ==
        before.parameters() - static_cast<std::size_t>(of_graphs));  // kernel_launch_us of each
}

TEST_CASE("normal priors leave no heavy-tailed block", "[fit][ablation]") {
  const fit::Layout layout(small_fit().observations.all, fit::ablation_of("heavy_tails=0").held);
  CHECK(std::none_of(
      layout.blocks().begin(), layout.blocks().end(), [](const fit::Block& b) { return b.heavy_tailed; }));
}

TEST_CASE("taking nothing out changes nothing but the widths, and they little", "[fit][ablation]") {
  const std::unique_ptr<fit::Fit> fit = fresh_fit();
  fit::take_out(*fit, fit::ablation_of("heavy_tails=1"));
  const std::size_t figures = fit->observations.all.size();
  REQUIRE(figures == small_fit().observations.all.size());
  double far = 0;
  for (std::size_t i = 0; i < figures; ++i) {
    const double before = small_fit().regression->residual(i, small_fit().solution.parameters);
    far += std::fabs(fit->regression->residual(i, fit->solution.parameters) - before) > 0.05 ? 1 : 0;
  }
  CHECK(far / static_cast<double>(figures) < 0.05);
}

TEST_CASE("an evaluation without a term says of every figure whether it reads the term", "[fit][ablation]") {
  const fit::Ablation hops = fit::ablation_of("layer_hop_us=1e-6");
  const fit::Evaluation e = fit::evaluate_refitted(
      catalog::Catalog::bundled(), some_runs(), {}, true, fit::LeaveOut::device_group, 0, {}, hops);
  REQUIRE(e.reads_held.size() == e.scored.size());
  std::size_t reading = 0;
  for (std::size_t i = 0; i < e.scored.size(); ++i) {
    reading += e.reads_held[i] ? 1 : 0;
    if (e.scored[i].figure == model::FigureKind::decode && e.scored[i].run_class == "single-dense") {
      REQUIRE_FALSE(e.reads_held[i]);
    }
    REQUIRE(std::isfinite(e.scored[i].predicted_tps));
  }
  CHECK(reading > 0);
  CHECK(fit::evaluate_stored(catalog::Catalog::bundled(), predict::Fitted::bundled(), some_runs())
            .reads_held.empty());
}

TEST_CASE("a device's group does not depend on the other devices", "[fit][ablation]") {
  predict::Observation o;
  o.device = "rtx-4090";
  const std::string group = fit::key_of(o, fit::LeaveOut::device_group);
  o.source = "elsewhere";
  CHECK(fit::key_of(o, fit::LeaveOut::device_group) == group);
  std::set<std::string> groups;
  for (const predict::Observation& one : test::bundled_fit().observations.all) {
    groups.insert(fit::key_of(one, fit::LeaveOut::device_group));
  }
  CHECK(groups.size() > 20);
  CHECK(groups.size() <= 24);
}
