#include <cmath>

#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/service_output.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

template <class Of>
json with_interval(const whatif::Service& s, const Of& of) {
  const double a = of(s.slow), b = of(s.fast);
  const bool bounded = std::isfinite(a) && std::isfinite(b);
  // Slower steps make rates lower and times longer. Simulated ends may cross by a request or two.
  const bool rises = !bounded || b >= a;
  return {{"value", number(of(s.expected))}, {"low", number(rises ? a : b)}, {"high", number(rises ? b : a)}};
}

void add_percentiles(const whatif::Service& s,
                     const std::string& name,
                     whatif::Percentiles whatif::LogFigures::*of,
                     json& out) {
  constexpr std::pair<const char*, double whatif::Percentiles::*> kEach[] = {
      {"mean", &whatif::Percentiles::mean_s},
      {"p50", &whatif::Percentiles::p50_s},
      {"p90", &whatif::Percentiles::p90_s},
      {"p99", &whatif::Percentiles::p99_s}};
  for (const auto& [which, member] : kEach) {
    // Times: the fast end is the low one, and that of a server that does not keep up has none.
    const auto at = [&, each = member](const whatif::ServiceFigures& f) { return (f.*of).*each; };
    out[name + "_" + which + "_s"] = {
        {"value", number(at(s.expected))}, {"low", number(at(s.fast))}, {"high", number(at(s.slow))}};
  }
}

json figures_json(const whatif::Service& s) {
  json out;
  const auto add = [&](const char* name, auto of) { out[name] = with_interval(s, of); };
  add("requests_per_s", [](const whatif::ServiceFigures& f) { return f.requests_per_s; });
  add("output_tps", [](const whatif::ServiceFigures& f) { return f.output_tps; });
  add("most_requests_per_s", [](const whatif::ServiceFigures& f) { return f.most_per_s; });
  add("in_flight", [](const whatif::ServiceFigures& f) { return f.in_flight; });
  add("preempted_share", [](const whatif::ServiceFigures& f) { return f.preempted_share; });
  if (s.has_objectives()) {
    add("met_share", [](const whatif::ServiceFigures& f) { return f.met_share; });
    add("goodput_per_s", [](const whatif::ServiceFigures& f) { return f.met_share * f.requests_per_s; });
  }
  if (!std::isnan(s.expected.most_per_s_meeting)) {
    add("most_requests_per_s_meeting", [](const whatif::ServiceFigures& f) { return f.most_per_s_meeting; });
  }
  add_percentiles(s, "ttft", &whatif::LogFigures::ttft, out);
  add_percentiles(s, "itl", &whatif::LogFigures::itl, out);
  add_percentiles(s, "latency", &whatif::LogFigures::latency, out);
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
