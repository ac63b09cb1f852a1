#include <tuple>

#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/service_output.hpp"
#include "whatif/serving/published.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

using whatif::Scatter;

template <class Of>
json with_interval(const whatif::Service& s, Scatter scatter, const Of& of) {
  const auto [low, high] = whatif::published(s, scatter, of);
  return {{"value", number(of(s.expected))}, {"low", number(low)}, {"high", number(high)}};
}

void add_percentiles(const whatif::Service& s,
                     const std::string& name,
                     whatif::Percentiles whatif::LogFigures::*of,
                     Scatter usual,
                     Scatter tail,
                     json& out) {
  using whatif::Percentiles;
  const std::tuple<const char*, double Percentiles::*, Scatter> each[] = {
      {"mean", &Percentiles::mean_s, usual},
      {"p50", &Percentiles::p50_s, usual},
      {"p90", &Percentiles::p90_s, tail},
      {"p99", &Percentiles::p99_s, tail}};
  for (const auto& [which, member, scatter] : each) {
    const auto at = [&, m = member](const whatif::ServiceFigures& f) { return (f.*of).*m; };
    out[name + "_" + which + "_s"] = with_interval(s, scatter, at);
  }
}

json figures_json(const whatif::Service& s) {
  json out;
  const auto add = [&](const char* name, auto of, Scatter scatter = Scatter::none) {
    out[name] = with_interval(s, scatter, of);
  };
  const Scatter throughput = whatif::scatter_of_throughput(s);
  add(
      "requests_per_s", [](const whatif::ServiceFigures& f) { return f.requests_per_s; }, throughput);
  add(
      "output_tps", [](const whatif::ServiceFigures& f) { return f.output_tps; }, throughput);
  add(
      "most_requests_per_s", [](const whatif::ServiceFigures& f) { return f.most_per_s; }, Scatter::rate);
  add("in_flight", [](const whatif::ServiceFigures& f) { return f.in_flight; });
  add("preempted_share", [](const whatif::ServiceFigures& f) { return f.preempted_share; });
  if (s.has_objectives()) {
    add("met_share", [](const whatif::ServiceFigures& f) { return f.met_share; });
    add("goodput_per_s", [](const whatif::ServiceFigures& f) { return f.met_share * f.requests_per_s; });
  }
  if (!std::isnan(s.expected.most_per_s_meeting)) {
    add(
        "most_requests_per_s_meeting",
        [](const whatif::ServiceFigures& f) { return f.most_per_s_meeting; },
        Scatter::rate);
  }
  using enum Scatter;
  add_percentiles(s, "ttft", &whatif::LogFigures::ttft, first_token, first_token_tail, out);
  add_percentiles(s, "itl", &whatif::LogFigures::itl, token, token_tail, out);
  add_percentiles(s, "latency", &whatif::LogFigures::latency, token, token_tail, out);
  return out;
}

}  // namespace

json service_json(const whatif::Service& s) {
  const predict::Traffic& t = s.traffic;
  return {{"request_rate_per_s", number(t.request_rate_per_s)},
          {"clients", number(s.clients)},
          {"requests", number(t.requests)},
          {"n_prompt", s.prompt},
          {"n_read", s.shape.prompt},
          {"n_gen", s.shape.answer},
          {"length_spread", t.length_spread},
          {"prefix_hit_share", t.prefix_hit_share},
          {"prefill_replicas", t.prefill_replicas},
          {"kv_link", text_or_null(s.kv_link)},
          {"ttft_slo_s", number(t.ttft_slo_s)},
          {"itl_slo_s", number(t.itl_slo_s)},
          {"seed", t.seed},
          {"most_sequences", number(s.most_sequences)},
          {"step_tokens", s.step_tokens},
          {"prompts_beside_steps", s.prompts_beside_steps},
          {"keeps_up", s.expected.keeps_up()},
          {"figures", figures_json(s)}};
}

}  // namespace tokroof::answers
