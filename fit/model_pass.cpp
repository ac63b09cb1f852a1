#include "fit/model_pass.hpp"

#include <algorithm>
#include <future>
#include <thread>

namespace tokroof::fit {

void in_parts(Cores cores, const std::function<void(std::size_t)>& work) {
  const std::size_t threads =
      cores == Cores::one ? 1 : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kParts);
  const auto every = [&](std::size_t first) {
    for (std::size_t p = first; p < kParts; p += threads) {
      work(p);
    }
  };
  std::vector<std::future<void>> others;
  for (std::size_t t = 1; t < threads; ++t) {
    others.push_back(std::async(std::launch::async, every, t));
  }
  every(0);
  for (std::future<void>& other : others) {
    other.get();
  }
}

ModelPass::ModelPass(const Regression& regression, const std::vector<bool>& used, Cores cores)
    : regression_(regression), cores_(cores), time_of_(used.size(), kNone) {
  std::vector<std::size_t> time_of_first(used.size(), kNone);
  std::size_t derivatives = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i] || !(regression.loss_weight(i) > 0)) {
      continue;
    }
    std::size_t& time = time_of_first[regression.first_alike(i)];
    if (time == kNone) {
      time = times_.size();
      times_.push_back({i, derivatives, 0});
      derivatives += regression.layout().uses_of(i).size();
    }
    time_of_[i] = time;
  }
  derivatives_.resize(derivatives);
}

void ModelPass::at(const std::vector<double>& parameters) {
  in_parts(cores_, [&](std::size_t part) {
    for (std::size_t t = part; t < times_.size(); t += kParts) {
      Time& time = times_[t];
      time.ln_seconds =
          regression_.ln_seconds(time.observation, parameters, derivatives_.data() + time.first_derivative);
    }
  });
}

double ModelPass::residual(std::size_t observation) const {
  return times_[time_of_[observation]].ln_seconds - regression_.observations()[observation].ln_seconds;
}

std::span<const Use> ModelPass::uses(std::size_t time) const {
  return regression_.layout().uses_of(times_[time].observation);
}

std::span<const double> ModelPass::derivatives(std::size_t time) const {
  return std::span(derivatives_).subspan(times_[time].first_derivative, uses(time).size());
}

}  // namespace tokroof::fit
