#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"
#include "catalog/input_file.hpp"
#include "catalog/json_file.hpp"
#include "predict/fitted_storage.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::predict {
namespace {

using nlohmann::json;

[[noreturn]] void bad(const std::string& path, const std::string& what) {
  throw catalog::InputError("bad-file", what, path);
}

std::size_t coefficient_named(const std::string& path, const std::string& name) {
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    if (model::kCoefficients[i].name == name) {
      return i;
    }
  }
  bad(path, "no coefficient is called '" + name + "'");
}

double finite(const std::string& path, const json& value) {
  const double x = value.get<double>();
  if (!std::isfinite(x)) {
    bad(path, "a number is not finite");
  }
  return x;
}

std::vector<NamedNumber> named(const std::string& path, const json& object, FittedStorage& s) {
  std::vector<NamedNumber> out;
  for (const auto& [name, value] : object.items()) {
    out.push_back({s.keep(name), finite(path, value)});
  }
  return out;
}

void read_parameters(const std::string& path, const json& rows, FittedStorage& s) {
  for (const json& row : rows) {
    const std::size_t c = coefficient_named(path, row.at(0).get<std::string>());
    s.parameters.push_back({static_cast<std::uint32_t>(c),
                            s.keep(row.at(1).get<std::string>()),
                            finite(path, row.at(2)),
                            finite(path, row.at(3))});
  }
  const auto order = [](const FittedParameter& a, const FittedParameter& b) {
    return std::tie(a.coefficient, a.label) < std::tie(b.coefficient, b.label);
  };
  if (!std::is_sorted(s.parameters.begin(), s.parameters.end(), order)) {
    bad(path, "parameters are not sorted by coefficient and label");
  }
}

void read_correlations(const std::string& path, const json& rows, FittedStorage& s) {
  if (s.parameters.size() > Correlations::kMostParameters) {
    bad(path, fmt::format("more than {} parameters", Correlations::kMostParameters));
  }
  std::vector<std::vector<std::pair<std::size_t, double>>> by_row(s.parameters.size());
  for (const json& row : rows) {
    const auto i = row.at(0).get<std::size_t>();
    for (std::size_t k = 1; k < row.size(); ++k) {
      const auto j = row[k].at(0).get<std::size_t>();
      const double r = finite(path, row[k].at(1));
      if (i >= by_row.size() || j >= i || std::fabs(r) > 1) {
        bad(path, "a correlation names no earlier parameter or is not between -1 and 1");
      }
      by_row[i].emplace_back(j, r);
    }
  }
  for (const auto& row : by_row) {
    for (const auto& [other, value] : row) {
      s.correlations.add(other, value);
    }
    s.correlations.end_row();
  }
}

void read_coverage(const std::string& path, const json& document, FittedStorage& s) {
  for (const auto& [backend, ends] : document.at("ln_bandwidth").items()) {
    s.ln_bandwidth.push_back({s.keep(backend), finite(path, ends.at(0)), finite(path, ends.at(1))});
  }
  for (const auto& [scope_name, labels] : document.at("behind").items()) {
    const auto* scope = std::find(model::kScopeNames.begin(), model::kScopeNames.end(), scope_name);
    if (scope == model::kScopeNames.end()) {
      bad(path, "no scope is called '" + scope_name + "'");
    }
    for (const auto& [label, runs] : labels.items()) {
      s.behind.push_back(
          {static_cast<model::Scope>(scope - model::kScopeNames.begin()), s.keep(label), finite(path, runs)});
    }
  }
}

/// Whose machine it was calibrated to; a plain fit has none.
void read_own(const std::string& path, const json& document, FittedStorage& s) {
  if (!document.contains("own")) {
    return;
  }
  const json& own = document.at("own");
  s.own_scatter = finite(path, own.at("scatter"));
  for (const json& row : own.at("runs")) {
    s.own.push_back({s.keep(row.at(0).get<std::string>()),
                     s.keep(row.at(1).get<std::string>()),
                     finite(path, row.at(2))});
  }
}

/// Writing a document out again, as is done with its figures, takes stack for every level.
bool is_nested_deeply(std::string_view text) {
  constexpr int kDeepest = 32;
  int depth = 0;
  for (std::size_t i = 0; i < text.size() && depth <= kDeepest; ++i) {
    if (text[i] == '"') {  // to the end of the string
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        i += text[i] == '\\' ? 1 : 0;
      }
    } else if (text[i] == '[' || text[i] == '{') {
      ++depth;
    } else if (text[i] == ']' || text[i] == '}') {
      --depth;
    }
  }
  return depth > kDeepest;
}

/// Says it as of other files, with the line.
[[noreturn]] void throw_no_json(const std::string& text, const std::string& path) {
  std::vector<catalog::Problem> problems;
  catalog::parse_json(text, path, problems);
  catalog::throw_if_any(problems);
  bad(path, "not valid JSON");
}

}  // namespace

Fitted Fitted::load(const std::string& path) {
  return fitted_of_text(catalog::read_text(path, catalog::kMostFigureBytes), path);
}

Fitted fitted_of_text(const std::string& text, const std::string& path) {
  if (is_nested_deeply(text)) {
    bad(path, "nested too deeply");
  }
  try {
    const json document = json::parse(text);
    if (document.at("format").get<int>() != 1) {
      bad(path, "is of another format");
    }
    auto s = std::make_shared<FittedStorage>();
    read_parameters(path, document.at("parameters"), *s);
    read_correlations(path, document.at("correlations"), *s);
    read_coverage(path, document, *s);
    read_own(path, document, *s);
    s->widths = named(path, document.at("widths"), *s);
    s->decode_interval = named(path, document.at("interval").at("decode"), *s);
    s->prefill_interval = named(path, document.at("interval").at("prefill"), *s);
    s->newest_date = s->keep(document.at("newest_engine_date").get<std::string>());
    s->fingerprint = s->keep(document.at("fingerprint").get<std::string>());
    s->figures = s->keep(document.at("figures").dump());
    return fitted_of(std::move(s));
  } catch (const json::parse_error&) {
    throw_no_json(text, path);
  } catch (const json::exception& error) {
    const std::string_view what = error.what();  // "[json.exception.out_of_range.403] key 'format' not found"
    bad(path, "holds no coefficients: " + std::string(what.substr(what.find("] ") + 2)));
  }
}

}  // namespace tokroof::predict
