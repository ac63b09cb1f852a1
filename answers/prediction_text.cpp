#include "answers/prediction_text.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "answers/colour.hpp"
#include "answers/economics_text.hpp"
#include "answers/service_output.hpp"
#include "answers/table.hpp"
#include "catalog/link_names.hpp"
#include "catalog/number.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"
#include "model/time/shares.hpp"
#include "model/units.hpp"

namespace tokroof::answers {

std::string range_text(std::pair<double, double> ends) {
  return fmt::format("{}-{}", catalog::significant(ends.first), catalog::significant(ends.second));
}

namespace {

/// The published interval; one that says nothing is said to.
std::string published_range(const predict::Estimate& estimate, double level) {
  return range_text(estimate.published(level)) + (estimate.known(level) ? "" : ", not known well enough");
}

std::string machine(const model::Scenario& s) {
  if (!(s.n_devices > 1) || s.device_name.find('+') != std::string::npos) {
    return s.device_name;
  }
  std::string layout;
  const auto add = [&](const std::string& part) { layout += (layout.empty() ? " (" : ", ") + part; };
  if (s.parallel.stages > 1) {
    add(fmt::format("{:.0f} stages", s.parallel.stages));
  }
  if (s.parallel.groups > 1) {
    add(fmt::format("{:.0f} attention groups", s.parallel.groups));
  }
  if (s.parallel.experts) {
    add("whole experts");
  }
  return fmt::format("{:.0f} x {}{}", s.n_devices, s.device_name, layout + (layout.empty() ? "" : ")"));
}

/// "8.39 MB", "4.30 GB".
std::string decimal_bytes(double bytes) {
  return bytes < 1e9 ? catalog::significant(bytes / 1e6) + " MB" : catalog::significant(bytes / 1e9) + " GB";
}

double tokens_of_step(const predict::Prediction& p) { return p.decode.tps() * p.step_s; }

/// What a part of the step does, in numbers that can be looked up.
std::string meaning(const predict::Prediction& p,
                    const predict::Request& request,
                    const predict::StepPart& part) {
  const model::Work& w = p.step.work;
  if (part.name == "weights") {
    const double bytes = p.step.how.cpu ? w.weight_bytes : model::device_share(p.step).weight_bytes;
    const double peak =
        p.step.how.cpu ? p.step.rates.host_bandwidth_bytes_per_s : p.step.rates.bandwidth_bytes_per_s;
    return fmt::format(
        "{:.3g} GB{} at {:.0f} of {:.0f} GB/s",
        bytes / 1e9,
        p.step.how.split == model::Split::tensor || p.step.how.split == model::Split::row ? " a device" : "",
        bytes / part.seconds_s / 1e9,
        peak / 1e9);
  }
  if (part.name == "kv") {
    return fmt::format("{} of cache{}, {:.0f} tokens",
                       decimal_bytes(w.kv_bytes),
                       w.sequences > 1 ? " a stream" : "",
                       p.scenario.context);
  }
  if (part.name == "state") return decimal_bytes(w.state_bytes) + " of recurrent state";
  if (part.name == "launch") {
    return p.step.how.cpu
               ? fmt::format(
                     "synchronizing {:.0f} threads in {:.0f} layers", p.step.rates.host_threads, w.layers)

               : fmt::format("launching {:.0f} kernels", w.kernels_dense + w.kernels_moe + w.kernels_linear);
  }
  if (part.name == "fixed") return "scheduling and sampling";
  if (part.name == "logits") return fmt::format("choosing among {:.0f} tokens", w.vocab);
  if (part.name == "link" && p.memory.spilled_bytes > 0)
    return fmt::format("{:.1f} GiB spilled, at {:.1f} GB/s",
                       p.memory.spilled_bytes / model::kGib,
                       p.scenario.link.host_bytes_per_s / 1e9);
  if (part.name == "link")
    return fmt::format("{} split over {}{}",
                       request.run.split.text(),
                       catalog::link_text(request.run.interconnect),
                       std::isfinite(p.scenario.machine_devices) ? " and " + request.run.network : "");
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

Table terms(const predict::Prediction& p, const predict::Request& request) {
  constexpr double kShown = 5e-4;  // of the step: smaller parts are summed
  const double tokens = tokens_of_step(p);
  Table out{.header = {"term", "ms/token", "share", "what it is"},
            .columns = {Column::word, Column::right, Column::right, Column::left}};
  const auto add = [&](std::string_view name, double seconds, const std::string& what) {
    out.rows.push_back({std::string(name),
                        fmt::format("{:.3f}", 1e3 * seconds / tokens),
                        fmt::format("{:.1f} %", 100 * seconds / p.step_s),
                        what});
  };
  double rest = 0;
  for (const predict::StepPart& part : p.parts) {
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

std::string memory_line(const model::MemoryNeed& m, std::string_view assumed) {
  const model::NeededOf gib = model::told_apart(m.needed_bytes(), m.available_bytes, model::kGib);
  std::string out = fmt::format("  memory    {} GiB: {:.1f} weights, {:.1f} KV cache, {:.1f} overhead",
                                gib.needed,
                                m.weights_bytes / model::kGib,
                                m.kv_bytes / model::kGib,
                                m.overhead_bytes / model::kGib);
  out += std::isfinite(m.available_bytes) ? fmt::format("; {} GiB are there{}", gib.available, assumed)
                                          : std::string("; how much is there is not known");
  return out +
         (m.host_bytes > 0 ? fmt::format("; {:.1f} GiB on the host\n", m.host_bytes / model::kGib) : "\n");
}

std::string card_lines(const predict::Prediction& p) {
  std::string out;
  const auto add = [&](const std::string& line) {
    out += fmt::format("  {:<9} {}\n", out.empty() ? "cards" : "", line);
  };
  for (const predict::CardShare& c : p.cards) {
    if (p.cards.size() > 1) {
      add(fmt::format(
          "{}: {:.1f} % of the model, works {:.3f} ms a step", c.name, 100 * c.share, 1e3 * c.seconds_s));
    }
  }
  for (const model::DeviceNeed& d : p.memory.devices) {
    const model::NeededOf gib = model::told_apart(d.needed_bytes, d.available_bytes, model::kGib);
    add(fmt::format("{}: {} of {} GiB", d.name, gib.needed, gib.available));
  }
  return out;
}

std::string load_line(const predict::Prediction& p) {
  if (p.load.bound_by.empty()) {
    return "";
  }
  const std::string time = catalog::significant(p.load.seconds_s);
  return p.load.bound_by == "link"
             ? fmt::format(
                   "  load      {} s at least from the host's memory; longer from a drive (--storage)\n",
                   time)
             : fmt::format("  load      {} s at least from the drive\n", time);
}

std::string basis_lines(const predict::Prediction& p, const predict::Request& request) {
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

/// What a part of the step is spent on.
std::string_view part_words(const predict::Prediction& p, std::string_view part) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"kv", "reading the KV cache"},
      {"state", "reading recurrent state"},
      {"link", "the link between the devices"},
      {"host", "what is on the host"},
      {"fixed", "scheduling and sampling"},
      {"logits", "choosing a token"},
      {"eager", "the host, which launches more slowly than the device works"},
      {"drafting", "drafting"}};
  if (part == "weights") {
    return p.bound_by == "compute" ? "multiplying with the weights" : "reading the weights";
  }
  if (part == "launch") return p.step.how.cpu ? "synchronizing threads" : "launching kernels";
  const auto* const found =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const auto& w) { return w.first == part; });
  return found != std::end(kWords) ? found->second : part;
}

/// Whether a part is of what bound_by names.
bool is_of_bound(const predict::Prediction& p, std::string_view part) {
  if (model::is_one_of(part, {"weights", "link", "host"})) {
    return part == (p.bound_by == "compute" ? "weights" : p.bound_by);
  }
  return p.bound_by == (model::is_one_of(part, {"kv", "state"}) ? "kv" : "launch");
}

/// What limits a step, in words; where no part of it is the longest and two fifths of the step, the longest ones.
std::string limit_text(const predict::Prediction& p) {
  constexpr double kRules = 0.4, kMost = 0.75;  // of the step: one that limits it, and those that are named
  if (p.bound_by == "power") return "the power limit";
  std::vector<predict::StepPart> parts(p.parts.begin(), p.parts.end());
  std::stable_sort(
      parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.seconds_s > b.seconds_s; });
  const std::string longest(part_words(p, parts.front().name));
  if (parts.front().seconds_s < kRules * p.step_s || !is_of_bound(p, parts.front().name)) {
    std::string several;
    double seconds = 0;
    for (const predict::StepPart& part : parts) {
      if (seconds < kMost * p.step_s) {
        several += fmt::format("{}{} ({:.0f} %)",
                               several.empty() ? "" : ", ",
                               part_words(p, part.name),
                               100 * part.seconds_s / p.step_s);
        seconds += part.seconds_s;
      }
    }
    return "several parts: " + several;
  }
  if (p.bound_by == "weights" || p.bound_by == "kv") {
    return "memory bandwidth (" + std::string(part_words(p, p.bound_by)) + ")";
  }
  return p.bound_by == "compute" ? "arithmetic (unpacking the weights and multiplying with them)" : longest;
}

