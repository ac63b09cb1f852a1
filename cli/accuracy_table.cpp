#include "cli/accuracy_table.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/run_class.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

std::string percent(const json& entry, const char* key) {
  return entry.contains(key) ? fmt::format("{:.1f}", 100 * entry[key].get<double>()) : "";
}

std::string ratio(const json& entry, const char* key, const char* level, int digits) {
  return entry.contains(key) ? fmt::format("{:.{}f}", entry[key][level].get<double>(), digits) : "";
}

/// A name, then figures.
answers::Table figures_table(Rows rows) {
  answers::Table out{.header = std::move(rows.front()), .rows = {}, .columns = {answers::Column::left}};
  out.columns.resize(out.header.size(), answers::Column::right);
  rows.erase(rows.begin());
  out.rows = std::move(rows);
  return out;
}

}  // namespace

answers::Table accuracy_table(const json& figures) {
  const json& left = figures.at("device_left_out");
  const json& same = figures.at("in_sample");
  Rows rows{{"class",
             "cells",
             "device left out, %",
             "p75",
             "p90",
             "90 % interval holds",
             "high/low",
             "in sample, %"}};
  std::vector<std::pair<std::string, std::string>> wanted{{"all decode", "all decode"}};
  for (const std::string_view name : catalog::kRunClasses) {
    wanted.emplace_back(name, name);
  }
  wanted.emplace_back("all prefill", "prefill");
  for (const auto& [key, title] : wanted) {
    if (left.contains(key)) {
      const json& l = left[key];
      rows.push_back({title,
                      std::to_string(l["cells"].get<int>()),
                      percent(l, "median"),
                      percent(l, "p75"),
                      percent(l, "p90"),
                      ratio(l, "coverage", "0.9", 2),
                      ratio(l, "sharpness", "0.9", 2),
                      same.contains(key) ? percent(same[key], "median") : ""});
    }
  }
  return figures_table(std::move(rows));
}

answers::Table evaluation_table(const json& report) {
  Rows rows{
      {"class", "rows", "cells", "median, %", "p75", "p90", "bias", "50 % holds", "90 % holds", "high/low"}};
  const auto add = [&](const std::string& name, const json& e) {
    rows.push_back({name,
                    std::to_string(e["runs"].get<int>()),
                    std::to_string(e["cells"].get<int>()),
                    percent(e, "median"),
                    percent(e, "p75"),
                    percent(e, "p90"),
                    fmt::format("{:+.1f}", 100 * e["bias"].get<double>()),
                    ratio(e, "coverage", "0.5", 2),
                    ratio(e, "coverage", "0.9", 2),
                    ratio(e, "sharpness", "0.9", 2)});
  };
  add("all decode", report["cells"]);
  const json& by_class = report["by"]["class"];
  for (const std::string_view run_class : catalog::kRunClasses) {
    const std::string name(run_class);
    if (by_class.contains(name)) {
      add(name, by_class[name]);
    }
  }
  json prompts = report["prefill"]["cell_error"];
  for (const char* key : {"runs", "cells", "coverage", "sharpness"}) {
    prompts[key] = report["prefill"][key];
  }
  prompts["bias"] = report["prefill"]["error"]["bias"];
  add("prefill", prompts);
  return figures_table(std::move(rows));
}

answers::Table given_table(const json& report) {
  Rows rows{{"class",
             "cells",
             "before, %",
             "given, %",
             "p75",
             "p90",
             "bias",
             "50 % holds",
             "90 % holds",
             "high/low",
             "before"}};
  const auto add = [&](const std::string& name, const json& e) {
    rows.push_back({name,
                    std::to_string(e["cells"].get<int>()),
                    percent(e["before"], "median"),
                    percent(e, "median"),
                    percent(e, "p75"),
                    percent(e, "p90"),
                    fmt::format("{:+.1f}", 100 * e["bias"].get<double>()),
                    ratio(e, "coverage", "0.5", 2),
                    ratio(e, "coverage", "0.9", 2),
                    ratio(e, "sharpness", "0.9", 2),
                    ratio(e["before"], "sharpness", "0.9", 2)});
  };
  add("all decode", report["cells"]);
  for (const std::string_view run_class : catalog::kRunClasses) {
    const std::string name(run_class);
    if (report["by"]["class"].contains(name)) {
      add(name, report["by"]["class"][name]);
    }
  }
  add("prefill", report["prefill"]);
  return figures_table(std::move(rows));
}

}  // namespace tokroof::cli
