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

std::string whole(const json& entry, const char* key) { return std::to_string(entry[key].get<int>()); }

void add_spread(std::vector<std::string>& row, const json& e) {
  row.push_back(fmt::format("{:+.1f}", 100 * e["bias"].get<double>()));
  row.push_back(ratio(e, "coverage", "0.5", 2));
  row.push_back(ratio(e, "coverage", "0.9", 2));
  row.push_back(ratio(e, "sharpness", "0.9", 2));
}

/// All decode, then each class that has some.
template <class Add>
void add_decode(const json& report, Add add) {
  add("all decode", report["cells"]);
  const json& by_class = report["by"]["class"];
  for (const std::string_view name : catalog::kRunClasses) {
    if (by_class.contains(name)) {
      add(std::string(name), by_class[std::string(name)]);
    }
  }
}

/// A name, then figures.
answers::Table figures_table(Rows rows) {
  answers::Table out{.header = std::move(rows.front()), .columns = {answers::Column::left}};
  out.columns.resize(out.header.size(), answers::Column::right);
  rows.erase(rows.begin());
  out.rows = std::move(rows);
  return out;
}

}  // namespace

answers::Table accuracy_table(const json& figures) {
  const json& left = figures.at("device_left_out");
  const json& same = figures.at("in_sample");
  Rows rows{
      answers::titles("class|cells|device left out, %|p75|p90|90 % interval holds|high/low|"
                      "in sample, %")};
  std::vector<std::pair<std::string, std::string>> wanted{{"all decode", "all decode"}};
  for (const std::string_view name : catalog::kRunClasses) {
    wanted.emplace_back(name, name);
  }
  wanted.emplace_back("all prefill", "prefill");
  for (const auto& [key, title] : wanted) {
    if (left.contains(key)) {
      const json& l = left[key];
      rows.push_back({title,
                      whole(l, "cells"),
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
  Rows rows{answers::titles("class|rows|cells|median, %|p75|p90|bias|50 % holds|90 % holds|high/low")};
  const auto add = [&](const std::string& name, const json& e) {
    rows.push_back({name,
                    whole(e, "runs"),
                    whole(e, "cells"),
                    percent(e, "median"),
                    percent(e, "p75"),
                    percent(e, "p90")});
    add_spread(rows.back(), e);
  };
  add_decode(report, add);
  json prompts = report["prefill"]["cell_error"];
  for (const char* key : {"runs", "cells", "coverage", "sharpness"}) {
    prompts[key] = report["prefill"][key];
  }
  prompts["bias"] = report["prefill"]["error"]["bias"];
  add("prefill", prompts);
  return figures_table(std::move(rows));
}

answers::Table given_table(const json& report) {
  Rows rows{
      answers::titles("class|cells|before, %|given, %|p75|p90|bias|50 % holds|90 % holds|high/low|before")};
  const auto add = [&](const std::string& name, const json& e) {
    rows.push_back({name,
                    whole(e, "cells"),
                    percent(e["before"], "median"),
                    percent(e, "median"),
                    percent(e, "p75"),
                    percent(e, "p90")});
    add_spread(rows.back(), e);
    rows.back().push_back(ratio(e["before"], "sharpness", "0.9", 2));
  };
  add_decode(report, add);
  add("prefill", report["prefill"]);
  return figures_table(std::move(rows));
}

}  // namespace tokroof::cli
