#include "fit/layout.hpp"

#include <string_view>
#include <tuple>
#include <utility>

namespace tokroof::fit {
namespace {

/// Coefficients that are read together; one with heavy tails is on its own.
using Group = std::tuple<model::Part, model::Scope, model::When, std::size_t>;

constexpr double kHeldSd = 1e-4;  // of a parameter: a ten-thousandth, where ln and logit parameters are meant

Group group_of(std::size_t coefficient) {
  const model::CoefficientSpec& spec = model::kCoefficients[coefficient];
  return {spec.part, spec.scope, spec.when, spec.heavy_tailed ? coefficient + 1 : 0};
}

}  // namespace

Layout::Layout(std::span<const predict::Observation> observations, Held held) : held_(std::move(held)) {
  std::map<Group, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    groups[group_of(i)].push_back(i);
  }
  // First pass: which labels occur; a sorted map makes the layout independent of the order of the rows.
  std::map<std::pair<Group, std::string_view>, std::size_t> position;
  std::vector<std::vector<decltype(position)::iterator>> keys(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const predict::Observation& o = observations[i];
    for (const auto& [group, members] : groups) {
      const model::CoefficientSpec& spec = model::kCoefficients[members.front()];
      if (model::reads(spec, o.figure, o.step)) {
        keys[i].push_back(position.try_emplace({group, o.step.labels[spec.scope]}, 0).first);
      }
    }
  }
  for (auto& [key, index] : position) {
    index = blocks_.size();
    const std::size_t first = groups[key.first].front();
    // Tails would let data pull a held coefficient away.
    const bool tails =
        model::kCoefficients[first].heavy_tailed && !held_.normal_priors && !held_.parameters.contains(first);
    Block block{parameters_, groups[key.first], std::string(key.second), tails};
    parameters_ += block.coefficients.size();
    blocks_.push_back(std::move(block));
  }
  for (const auto& keys_of_one : keys) {
    first_use_.push_back(uses_.size());
    for (const auto& key : keys_of_one) {
      const Block& block = blocks_[key->second];
      for (std::size_t k = 0; k < block.coefficients.size(); ++k) {
        uses_.push_back({static_cast<std::uint32_t>(block.coefficients[k]),
                         static_cast<std::uint32_t>(block.offset + k)});
      }
    }
  }
  first_use_.push_back(uses_.size());
}

std::vector<double> Layout::prior_means() const {
  std::vector<double> mean;
  for (const Block& b : blocks_) {
    for (const std::size_t c : b.coefficients) {
      const auto value = held_.parameters.find(c);
      mean.push_back(value == held_.parameters.end()
                         ? model::prior_parameter(model::kCoefficients[c], b.label)
                         : value->second);
    }
  }
  return mean;
}

std::vector<double> Layout::prior_sds(const std::map<std::string, double, std::less<>>& widths) const {
  std::vector<double> sd;
  for (const Block& b : blocks_) {
    for (const std::size_t c : b.coefficients) {
      const auto width = widths.find(model::kCoefficients[c].name);
      const double sd_of_prior = width == widths.end() ? model::kCoefficients[c].prior_sd : width->second;
      sd.push_back(held_.parameters.contains(c) ? kHeldSd : sd_of_prior);
    }
  }
  return sd;
}

}  // namespace tokroof::fit
