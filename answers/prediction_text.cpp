#include "answers/prediction_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "answers/colour.hpp"
#include "answers/economics_text.hpp"
#include "answers/table.hpp"
#include "model/time/shares.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

std::string range(std::pair<double, double> ends) {
  return fmt::format("{}-{}", significant(ends.first), significant(ends.second));
}

/// The published interval; one that says nothing is said to.
std::string published_range(const Estimate& estimate, double level) {
  return range(estimate.published(level)) + (estimate.known(level) ? "" : ", not known well enough");
}

std::string machine(const Scenario& s) {
  return s.n_devices > 1 && s.device_name.find('+') == std::string::npos
             ? fmt::format("{:.0f} x {}", s.n_devices, s.device_name)
             : s.device_name;
}

double tokens_of_step(const Prediction& p) { return p.decode.tps() * p.step_s; }

/// What a part of the step does, in numbers that can be looked up.
std::string meaning(const Prediction& p, const Request& request, const StepPart& part) {
  const Work& w = p.step.work;
  if (part.name == "weights") {
    const double bytes = p.step.how.cpu ? w.weight_bytes : device_share(p.step).weight_bytes;
    const double peak =
        p.step.how.cpu ? p.step.rates.host_bandwidth_bytes_per_s : p.step.rates.bandwidth_bytes_per_s;
    return fmt::format("{:.3g} GB{} at {:.0f} of {:.0f} GB/s",
                       bytes / 1e9,
                       p.step.how.split == Split::tensor || p.step.how.split == Split::row ? " a device" : "",
                       bytes / part.seconds_s / 1e9,
                       peak / 1e9);
  }
  if (part.name == "kv") {
    return fmt::format("{:.3g} MB of cache{}, {:.0f} tokens",
                       w.kv_bytes / 1e6,
                       w.sequences > 1 ? " a stream" : "",
                       p.scenario.context);
  }
  if (part.name == "state") return fmt::format("{:.3g} MB of recurrent state", w.state_bytes / 1e6);
  if (part.name == "launch") {
    return p.step.how.cpu
               ? fmt::format(
                     "synchronizing {:.0f} threads in {:.0f} layers", p.step.rates.host_threads, w.layers)
               : fmt::format("{:.0f} kernels", w.kernels_dense + w.kernels_moe + w.kernels_linear);
  }
  if (part.name == "fixed") return "scheduling and sampling";
  if (part.name == "logits") return fmt::format("{:.0f} logits to the sampler", w.vocab);
  if (part.name == "link" && p.memory.spilled_bytes > 0)
    return fmt::format("{:.1f} GiB spilled, at {:.1f} GB/s",
                       p.memory.spilled_bytes / kGib,
                       p.scenario.link.host_bytes_per_s / 1e9);
  if (part.name == "link")
    return fmt::format("{} split over {}", request.run.split, request.run.interconnect);
  if (part.name == "host") {
    return "what is on " + (request.run.host_device.empty() ? "the host" : request.run.host_device) +
           (p.memory.stored_bytes > 0 ? ", and on " + p.scenario.storage : "");
  }
  if (part.name == "eager") return "the host launches more slowly than the device works";
  return fmt::format("{:.0f} drafted tokens", w.drafted);
}

std::string indented(const std::string& lines) {
  std::string out;
  for (std::size_t from = 0; from < lines.size();) {
    const std::size_t end = lines.find('\n', from) + 1;
    out += "  " + lines.substr(from, end - from);
    from = end;
  }
  return out;
}

Table terms(const Prediction& p, const Request& request) {
  constexpr double kShown = 5e-4;  // of the step: smaller parts are summed
  const double tokens = tokens_of_step(p);
  Table out{.header = {"term", "ms/token", "share", "what it is"},
            .rows = {},
            .columns = {Column::word, Column::right, Column::right, Column::left}};
  const auto add = [&](std::string_view name, double seconds, const std::string& what) {
    out.rows.push_back({std::string(name),
                        fmt::format("{:.3f}", 1e3 * seconds / tokens),
                        fmt::format("{:.1f} %", 100 * seconds / p.step_s),
                        what});
  };
  double rest = 0;
  for (const StepPart& part : p.parts) {
    if (std::fabs(part.seconds_s) < kShown * p.step_s) {
      rest += part.seconds_s;
    } else {
      add(part.name, part.seconds_s, meaning(p, request, part));
    }
  }
  if (rest != 0) {
    add("others", rest, "");
  }
  add("total",
      p.step_s,
      (p.step.work.drafted > 0 ? fmt::format("a step yields {:.2f} tokens; ", tokens) : "") +
          fmt::format("{:+.1f} % by what this device, engine and model family measured",
                      100 * (p.effects - 1)));
  return out;
}

