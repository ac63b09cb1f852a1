#pragma once
#include <string>
#include <vector>

#include "answers/plot/chart.hpp"

namespace tokroof::plot {

/// A model on the machine.
struct RooflineRow {
  std::string name;            ///< "qwen3-8b Q4_K_M"; empty: shown on hover alone
  double bytes_per_token = 0;  ///< that one device reads
  double tps = 0, low_tps = kNone, high_tps = kNone;
  std::vector<Field> fields{};
};

struct RooflineQuestion {
  std::string title, subtitle, source;
  double bandwidth_bytes_per_s = 0;    ///< specified, of one device
  double reached_bytes_per_s = kNone;  ///< while weights stream; none: not shown
  RooflineRow asked;                   ///< the set-up in question; without a rate: none
  std::vector<RooflineRow> models;     ///< others, predicted
  std::vector<RooflineRow> measured;   ///< public runs
};

/// The roofline of a machine: rate against bytes a token, below bandwidth/bytes (Williams, Waterman, Patterson, CACM
/// 52(4), 2009). Decoding one stream lies left of every ridge, so the slope is the roof.
Chart roofline(const RooflineQuestion& question);

}  // namespace tokroof::plot
