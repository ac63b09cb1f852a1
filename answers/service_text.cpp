#include <cmath>

#include <fmt/format.h>

#include "answers/service_output.hpp"
#include "catalog/number.hpp"
#include "whatif/serving/published.hpp"

namespace tokroof::answers {
namespace {

using whatif::Scatter;

/// "0.061 s", "11.2 ms".
std::string time_text(double seconds) {
  constexpr double kMillisecondsBelow = 0.1;
  return seconds < kMillisecondsBelow ? catalog::significant(1e3 * seconds) + " ms"
                                      : catalog::significant(seconds) + " s";
}

std::string traffic_text(const whatif::Service& s) {
  return s.clients > 0
             ? fmt::format("{:.0f} client{} again", s.clients, s.clients == 1 ? " that asks" : "s that ask")
             : catalog::significant(s.traffic.request_rate_per_s) + " requests/s";
}

std::string with_range(double value, whatif::Ends ends) {
  return fmt::format("{} ({}-{})",
                     catalog::significant(value),
                     catalog::significant(ends.low),
                     catalog::significant(ends.high));
}

template <class Of>
std::string with_range(const whatif::Service& s, Scatter scatter, const Of& of) {
  return with_range(of(s.expected), whatif::published(s, scatter, of));
}

/// "p99 0.31 s (0.2-1.4 s)"; the upper end of a server that does not keep up there has no bound.
std::string p99_text(const whatif::Percentiles& expected, const whatif::PercentileEnds& ends) {
  const auto [low, high] = ends.back();
  return fmt::format("p50 {}; p99 {}, between {} and {}",
                     time_text(expected.p50_s),
                     time_text(expected.p99_s),
                     time_text(low),
                     std::isnan(high) ? "no bound" : time_text(high));
}

std::string lengths_text(const whatif::Service& s) {
  const whatif::RequestShape& shape = s.shape;
  const double there = s.prompt - shape.prompt;
  return fmt::format("prompts of {:.0f} tokens{}, answers of {:.0f}{}",
                     s.prompt,
                     there >= 1 ? fmt::format(" ({:.0f} in the cache)", there) : "",
                     shape.answer,
                     shape.spread > 0 ? fmt::format(", each +-{:.0f} %", 100 * shape.spread) : "");
}

std::string scheduler_text(const whatif::Service& s) {
  std::string out = std::isfinite(s.most_sequences) ? fmt::format("at most {:.0f} sequence{} a replica",
                                                                  s.most_sequences,
                                                                  s.most_sequences == 1 ? "" : "s")
                                                    : std::string("as many sequences as memory holds");
  out += s.prompts_beside_steps
             ? fmt::format("; a step reads up to {:.0f} tokens of prompts beside decoding", s.step_tokens)
             : std::string("; waiting prompts are read first, and nothing decodes meanwhile");
  if (!s.kv_link.empty()) {
    out += fmt::format("; {:.0f} replica{} read{} the prompts and hand{} the cache over {}",
                       s.traffic.prefill_replicas,
                       s.traffic.prefill_replicas == 1 ? "" : "s",
                       s.traffic.prefill_replicas == 1 ? "s" : "",
                       s.traffic.prefill_replicas == 1 ? "s" : "",
                       s.kv_link);
  }
  return out;
}

std::string objectives_text(const predict::Traffic& t) {
  std::string out;
  if (!std::isnan(t.ttft_slo_s)) {
    out += "a first token within " + time_text(t.ttft_slo_s);
  }
  if (!std::isnan(t.itl_slo_s)) {
    out += (out.empty() ? "" : " and ") + fmt::format("a token every {} afterwards", time_text(t.itl_slo_s));
  }
  return out;
}

}  // namespace

std::string service_sentence(const whatif::Service& s) {
  const whatif::ServiceFigures& f = s.expected;
  const std::string most = catalog::significant(f.most_per_s);
  if (!f.keeps_up()) {
    return fmt::format(
        "{}: more than it can answer ({} a second); the queue grows for ever", traffic_text(s), most);
  }
  const std::string load = s.clients > 0 ? catalog::significant(f.output_tps) + " tok/s together"
                           : s.traffic.request_rate_per_s > f.most_per_s  // of a benchmark, which ends
                               ? fmt::format("more than the {} a second that it can answer", most)
                               : fmt::format("{:.0f} % of the {} a second that it can answer",
                                             100 * s.traffic.request_rate_per_s / f.most_per_s,
                                             most);
  const std::string further =
      s.shape.answer > 1 ? fmt::format(", then one every {}", time_text(f.itl.p50_s)) : "";
  return fmt::format(
      "{}: first token after {}{}; {}", traffic_text(s), time_text(f.ttft.p50_s), further, load);
}

std::string service_lines(const whatif::Service& s, double level) {
  const whatif::ServiceFigures& f = s.expected;
  std::string out = fmt::format("  traffic   {}; {}\n", lengths_text(s), scheduler_text(s));
  out += fmt::format(
      "  serves    {} requests/s, {} tok/s of answers; {} in flight; at most {} a second ({:.3g} % "
      "intervals)\n",
      catalog::significant(f.requests_per_s),
      with_range(f.output_tps, served(s, &whatif::LogFigures::output_tps)),
      catalog::significant(f.in_flight),
      with_range(s, Scatter::rate, [](const whatif::ServiceFigures& x) { return x.most_per_s; }),
      100 * level);
  if (f.keeps_up()) {
    out += "  waits     first token " + p99_text(f.ttft, whatif::first_token_ends(s)) + "\n";
    out += "            whole answer " + p99_text(f.latency, whatif::answer_ends(s)) + "\n";
  }
  out += "            between tokens " + p99_text(f.itl, whatif::token_ends(s)) + "\n";
  if (s.has_objectives()) {
    out += fmt::format(
        "  meets     {:.0f} % of the requests get {}", 100 * f.met_share, objectives_text(s.traffic));
    if (!std::isnan(f.most_per_s_meeting)) {
      out +=
          f.most_per_s_meeting > 0
              ? fmt::format("; {:.0f} % do up to {} requests/s",
                            100 * whatif::kMetShare,
                            with_range(s,
                                       Scatter::rate,
                                       [](const whatif::ServiceFigures& x) { return x.most_per_s_meeting; }))
              : fmt::format("; {:.0f} % do at no rate", 100 * whatif::kMetShare);
    }
    out += "\n";
  }
  if (f.cut_share > 0.001) {
    out += fmt::format(
        "  note      {:.1f} % of the requests are longer than the {:.0f} tokens that the server takes: what "
        "is beyond "
        "is left out\n",
        100 * f.cut_share,
        s.shape.most_tokens);
  }
  if (f.preempted_share > 0.001) {
    out += fmt::format(
        "  note      {:.1f} % of the requests are preempted where the cache is full, and their prompts read "
        "again\n",
        100 * f.preempted_share);
  }
  return out;
}

}  // namespace tokroof::answers
