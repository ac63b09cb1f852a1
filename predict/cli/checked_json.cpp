#include "predict/cli/checked_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::cli {

nlohmann::json checked_json(const Checked& c) {
  using nlohmann::json;
  const auto rate = [](double tps) { return tps > 0 ? json(tps) : json(nullptr); };
  return {{"index", c.run},
          {"class", c.run_class},
          {"verdict", verdict_name(c.verdict)},
          {"certain", c.certain},
          {"measured_tps", rate(c.measured_tps)},
          {"predicted_tps", rate(c.predicted_tps)},
          {"low_tps", rate(c.low_tps)},
          {"high_tps", rate(c.high_tps)},
          {"ceiling_tps", rate(c.ceiling_tps)},
          {"q", c.q},
          {"reason", c.reason}};
}

std::string machine_text(const Run& run) {
  return run.n_devices > 1 ? fmt::format("{:.0f} x {}", run.n_devices, run.device) : run.device;
}

}  // namespace tokroof::cli
