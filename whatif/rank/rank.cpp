#include "whatif/rank/rank.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "catalog/host.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"
#include "predict/engine_limits.hpp"
#include "whatif/placement/take_placement.hpp"
#include "whatif/rank/tie.hpp"
#include "whatif/serving/service_cost.hpp"

namespace tokroof::whatif {
namespace {

/// Errors that speak of the machine rule that machine out; all others are the user's.
bool of_the_machine(const catalog::InputError& error) {
  return error.kind == "impossible-link" || error.kind == "cannot-model" ||
         (error.kind == "usage" && model::is_one_of(error.where,
                                                    "--device|--n-devices|--backend|--engine|--link|"
                                                    "--network|--machine-devices|--split-mode|--host|"
                                                    "--quant"));
}

double value_of(RankBy by, const predict::Prediction& p, const predict::Economics& e) {
  switch (by) {
    case RankBy::tps: return predict::mean_stream_tps(p);
    case RankBy::tps_per_usd: return e.tps_per_usd();
    case RankBy::tps_per_w: return e.tps_per_w();
    case RankBy::usd_per_million_tokens: return e.usd_per_million_tokens;
    case RankBy::usd: return e.prices.purchase_usd;
    case RankBy::devices: return p.scenario.n_devices * p.scenario.replicas;
  }
  return model::kUnknown;
}

bool least_first(RankBy by) {
  return by == RankBy::usd_per_million_tokens || by == RankBy::usd || by == RankBy::devices;
}

Excluded refused(const Candidate& candidate, const predict::PredictionOutcome& outcome) {
  if (outcome.memory) {
    const model::MemoryNeed& memory = *outcome.memory;
    return {candidate.name, "does-not-fit", "does not fit: " + model::memory_sentence(memory)};
  }
  return {candidate.name, "cannot-model", outcome.refusal->message};
}

/// Why a machine that could run it is not ranked.
std::optional<Excluded> ruled_out(const RankQuestion& q, const RankedRow& row) {
  const std::string& name = row.candidate.name;
  const predict::Economics& e = row.economics;
  const double price = e.prices.purchase_usd;
  const double tps = predict::mean_stream_tps(row.prediction);
  const bool by_usd =
      q.by == RankBy::tps_per_usd || q.by == RankBy::usd_per_million_tokens || q.by == RankBy::usd;
  if (tps < q.min_tps) {
    return Excluded{
        name,
        "too-slow",
        fmt::format("{} tok/s, {} are wanted", catalog::significant(tps), catalog::significant(q.min_tps))};
  }
  if (q.max_power_w > 0 && !std::isfinite(e.power.system_w)) {
    return Excluded{name, "no-power", "its power is not known"};
  }
  if (e.power.system_w > q.max_power_w) {
    return Excluded{name,
                    "over-power",
                    fmt::format("{:.0f} W at the wall, {:.0f} are allowed", e.power.system_w, q.max_power_w)};
  }
  if (q.budget_usd >= 0 && std::isnan(price)) {
    return Excluded{name, "no-price", "no price is known"};
  }
  if (price > q.budget_usd) {
    return Excluded{
        name, "over-budget", fmt::format("{:.0f} USD, the budget is {:.0f}", price, q.budget_usd)};
  }
  if (!(row.value > 0) || !std::isfinite(row.value)) {
    return by_usd && std::isnan(price) ? Excluded{name, "no-price", "no price is known"}
                                       : Excluded{name, "no-power", "its power is not known"};
  }
  return std::nullopt;
}

/// Why nobody would buy a machine that could run it.
std::optional<Excluded> not_worth_buying(const RankQuestion& q, const RankedRow& row, double tps_of_fewer) {
  constexpr double kLeastGain = 1.1;
  const std::string& name = row.candidate.name;
  const double tps = predict::mean_stream_tps(row.prediction);
  if (!std::isfinite(row.prediction.memory.available_bytes)) {
    return Excluded{name, "no-memory", "how much memory it has is not known: --host-memory-gib states it"};
  }
  if (std::isnan(q.min_tps) && tps < 1) {
    return Excluded{
        name, "too-slow", fmt::format("{} tok/s: --min-tps 0 ranks it", catalog::significant(tps))};
  }
  if (tps < kLeastGain * tps_of_fewer) {
    return Excluded{
        name,
        "no-gain",
        fmt::format(
            "{} tok/s, fewer of them do {}", catalog::significant(tps), catalog::significant(tps_of_fewer))};
  }
  return std::nullopt;
}

class Collector {
 public:
  Collector(const catalog::Catalog& catalog, const predict::Fitted& fitted, const RankQuestion& question)
      : catalog_(catalog), fitted_(fitted), question_(question) {}

