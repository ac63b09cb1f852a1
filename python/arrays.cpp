#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <nlohmann/json.hpp>

#include "api/ask.hpp"
#include "catalog/input_error.hpp"
#include "predict/scenario_option.hpp"
#include "python/convert.hpp"
#include "python/model.hpp"
#include "whatif/sweep/setup.hpp"

namespace tokroof::python {
namespace {

namespace py = pybind11;

/// An option with one value an element.
struct Varied {
  const predict::ScenarioOption* option;
  std::vector<double> numbers;     ///< NaN: not stated
  std::vector<std::string> texts;  ///< "": not stated

  [[nodiscard]] std::string text(std::size_t i) const {
    return texts.empty() ? (std::isnan(numbers[i]) ? "" : fmt::format("{}", numbers[i])) : texts[i];
  }
  void state_in(predict::Asked& asked, std::size_t i) const {
    if (const std::string value = text(i); !value.empty()) {
      predict::state(asked, *option, value);
    }
  }
};

/// A length, which does not change what is set up.
double length_at(const Varied* varied, std::size_t i) {
  if (varied == nullptr) {
    return model::kUnknown;
  }
  const double value = varied->texts.empty() ? varied->numbers[i] : model::kUnknown;
  const bool right =
      value >= varied->option->least && value <= varied->option->most && value == std::floor(value);
  if (right || (varied->texts.empty() && std::isnan(value))) {
    return value;
  }
  predict::Asked asked;
  varied->state_in(asked, i);  // says what is wrong; or a length as text
  return varied->option->number(asked);
}

/// What varies: lengths, which are cheap, and the rest, of which each combination is set up once.
class Elements {
 public:
  Elements(const Model& model, predict::Asked base, const std::vector<Varied>& varied, bool intervals)
      : base_(std::move(base)),
        options_{.intervals = intervals, .reasons = false},
        model_{model.catalog,
               model.fitted,
               [&](const catalog::Question& question) {
                 return predict::complete(model.catalog, model.fitted, question);
               }},
        columns_(whatif::Product{}) {
    for (const Varied& v : varied) {
      const auto length = std::find(kLengths.begin(), kLengths.end(), v.option->key);
      if (length != kLengths.end()) {
        lengths_[static_cast<std::size_t>(length - kLengths.begin())] = &v;
      } else {
        others_.push_back(&v);
      }
    }
  }

  whatif::SweepPoint at(std::size_t i) {
    const std::array<double, 3> n = {
        length_at(lengths_[0], i), length_at(lengths_[1], i), length_at(lengths_[2], i)};
    whatif::SweepPoint point = setup(i).at(n[0], n[1], n[2]);
    if (!point.error.empty() && point.error != "does-not-fit" && point.error != "cannot-model") {
      model_.complete(asked(i).question);  // throws, with the nearest names
      throw catalog::InputError(std::string(point.error), point.reason);
    }
    return point;
  }

 private:
  static constexpr std::array<std::string_view, 3> kLengths = {"n_prompt", "n_gen", "n_depth"};

  [[nodiscard]] predict::Asked asked(std::size_t i) const {
    predict::Asked out = base_;
    for (const Varied* v : others_) {
      v->state_in(out, i);
    }
    return out;
  }

  const whatif::Setup& setup(std::size_t i) {
    constexpr std::size_t kMostKept = 1024;
    std::string key;
    for (const Varied* v : others_) {
      key += v->text(i) + '\n';
    }
    if (last_ == nullptr || key != last_key_) {
      if (setups_.size() >= kMostKept) {
        setups_.clear();
      }
      std::unique_ptr<whatif::Setup>& found = setups_[key];
      if (!found) {
        predict::Asked stated = asked(i);
        found = std::make_unique<whatif::Setup>(
            std::make_shared<whatif::NamedSetup>(model_, columns_, stated, options_), model::kUnknown);
      }
      last_ = found.get();
      last_key_ = std::move(key);
    }
    return *last_;
  }

  predict::Asked base_;
  whatif::SweepOptions options_;
  whatif::SweepModel model_;
  whatif::SweepColumns columns_;
  std::array<const Varied*, 3> lengths_{};
  std::vector<const Varied*> others_;
  std::map<std::string, std::unique_ptr<whatif::Setup>> setups_;
  std::string last_key_;
  const whatif::Setup* last_ = nullptr;
};

/// Words that repeat: each once, and a number an element.
struct Words {
  std::vector<std::string> words{""};
  std::vector<std::uint8_t> codes;

