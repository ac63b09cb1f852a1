#include <filesystem>

#include <pybind11/pybind11.h>
#include <nlohmann/json.hpp>

#include "catalog/device_file.hpp"
#include "predict/fitted_text.hpp"
#include "python/model.hpp"

// Binding only: the package tokroof (python/tokroof) has what people see, the libraries all that is computed.
namespace tokroof::python {
namespace {

namespace py = pybind11;

/// (model, None), or (None, {"error": ...}) where a file has a fault.
/// `hardware` is the path of a device file, `devices` the text of one; `coefficients` and `calibration` are of a file of
/// coefficients.
py::tuple open_model(const std::string& datasets,
                     const std::string& coefficients,
                     const std::string& hardware,
                     const std::string& devices,
                     const std::string& calibration) {
  Model model;
  const py::object wrong = answered([&]() -> nlohmann::json {
    if (!datasets.empty()) {
      model.catalog = catalog::Catalog::load(datasets);
      model.datasets = datasets;
    }
    if (!hardware.empty()) {
      model.catalog = catalog::with_devices(model.catalog, std::filesystem::path(hardware));
    }
    if (!devices.empty()) {
      model.catalog = catalog::with_devices(model.catalog, devices, "hardware");
    }
    if (!coefficients.empty()) {
      model.fitted = predict::Fitted::load(coefficients);
    }
    if (!calibration.empty()) {
      model.fitted = predict::fitted_of_text(calibration, "calibration");
    }
    return nullptr;
  });
  return wrong.is_none() ? py::make_tuple(model, py::none()) : py::make_tuple(py::none(), wrong);
}

py::object coefficients_text(const Model& model) {
  return answered([&]() -> nlohmann::json { return {{"text", predict::fitted_text(model.fitted.data())}}; });
}

}  // namespace
}  // namespace tokroof::python

PYBIND11_MODULE(_tokroof, module) {
  using namespace tokroof::python;
  module.doc() = "The C++ of tokroof; use the package tokroof.";
  module.attr("version") = TOKROOF_VERSION;
  module.attr("has_fit") = static_cast<bool>(TOKROOF_FIT);
  pybind11::class_<Model> model(module, "Model");
  add_question_verbs(model);
  add_run_verbs(model);
  add_arrays(model);
#if TOKROOF_FIT
  add_fit_verbs(model);
#endif
  model.def("coefficients_text", coefficients_text);
  module.def("open_model",
             open_model,
             pybind11::arg("datasets") = "",
             pybind11::arg("coefficients") = "",
             pybind11::arg("hardware") = "",
             pybind11::arg("devices") = "",
             pybind11::arg("calibration") = "");
}
