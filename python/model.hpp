#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "predict/fitted.hpp"

namespace tokroof::python {

/// A catalog and a fit. Nothing changes them, so any number of threads may ask at once.
struct Model {
  catalog::Catalog catalog = catalog::Catalog::bundled();
  predict::Fitted fitted = predict::Fitted::bundled();
  std::string datasets;  ///< folder; empty: what was compiled in
};

/// What the document of a verb is made by, without the interpreter's lock.
using Work = std::function<nlohmann::json()>;
using WorkOn = std::function<nlohmann::json(const nlohmann::json& question)>;

/// Runs it without the lock. What it throws becomes a document with "error", which the package turns into an exception:
/// nothing of C++ ends the interpreter. So does a question that is no JSON.
pybind11::object answered(const Work& work);
pybind11::object answered(const pybind11::dict& question, const WorkOn& work);

/// Rows that a verb is given: {"paths": [...]}, or {"text", "name"}; with neither the bundled ones (`all`: those that are
/// not fitted as well). `given`: scenario options that fill what a benchmark tool's text leaves open.
struct RowsAsked {
  std::vector<std::string> paths;
  std::optional<std::string> text;
  std::string name = "text";
  catalog::Run given;
  std::optional<catalog::Run> figure;  ///< one figure instead of them
  [[nodiscard]] bool bundled() const { return paths.empty() && !text && !figure; }
};
RowsAsked rows_asked(const Model& model, const nlohmann::json& question);
/// `import`: what was not understood, where the rows are not those of a table.
std::vector<catalog::Run> rows_of(const Model& model,
                                  const RowsAsked& asked,
                                  bool all,
                                  nlohmann::json& import);

using Progress = std::function<void(std::size_t done, std::size_t all)>;

/// Calls a Python callable (or none) with what is done and what there is to do, and lets Ctrl-C through.
Progress progress_of(pybind11::object callback);

void add_question_verbs(pybind11::class_<Model>& model);
void add_run_verbs(pybind11::class_<Model>& model);
void add_arrays(pybind11::class_<Model>& model);
void add_fit_verbs(pybind11::class_<Model>& model);

}  // namespace tokroof::python
