#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "predict/answer_options.hpp"
#include "predict/economics.hpp"
#include "whatif/rank/candidates.hpp"
#include "whatif/rank/fleet.hpp"

namespace tokroof::whatif {

/// What machines are ranked by.
enum class RankBy { tps, tps_per_usd, tps_per_w, usd_per_million_tokens, usd, devices };
inline constexpr std::array<std::string_view, 6> kRankByNames{
    "tps", "tps-per-usd", "tps-per-w", "usd-per-million-tokens", "usd", "devices"};

/// What machines are ranked by where nothing is said: of a traffic, how many devices it takes.
RankBy usual_order(const predict::Traffic& traffic);

/// By its name; none: there is no such order.
std::optional<RankBy> rank_by(std::string_view name);

struct RankQuestion {
  catalog::Question question;     ///< model and workload; its device is filled in
  predict::AnswerOptions answer;  ///< traffic: each machine in as many replicas as it takes
  RankBy by = RankBy::tps;
  double budget_usd = model::kUnknown;   ///< unknown: no limit
  double max_power_w = model::kUnknown;  ///< of the whole machine at the wall
  /// Of a stream (mean_stream_tps()); unknown: 1 for candidates that were not asked for.
  double min_tps = model::kUnknown;
};

/// A machine that can run it.
struct RankedRow {
  Candidate candidate;
  predict::Request request;
  predict::Prediction prediction;
  predict::Economics economics;
  std::optional<Fleet> fleet;  ///< of a traffic: the prediction's replicas
  double value = 0;            ///< what it is ranked by
  std::size_t rank = 0;
  std::vector<std::string> tied_with;  ///< the others of its rank
};

/// A machine that cannot, or that a limit rules out.
struct Excluded {
  std::string device;
  std::string
      code;  ///< does-not-fit, cannot-model, no-price, no-power, misses-slo, over-budget, over-power, too-slow, not-sold,
  ///< no-memory, no-gain, not-simulated
  std::string reason;
};

struct Ranking {
  std::vector<RankedRow> rows;  ///< best first
  std::vector<Excluded> excluded;
  std::vector<catalog::Assumption>
      assumed;              ///< defaults that all rows took alike; the others stand in the rows
  double most_devices = 1;  ///< of a candidate, but for machines by name
};

/// What nobody would buy is ranked only where it was asked for (Candidate::asked): what is not sold, a processor whose
/// memory is not known, several cards that are hardly faster than fewer of them.
///
/// Predicts every candidate and orders what is left after the limits. By tps the mean stream counts, so that a machine which
/// holds a few of many streams at once is not the faster one. A row whose difference from the first of a rank is
/// inside its uncertainty (whatif/rank/tie.hpp) shares that rank; the next rank counts on from its place in the list.
/// Throws InputError where the question is wrong for every machine: an unknown model, a contradiction of options.
Ranking rank(const catalog::Catalog& catalog,
             const predict::Fitted& fitted,
             const RankQuestion& question,
             const std::vector<Candidate>& candidates);

}  // namespace tokroof::whatif