  void set(std::size_t i, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    codes[i] = static_cast<std::uint8_t>(found - words.begin());
    if (found == words.end()) {
      words.emplace_back(word);
    }
  }
};

/// The figures of a point: their names are those of a sweep's columns.
std::vector<whatif::PointNumber> figures() {
  std::vector<whatif::PointNumber> out(std::begin(whatif::SweepColumns::kRates),
                                       std::end(whatif::SweepColumns::kRates));
  out.insert(out.end(), std::begin(whatif::SweepColumns::kOthers), std::end(whatif::SweepColumns::kOthers));
  return out;
}

/// One column a figure; what cannot be predicted has NaN there and says why.
struct Answers {
  std::vector<whatif::PointNumber> names = figures();
  std::vector<std::vector<double>> columns;
  Words bound_by, refused;

  explicit Answers(std::size_t n) : columns(names.size(), std::vector<double>(n)) {
    bound_by.codes.assign(n, 0);
    refused.codes.assign(n, 0);
  }

  void set(std::size_t i, const whatif::SweepPoint& point) {
    for (std::size_t f = 0; f < names.size(); ++f) {
      columns[f][i] = point.*names[f].value;
    }
    bound_by.set(i, point.bound_by);
    refused.set(i, point.error);
  }
};

/// An error of the work names the element.
template <class Work>
void at_element(std::size_t i, const Work& work) {
  try {
    work();
  } catch (catalog::InputError& error) {
    error.where = fmt::format("{}{}element {}", error.where, error.where.empty() ? "" : ", ", i);
    throw;
  }
}

Answers answers(Elements& elements, std::size_t n, const Progress& progress) {
  constexpr std::size_t kBetweenSignals = 2048;
  Answers out(n);
  for (std::size_t i = 0; i < n; ++i) {
    at_element(i, [&] { out.set(i, elements.at(i)); });
    if ((i + 1) % kBetweenSignals == 0 || i + 1 == n) {
      progress(i + 1, n);
    }
  }
  return out;
}

std::vector<Varied> varied_of(const py::dict& columns) {
  std::vector<Varied> out;
  for (const auto& [key, values] : columns) {
    const std::string name = text_of(py::str(key), "");
    Varied v{&predict::set_up_option(name), {}, {}};
    if (py::isinstance<py::array>(values)) {
      const auto numbers = values.cast<py::array_t<double, py::array::c_style | py::array::forcecast>>();
      v.numbers.assign(numbers.data(), numbers.data() + numbers.size());
    } else {
      for (const py::handle value : values) {
        at_element(v.texts.size(), [&] {
          v.texts.push_back(value.is_none() ? "" : predict::value_text(*v.option, json_of(value, name)));
        });
      }
    }
    out.push_back(std::move(v));
  }
  return out;
}

template <class T>
py::array_t<T> array_of(const std::vector<T>& column) {
  return py::array_t<T>(static_cast<py::ssize_t>(column.size()), column.data());
}

py::dict columns_of(const Answers& answers) {
  py::dict out;
  for (std::size_t f = 0; f < answers.names.size(); ++f) {
    out[py::str(std::string(answers.names[f].name))] = array_of(answers.columns[f]);
  }
  out["bound_by"] = py::make_tuple(answers.bound_by.words, array_of(answers.bound_by.codes));
  out["refused"] = py::make_tuple(answers.refused.words, array_of(answers.refused.codes));
  return out;
}

/// `columns`: for each option that varies `n` numbers (an array), or a list of texts, True, False and None (not stated).
/// Answers with a column a figure.
py::object predict_array(const Model& model,
                         const py::dict& question,
                         const py::dict& columns,
                         std::size_t n,
                         bool intervals,
                         py::object progress) {
  try {
    const std::vector<Varied> varied = varied_of(columns);
    Elements elements(model, predict::asked_from_json(json_of(question)), varied, intervals);
    const Progress tell = progress_of(std::move(progress));
    const Answers all = [&] {
      const py::gil_scoped_release unlocked;
      return answers(elements, n, tell);
    }();
    return columns_of(all);
  } catch (const catalog::InputError& error) {
    return object_of(answers::error_json(error));
  }
}

}  // namespace

void add_arrays(py::class_<Model>& model) {
  model.def("predict_array",
            predict_array,
            py::arg("question"),
            py::arg("columns"),
            py::arg("n"),
            py::arg("intervals") = true,
            py::arg("progress") = py::none());
}

}  // namespace tokroof::python
