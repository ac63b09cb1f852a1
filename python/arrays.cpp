#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <nlohmann/json.hpp>

#include "predict/ask/ask.hpp"
#include "predict/economics.hpp"
#include "predict/prediction.hpp"
#include "predict/prediction_json.hpp"
#include "predict/request.hpp"
#include "predict/scenario_option.hpp"
#include "python/convert.hpp"
#include "python/model.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

/// An option with one value an element.
struct Varied {
  const ScenarioOption* option;
  std::vector<double> numbers;  ///< NaN: not stated
  std::vector<std::string> texts;

  void state_in(Asked& asked, std::size_t i) const {
    if (texts.empty() && std::isnan(numbers[i])) {
      return;
    }
    state(asked, *option, texts.empty() ? fmt::format("{}", numbers[i]) : texts[i]);
  }
};

/// A figure of every element: its name in the result, and where it comes from.
struct Figure {
  const char* name;
  double (*of)(const Prediction&, const Economics&, double level);
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr std::array kFigures{
    Figure{"tps", [](const Prediction& p, const Economics&, double) { return p.decode.tps(); }},
    Figure{
        "low_tps",
        [](const Prediction& p, const Economics&, double level) { return p.decode.published(level).first; }},
    Figure{
        "high_tps",
        [](const Prediction& p, const Economics&, double level) { return p.decode.published(level).second; }},
    Figure{"correct_low_tps",
           [](const Prediction& p, const Economics&, double level) { return p.decode.correct(level).first; }},
    Figure{
        "correct_high_tps",
        [](const Prediction& p, const Economics&, double level) { return p.decode.correct(level).second; }},
    Figure{"aggregate_tps", [](const Prediction& p, const Economics&, double) { return aggregate_tps(p); }},
    Figure{"ceiling_tps", [](const Prediction& p, const Economics&, double) { return p.ceiling_tps; }},
    Figure{"step_s", [](const Prediction& p, const Economics&, double) { return p.step_s; }},
    Figure{
        "prefill_tps",
        [](const Prediction& p, const Economics&, double) { return p.prefill ? p.prefill->tps() : kNone; }},
    Figure{"ttft_s", [](const Prediction& p, const Economics&, double) { return p.ttft_s; }},
    Figure{"needed_bytes",
           [](const Prediction& p, const Economics&, double) { return p.memory.needed_bytes(); }},
    Figure{"available_bytes",
           [](const Prediction& p, const Economics&, double) { return p.memory.available_bytes; }},
    Figure{"power_w", [](const Prediction&, const Economics& e, double) { return e.power.draw.watts; }},
    Figure{"joules_per_token",
           [](const Prediction&, const Economics& e, double) { return e.joules_per_token(); }},
    Figure{"usd_per_million_tokens",
           [](const Prediction&, const Economics& e, double) { return e.usd_per_million_tokens; }}};

/// One column a figure; what cannot be predicted has NaN there and says why.
struct Answers {
  std::array<std::vector<double>, kFigures.size()> figures;
  std::vector<std::string> bound_by, refused;

  explicit Answers(std::size_t n) : bound_by(n), refused(n) {
    for (std::vector<double>& column : figures) {
      column.assign(n, kNone);
    }
  }
};

void answer(const Model& model, const Asked& asked, std::size_t i, Answers& out) {
  Request request = complete(model.catalog, model.fitted, asked.question);
  const PredictionOutcome outcome = predict(model.catalog, model.fitted, request.run);
  if (!outcome.prediction) {
    out.refused[i] = outcome.refusal->reason;
    return;
  }
  const Prediction& p = *outcome.prediction;
  const Economics money =
      economics(model.catalog, model.fitted, p, request, asked.question.run.device, asked.answer.cost, false);
  for (std::size_t f = 0; f < kFigures.size(); ++f) {
    const double value = kFigures[f].of(p, money, asked.answer.level);
    out.figures[f][i] = std::isfinite(value) ? value : kNone;
  }
  out.bound_by[i] = p.bound_by;
}

Answers answers(const Model& model,
                const Asked& base,
                const std::vector<Varied>& varied,
                std::size_t n,
                const Progress& progress) {
  constexpr std::size_t kBetweenSignals = 512;
  Answers out(n);
  for (std::size_t i = 0; i < n; ++i) {
    try {
      Asked asked = base;
      for (const Varied& v : varied) {
        v.state_in(asked, i);
      }
      answer(model, asked, i, out);
    } catch (InputError& error) {
      error.where = fmt::format("{}{}element {}", error.where, error.where.empty() ? "" : ", ", i);
      throw;
    }
    if ((i + 1) % kBetweenSignals == 0 || i + 1 == n) {
      progress(i + 1, n);
    }
  }
  return out;
}

std::vector<Varied> varied_of(const py::dict& columns) {
  std::vector<Varied> out;
  for (const auto& [key, values] : columns) {
    Varied v{&scenario_option(py::str(key).cast<std::string>()), {}, {}};
    if (py::isinstance<py::array>(values)) {
      const auto numbers = values.cast<py::array_t<double, py::array::c_style | py::array::forcecast>>();
      v.numbers.assign(numbers.data(), numbers.data() + numbers.size());
    } else {
      v.texts = values.cast<std::vector<std::string>>();
    }
    out.push_back(std::move(v));
  }
  return out;
}

py::dict columns_of(const Answers& answers) {
  py::dict out;
  for (std::size_t f = 0; f < kFigures.size(); ++f) {
    const std::vector<double>& column = answers.figures[f];
    out[kFigures[f].name] = py::array_t<double>(static_cast<py::ssize_t>(column.size()), column.data());
  }
  out["bound_by"] = py::cast(answers.bound_by);
  out["refused"] = py::cast(answers.refused);
  return out;
}

/// `columns`: for each option that varies `n` numbers (an array) or texts (a list). Answers with a column a figure.
py::object predict_array(const Model& model,
                         const py::dict& question,
                         const py::dict& columns,
                         std::size_t n,
                         py::object progress) {
  try {
    const Asked base = asked_from_json(json_of(question));
    const std::vector<Varied> varied = varied_of(columns);
    const Progress tell = progress_of(std::move(progress));
    const Answers all = [&] {
      const py::gil_scoped_release unlocked;
      return answers(model, base, varied, n, tell);
    }();
    return columns_of(all);
  } catch (const InputError& error) {
    return object_of(error_json(error));
  }
}

}  // namespace

void add_arrays(py::class_<Model>& model) {
  model.def("predict_array",
            predict_array,
            py::arg("question"),
            py::arg("columns"),
            py::arg("n"),
            py::arg("progress") = py::none());
}

}  // namespace tokroof::python
