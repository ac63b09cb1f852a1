#include "cli/diagnose_left_out.hpp"

#include "answers/labelled_report.hpp"
#include "cli/runs_input.hpp"
#include "fit/fit.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::cli {

std::vector<predict::Fitted> fits_without_device_groups(Session& session) {
  const std::vector<catalog::Run> runs = bundled_runs(session).runs;
  fit::LeftOutEvaluation intervals;
  intervals.decode = session.fitted().interval(model::FigureKind::decode);
  intervals.prefill = session.fitted().interval(model::FigureKind::prefill);
  std::vector<predict::Fitted> out;
  for (std::size_t group = 0; group < answers::kDeviceGroups; ++group) {
    show_progress("leaving out devices", group, answers::kDeviceGroups);
    std::vector<bool> used(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
      used[i] = answers::device_group(runs[i]) != group;
    }
    const auto fit = fit::fit_runs(session.catalog(), runs, used);
    const char* name = "a part of the runs";
    out.push_back(predict::fitted_of_text(fit::coefficients_json(*fit, intervals, name), name));
  }
  show_progress("leaving out devices", answers::kDeviceGroups, answers::kDeviceGroups);
  return out;
}

}  // namespace tokroof::cli
