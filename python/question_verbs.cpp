#include <nlohmann/json.hpp>

#include "api/ask.hpp"
#include "python/model.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

py::object ask_model(const Model& model, const std::string& verb, const py::dict& question) {
  return answered(question,
                  [&](const json& asked) { return api::ask(model.catalog, model.fitted, verb, asked); });
}

}  // namespace

void add_question_verbs(py::class_<Model>& model) {
  model.def("ask", ask_model, py::arg("verb"), py::arg("question"));
}

}  // namespace tokroof::python
