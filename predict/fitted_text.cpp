#include "predict/fitted_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::predict {
namespace {

using nlohmann::json;

std::string text_of(std::string_view view) { return std::string(view); }

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += "    " + lines[i] + (i + 1 < lines.size() ? ",\n" : "\n");
  }
  return out;
}

json numbers(std::span<const NamedNumber> from) {
  json out = json::object();
  for (const NamedNumber& n : from) {
    out[text_of(n.name)] = n.value;
  }
  return out;
}

json own_runs(const FittedData& data) {
  json runs = json::array();
  for (const OwnRuns& own : data.own) {
    runs.push_back({text_of(own.source), text_of(own.device), own.figures});
  }
  return {{"scatter", data.own_scatter}, {"runs", runs}};
}

json head_of(const FittedData& data) {
  json head = {
      {"about", "Fitted coefficients, as `tokroof fit` writes them, updated by `tokroof calibrate`"},
      {"format", 1},
      {"fingerprint", text_of(data.fingerprint)},
      {"newest_engine_date", text_of(data.newest_date)},
      {"widths", numbers(data.widths)},
      {"interval", {{"decode", numbers(data.decode_interval)}, {"prefill", numbers(data.prefill_interval)}}},
      {"ln_bandwidth", json::object()},
      {"behind", json::object()},
      {"figures", json::parse(data.figures)}};
  for (const NamedRange& r : data.ln_bandwidth) {
    head["ln_bandwidth"][text_of(r.name)] = {r.low, r.high};
  }
  for (const RunsBehind& b : data.behind) {
    head["behind"][text_of(model::kScopeNames[model::index(b.scope)])][text_of(b.label)] = b.runs;
  }
  if (!data.own.empty()) {
    head["own"] = own_runs(data);
  }
  return head;
}

}  // namespace

std::string parameter_line(std::size_t coefficient, std::string_view label, double parameter, double sd) {
  return fmt::format("[{}, {}, {:.8g}, {:.4g}]",
                     json(text_of(model::kCoefficients[coefficient].name)).dump(),
                     json(text_of(label)).dump(),
                     parameter,
                     sd);
}

std::string fitted_text(const json& head,
                        const std::vector<std::string>& parameters,
                        const std::vector<std::string>& correlations) {
  std::string text = head.dump(2);
  text.erase(text.rfind('\n'));  // reopen the object
  return text + ",\n  \"parameters\": [\n" + joined(parameters) + "  ],\n  \"correlations\": [\n" +
         joined(correlations) + "  ]\n}\n";
}

std::string fitted_text(const FittedData& data) {
  std::vector<std::string> parameters, correlations;
  for (const FittedParameter& p : data.parameters) {
    parameters.push_back(parameter_line(p.coefficient, p.label, p.parameter, p.sd));
  }
  for (std::size_t i = 0; i < data.correlations.rows(); ++i) {
    const CorrelationRow row = data.correlations.row(i);
    std::string line = fmt::format("[{}", i);
    for (std::size_t k = 0; k < row.size(); ++k) {
      line += fmt::format(", [{}, {:.4g}]", row.others[k], row.value(k));
    }
    if (!row.empty()) {
      correlations.push_back(line + "]");
    }
  }
  return fitted_text(head_of(data), parameters, correlations);
}

}  // namespace tokroof::predict
