#include <fmt/format.h>
#include <pybind11/pybind11.h>
#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"
#include "fit/calibrate.hpp"
#include "fit/evaluate.hpp"
#include "fit/fit_report.hpp"
#include "fit/given_report.hpp"
#include "fit/own_machine.hpp"
#include "predict/bundled_runs.hpp"
#include "predict/fitted_text.hpp"
#include "predict/student.hpp"
#include "python/model.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

py::object fit_model(const Model& model, const py::dict& question, bool intervals, py::object progress) {
  const Progress tell = progress_of(std::move(progress));
  return answered(question, [&](const json& asked) -> json {
    const RowsAsked rows = rows_asked(model, asked);
    const predict::BundledRuns bundled = predict::bundled_runs(false, model.datasets);
    const std::vector<std::string_view> texts(bundled.texts.begin(), bundled.texts.end());
    json import;
    const auto fit = fit::fit_runs(model.catalog, rows_of(model, rows, false, import));
    const json figures =
        judge::evaluation_report(fit->runs.size(), fit::in_sample(*fit), fit->observations.refused);
    json out = fit::fit_json(*fit, figures["cells"], fit::fit_changes(*fit, model.fitted));
    const std::string print = fit::fingerprint(texts);
    out["of_stored_data"] = rows.bundled() && print == model.fitted.data().fingerprint;
    if (intervals) {
      out["coefficients"] =
          fit::coefficients_with_intervals(*fit, rows.bundled() ? print : "given runs", tell);
    }
    return out;
  });
}

json scored_rows(const fit::Evaluation& e) {
  json out = json::array();
  for (const judge::Scored& s : e.scored) {
    out.push_back(
        {{"table", e.runs[s.run].table},
         {"line", e.runs[s.run].line},
         {"figure", s.figure == model::FigureKind::decode ? "decode" : "prefill"},
         {"class", s.run_class},
         {"cell", s.cell},
         {"source", s.source},
         {"device", s.device},
         {"engine", s.engine},
         {"split", s.split},
         {"measured_tps", s.measured_tps},
         {"predicted_tps", s.predicted_tps},
         {"ln_error", s.error()},
         {"half_width_90", s.scales.published * predict::student_quantile(s.scales.published_nu, 0.95)}});
  }
  return out;
}

/// What `evaluate` is asked beside the rows.
struct Evaluating {
  std::string leave_out;  ///< empty: nothing is refitted
  std::size_t given = 0;
  bool rows = false;
};

json evaluate_rows(const Model& model, const RowsAsked& rows, const Evaluating& asked, const Progress& tell) {
  json import;
  std::vector<catalog::Run> runs = rows_of(model, rows, true, import);
  const fit::Evaluation e = asked.leave_out.empty()
                                ? fit::evaluate_stored(model.catalog, model.fitted, std::move(runs))
                                : fit::evaluate_refitted(model.catalog,
                                                         predict::bundled_runs(false, model.datasets).runs,
                                                         std::move(runs),
                                                         rows.bundled(),
                                                         fit::leave_out_of(asked.leave_out),
                                                         asked.given,
                                                         tell);
  json out = judge::evaluation_report(e.rows, e.scored, e.refused);
  if (asked.given > 0) {
    out["given"] = fit::given_report(e.given, asked.given);
  }
  if (asked.rows) {
    out["rows"] = scored_rows(e);
  }
  return out;
}

py::object evaluate_model(const Model& model,
                          const py::dict& question,
                          const std::string& leave_out,
                          std::size_t given,
                          bool rows,
                          py::object progress) {
  const Progress tell = progress_of(std::move(progress));
  return answered(question, [&](const json& asked) {
    if (given > 0 && leave_out != "device") {
      throw catalog::InputError("usage", "given needs leave_out='device'", "given");
    }
    return evaluate_rows(model, rows_asked(model, asked), {leave_out, given, rows}, tell);
  });
}

/// The report, and the model that was calibrated.
py::tuple calibrate_model(const Model& model, const py::dict& question, const std::string& device) {
  Model calibrated = model;
  py::object report = answered(question, [&](const json& asked) {
    const RowsAsked rows = rows_asked(model, asked);
    if (rows.bundled()) {
      throw catalog::InputError("usage", "which runs? Those of one's own machine", "runs");
    }
    json import;
    const std::string where = rows.text ? rows.name : fmt::format("{}", fmt::join(rows.paths, ", "));
    const fit::OwnMachine own =
        fit::own_machine(model.catalog, rows_of(model, rows, true, import), device, where);
    const fit::Calibration calibration = fit::calibrate(model.fitted, own.observations.all);
    // With the digits that are written, so that the file's model says the same.
    calibrated.fitted =
        predict::fitted_of_text(predict::fitted_text(calibration.fitted.data()), "coefficients");
    return fit::calibration_json(model.catalog, own, model.fitted, calibration);
  });
  return py::make_tuple(report, calibrated);
}

}  // namespace

void add_fit_verbs(py::class_<Model>& model) {
  model.def(
      "fit", fit_model, py::arg("question"), py::arg("intervals") = false, py::arg("progress") = py::none());
  model.def("evaluate",
            evaluate_model,
            py::arg("question"),
            py::arg("leave_out") = "",
            py::arg("given") = 0,
            py::arg("rows") = false,
            py::arg("progress") = py::none());
  model.def("calibrate", calibrate_model, py::arg("question"), py::arg("device"));
}

}  // namespace tokroof::python
