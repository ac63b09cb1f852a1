#include "fit/ablation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/catch.hpp"
#include "tests/fit/bundled_fit.hpp"

using namespace tokroof;
using Catch::Detail::Approx;

namespace {

const Ablation& named(std::string_view name) {
  return *std::find_if(
      ablations().begin(), ablations().end(), [&](const Ablation& a) { return a.name == name; });
}

/// Every tenth row: enough labels, quick to fit.
const Fit& small_fit() {
  static const std::unique_ptr<Fit> fit = [] {
    std::vector<Run> all = test::fitted_runs(), some;
    for (std::size_t i = 0; i < all.size(); i += 10) {
      some.push_back(all[i]);
    }
    return fit_runs(Catalog::bundled(), some);
  }();
  return *fit;
}

}  // namespace

TEST_CASE("every ablation has a name of its own and something to take out", "[fit][ablation]") {
  std::set<std::string_view> names;
  for (const Ablation& a : ablations()) {
    CHECK(names.insert(a.name).second);
    CHECK_FALSE(a.term.empty());
    CHECK_FALSE(a.why.empty());
    CHECK((!held_by(a).parameters.empty() || !a.suffix.empty() || a.normal_priors));
  }
}

TEST_CASE("some figure reads every term that is taken out, and none reads what is not there",
          "[fit][ablation]") {
  const std::vector<Observation>& all = test::bundled_fit().observations.all;
  for (const Ablation& a : ablations()) {
    INFO(a.name);
    CHECK(std::any_of(all.begin(), all.end(), [&](const Observation& o) { return reads_term(o, a); }));
  }
  for (const Observation& o : all) {
    CHECK_FALSE(reads_term(o, Ablation{}));
    if (o.run_class == "single-dense" && o.figure == FigureKind::decode) {
      REQUIRE_FALSE(reads_term(o, named("row-synchronization")));
    }
  }
}

TEST_CASE("a held coefficient ends at its neutral value, whatever the data say", "[fit][ablation]") {
  for (const char* name : {"power-limit", "machine-effects", "kv-passes"}) {
    const Held held = held_by(named(name));
    const Regression regression(small_fit().observations, held);
    const std::vector<bool> all(small_fit().observations.all.size(), true);
    const Solution solution = regression.solve(all, small_fit().widths, regression.layout().prior_means());
    std::size_t parameters = 0;
    for (const Block& block : regression.layout().blocks()) {
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
  const Held held = held_by(named("launches-by-kernel"));  // ratios of 1: their logarithm is 0
  CHECK(held.parameters.at(position("kernel_ratio_experts")) == 0);
  CHECK(held.parameters.at(position("kernel_ratio_linear")) == 0);
}

TEST_CASE("labels that an ablation makes the same share one value", "[fit][ablation]") {
  const Observations without = without_labels(small_fit().observations, named("graphs"));
  const auto graphs = [](const Observations& o) {
    return std::count_if(o.all.begin(), o.all.end(), [](const Observation& one) {
      return one.step.labels[Scope::launch_mode].ends_with("|graph");
    });
  };
  CHECK(graphs(small_fit().observations) > 0);
  CHECK(graphs(without) == 0);
  const Layout before(small_fit().observations.all), after(without.all);
  std::set<std::string> labels;
  for (const Observation& o : small_fit().observations.all) {
    labels.insert(o.step.labels[Scope::launch_mode]);
  }
  const auto merges = [&](const std::string& label) {
    return label.ends_with("|graph") && labels.count(label.substr(0, label.find('|'))) > 0;
  };
  const auto of_graphs = std::count_if(labels.begin(), labels.end(), merges);
  CHECK(after.parameters() ==
        before.parameters() - static_cast<std::size_t>(of_graphs));  // kernel_launch_us of each
}

TEST_CASE("normal priors leave no heavy-tailed block", "[fit][ablation]") {
  const Layout layout(small_fit().observations.all, held_by(named("heavy-tails")));
  CHECK(std::none_of(
      layout.blocks().begin(), layout.blocks().end(), [](const Block& b) { return b.heavy_tailed; }));
}

TEST_CASE("taking nothing out changes nothing but the groups", "[fit][ablation]") {
  const Fit& fit = small_fit();
  const std::vector<double> errors = left_out_without(fit, Ablation{});
  CHECK(errors.size() == fit.observations.all.size());
  CHECK(std::all_of(errors.begin(), errors.end(), [](double e) { return std::isfinite(e); }));
  const std::vector<bool> all(errors.size(), true);
  const auto grouped =
      leave_out(*fit.regression, fit.widths, fit.solution.parameters, LeaveOut::device_group, all);
  double far = 0;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    far += std::fabs(errors[i] - grouped[i].error) > 0.05 ? 1 : 0;  // widths are estimated once more
  }
  CHECK(far / static_cast<double>(errors.size()) < 0.05);
}

TEST_CASE("a device's group does not depend on the other devices", "[fit][ablation]") {
  Observation o;
  o.device = "rtx-4090";
  const std::string group = key_of(o, LeaveOut::device_group);
  o.source = "elsewhere";
  CHECK(key_of(o, LeaveOut::device_group) == group);
  std::set<std::string> groups;
  for (const Observation& one : test::bundled_fit().observations.all) {
    groups.insert(key_of(one, LeaveOut::device_group));
  }
  CHECK(groups.size() > 20);
  CHECK(groups.size() <= 24);
}
