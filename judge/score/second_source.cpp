#include "judge/score/second_source.hpp"

#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::judge {
namespace {

struct Published {
  std::vector<double> ln_measured, errors;
};

struct Pair {
  std::vector<double> apart, predicted;
};

/// The cell without its source, and the engine.
std::string machine_of(const Scored& s) { return s.cell.substr(s.cell.find('|')) + "|" + s.engine; }

std::string setup_of(const catalog::Run& run) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}",
                     run.quant,
                     run.depth,
                     run.concurrency,
                     catalog::rate_name(run.rate),
                     run.placement,
                     run.replicas,
                     run.speculative);
}

}  // namespace

nlohmann::json second_source_figures(std::span<const Scored> scored, std::span<const catalog::Run> runs) {
  using Machine = std::pair<std::string, std::string>;  // its class, and what it is
  std::map<std::pair<Machine, std::string>, std::map<std::string, Published>> setups;
  for (const Scored& s : scored) {
    const catalog::Run& run = runs[s.run];
    if (s.figure == model::FigureKind::decode) {
      Published& rates = setups[{{s.run_class, machine_of(s)}, setup_of(run)}][s.source];
      rates.ln_measured.push_back(std::log(s.measured_tps));
      rates.errors.push_back(s.error());
    }
  }
  std::map<std::tuple<Machine, std::string, std::string>, Pair> pairs;
  for (const auto& [setup, sources] : setups) {
    for (auto a = sources.begin(); a != sources.end(); ++a) {
      for (auto b = std::next(a); b != sources.end(); ++b) {
        Pair& pair = pairs[{setup.first, a->first, b->first}];
        pair.apart.push_back(
            std::fabs(quantile(a->second.ln_measured, 0.5) - quantile(b->second.ln_measured, 0.5)));
        for (const Published* one : {&a->second, &b->second}) {
          pair.predicted.push_back(std::fabs(quantile(one->errors, 0.5)));
        }
      }
    }
  }
  std::map<std::string, Pair> classes;
  for (const auto& [key, pair] : pairs) {
    for (const std::string& name : {std::get<0>(key).first, std::string("all")}) {
      classes[name].apart.push_back(quantile(pair.apart, 0.5));
      classes[name].predicted.push_back(quantile(pair.predicted, 0.5));
    }
  }
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [name, pair] : classes) {
    out[name] = {{"pairs", pair.apart.size()},
                 {"apart", quantile(pair.apart, 0.5)},
                 {"predicted", quantile(pair.predicted, 0.5)}};
  }
  return out;
}

}  // namespace tokroof::judge
