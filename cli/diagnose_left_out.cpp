#include "cli/diagnose_left_out.hpp"

#include "answers/labelled_report.hpp"
#include "cli/runs_input.hpp"
#include "fit/fit.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::cli {

std::vector<Fitted> fits_without_device_groups(Session& session) {
  const std::vector<Run> runs = bundled_runs(session).runs;
  LeftOutEvaluation intervals;
  intervals.decode = session.fitted().interval(FigureKind::decode);
  intervals.prefill = session.fitted().interval(FigureKind::prefill);
  std::vector<Fitted> out;
  for (std::size_t group = 0; group < kDeviceGroups; ++group) {
    show_progress("leaving out devices", group, kDeviceGroups);
    std::vector<bool> used(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
      used[i] = device_group(runs[i]) != group;
    }
    const auto fit = fit_runs(session.catalog(), runs, used);
    const char* name = "a part of the runs";
    out.push_back(fitted_of_text(coefficients_json(*fit, intervals, name), name));
  }
  show_progress("leaving out devices", kDeviceGroups, kDeviceGroups);
  return out;
}

}  // namespace tokroof::cli