std::string times(std::pair<double, double> ends, double factor) {
  return range_text({ends.first * factor, ends.second * factor});
}

/// The rate of all streams first, where there are several; with its interval.
std::string rate_sentence(const predict::Prediction& p, double level) {
  const double streams = predict::streams_in_flight(p);
  const std::string known = p.decode.known(level) ? "" : ", not known well enough";
  const std::string interval =
      fmt::format("({:.3g} %: {}{})", 100 * level, times(p.decode.published(level), streams), known);
  if (p.scenario.concurrency > 1) {
    const bool all = streams >= p.scenario.concurrency;
    return fmt::format("{} tok/s together {}, {} each of {}",
                       catalog::significant(predict::aggregate_tps(p)),
                       interval,
                       catalog::significant(p.decode.tps()),
                       all ? fmt::format("{:.0f} streams", p.scenario.concurrency)
                           : fmt::format("the {:.0f} of {:.0f} streams that run at once",
                                         std::floor(streams),
                                         p.scenario.concurrency));
  }
  return fmt::format("{} tok/s decode {}", catalog::significant(p.decode.tps()), interval);
}

/// What a measured run is compared with.
std::string bounds_line(const predict::Prediction& p, double level) {
  const double streams = p.scenario.concurrency > 1 ? predict::streams_in_flight(p) : 1;
  return fmt::format("  a correct run shows {}; the ceiling is {}\n",
                     times(p.decode.correct(level), streams),
                     catalog::significant(p.ceiling_tps * streams));
}

