#include "fit/given_report.hpp"

#include <map>

#include <nlohmann/json.hpp>

namespace tokroof::fit {
namespace {

using nlohmann::json;

struct Pair {
  std::vector<const judge::Scored*> before, after;
};

json pair_json(const Pair& pair) {
  json out = judge::accuracy_json(judge::accuracy(pair.after));
  out["before"] = judge::accuracy_json(judge::accuracy(pair.before));
  return out;
}

}  // namespace

json given_report(const GivenEvaluation& given, std::size_t runs) {
  Pair decode, prefill;
  std::map<std::string, Pair> classes, sources;
  for (std::size_t i = 0; i < given.after.size(); ++i) {
    const auto add = [&](Pair& to) {
      to.before.push_back(&given.before[i]);
      to.after.push_back(&given.after[i]);
    };
    if (given.after[i].figure == model::FigureKind::prefill) {
      add(prefill);
      continue;
    }
    add(decode);
    add(classes[given.after[i].run_class]);
    add(sources[given.after[i].source]);
  }
  json out = {{"runs", runs},
              {"setups", given.setups},
              {"draws", given.draws},
              {"cells", pair_json(decode)},
              {"prefill", pair_json(prefill)},
              {"by", {{"class", json::object()}, {"source", json::object()}}}};
  for (const auto& [name, pair] : classes) {
    out["by"]["class"][name] = pair_json(pair);
  }
  for (const auto& [name, pair] : sources) {
    out["by"]["source"][name] = pair_json(pair);
  }
  return out;
}

}  // namespace tokroof::fit
