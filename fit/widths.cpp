#include "fit/widths.hpp"

#include <cmath>

namespace tokroof::fit {

Widths update_widths(const Layout& layout,
                     const Posterior& posterior,
                     const std::vector<double>& parameters,
                     const Widths& widths) {
  struct Sums {
    double squares = 0, determined = 0;
  };
  std::map<std::size_t, Sums> sums;
  const std::vector<double> sd = layout.prior_sds(widths);
  for (const Block& block : layout.blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      const std::size_t c = block.coefficients[i];
      if (model::kCoefficients[c].part != model::Part::effect || model::kCoefficients[c].heavy_tailed) {
        continue;
      }
      const std::size_t j = block.offset + i;
      sums[c].squares += parameters[j] * parameters[j];
      sums[c].determined += 1 - posterior.variance({{j, 1.0}}) / (sd[j] * sd[j]);
    }
  }
  Widths out = widths;
  for (const auto& [c, s] : sums) {
    const double prior = model::kCoefficients[c].prior_sd;
    out[std::string(model::kCoefficients[c].name)] =
        std::sqrt((s.squares + 2 * prior * prior) / (s.determined + 2));
  }
  return out;
}

}  // namespace tokroof::fit