std::string set_up_text(const predict::Prediction& p) {
  const model::Scenario& s = p.scenario;
  return fmt::format("{}, {} {}, {} on {}", machine(s), s.model->slug, s.quant, s.engine, s.backend);
}

bool is_asked(const predict::CostQuestion& q) {
  const double numbers[] = {q.idle_power_w,
                            q.host_power_w,
                            q.psu_efficiency,
                            q.price_usd,
                            q.host_price_usd,
                            q.usd_per_kwh,
                            q.rent_usd_per_h,
                            q.hours_per_day,
                            q.idle_hours_per_day,
                            q.amortize_years,
                            q.rented_usd_per_h};
  return !q.rented_device.empty() || !q.prices_usd.empty() ||
         std::any_of(std::begin(numbers), std::end(numbers), [](double x) { return !std::isnan(x); });
}

bool is_of_cost(std::string_view name) {
  return model::is_one_of(name,
                          "idle_power_w|host_power_w|psu_efficiency|price_usd|host_price_usd|usd_per_kwh|"
                          "hours_per_day|idle_hours_per_day|amortize_years|rented_usd_per_h");
}

/// "--n-depth 0 (8192: 121 tok/s)"
std::string told_text(const catalog::Assumption& a, const predict::ToldAssumption& told) {
  const bool host = a.name == "host_launch_speed";
  const bool unnamed = host || (a.name == "link" && assumed_value(a) == catalog::link_text(""));
  return fmt::format("{} {} ({}: {})",
                     host ? "--host" : option_of(a.name),
                     unnamed ? "not stated" : assumed_value(a),
                     told.other,
                     told.fits ? catalog::significant(told.other_tps) + " tok/s" : "does not fit");
}

