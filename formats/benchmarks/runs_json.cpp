#include "formats/benchmarks/runs_json.hpp"

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

#include "catalog/runs_table.hpp"

namespace tokroof::formats {

using nlohmann::json;

json run_json(const catalog::Run& run) {
  json out = json::object();
  for (const catalog::RunCell& cell : catalog::cells_of(run)) {
    if (!cell.text.empty()) {
      out[std::string(cell.column)] = std::isnan(cell.number) ? json(cell.text) : json(cell.number);
    }
  }
  return out;
}

json runs_json(std::span<const catalog::Run> runs) {
  json out = json::array();
  for (const catalog::Run& run : runs) {
    out.push_back(run_json(run));
  }
  return out;
}

}  // namespace tokroof::formats
