#include "whatif/serving/log_figures.hpp"

#include <algorithm>

namespace tokroof::whatif {

Percentiles percentiles(WeightedTimes times) {
  std::sort(times.begin(), times.end());
  double all = 0, sum_s = 0;
  for (const auto& [seconds, count] : times) {
    all += count;
    sum_s += seconds * count;
  }
  if (all == 0) {
    return {0, 0, 0, 0};
  }
  const auto at = [&](double share) {
    double below = 0;
    for (const auto& [seconds, count] : times) {
      below += count;
      if (below >= share * all) {
        return seconds;
      }
    }
    return times.back().first;
  };
  return {sum_s / all, at(0.5), at(0.9), at(0.99)};
}

LogFigures log_figures(const std::vector<ServerLog>& servers, Window window, Objectives objectives) {
  LogFigures out;
  WeightedTimes ttft, itl, latency;
  double answers = 0, tokens = 0, came = 0, met = 0, all = 0, preempted = 0, cut = 0, left_out = 0,
         answered = 0;
  for (const ServerLog& log : servers) {
    for (const Answered& a : log.answered) {
      ++all;
      cut += a.request.cut ? 1 : 0;
      left_out += a.request.left_out;
      answered += a.request.answer;
      if (window.holds(a.done_s)) {
        ++answers;
        tokens += a.request.answer;
      }
      if (window.holds(a.request.at_s)) {
        ++came;
        met += objectives.met_by(a) ? 1 : 0;
        ttft.emplace_back(a.ttft_s(), 1);
        latency.emplace_back(a.latency_s(), 1);
      }
    }
    for (const Gap& gap : log.gaps) {
      if (window.holds(gap.at_s)) {
        itl.emplace_back(gap.seconds, gap.count);
      }
    }
    preempted += log.preempted;
    out.in_flight += log.sequence_seconds / log.end_s;
    const double servers_seconds = log.end_s * static_cast<double>(servers.size());
    out.reading_share += log.reading_seconds / servers_seconds;
    out.decoding_share += log.decoding_seconds / servers_seconds;
  }
  const double seconds = window.to_s - window.from_s;
  out.requests_per_s = answers / seconds;
  out.output_tps = tokens / seconds;
  out.preempted_share = preempted / all;
  out.cut_share = cut / all;
  out.left_out_share = left_out / (left_out + answered);
  out.met_share = came > 0 ? met / came : 1;
  out.ttft = percentiles(std::move(ttft));
  out.itl = percentiles(std::move(itl));
  out.latency = percentiles(std::move(latency));
  return out;
}

}  // namespace tokroof::whatif