/// Each default once: of a name that is listed twice the later one, which was used.
std::vector<catalog::Assumption> last_of_each(const std::vector<catalog::Assumption>& assumed) {
  std::vector<catalog::Assumption> out;
  for (const catalog::Assumption& a : assumed) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const auto& b) { return b.name == a.name; });
    same == out.end() ? out.push_back(a) : void(*same = a);
  }
  return out;
}

std::string assumed_lines(const predict::Prediction& p,
                          const predict::Request& request,
                          const predict::AnswerOptions& options,
                          const std::vector<predict::ToldAssumption>& told,
                          bool verbose) {
  const bool cost = is_asked(options.cost);
  std::vector<std::string> read, first, others;
  const std::vector<catalog::Assumption> all = last_of_each(request.assumed);
  std::size_t left_out = 0;
  for (const predict::ToldAssumption& t : told) {
    const auto a = std::find_if(all.begin(), all.end(), [&](const auto& b) { return b.name == t.name; });
    if (a != all.end()) {
      first.push_back(told_text(*a, t));
    }
  }
  for (const catalog::Assumption& a : all) {
    const bool is_told =
        std::any_of(told.begin(), told.end(), [&](const auto& t) { return t.name == a.name; });
    const std::string value = assumed_value(a);
    if (catalog::tells_reading(value) || value.starts_with(p.scenario.quant + ",")) {
      read.push_back(value);
    } else if (a.name == "quant" && value != p.scenario.quant) {
      read.push_back(fmt::format("{} is counted as {}", p.scenario.quant, value));
    } else if (!is_told && (verbose || (cost && is_of_cost(a.name)))) {
      others.push_back(fmt::format("{}={}", a.name, value));
    } else if (!is_told) {
      ++left_out;
    }
  }
  std::string out;
  if (!read.empty()) {
    out += fmt::format("  read      {}\n", fmt::join(read, "; "));
  }
  first.insert(first.end(), others.begin(), others.end());
  if (left_out > 0) {
    first.push_back(first.empty() ? "nothing that changes the rate by more than 2 % (--verbose: all)"
                                  : fmt::format("{} more (--verbose)", left_out));
  }
  return out + (first.empty() ? "" : fmt::format("  assumed   {}\n", fmt::join(first, ", ")));
}

/// "faster    --concurrency 128: 7250 tok/s together, --quant FP8: 7850"
std::string levers_line(const predict::Prediction& p, const std::vector<predict::Lever>& levers) {
  std::vector<std::string> parts;
  parts.reserve(levers.size());
  for (const predict::Lever& lever : levers) {
    parts.push_back(fmt::format("{}: {}", lever.change, catalog::significant(lever.tps)));
  }
  return parts.empty() ? ""
                       : fmt::format("  faster    {} tok/s{}\n",
                                     fmt::join(parts, ", "),
                                     p.scenario.concurrency > 1 ? " together" : "");
}

}  // namespace

std::string prediction_line(const predict::Prediction& p,
                            const predict::AnswerOptions& options,
                            const whatif::Service* service) {
  const model::Scenario& s = p.scenario;
  return fmt::format("{:<18} {} {} {}  {}\n",
                     machine(s),
                     s.model->slug,
                     s.quant,
                     s.engine,
                     service != nullptr ? service_sentence(*service)
                                        : rate_sentence(p, options.level) + "  " + limit_text(p));
}