  void add(const Candidate& candidate) {
    const model::Device* device = catalog_.find_device(candidate.device);
    if (device != nullptr && device->never_released) {
      out.excluded.push_back({candidate.name, "not-sold", "it was never released"});
      return;
    }
    if (device != nullptr && !candidate.asked && device->not_sold) {
      out.excluded.push_back({candidate.name, "not-sold", "it is hardly sold, or not yet"});
      return;
    }
    of_machine(candidate, [&] { predict_one(candidate); });
  }

  /// Of a traffic, after the last one: simulates the machines that were asked for, and of all others the most promising.
  void simulate() {
    constexpr std::size_t kMostSimulated = 48;  // some 0.2 s each
    std::stable_sort(waiting_.begin(), waiting_.end(), [&](const Waiting& a, const Waiting& b) {
      return a.value != b.value ? least_first(question_.by) == (a.value < b.value) : a.busy < b.busy;
    });
    std::size_t simulated = 0;
    for (Waiting& one : waiting_) {
      const Candidate candidate = one.row.candidate;
      if (!candidate.asked && ++simulated > kMostSimulated) {
        out.excluded.push_back(
            {candidate.name,
             "not-simulated",
             fmt::format("of machines that are not named the {} that promise most are simulated",
                         kMostSimulated)});
        continue;
      }
      of_machine(candidate, [&] { serve(std::move(one.row)); });
    }
  }

  Ranking out;

 private:
  /// A machine that requests are to be dealt to, and what it promises: its value with about as many replicas as it takes, of
  /// which the requests keep so many devices busy.
  struct Waiting {
    RankedRow row;
    double value = 0, busy = 0;
  };

  template <class Act>
  void of_machine(const Candidate& candidate, Act act) {
    try {
      act();
    } catch (const catalog::InputError& error) {
      if (!of_the_machine(error)) {
        throw;
      }
      out.excluded.push_back({candidate.name, "cannot-model", error.message});
    }
  }

  [[nodiscard]] bool host_is_stated() const {
    const catalog::Run& run = question_.question.run;
    return !run.host_device.empty() || (run.details.host_channels > 0 && run.details.host_memory_mts > 0);
  }

  void predict_one(const Candidate& candidate) {
    catalog::Question one = question_.question;
    one.run.device = candidate.device;
    if (candidate.n_devices > 0) {
      one.run.n_devices = candidate.n_devices;
    }
    if (double& host_gib = one.run.details.host_memory_gib; host_gib > 0) {
      const model::Device* sold = catalog_.find_device(catalog_.names().device(candidate.device).slug);
      const bool has_its_own = sold != nullptr && host_gib > catalog::most_sold_gib(*sold);
      host_gib = has_its_own ? model::kUnknown : host_gib;
    }
    RankedRow row;
    row.candidate = candidate;
    const bool any_engine = one.run.engine.empty();
    row.request = predict::complete(catalog_, fitted_, std::move(one));
    const catalog::Run& run = row.request.run;
    if (std::string why = any_engine ? predict::does_not_run(catalog_, run) : ""; !why.empty()) {
      out.excluded.push_back({candidate.name, "cannot-model", std::move(why)});
      return;
    }
    predict::PredictionOutcome outcome = predict::predict(catalog_, fitted_, run);
    if (outcome.memory && host_is_stated() && !row.request.placement_stated) {
      if (const auto placed = best_placement(catalog_, fitted_, run)) {
        take_placement(catalog_, fitted_, *outcome.scenario, *placed, row.request);
        outcome = predict::predict(catalog_, fitted_, row.request.run);
      }
    }
    if (!outcome.prediction) {
      out.excluded.push_back(refused(candidate, outcome));
      return;
    }
    row.prediction = std::move(*outcome.prediction);
    if (question_.answer.traffic.is_stated()) {
      wait(std::move(row));
    } else {
      take(std::move(row));
    }
  }

