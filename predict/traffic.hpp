#pragma once
#include <cmath>
#include <string>

#include "model/device.hpp"

namespace tokroof::predict {

/// Requests that reach a server: what a service gets, or what a benchmark of servers sends. Unknown: not stated.
struct Traffic {
  double request_rate_per_s =
      model::kUnknown;  ///< they come as a Poisson process; unknown: from clients (--concurrency) that
                        ///< ask again as soon as they are answered
  double requests = model::kUnknown;  ///< of a benchmark, which then ends; unknown: a service that goes on
  double length_spread =
      model::kUnknown;  ///< standard deviation of the lengths of prompts and answers over their mean
  double prefix_hit_share =
      model::kUnknown;  ///< of a prompt's tokens whose cache is there from an earlier request
  double prefill_replicas =
      model::kUnknown;  ///< further copies of the model that read prompts and hand their cache over
  double ttft_slo_s = model::kUnknown;  ///< time to first token that a request must meet
  double itl_slo_s = model::kUnknown;   ///< mean time between its tokens
  std::string kv_link;                  ///< over which they hand it over; empty: the usual network
  double seed = model::kUnknown;

  [[nodiscard]] bool is_stated() const {
    for (const double x : {request_rate_per_s,
                           requests,
                           length_spread,
                           prefix_hit_share,
                           prefill_replicas,
                           ttft_slo_s,
                           itl_slo_s,
                           seed}) {
      if (!std::isnan(x)) {
        return true;
      }
    }
    return !kv_link.empty();
  }
};

}  // namespace tokroof::predict