std::string prediction_text(const predict::Prediction& p,
                            const predict::Request& request,
                            const predict::Economics& economics,
                            const predict::AnswerOptions& options,
                            const std::vector<predict::ToldAssumption>& told,
                            const std::vector<predict::Lever>& levers,
                            PredictionStyle style,
                            const whatif::Service* service) {
  const auto headline = [&](const std::string& text) {
    return coloured(text, style.colour ? Colour::bold : Colour::none) + "\n";
  };
  const std::string answer = fmt::format("{}; limited by {}", rate_sentence(p, options.level), limit_text(p));
  std::string out;
  if (service != nullptr) {
    out = headline(service_sentence(*service)) + service_lines(*service, options.level) +
          "\nA step without prompts: ";
  }
  out += headline(answer);
  out += bounds_line(p, options.level) + "  " + set_up_text(p) + "\n\n";
  out += indented(plain(terms(p, request), style.colour)) + "\n";
  if (p.prefill) {
    out += fmt::format(
        "  prefill   {} tok/s ({}); first token after {} s{}\n",
        catalog::significant(p.prefill->tps()),
        published_range(*p.prefill, options.level),
        catalog::significant(p.ttft_s),
        p.scenario.concurrency > p.scenario.replicas ? ", the mean of streams that ask at once" : "");
  } else if (p.scenario.n_prompt > 0) {
    out += "  prefill   not predicted where weights lie beyond the memory\n";
  }
  out += memory_line(p.memory, assumed_memory(request.assumed)) + card_lines(p) + load_line(p);
  out += economics_lines(economics);
  out += service == nullptr ? levers_line(p, levers) : "";  // which are of the step, not of the requests
  return out + basis_lines(p, request) + assumed_lines(p, request, options, told, style.verbose);
}

Table prediction_table(const predict::Prediction& p,
                       const predict::Request& request,
                       const predict::AnswerOptions& options,
                       const whatif::Service* service) {
  const model::Scenario& s = p.scenario;
  Table out{.header = {"tokroof predict", ""}, .columns = {Column::left, Column::left}};
  const auto add = [&](const char* what, std::string value) { out.rows.push_back({what, std::move(value)}); };
  add("set-up", set_up_text(p) + " of " + request.run.engine_date);
  if (s.n_devices > 1) {
    add("devices",
        fmt::format(
            "{} split over {}", model::split_name(s.split), catalog::link_text(request.run.interconnect)));
  }
  add("workload",
      fmt::format("{:.0f} tokens in the cache, {:.0f} generated, prompt of {:.0f}, KV cache {}",
                  s.depth,
                  s.n_gen,
                  s.n_prompt,
                  s.kv_type));
  if (service != nullptr) {
    add("traffic", service_sentence(*service));
  }
  add("rate", rate_sentence(p, options.level));
  add("a correct run",
      times(p.decode.correct(options.level), s.concurrency > 1 ? predict::streams_in_flight(p) : 1) +
          " tok/s");
  add("limited by", limit_text(p));
  if (p.prefill) {
    add("first token", catalog::significant(p.ttft_s) + " s");
  }
  add("memory",
      fmt::format("{:.1f} GiB", p.memory.needed_bytes() / model::kGib) +
          (std::isfinite(p.memory.available_bytes)
               ? fmt::format(" of {:.1f} GiB", p.memory.available_bytes / model::kGib)
               : ""));
  return out;
}

std::string readings_line(std::span<const catalog::Assumption> assumed) {
  std::vector<std::string> read;
  for (const catalog::Assumption& a : assumed) {
    const std::string value = assumed_value(a);
    if (catalog::tells_reading(value) && !model::holds(read, value)) {
      read.push_back(value);
    }
  }
  return read.empty() ? "" : fmt::format("read: {}\n", fmt::join(read, "; "));
}

std::string assumed_memory(std::span<const catalog::Assumption> assumed) {
  for (const catalog::Assumption& a : assumed) {
    if (a.name == "memory_gib") {
      return fmt::format(" of {} GB, the most that it is sold with (--host-memory-gib)", assumed_value(a));
    }
  }
  return "";
}

std::string assumed_value(const catalog::Assumption& a) {
  const double* number = std::get_if<double>(&a.value);
  return number != nullptr ? fmt::format("{:.5g}", *number) : std::get<std::string>(a.value);
}

std::string option_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

}  // namespace tokroof::answers
