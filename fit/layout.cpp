#include "fit/layout.hpp"

#include <tuple>

namespace tokroof {
namespace {

using Group = std::tuple<Part, Scope, When>;

Group group_of(const CoefficientSpec& spec) { return {spec.part, spec.scope, spec.when}; }

}  // namespace

Layout::Layout(std::span<const Observation> observations) {
  std::map<Group, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    groups[group_of(kCoefficients[i])].push_back(i);
  }
  // First pass: which labels occur; a sorted map makes the layout independent of the order of the rows.
  std::map<std::pair<Group, std::string>, std::size_t> position;
  std::vector<std::vector<std::pair<Group, std::string>>> keys(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const Observation& o = observations[i];
    for (const auto& [group, members] : groups) {
      const CoefficientSpec& spec = kCoefficients[members.front()];
      if (reads(spec, o.figure, o.step)) {
        keys[i].emplace_back(group, o.step.labels[spec.scope]);
        position[keys[i].back()] = 0;
      }
    }
  }
  for (auto& [key, index] : position) {
    index = blocks_.size();
    Block block{
        parameters_, groups[key.first], key.second, kCoefficients[groups[key.first].front()].heavy_tailed};
    parameters_ += block.coefficients.size();
    blocks_.push_back(std::move(block));
  }
  uses_.resize(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    for (const auto& key : keys[i]) {
      uses_[i].push_back(position.at(key));
    }
  }
}

std::vector<double> Layout::prior_means() const {
  std::vector<double> mean;
  for (const Block& b : blocks_) {
    for (const std::size_t c : b.coefficients) {
      mean.push_back(prior_parameter(kCoefficients[c], b.label));
    }
  }
  return mean;
}

std::vector<double> Layout::prior_sds(const std::map<std::string, double, std::less<>>& widths) const {
  std::vector<double> sd;
  for (const Block& b : blocks_) {
    for (const std::size_t c : b.coefficients) {
      const auto width = widths.find(kCoefficients[c].name);
      sd.push_back(width == widths.end() ? kCoefficients[c].prior_sd : width->second);
    }
  }
  return sd;
}

}  // namespace tokroof
