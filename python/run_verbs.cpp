#include <pybind11/stl.h>
#include <nlohmann/json.hpp>

#include "answers/audit_json.hpp"
#include "answers/check_json.hpp"
#include "answers/diagnosis_json.hpp"
#include "formats/benchmarks/runs_json.hpp"
#include "judge/audit/audit.hpp"
#include "judge/audit/claims_table.hpp"
#include "python/model.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

/// Reads the rows and hands them on, with what was not understood of them.
using RowsWork = json (*)(const Model&, const std::vector<catalog::Run>&);

template <RowsWork work>
py::object with_rows(const Model& model, const py::dict& question) {
  return answered(question, [&](const json& asked) {
    json import;
    const std::vector<catalog::Run> runs = rows_of(model, rows_asked(model, asked), true, import);
    json out = work(model, runs);
    out["runs"] = formats::runs_json(runs);
    if (!import.is_null()) {
      out["import"] = std::move(import);
    }
    return out;
  });
}

json check_rows(const Model& m, const std::vector<catalog::Run>& runs) {
  const catalog::PackedRuns packed(runs);
  const judge::CheckedTable rows(m.catalog, m.fitted, packed);
  return answers::check_json(rows, judge::table_findings(m.catalog, m.fitted, rows));
}

json diagnose_rows(const Model& m, const std::vector<catalog::Run>& runs) {
  const std::vector<judge::Checked> checked = judge::check(m.catalog, m.fitted, runs);
  return answers::diagnosis_json(checked, judge::diagnose(m.catalog, m.fitted, runs, checked));
}

json only_rows(const Model& /*model*/, const std::vector<catalog::Run>& /*runs*/) { return json::object(); }

json claims_json(const std::vector<judge::Claim>& claims) {
  json out = json::array();
  for (const judge::Claim& c : claims) {
    out.push_back(
        {{"id", c.id}, {"guide", c.guide}, {"kind", c.kind}, {"device", c.device}, {"model", c.model}});
  }
  return out;
}

py::object audit_claims(const Model& model,
                        const std::optional<std::string>& path,
                        const std::optional<std::string>& text) {
  return answered([&] {
    const std::vector<judge::Claim> claims =
        path   ? judge::read_claims(*path)
        : text ? judge::read_claims_text(*text, "claims")
               : judge::read_claims_text(catalog::bundled_claims(), "claims.tsv");
    json out =
        answers::audit_json(claims, judge::audit(judge::AuditContext(model.catalog, model.fitted, claims)));
    out["about"] = claims_json(claims);
    return out;
  });
}

}  // namespace

void add_run_verbs(py::class_<Model>& model) {
  model.def("check", with_rows<check_rows>, py::arg("question"));
  model.def("diagnose", with_rows<diagnose_rows>, py::arg("question"));
  model.def("runs", with_rows<only_rows>, py::arg("question"));
  model.def("audit", audit_claims, py::arg("path") = py::none(), py::arg("text") = py::none());
}

}  // namespace tokroof::python
