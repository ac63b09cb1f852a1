#pragma once
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"
#include "whatif/rank/rank.hpp"

namespace tokroof::plot {

/// Something that is bought: what it costs and how fast it is.
struct FrontierRow {
  std::string name;
  double cost = 0, tps = 0, low_tps = kNone, high_tps = kNone;
  std::vector<Field> fields{};
};

/// Which rows nothing beats in both: no other is as fast or faster at the same cost or less. In order of cost.
std::vector<std::size_t> efficient(const std::vector<FrontierRow>& rows);

struct FrontierQuestion {
  std::string title, subtitle, source;
  Axis cost;
  std::string rate = "decode rate of a stream";
};

/// Rate against cost, with the frontier of those that nothing beats in both; these have their names first.
Chart frontier(const FrontierQuestion& question, const std::vector<FrontierRow>& rows);

/// The same of a ranking. The cost is what the question ranks by: the price, watts at the wall, or USD a million
/// tokens. Machines whose cost is not known are left out, which the subtitle says.
Chart frontier(const whatif::Ranking& ranking,
               const whatif::RankQuestion& question,
               const std::string& source);

}  // namespace tokroof::plot
