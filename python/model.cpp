#include "python/model.hpp"

#include <exception>
#include <memory>

#include <nlohmann/json.hpp>

#include "api/ask.hpp"
#include "api/one_figure.hpp"
#include "api/take.hpp"
#include "formats/benchmarks/import_json.hpp"
#include "formats/benchmarks/read_rows.hpp"
#include "formats/benchmarks/stories.hpp"
#include "predict/bundled_runs.hpp"
#include "predict/scenario_option.hpp"
#include "python/convert.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

json guarded(const Work& work) {
  try {
    return work();
  } catch (const py::error_already_set&) {  // Ctrl-C, and what a progress callback raised
    throw;
  } catch (const catalog::InputError& error) {
    return answers::error_json(error);
  } catch (const std::exception& error) {  // a defect of the program itself
    return answers::error_json(catalog::InputError("cannot-model", error.what()));
  }
}

}  // namespace

py::object answered(const Work& work) {
  json document;
  {
    const py::gil_scoped_release unlocked;
    document = guarded(work);
  }
  return object_of(document);
}

py::object answered(const py::dict& question, const WorkOn& work) {
  json asked;
  try {
    asked = json_of(question);
  } catch (const catalog::InputError& error) {
    return object_of(answers::error_json(error));
  }
  return answered([&] { return work(asked); });
}

RowsAsked rows_asked(const Model& model, const json& question) {
  RowsAsked out;
  json rest = question;
  if (rest.contains("paths") && rest["paths"].empty()) {
    throw catalog::InputError("usage", "holds no run; without it the bundled ones are read", "runs");
  }
  out.paths = api::take(rest, "paths", out.paths);
  if (rest.contains("text") && !rest["text"].is_null()) {
    out.text = api::take(rest, "text", std::string());
  }
  rest.erase("text");
  out.name = api::take(rest, "name", out.name);
  const api::OneFigure figure = api::take_figure(rest);
  const predict::Asked asked = predict::asked_from_json(rest);
  out.given = api::stated_cells(model.catalog, asked);
  if (figure.is_stated() && out.bundled()) {
    out.figure = api::figure_row(model.catalog, asked, figure);
  }
  return out;
}

std::vector<catalog::Run> rows_of(const Model& model, const RowsAsked& asked, bool all, json& import) {
  const auto report = [&](const formats::RunImport& read) { import = formats::import_json(read); };
  import = nullptr;
  if (asked.bundled()) {
    return predict::bundled_runs(all, model.datasets).runs;
  }
  if (asked.figure) {
    return {*asked.figure};
  }
  if (asked.text && formats::is_one_sentence(*asked.text)) {
    const std::vector<formats::Sentence> sentences =
        formats::read_sentences(model.catalog, *asked.text, asked.given);
    import = formats::import_json(sentences, asked.name);
    std::vector<catalog::Run> rows;
    rows.reserve(sentences.size());
    for (const formats::Sentence& sentence : sentences) {
      rows.push_back(sentence.run);
    }
    return rows;
  }
  return asked.text ? formats::read_rows_text(model.catalog, *asked.text, asked.name, asked.given, report)
                    : formats::read_rows(model.catalog, asked.paths, asked.given, report);
}

Progress progress_of(py::object callback) {
  // The callable is released under the lock, whichever thread drops it last.
  const std::shared_ptr<py::object> held(new py::object(std::move(callback)), [](py::object* object) {
    const py::gil_scoped_acquire locked;
    delete object;
  });
  return [held](std::size_t done, std::size_t all) {
    const py::gil_scoped_acquire locked;
    if (PyErr_CheckSignals() != 0) {
      throw py::error_already_set();
    }
    if (!held->is_none()) {
      (*held)(done, all);
    }
  };
}

}  // namespace tokroof::python