  void wait(RankedRow row) {
    const double busy = busy_replicas(row);
    RankedRow promise = row;
    set_replicas(std::fmax(std::ceil(busy / kUsualLoad), 1.0), promise);
    set_value(promise);
    if (auto excluded = ruled_out(question_, promise); excluded && !row.candidate.asked) {
      out.excluded.push_back(std::move(*excluded));
    } else {
      const double devices = row.prediction.scenario.n_devices;
      waiting_.push_back({std::move(row), std::isnan(promise.value) ? 0 : promise.value, devices * busy});
    }
  }

  /// Those that the requests keep busy, were they read and answered in batches of kBatch without a wait.
  [[nodiscard]] double busy_replicas(const RankedRow& row) const {
    constexpr double kBatch = 64, kNever = 1e9;
    catalog::Run batch = row.request.run;
    batch.concurrency = kBatch;
    const auto outcome = predict::predict(catalog_, fitted_, batch, {.rate_only = true});
    const model::Scenario& s = row.prediction.scenario;
    const double answering_s =
        outcome.prediction ? s.n_gen / predict::aggregate_tps(*outcome.prediction) : kNever;
    const double reading_s = row.prediction.prefill ? s.n_prompt / row.prediction.prefill->tps() : 0;
    const double rate_per_s = question_.answer.traffic.request_rate_per_s;  // unknown: serve() says so
    return std::isnan(rate_per_s) ? 1 : rate_per_s * (answering_s + reading_s);
  }

  void serve(RankedRow row) {
    row.fleet = fleet_for(catalog_, fitted_, row.request, question_.answer);
    if (!std::isfinite(row.fleet->replicas)) {
      out.excluded.push_back(
          {row.candidate.name, "misses-slo", "misses the objectives however few requests come"});
      return;
    }
    set_replicas(row.fleet->replicas, row);
    take(std::move(row));
  }

  void take(RankedRow row) {
    const Candidate& candidate = row.candidate;
    set_value(row);
    auto excluded = ruled_out(question_, row);
    if (!excluded && !candidate.asked && !row.fleet) {
      excluded = not_worth_buying(question_, row, fastest_of_[candidate.device]);
    }
    if (excluded) {
      out.excluded.push_back(std::move(*excluded));
    } else {
      double& fastest = fastest_of_[candidate.device];
      fastest = std::max(fastest, predict::mean_stream_tps(row.prediction));
      out.rows.push_back(std::move(row));
    }
  }

  /// Of a machine whose one replica is predicted already.
  void set_replicas(double replicas, RankedRow& row) const {
    row.request.run.replicas = replicas;
    row.prediction = *predict::predict(catalog_, fitted_, row.request.run).prediction;
  }

  void set_value(RankedRow& row) const {
    row.economics = economics_of_row(row);
    row.value = value_of(question_.by, row.prediction, row.economics);
  }

