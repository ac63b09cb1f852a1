#include "judge/score/paired_bootstrap.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "judge/score/evaluation.hpp"

namespace tokroof::judge {
namespace {

double capped_mean(const std::vector<double>& errors) {
  double sum = 0;
  for (const double e : errors) {
    sum += std::min(e, kErrorCap);
  }
  return errors.empty() ? 0 : sum / static_cast<double>(errors.size());
}

/// The lower median; no interpolation, for speed.
double quick_median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Bounds central(const std::vector<double>& changes) {
  return {.low = quantile(changes, 0.05), .high = quantile(changes, 0.95)};
}

}  // namespace

Worth paired_worth(std::span<const PairedCell> cells) {
  std::map<std::string, std::vector<const PairedCell*>> by_device;
  std::vector<double> with, without;
  for (const PairedCell& cell : cells) {
    by_device[cell.device].push_back(&cell);
    with.push_back(cell.with);
    without.push_back(cell.without);
  }
  Worth out;
  out.cells = cells.size();
  out.devices = by_device.size();
  out.median_with = quantile(with, 0.5);
  out.median_without = quantile(without, 0.5);
  out.mean_with = capped_mean(with);
  out.mean_without = capped_mean(without);
  if (cells.empty()) {
    return out;
  }
  std::vector<const std::vector<const PairedCell*>*> devices;
  devices.reserve(by_device.size());
  for (const auto& [name, members] : by_device) {
    devices.push_back(&members);
  }
  std::mt19937_64 random(
      1);  // its sequence is fixed by the standard; distributions are not, hence the modulus
  std::vector<double> medians, means;
  for (int r = 0; r < kResamples; ++r) {
    with.clear();
    without.clear();
    for (std::size_t i = 0; i < devices.size(); ++i) {
      for (const PairedCell* cell : *devices[random() % devices.size()]) {
        with.push_back(cell->with);
        without.push_back(cell->without);
      }
    }
    means.push_back(capped_mean(without) - capped_mean(with));
    medians.push_back(quick_median(without) - quick_median(with));
  }
  out.median_change = central(medians);
  out.mean_change = central(means);
  return out;
}

}  // namespace tokroof::judge
