#include "whatif/serving/service.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/link_names.hpp"
#include "model/conditions.hpp"
#include "model/time/host_sampling.hpp"
#include "predict/link_choice.hpp"
#include "whatif/serving/simulation.hpp"

namespace tokroof::whatif {
namespace {

[[noreturn]] void cannot(const char* why) { throw catalog::InputError("cannot-model", why); }

/// Fills a gap and says so.
void take(double& value, double otherwise, const char* name, predict::Request& request) {
  if (std::isnan(value)) {
    value = otherwise;
    request.assume(name, value);
  }
}

/// Tokens of a request that a server takes.
double longest_request(const model::Scenario& s) {
  constexpr double kAnyModel = 1e7;
  return s.reserved_context > 0             ? s.reserved_context
         : std::isnan(s.model->max_context) ? kAnyModel
                                            : s.model->max_context;
}

RequestShape shape_of(const model::Scenario& s, const predict::Traffic& traffic) {
  RequestShape shape;
  shape.cached = std::max(s.depth - s.n_prompt, 0.0) + s.n_prompt * traffic.prefix_hit_share;
  shape.prompt = s.n_prompt * (1 - traffic.prefix_hit_share);
  shape.answer = s.n_gen;
  shape.spread = traffic.length_spread;
  shape.most_tokens = longest_request(s);
  if (shape.at_end() > shape.most_tokens) {
    throw catalog::InputError(
        "usage",
        fmt::format("requests of {:.0f} tokens are longer than the {:.0f} that the server takes",
                    shape.at_end(),
                    shape.most_tokens),
        "--n-prompt");
  }
  return shape;
}

/// A server that pages its cache takes its default; one that reserves it, a place for each stream that was asked for.
double sequences_at_once(const model::Scenario& s) {
  if (s.most_sequences > 0) {
    return s.most_sequences;
  }
  const bool fewer = s.drafting != model::Drafting::none && s.facts.drafting_most_sequences > 0;
  const double usual = fewer ? s.facts.drafting_most_sequences  // of all groups together
                             : s.parallel.groups * model::usual_sequences(s.facts, s.device, s.engine_year);
  if (s.facts.paged_cache) {
    return std::isnan(usual) ? std::numeric_limits<double>::infinity() : usual;
  }
  const double streams = std::max(s.concurrency / s.replicas, 1.0);
  return streams > 1 || std::isnan(usual) ? streams : usual;
}

/// The link between replicas: as stated, where it joins the devices of all of them, else the usual network between machines.
std::string hand_over_link(const catalog::Catalog& catalog,
                           const model::Scenario& s,
                           const predict::Traffic& traffic,
                           predict::Request& request) {
  const model::Device* devices[] = {&s.device};
  if (const std::string stated = catalog::short_link_name(traffic.kv_link); !stated.empty()) {
    try {
      const double joined = s.n_devices * (s.replicas + traffic.prefill_replicas);
      return predict::choose_link(catalog, devices, stated, s.backend, joined);
    } catch (catalog::InputError& error) {
      error.where = "--kv-link";
      throw;
    }
  }
  constexpr double kManyDevices = 1e5;  // no fabric joins so many
  std::string usual = predict::usual_link(catalog, devices, s.backend, kManyDevices);
  if (usual.empty()) {
    cannot("no network between such machines is known: --kv-link");
  }
  request.assume("kv_link", usual);
  return usual;
}

void refuse_what_is_not_served(const predict::Prediction& p, const predict::Traffic& traffic) {
  if (!p.prefill) {
    cannot("the prompts of this placement are not modelled, and traffic has prompts");
  }
  const bool hands_over = traffic.prefill_replicas > 0;
  if (hands_over && std::isnan(traffic.request_rate_per_s)) {
    throw catalog::InputError(
        "usage", "replicas that read prompts need a --request-rate", "--prefill-replicas");
  }
  if (!hands_over && !traffic.kv_link.empty()) {
    throw catalog::InputError(
        "usage", "no replica hands a cache over: --prefill-replicas says how many read prompts", "--kv-link");
  }
  constexpr double kMostHandedTo = 64;
  if (hands_over && p.scenario.replicas > kMostHandedTo) {
    throw catalog::InputError("usage", "with --prefill-replicas at most 64 replicas answer", "--replicas");
  }
}

/// What serves, and whom, before anything is simulated.
Service described(const catalog::Catalog& catalog,
                  predict::Request& request,
                  const predict::Prediction& prediction,
                  const predict::Traffic& traffic) {
  refuse_what_is_not_served(prediction, traffic);
  const model::Scenario& s = prediction.scenario;
  Service out;
  out.traffic = traffic;
  take(out.traffic.length_spread, 0, "length_spread", request);
  take(out.traffic.prefix_hit_share, 0, "prefix_hit_share", request);
  take(out.traffic.prefill_replicas, 0, "prefill_replicas", request);
  take(out.traffic.seed, 1, "seed", request);
  out.shape = shape_of(s, out.traffic);
  out.prompt = s.n_prompt;
  if (std::isnan(traffic.request_rate_per_s)) {
    out.clients = s.concurrency;
  } else {
    std::erase(request.notes, predict::kIdleReplicas);
    if (s.concurrency > 1 && s.facts.paged_cache) {
      request.notes.emplace_back(
          "requests come at their rate, so --concurrency changes nothing: --max-num-seqs says how many run "
          "at once");
    }
  }
  out.most_sequences = sequences_at_once(s);
  if (std::isnan(s.most_sequences) && std::isfinite(out.most_sequences)) {
    request.assume("max_num_seqs", out.most_sequences);
  }
  // Each attention group has a scheduler of its own.
  out.step_tokens = s.parallel.groups * std::max(prediction.step.how.micro_batch,
                                                 std::isnan(s.facts.step_tokens) ? 0 : s.facts.step_tokens);
  out.reserves_answers = s.facts.reserves_answers;
  out.prompts_beside_steps = s.engine_year >= s.facts.prompts_beside_steps_since;
  // Where their number is not stated, the places share one cache.
  out.joins_neighbours_only = s.most_sequences > 0 && s.engine_year >= s.facts.cache_by_place_since;
  out.sampled_s = model::host_sampling_time(s.facts, *s.model);
  if (out.traffic.prefill_replicas > 0) {
    out.kv_link = hand_over_link(catalog, s, traffic, request);
  }
  return out;
}

}  // namespace

ServiceFigures expected_service(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                predict::Request request,
                                const predict::Prediction& prediction,
                                const predict::Traffic& traffic,
                                bool find_most) {
  const Service service = described(catalog, request, prediction, traffic);
  return Simulation(catalog, fitted, request.run, prediction, service).figures({}, find_most);
}

std::optional<Service> service_of(const catalog::Catalog& catalog,
                                  const predict::Fitted& fitted,
                                  predict::Request& request,
                                  const predict::Prediction& prediction,
                                  const predict::AnswerOptions& options) {
  if (!options.traffic.is_stated()) {
    return std::nullopt;
  }
  Service out = described(catalog, request, prediction, options.traffic);
  Simulation simulation(catalog, fitted, request.run, prediction, out);
  out.expected = simulation.figures({});
  out.level = options.level;
  const predict::Estimate decode = simulation.typical_decoding(out.expected).decode;
  out.most_output_tps =
      decode.limit_tps * simulation.typical_sequences(out.expected) * prediction.scenario.replicas;
  out.least_token_s = simulation.least_step_s();
  const auto [low, high] = decode.published(options.level);
  const auto [prompt_low, prompt_high] = prediction.prefill->published(options.level);
  out.slow = simulation.figures({decode.tps() / low, prediction.prefill->tps() / prompt_low});
  out.fast = simulation.figures({decode.tps() / high, prediction.prefill->tps() / prompt_high});
  return out;
}

}  // namespace tokroof::whatif
