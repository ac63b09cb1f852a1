#include "answers/plot/setup_text.hpp"
#include "catalog/number.hpp"

#include <cmath>

#include <fmt/format.h>

namespace tokroof::plot {

std::string machine_name(const model::Scenario& s) {
  return s.n_devices > 1 && s.device_name.find('+') == std::string::npos
             ? fmt::format("{:.0f} x {}", s.n_devices, s.device_name)
             : s.device_name;
}

std::string setup_name(const model::Scenario& s) {
  return fmt::format("{} {} on {}, {}", s.model->slug, s.quant, machine_name(s), s.engine);
}

std::string workload_text(const model::Scenario& s) {
  std::string out = s.depth > 0 ? fmt::format("{:.0f} tokens in the cache", s.depth) : "an empty cache";
  out += s.concurrency > 1 ? fmt::format(", {:.0f} streams", s.concurrency) : ", one stream";
  return out;
}

std::string source_text(const predict::Fitted& fitted) {
  return fmt::format("tokroof; coefficients fitted to public runs up to {}, data {}",
                     fitted.data().newest_date,
                     fitted.data().fingerprint);
}

std::string rate_text(double tps, double low_tps, double high_tps) {
  return std::isfinite(low_tps) ? fmt::format("{} tok/s ({} to {})",
                                              catalog::significant(tps),
                                              catalog::significant(low_tps),
                                              catalog::significant(high_tps))
                                : catalog::significant(tps) + " tok/s";
}

}  // namespace tokroof::plot