  [[nodiscard]] predict::Economics economics_of_row(RankedRow& row) const {
    const predict::CostQuestion& cost = question_.answer.cost;
    const std::string& device = row.candidate.device;
    if (row.fleet) {
      const Served served{row.fleet->figures};
      return economics_of(catalog_, fitted_, row.prediction, row.request, &served, device, cost);
    }
    constexpr bool kStreamAlone = false;
    return predict::economics(catalog_, fitted_, row.prediction, row.request, device, cost, kStreamAlone);
  }

  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  const RankQuestion& question_;
  std::map<std::string, double> fastest_of_;  ///< so far, of each device in any number
  std::vector<Waiting> waiting_;
};

Contender contender(const predict::Fitted& fitted, const RankedRow& row, RankBy by) {
  const predict::Prediction& p = row.prediction;
  const double draw_sd = by == RankBy::tps_per_w && p.draw.kind == model::DrawKind::estimate
                             ? model::draw_law(p.scenario.device).ln_sd
                             : 0.0;
  return {fitted, p.step, p.decode, std::log(row.value), draw_sd};
}

/// Rows are in order. The first of a rank is what the others of it cannot be told from.
void give_ranks(const predict::Fitted& fitted, const RankQuestion& q, std::vector<RankedRow>& rows) {
  std::optional<Contender> first;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t j = begin; j < end; ++j) {
        if (i != j) {
          rows[i].tied_with.push_back(rows[j].candidate.name);
        }
      }
    }
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Contender here = contender(fitted, rows[i], q.by);
    const bool tied = first && (q.by == RankBy::usd ? rows[i].value == rows[begin].value  // prices are exact
                                                    : first->tied_with(fitted, here, q.answer.level));
    if (!tied) {
      close(i);
      begin = i;
      first = std::move(here);
    }
    rows[i].rank = begin + 1;
  }
  close(rows.size());
}

/// Moves to `shared` what every row assumed alike.
std::vector<catalog::Assumption> shared_assumptions(std::vector<RankedRow>& rows) {
  std::vector<catalog::Assumption> shared;
  if (rows.empty()) {
    return shared;
  }
  const auto same = [](const catalog::Assumption& a, const catalog::Assumption& b) {
    return a.name == b.name && a.value == b.value;
  };
  for (const catalog::Assumption& a : rows.front().request.assumed) {
    const auto has = [&](const RankedRow& row) {
      return model::any_of(row.request.assumed, [&](const catalog::Assumption& b) { return same(a, b); });
    };
    if (model::all_of(rows, has)) {
      shared.push_back(a);
    }
  }
  for (RankedRow& row : rows) {
    auto& own = row.request.assumed;
    own.erase(std::remove_if(own.begin(),
                             own.end(),
                             [&](const catalog::Assumption& a) {
                               return model::any_of(shared,
                                                    [&](const catalog::Assumption& b) { return same(a, b); });
                             }),
              own.end());
  }
  return shared;
}

}  // namespace

Ranking rank(const catalog::Catalog& catalog,
             const predict::Fitted& fitted,
             const RankQuestion& question,
             const std::vector<Candidate>& candidates) {
  Collector collector(catalog, fitted, question);
  for (const Candidate& candidate : candidates) {
    collector.add(candidate);
  }
  collector.simulate();
  Ranking ranking = std::move(collector.out);
  for (const Candidate& candidate : candidates) {
    ranking.most_devices = std::fmax(ranking.most_devices, candidate.n_devices);
  }
  std::stable_sort(ranking.rows.begin(), ranking.rows.end(), [&](const RankedRow& a, const RankedRow& b) {
    return least_first(question.by) ? a.value < b.value : a.value > b.value;
  });
  give_ranks(fitted, question, ranking.rows);
  ranking.assumed = shared_assumptions(ranking.rows);
  return ranking;
}

RankBy usual_order(const predict::Traffic& traffic) {
  return traffic.is_stated() ? RankBy::devices : RankBy::tps;
}

std::optional<RankBy> rank_by(std::string_view name) {
  const auto found = std::find(kRankByNames.begin(), kRankByNames.end(), name);
  return found == kRankByNames.end() ? std::nullopt
                                     : std::optional(static_cast<RankBy>(found - kRankByNames.begin()));
}

}  // namespace tokroof::whatif
