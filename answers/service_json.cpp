#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/service_output.hpp"
#include "whatif/serving/published.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

using whatif::Scatter;

json with_ends(double value, whatif::Ends ends) {
  return {{"value", number(value)}, {"low", number(ends.low)}, {"high", number(ends.high)}};
}

template <class Of>
json with_interval(const whatif::Service& s, Scatter scatter, const Of& of) {
  return with_ends(of(s.expected), whatif::published(s, scatter, of));
}

void add_percentiles(const std::string& name,
                     const whatif::Percentiles& expected,
                     const whatif::PercentileEnds& ends,
                     json& out) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto& [which, of] = whatif::kPercentiles[i];
    out[name + "_" + which + "_s"] = with_ends(expected.*of, ends[i]);
  }
}

json figures_json(const whatif::Service& s) {
  json out;
  const auto add = [&](const char* name, auto of, Scatter scatter = Scatter::none) {
    out[name] = with_interval(s, scatter, of);
  };
  using whatif::LogFigures;
  out["requests_per_s"] = with_ends(s.expected.requests_per_s, served(s, &LogFigures::requests_per_s));
  out["output_tps"] = with_ends(s.expected.output_tps, served(s, &LogFigures::output_tps));
  add(
      "most_requests_per_s", [](const whatif::ServiceFigures& f) { return f.most_per_s; }, Scatter::rate);
  add("in_flight", [](const whatif::ServiceFigures& f) { return f.in_flight; });
  add("preempted_share", [](const whatif::ServiceFigures& f) { return f.preempted_share; });
  add("cut_share", [](const whatif::ServiceFigures& f) { return f.cut_share; });
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
  add_percentiles("ttft", s.expected.ttft, whatif::first_token_ends(s), out);
  add_percentiles("itl", s.expected.itl, whatif::token_ends(s), out);
  add_percentiles("latency", s.expected.latency, whatif::answer_ends(s), out);
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
