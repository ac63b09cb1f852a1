#include "fit/ablation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/catch.hpp"
#include "tests/fit/bundled_fit.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

const fit::Ablation& named(std::string_view name) {
  return *std::find_if(fit::ablations().begin(), fit::ablations().end(), [&](const fit::Ablation& a) {
    return a.name == name;
  });
}

/// Every tenth row: enough labels, quick to fit.
const fit::Fit& small_fit() {
  static const std::unique_ptr<fit::Fit> fit = [] {
    std::vector<catalog::Run> all = test::fitted_runs(), some;
    for (std::size_t i = 0; i < all.size(); i += 10) {
      some.push_back(all[i]);
    }
    return fit::fit_runs(catalog::Catalog::bundled(), some);
  }();
  return *fit;
}

}  // namespace

TEST_CASE("every ablation has a name of its own and something to take out", "[fit][ablation]") {
  std::set<std::string_view> names;
  for (const fit::Ablation& a : fit::ablations()) {
    CHECK(names.insert(a.name).second);
    CHECK_FALSE(a.term.empty());
    CHECK_FALSE(a.why.empty());
    CHECK((!fit::held_by(a).parameters.empty() || !a.suffix.empty() || a.normal_priors));
  }
}

TEST_CASE("some figure reads every term that is taken out, and none reads what is not there",
          "[fit][ablation]") {
  const std::vector<predict::Observation>& all = test::bundled_fit().observations.all;
  for (const fit::Ablation& a : fit::ablations()) {
    INFO(a.name);
    CHECK(std::any_of(
        all.begin(), all.end(), [&](const predict::Observation& o) { return fit::reads_term(o, a); }));
  }
  for (const predict::Observation& o : all) {
    CHECK_FALSE(fit::reads_term(o, fit::Ablation{}));
    if (o.run_class == "single-dense" && o.figure == model::FigureKind::decode) {
      REQUIRE_FALSE(fit::reads_term(o, named("row-synchronization")));
    }
  }
}

TEST_CASE("a held coefficient ends at its neutral value, whatever the data say", "[fit][ablation]") {
  for (const char* name : {"power-limit", "machine-effects", "kv-passes"}) {
    const fit::Held held = fit::held_by(named(name));
    const fit::Regression regression(small_fit().observations, held);
    const std::vector<bool> all(small_fit().observations.all.size(), true);
    const fit::Solution solution =
        regression.solve(all, small_fit().widths, regression.layout().prior_means());
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
    INFO(name);
    CHECK(parameters > 0);
  }
}

TEST_CASE("neutral values are given in the coefficient's unit", "[fit][ablation]") {
  const fit::Held held = fit::held_by(named("launches-by-kernel"));  // ratios of 1: their logarithm is 0
  CHECK(held.parameters.at(model::position("kernel_ratio_experts")) == 0);
  CHECK(held.parameters.at(model::position("kernel_ratio_linear")) == 0);
}

TEST_CASE("labels that an ablation makes the same share one value", "[fit][ablation]") {
  const predict::Observations without = fit::without_labels(small_fit().observations, named("graphs"));
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
    labels.insert(o.step.labels[model::Scope::launch_mode]);
  }
  const auto merges = [&](const std::string& label) {
    return label.ends_with("|graph") && labels.count(label.substr(0, label.find('|'))) > 0;
  };
  const auto of_graphs = std::count_if(labels.begin(), labels.end(), merges);
  CHECK(after.parameters() ==
        before.parameters() - static_cast<std::size_t>(of_graphs));  // kernel_launch_us of each
}

TEST_CASE("normal priors leave no heavy-tailed block", "[fit][ablation]") {
  const fit::Layout layout(small_fit().observations.all, fit::held_by(named("heavy-tails")));
  CHECK(std::none_of(
      layout.blocks().begin(), layout.blocks().end(), [](const fit::Block& b) { return b.heavy_tailed; }));
}

TEST_CASE("taking nothing out changes nothing but the groups", "[fit][ablation]") {
  const fit::Fit& fit = small_fit();
  const std::vector<double> errors = fit::left_out_without(fit, fit::Ablation{});
  CHECK(errors.size() == fit.observations.all.size());
  CHECK(std::all_of(errors.begin(), errors.end(), [](double e) { return std::isfinite(e); }));
  const std::vector<bool> all(errors.size(), true);
  const auto grouped =
      fit::leave_out(*fit.regression, fit.widths, fit.solution.parameters, fit::LeaveOut::device_group, all);
  double far = 0;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    far += std::fabs(errors[i] - grouped[i].error) > 0.05 ? 1 : 0;  // widths are estimated once more
  }
  CHECK(far / static_cast<double>(errors.size()) < 0.05);
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
