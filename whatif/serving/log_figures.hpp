#pragma once
#include <utility>
#include <vector>

#include "model/device.hpp"
#include "whatif/serving/server.hpp"

namespace tokroof::whatif {

/// Times, each so many times over [s].
using WeightedTimes = std::vector<std::pair<double, double>>;

/// A time over requests or tokens [s]. Unknown: it grows without end.
struct Percentiles {
  double mean_s = model::kUnknown, p50_s = model::kUnknown, p90_s = model::kUnknown, p99_s = model::kUnknown;
};

/// Of the nearest rank: the smallest time that holds the share. All 0 where there is none.
Percentiles percentiles(WeightedTimes times);

/// What counts of a simulation: a service is watched between its start and its end, a benchmark from first to last.
struct Window {
  double from_s = 0, to_s = 0;
  [[nodiscard]] bool holds(double at_s) const { return at_s >= from_s && at_s <= to_s; }
};

/// What a request must meet. Infinite: anything.
struct Objectives {
  double ttft_s = 0, itl_s = 0;
  [[nodiscard]] bool met_by(const Answered& a) const { return a.ttft_s() <= ttft_s && a.token_s() <= itl_s; }
};

/// What a log shows in a window: requests by when they came, rates by what was done in it.
struct LogFigures {
  double requests_per_s = 0, output_tps = 0;
  double in_flight = 0;                          ///< on average over the whole log
  double reading_share = 0, decoding_share = 0;  ///< of a server's time, the mean of them
  double preempted_share = 0;
  double cut_share = 0;       ///< of the requests: longer than the server takes
  double left_out_share = 0;  ///< of the tokens of answers that were asked for
  double met_share = 0;
  Percentiles ttft, itl, latency;
};
LogFigures log_figures(const std::vector<ServerLog>& servers, Window window, Objectives objectives);

}  // namespace tokroof::whatif
