#pragma once
#include <cmath>
#include <optional>
#include <string>

#include "catalog/catalog.hpp"
#include "predict/answer_options.hpp"
#include "predict/fitted.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"
#include "whatif/serving/log_figures.hpp"
#include "whatif/serving/request_stream.hpp"

namespace tokroof::whatif {

/// How a service does under its traffic: of all replicas together. Times of requests are unknown where more come than it can
/// answer: the queue grows for ever.
struct ServiceFigures : LogFigures {
  double most_per_s = 0;          ///< requests that it can answer, however long they wait
  double prefill_busy_share = 0;  ///< of the time of replicas that read prompts only
  double most_per_s_meeting =
      model::kUnknown;  ///< rate up to which kMetShare of them meet the objectives; unknown: none is stated

  [[nodiscard]] bool keeps_up() const { return !std::isnan(ttft.p50_s); }
};

/// Share of requests that must meet the objectives for a rate to count as served: as DistServe (OSDI 2024) has it.
inline constexpr double kMetShare = 0.9;

struct Service {
  predict::Traffic traffic;  ///< without gaps, but for the objectives, and the rate where clients ask anew
  RequestShape shape;        ///< of what is read and generated
  double prompt = 0;         ///< tokens of a prompt, those in the cache included
  double clients = model::kUnknown;  ///< that ask anew; unknown: requests arrive by themselves
  double most_sequences = 0;         ///< of a replica at once; infinite: as many as its memory holds
  double step_tokens = 0;
  bool prompts_beside_steps = false, reserves_answers = false;
  bool joins_neighbours_only = false;
  double sampled_s = 0;  ///< a token of one sequence, on the host
  std::string kv_link;   ///< that hands over the cache of a prompt, one of each replica; empty: none is
  [[nodiscard]] bool has_objectives() const {
    return !std::isnan(traffic.ttft_slo_s) || !std::isnan(traffic.itl_slo_s);
  }

  ServiceFigures expected;
  double least_token_s = 0;    ///< between two tokens of a sequence: the bytes that one step alone streams
  double most_output_tps = 0;  ///< that what is in flight can be streamed for, of all replicas
  double level = 0;            ///< of the intervals whose ends follow
  ServiceFigures slow, fast;   ///< every step at the slow and at the fast end of its interval
};

/// Nothing where no traffic is stated. Simulates it on a predicted set-up. The interval's ends take decoding and prompts at the same end of theirs.
/// `request` is the prediction's; what was assumed is added to it. Throws InputError where the set-up cannot be served:
/// what spills, no room for one request.
std::optional<Service> service_of(const catalog::Catalog& catalog,
                                  const predict::Fitted& fitted,
                                  predict::Request& request,
                                  const predict::Prediction& prediction,
                                  const predict::AnswerOptions& options);

/// The figures of service_of() alone, without their interval, of a traffic that is stated; `find_most`: with
/// ServiceFigures::most_per_s_meeting, which takes most of the time.
ServiceFigures expected_service(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                predict::Request request,
                                const predict::Prediction& prediction,
                                const predict::Traffic& traffic,
                                bool find_most);

}  // namespace tokroof::whatif