std::string memory_line(const MemoryNeed& m) {
  std::string out = fmt::format("  memory    {:.1f} GiB: {:.1f} weights, {:.1f} KV cache, {:.1f} overhead",
                                m.needed_bytes() / kGib,
                                m.weights_bytes / kGib,
                                m.kv_bytes / kGib,
                                m.overhead_bytes / kGib);
  out += std::isfinite(m.available_bytes) ? fmt::format("; {:.1f} GiB are there", m.available_bytes / kGib)
                                          : std::string("; how much is there is not known");
  return out + (m.host_bytes > 0 ? fmt::format("; {:.1f} GiB on the host\n", m.host_bytes / kGib) : "\n");
}

std::string card_lines(const Prediction& p) {
  std::string out;
  for (std::size_t i = 0; i < p.cards.size(); ++i) {
    const CardShare& c = p.cards[i];
    out += fmt::format("  {:<9} {}: {:.1f} % of the model, works {:.3f} ms a step\n",
                       i == 0 ? "cards" : "",
                       c.name,
                       100 * c.share,
                       1e3 * c.seconds_s);
  }
  for (const DeviceNeed& d : p.memory.devices) {
    out += fmt::format(
        "            {}: {:.1f} of {:.1f} GiB\n", d.name, d.needed_bytes / kGib, d.available_bytes / kGib);
  }
  return out;
}

std::string load_line(const Prediction& p) {
  return p.load.bound_by.empty()
             ? ""
             : fmt::format(
                   "  load      {} s at least, by the {}\n", significant(p.load.seconds_s), p.load.bound_by);
}

std::string basis_lines(const Prediction& p, const Request& request) {
  std::string out = fmt::format(
      "  basis     fitted figures: {:.0f} of this device, {:.0f} of its family, {:.0f} of this engine\n",
      p.basis.device_runs,
      p.basis.family_runs,
      p.basis.engine_runs);
  for (const auto* notes : {&p.basis.notes, &request.notes}) {
    for (const std::string& note : *notes) {
      out += fmt::format("  note      {}\n", note);
    }
  }
  return out;
}

std::string assumed_line(const Request& request) {
  std::string out;
  for (const Assumption& a : request.assumed) {
    const double* number = std::get_if<double>(&a.value);
    out += fmt::format("{}{}={}",
                       out.empty() ? "" : ", ",
                       a.name,
                       number != nullptr ? fmt::format("{:.5g}", *number) : std::get<std::string>(a.value));
  }
  return fmt::format("  assumed   {}\n", out);
}

}  // namespace

std::string significant(double value) {
  if (!(value > 0)) {
    return fmt::format("{:.0f}", value);
  }
  int before = static_cast<int>(std::floor(std::log10(value))) + 1;  // digits before the point
  before += std::round(value * std::pow(10.0, 3 - before)) >= 1000 ? 1 : 0;
  if (before <= 3) {
    return fmt::format("{:.{}f}", value, 3 - before);
  }
  const double unit = std::pow(10.0, before - 3);
  return fmt::format("{:.0f}", std::round(value / unit) * unit);
}

std::string prediction_line(const Prediction& p, const AnswerOptions& options) {
  const Scenario& s = p.scenario;
  return fmt::format("{:<18} {} {}  {} tok/s  ({})  ceiling {}  {}\n",
                     machine(s),
                     s.model->slug,
                     s.quant,
                     significant(p.decode.tps()),
                     published_range(p.decode, options.level),
                     significant(p.ceiling_tps),
                     p.bound_by);
}

std::string prediction_text(const Prediction& p,
                            const Request& request,
                            const Economics& economics,
                            const AnswerOptions& options,
                            bool colour) {
  const Scenario& s = p.scenario;
  const std::string answer =
      fmt::format("{} tok/s decode ({:.3g} %: {}; a correct run {}); ceiling {}; bound by {}",
                  significant(p.decode.tps()),
                  100 * options.level,
                  published_range(p.decode, options.level),
                  range(p.decode.correct(options.level)),
                  significant(p.ceiling_tps),
                  p.bound_by);
  std::string out = coloured(answer, colour ? Colour::bold : Colour::none) + "\n";
  out += fmt::format(
      "  {}, {} {}, {} on {}{}\n\n",
      machine(s),
      s.model->slug,
      s.quant,
      s.engine,
      s.backend,
      s.concurrency > 1
          ? fmt::format(", {:.0f} streams, together {} tok/s", s.concurrency, significant(aggregate_tps(p)))
          : "");
  out += indented(plain(terms(p, request), colour)) + "\n";
  if (p.prefill) {
    out += fmt::format("  prefill   {} tok/s ({}); first token after {} s{}\n",
                       significant(p.prefill->tps()),
                       published_range(*p.prefill, options.level),
                       significant(p.ttft_s),
                       s.concurrency > s.replicas ? ", the mean of streams that ask at once" : "");
  }
  out += memory_line(p.memory) + card_lines(p) + load_line(p);
  return out + economics_lines(economics) + basis_lines(p, request) + assumed_line(request);
}

}  // namespace tokroof
