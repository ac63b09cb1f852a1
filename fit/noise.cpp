#include "fit/noise.hpp"

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace tokroof::fit {
namespace {

constexpr double kPriorFigures = 10;

std::string noise_group(const predict::Observation& o) {
  const char* kind = o.figure == model::FigureKind::prefill ? "prefill" : o.step.how.cpu ? "cpu" : "device";
  return o.source + "|" + kind;
}

/// Of a group's figures: their weight, and w u (r/s0)^2.
struct Sums {
  double weight = 0, squares = 0;
};

}  // namespace

void estimate_noise(const Regression& regression,
                    const std::vector<double>& parameters,
                    std::span<predict::Observation> observations) {
  // Fanless machines have another scale within their source: they are a group of their own.
  std::map<std::pair<std::string, double>, Sums> groups;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const predict::Observation& o = observations[i];
    if (o.weight > 0) {
      const double z2 = std::pow(regression.residual(i, parameters) / o.sd, 2);
      Sums& group = groups[{noise_group(o), o.sd}];
      group.weight += o.weight;
      group.squares += o.weight * (kStudent + 1) / (kStudent + z2) * z2;
    }
  }
  for (predict::Observation& o : observations) {
    const auto found = groups.find({noise_group(o), o.sd});
    if (found != groups.end()) {
      const Sums& sums = found->second;
      o.sd *= std::sqrt((sums.squares + kPriorFigures) / (sums.weight + kPriorFigures));
    }
  }
}

}  // namespace tokroof::fit
