#include "tests/laws/laws.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/link_rates.hpp"
#include "catalog/names.hpp"
#include "catalog/resolve.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "predict/link_choice.hpp"
#include "tests/words.hpp"
#include "tests/worse_link.hpp"
#include "whatif/placement/engine_placement.hpp"

namespace tokroof::laws {
namespace {

using Verdict = std::optional<Broken>;
using Varied = std::optional<Question>;

constexpr double kRounding = 1e-9;  // of figures that are sums of doubles

bool at_most(double a, double b) { return a <= b * (1 + kRounding); }  // false for NaN
bool equal(double a, double b) { return at_most(a, b) && at_most(b, a); }
/// Of figures that may be negative or 0.
bool close(double a, double b, double scale) { return std::fabs(a - b) <= kRounding * scale; }

Verdict unless(bool holds, double size, std::string figures) {
  return holds ? Verdict() : Broken{std::move(figures), std::isfinite(size) ? std::fabs(size) : 1e300};
}
/// How far a ratio is from 1.
double off(double a, double b) { return std::log(a / b); }

// ---- what a law applies to

bool always(const Case& /*c*/) { return true; }
bool has_prefill(const Case& c) { return c.answer["prefill"].is_object(); }
bool drafts(const Case& c) { return c.scenario("speculative") != "none"; }
bool several_devices(const Case& c) { return c.scenario_number("n_devices") > 1; }
bool on_a_cpu(const Case& c) { return c.scenario("placement") == "cpu"; }
bool one_kind(const Case& c) {
  return c.question.options["device"].get<std::string>().find('+') == std::string::npos;
}
bool own_device(const Case& c) { return !c.question.own.is_null(); }
bool own_alone(const Case& c) { return own_device(c) && one_kind(c); }
bool linked(const Case& c) { return several_devices(c) && !c.scenario("link").empty(); }
/// Part of the model is elsewhere: on the host, read over the link or from a drive.
bool part_is_elsewhere(const Case& c) {
  const json& memory = c.answer["memory"];
  return c.scenario("placement") != "gpu" || memory.contains("spilled_bytes") ||
         memory.contains("stored_bytes");
}
/// No placement was stated and the devices do not hold the model whole: the fastest that fits was taken.
bool was_placed(const Case& c) { return c.answered() && c.answer["assumed"].contains("placement"); }
/// One of the two keeps all on its devices without a choice, even where the host is the faster.
bool one_was_placed(const Case& a, const Case& b) { return was_placed(a) != was_placed(b); }
bool has_host(const Case& c) { return c.question.states("host"); }
bool layers_in_turn(const Case& c) {
  const std::string split = c.scenario("split");
  return several_devices(c) && (split == "layer" || split == "pipeline" || split == "rpc");
}
bool one_stream(const Case& c) { return c.scenario_number("concurrency") == 1; }
bool ranks(const Case& c) {
  // A ranking is of machines: how one of them is split or linked is its own affair. It leaves out what no engine of that
  // name can read, which a prediction answers with a note.
  for (const json& note : c.answer["basis"]["notes"]) {
    if (note.get<std::string>().find("predicted as if") != std::string::npos) {
      return false;
    }
  }
  // It places a model where a host is stated, not where a system brings one along.
  return !c.question.states("n_devices") && !c.question.states("split") && !c.question.states("link") &&
         !c.question.states("tensor_split") && (!was_placed(c) || has_host(c));
}
/// Experts on the host are those of the first layers, and so the first card's. Where tokroof chose to put them there, it may
/// leave some on the last card of another order, or choose something else.
bool counts_places(const Case& c) {
  return c.scenario("placement").starts_with(was_placed(c) ? "expert" : "expert-layers-gpu=");
}
bool set_of_cards(const Case& c) {
  return !one_kind(c) && !c.question.states("tensor_split") && !counts_places(c);
}

// ---- figures

double tps(const Case& c) { return c.number("/decode/tps"); }
double aggregate(const Case& c) { return c.number("/decode/aggregate_tps"); }
double running(const Case& c) { return aggregate(c) / tps(c); }
double step_s(const Case& c) { return c.number("/step/seconds_s"); }
double part_s(const Case& c, std::string_view name) {
  for (const json& part : c.answer["step"]["parts"]) {
    if (part["name"] == name) {
      return part["seconds_s"].is_number() ? part["seconds_s"].get<double>() : model::kUnknown;
    }
  }
  return model::kUnknown;
}
/// A number of the chain that `explain` shows; unknown: not in it.
double explained(const Case& explanation, std::string_view symbol) {
  for (const json& step : explanation.answer["steps"]) {
    if (step["symbol"] == symbol && step["value"].is_number()) {
      return step["value"].get<double>();
    }
  }
  return model::kUnknown;
}

/// The devices that an answer is for, each kind once.
std::vector<const model::Device*> devices_of(const Case& c) {
  std::vector<const model::Device*> out;
  const catalog::Catalog& catalog = c.door->catalog(c.question);
  const std::string name = c.scenario("device");
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t end = std::min(rest.find('+'), rest.size());
    if (const model::Device* d = catalog.find_device(rest.substr(0, end))) {
      out.push_back(d);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

// ---- what one answer must be

Verdict parts_not_negative(const Case& c, const Case& /*same*/) {
  for (const json& part : c.answer["step"]["parts"]) {
    const double s = part["seconds_s"].is_number() ? part["seconds_s"].get<double>() : model::kUnknown;
    if (part["name"] == "effects" ? !std::isfinite(s) : !(s >= 0 && std::isfinite(s))) {
      return Broken{
          fmt::format("{} {:.4g} s of a step of {:.4g} s", part["name"].get<std::string>(), s, step_s(c)),
          std::isfinite(s) ? std::fabs(s / step_s(c)) : 1e300};
    }
  }
  return {};
}

Verdict parts_add_up(const Case& c, const Case& /*same*/) {
  double sum = 0, scale = 0;
  for (const json& part : c.answer["step"]["parts"]) {
    sum += part_s(c, part["name"].get<std::string>());
    scale += std::fabs(part_s(c, part["name"].get<std::string>()));
  }
  return unless(
      close(sum, step_s(c), scale), sum - step_s(c), fmt::format("sum {} s, step {} s", sum, step_s(c)));
}

Verdict no_part_beyond(const Case& c, const Case& /*same*/) {
  for (const json& part : c.answer["step"]["parts"]) {
    const double s = part_s(c, part["name"].get<std::string>());
    if (!at_most(s, step_s(c))) {
      return Broken{fmt::format("{} {:.4g} s of {:.4g} s (effects {:.4g} s)",
                                part["name"].get<std::string>(),
                                s,
                                step_s(c),
                                part_s(c, "effects")),
                    off(s, step_s(c))};
    }
  }
  return {};
}

Verdict rate_is_tokens_by_step(const Case& c, const Case& explanation) {
  const double tokens = explained(explanation, "tokens"), rate = tokens / step_s(c);
  return unless(equal(rate, tps(c)),
                off(rate, tps(c)),
                fmt::format("{} tokens by {} s, but {} tok/s", tokens, step_s(c), tps(c)));
}

Verdict below_the_ceiling(const Case& c, const Case& /*same*/) {
  const double ceiling = c.number("/decode/ceiling_tps");
  return unless(tps(c) > 0 && at_most(tps(c), ceiling),
                off(tps(c), ceiling),
                fmt::format("{:.4g} tok/s, ceiling {:.4g}", tps(c), ceiling));
}

Verdict in_order(std::initializer_list<double> rising, const char* what) {
  const std::vector<double> v(rising);
  for (std::size_t i = 0; i + 1 < v.size(); ++i) {
    if (!(at_most(v[i], v[i + 1]) && std::isfinite(v[i + 1]))) {
      return Broken{fmt::format("{}: {:.4g}", what, fmt::join(v, " <= ")), std::fabs(off(v[i], v[i + 1]))};
    }
  }
  return unless(v.front() > 0, 1e300, fmt::format("{}: {:.4g}", what, fmt::join(v, " <= ")));
}

Verdict interval_is_sane(const Case& c, const Case& /*same*/) {
  return in_order({c.number("/decode/low_tps"), tps(c), c.number("/decode/high_tps")}, "low, point, high");
}
Verdict interval_below_ceiling(const Case& c, const Case& /*same*/) {
  return in_order({c.number("/decode/high_tps"), c.number("/decode/ceiling_tps")}, "high, ceiling");
}
Verdict correct_is_sane(const Case& c, const Case& /*same*/) {
  return in_order({c.number("/decode/correct_low_tps"), tps(c), c.number("/decode/correct_high_tps")},
                  "low, point, high of a correct run");
}
Verdict correct_below_ceiling(const Case& c, const Case& /*same*/) {
  return in_order({c.number("/decode/correct_high_tps"), c.number("/decode/ceiling_tps")},
                  "high of a correct run, ceiling");
}
Verdict prefill_is_sane(const Case& c, const Case& /*same*/) {
  return in_order({c.number("/prefill/low_tps"), c.number("/prefill/tps"), c.number("/prefill/high_tps")},
                  "low, point, high of the prompt's rate");
}

/// Weights that every prompt token is multiplied with: neither embeddings nor the output head, which sees the last one.
double multiplied_weights(const model::Architecture& m) {
  const double active = m.computed_active_parameters > 0
                            ? std::fmin(m.computed_active_parameters, m.active_parameters)
                            : m.active_parameters;
  return std::fmax(active - 2 * m.vocab * m.d_model, 0.25 * active);
}

/// Tokens a second of a prompt at the highest peak of the devices for weights of this type: what has 16 bits is multiplied
/// so; else 8-bit rates are twice those where the entry does not say, and 4-bit floats twice that.
double arithmetic_peak_tps(const Case& c) {
  const model::Architecture* model = c.door->catalog(c.question).find_model(c.scenario("model"));
  const std::string file_type =
      model::file_type_of(model->slug, c.scenario("quant"));  // gpt-oss is MXFP4 as "F16"
  const std::string_view type = model::storage_class(file_type);
  const bool sixteen = type == "f16" || type == "bf16", four = type == "mxfp4" || type == "nvfp4";
  double flops = 0;
  for (const model::Device* d : devices_of(c)) {
    // Apple publishes no rate of the matrix units that its GPUs have from M5 on.
    const double lanes = d->generation.starts_with("Apple M5") ? 4 * d->fp32_flops : d->fp32_flops;
    const double wide = std::fmax(d->fp16_flops, lanes), integers = std::fmax(d->int8_ops, d->fp8_flops);
    const bool products_of_eight =
        d->generation == "Pascal";  // of weights that were rounded: no 16-bit units
    const double eight = std::fmax(2 * wide, integers);
    flops = std::fmax(flops, sixteen && !products_of_eight ? wide : four ? 2 * eight : eight);
  }
  return flops * c.scenario_number("n_devices") / (2 * multiplied_weights(*model));
}

bool prefill_on_devices(const Case& c) { return has_prefill(c) && !on_a_cpu(c); }

Verdict prompt_below_the_peak(const Case& c, const Case& /*same*/) {
  const double peak = arithmetic_peak_tps(c), rate = c.number("/prefill/tps");
  return unless(
      at_most(rate, peak), off(rate, peak), fmt::format("{:.4g} tok/s of a prompt, peak {:.4g}", rate, peak));
}
Verdict prompt_interval_below_the_peak(const Case& c, const Case& /*same*/) {
  const double peak = arithmetic_peak_tps(c), rate = c.number("/prefill/high_tps");
  return unless(at_most(rate, peak),
                off(rate, peak),
                fmt::format("up to {:.4g} tok/s of a prompt, peak {:.4g}", rate, peak));
}

Verdict first_token_after_prompt(const Case& c, const Case& /*same*/) {
  const double least = c.scenario_number("n_prompt") / c.number("/prefill/tps");
  const double ttft = c.number("/prefill/ttft_s");
  return unless(ttft > 0 && at_most(least, ttft),
                off(least, ttft),
                fmt::format("first token after {:.4g} s; the prompt takes {:.4g} s", ttft, least));
}

/// Fewer streams run than are asked for only where the answer says so.
Verdict aggregate_is_of_running_streams(const Case& c, const Case& /*same*/) {
  const double asked = c.scenario_number("concurrency");
  bool some_wait = false;
  for (const json& note : c.answer["basis"]["notes"]) {
    some_wait =
        some_wait || note.get<std::string>().find("streams at once; the others wait") != std::string::npos;
  }
  const bool holds = some_wait ? running(c) > 0 && running(c) < asked : equal(running(c), asked);
  return unless(holds,
                off(running(c), asked),
                fmt::format("{:.6g} tok/s together, {:.6g} each, {} streams", aggregate(c), tps(c), asked));
}

Verdict memory_adds_up(const Case& c, const Case& /*same*/) {
  const double sum =
      c.number("/memory/by/weights") + c.number("/memory/by/kv") + c.number("/memory/by/overhead");
  return unless(
      sum == c.number("/memory/needed_bytes"),
      off(sum, c.number("/memory/needed_bytes")),
      fmt::format(
          "{} + ... = {}, needed {}", c.number("/memory/by/weights"), sum, c.number("/memory/needed_bytes")));
}

Verdict what_is_answered_fits(const Case& c, const Case& /*same*/) {
  const json& m = c.answer["memory"];
  const double beyond = m.value("spilled_bytes", 0.0) + m.value("stored_bytes", 0.0);
  // Several unequal cards each have their own; their sum says less.
  const double needed = c.number("/memory/needed_bytes"), available = c.number("/memory/available_bytes");
  const bool room =
      on_a_cpu(c) || std::isnan(available) || needed <= available + beyond + std::fmax(1, 1e-12 * needed);
  return unless(
      m["fits"] == (beyond == 0) && room,
      off(needed, available),
      fmt::format(
          "fits {}, {} bytes needed, {} there, {} elsewhere", m["fits"].dump(), needed, available, beyond));
}

Verdict draw_within_limit(const Case& c, const Case& /*same*/) {
  const double watts = c.number("/energy/power_w"), limit = c.number("/energy/power_limit_w");
  if (std::isnan(watts) || std::isnan(limit)) {
    return {};
  }
  const double each = c.scenario_number("power_limit_w");
  const double all = each * c.scenario_number("n_devices") * c.scenario_number("replicas");
  // Cards that differ have limits of their own.
  const bool holds =
      at_most(watts, limit) && (!one_kind(c) || std::isnan(each) || on_a_cpu(c) || at_most(limit, all));
  return unless(
      holds, off(watts, limit), fmt::format("{:.4g} W of {:.4g} W, {:.4g} W each", watts, limit, each));
}

Verdict waiting_draws_less(const Case& c, const Case& /*same*/) {
  const double idle = c.number("/energy/system_idle_power_w"), works = c.number("/energy/system_power_w");
  return unless(
      std::isnan(idle) || std::isnan(works) || c.question.states("idle_power_w") || at_most(idle, works),
      off(idle, works),
      fmt::format("{:.4g} W waiting, {:.4g} W at work", idle, works));
}

Verdict joules_are_watts_by_rate(const Case& c, const Case& /*same*/) {
  const double watts = c.number("/energy/power_w"), joules = c.number("/energy/joules_per_token");
  return unless(std::isnan(watts) || equal(joules * aggregate(c), watts),
                off(joules * aggregate(c), watts),
                fmt::format("{:.6g} J a token x {:.6g} tok/s, but {:.6g} W", joules, aggregate(c), watts));
}

Verdict system_joules_are_watts_by_rate(const Case& c, const Case& /*same*/) {
  const double watts = c.number("/energy/system_power_w"),
               joules = c.number("/energy/system_joules_per_token");
  const double by_watt = c.number("/energy/tps_per_w");
  return unless(
      std::isnan(watts) || (equal(joules * aggregate(c), watts) && equal(by_watt * watts, aggregate(c))),
      off(joules * aggregate(c), watts),
      fmt::format("{:.6g} J a token x {:.6g} tok/s, but {:.6g} W", joules, aggregate(c), watts));
}

Verdict cost_adds_up(const Case& c, const Case& /*same*/) {
  const double hour = c.number("/cost/usd_per_h");
  const double sum = c.number("/cost/rent_usd_per_h") >= 0
                         ? c.number("/cost/rent_usd_per_h")
                         : c.number("/cost/purchase_usd_per_h") + c.number("/cost/electricity_usd_per_h");
  return unless(std::isnan(hour) || equal(sum, hour),
                off(sum, hour),
                fmt::format("{} USD an hour, but parts of {}", hour, sum));
}

Verdict million_tokens_cost_their_hours(const Case& c, const Case& /*same*/) {
  const double hour = c.number("/cost/usd_per_h"), million = c.number("/cost/usd_per_million_tokens");
  const double hours = 1e6 / aggregate(c) / 3600;
  return unless(std::isnan(hour) || equal(million, hour * hours) || hour == 0,
                off(million, hour * hours),
                fmt::format("{:.6g} USD a million tokens, but {:.6g} h at {:.6g} USD", million, hours, hour));
}

Verdict bound_by_a_part(const Case& c, const Case& /*same*/) {
  const std::string bound = c.answer["step"]["bound_by"];
  const bool of_weights = bound == "compute" || bound == "power";
  const double s = bound == "launch" ? part_s(c, "launch") + part_s(c, "fixed") + part_s(c, "logits") +
                                           part_s(c, "eager") + part_s(c, "drafting")
                   : bound == "kv" ? part_s(c, "kv") + part_s(c, "state")
                                   : part_s(c, of_weights ? "weights" : bound);
  return unless(s > 0, 1, fmt::format("bound by {}, which takes {} s", bound, s));
}

// ---- what two answers to one thing must be

Varied the_same(const Case& c, Dice& /*dice*/) { return c.question; }

Verdict same_bytes(const Case& c, const Case& again) {
  return unless(c.answer.dump() == again.answer.dump(), 1, "the answers differ");
}

Verdict same_decode(const Case& a, const Case& b) {
  return unless(
      equal(tps(a), tps(b)) && (!has_prefill(a) || equal(a.number("/prefill/tps"), b.number("/prefill/tps"))),
      off(tps(a), tps(b)),
      fmt::format("{:.8g} and {:.8g} tok/s; prompt {:.8g} and {:.8g}",
                  tps(a),
                  tps(b),
                  a.number("/prefill/tps"),
                  b.number("/prefill/tps")));
}

Verdict same_in_other_order(const Case& a, const Case& b) {
  return counts_places(b) ? Verdict{} : same_decode(a, b);
}

/// Defaults as they were listed.
Varied assumptions_stated(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  for (const std::string& key :
       test::words("backend|engine|kv_type|n_depth|n_prompt|n_ubatch|n_gen|concurrency|engine_date|"
                   "split|link|network|machine_devices|replicas|quant")) {
    const json& assumed = c.answer["assumed"];
    if (assumed.contains(key) && !q.states(key.c_str())) {
      q.options[key] = assumed.at(key);
    }
  }
  // A class of links without a catalog entry is no option's value.
  if (!c.question.states("link") && q.states("link") && c.scenario("link").empty()) {
    q.options.erase("link");
  }
  return q;
}

Verdict explanation_agrees(const Case& c, const Case& explanation) {
  const double step = explained(explanation, "step"), rate = explained(explanation, "rate");
  const double ceiling = explained(explanation, "ceiling"), low = explained(explanation, "low");
  return unless(equal(step, step_s(c)) && equal(rate, tps(c)) &&
                    equal(ceiling, c.number("/decode/ceiling_tps")) &&
                    equal(low, c.number("/decode/low_tps")),
                off(rate, tps(c)),
                fmt::format("explain: step {} s, {} tok/s of {}, low {}; predict: {} s, {} of {}, {}",
                            step,
                            rate,
                            ceiling,
                            low,
                            step_s(c),
                            tps(c),
                            c.number("/decode/ceiling_tps"),
                            c.number("/decode/low_tps")));
}

/// What the link takes is what its exchanges and boundaries take.
Verdict link_parts_add_up(const Case& /*c*/, const Case& explanation) {
  const auto part = [&](const char* symbol) { return model::known_or(explained(explanation, symbol), 0.0); };
  const double sum =
      part("K_ar") * part("t_ar") + 2 * part("L_e") * part("t_ex") + part("t_b") + part("t_spill");
  const double link = part("t_link");
  return unless(equal(sum, link), off(sum, link), fmt::format("parts {} s, link {} s", sum, link));
}

/// Texts of lists and ranges mean several values in a sweep, whose rows keep to what is stated.
bool one_row(const Case& c) {
  if (was_placed(c)) {
    return false;
  }
  for (const char* key : {"link", "tensor_split", "override_tensor"}) {
    if (c.question.states(key) && c.question.options[key].get<std::string>().find(',') != std::string::npos) {
      return false;
    }
  }
  return true;
}

Verdict row_agrees(const Case& c, const json& row) {
  const auto value = [&](const char* key) {
    return row.value(key, json()).is_number() ? row[key].get<double>() : model::kUnknown;
  };
  const double rate = value("tps"), low = value("low_tps"), high = value("high_tps"),
               all = value("aggregate_tps");
  return unless(equal(rate, tps(c)) && equal(low, c.number("/decode/low_tps")) &&
                    equal(high, c.number("/decode/high_tps")) && equal(all, aggregate(c)),
                off(rate, tps(c)),
                fmt::format("row: {} tok/s ({}-{}), {} together; predict: {} ({}-{}), {}",
                            rate,
                            low,
                            high,
                            all,
                            tps(c),
                            c.number("/decode/low_tps"),
                            c.number("/decode/high_tps"),
                            aggregate(c)));
}

Verdict sweep_agrees(const Case& c, const Case& sweep) { return row_agrees(c, sweep.answer["rows"][0]); }

Varied as_candidate(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  q.options["devices"] = json::array({q.options["device"]});
  q.options.erase("device");
  return q;
}

Verdict rank_agrees(const Case& c, const Case& ranking) {
  const json& rows = ranking.answer["rows"];
  if (rows.empty()) {
    return Broken{"not ranked: " + ranking.answer["excluded"].dump(), 1};
  }
  return row_agrees(c, rows[0]);
}

/// The question with as much of something as capacity says fits, and `more`.
template <int more>
Varied at_capacity(const Case& c, const char* option, const char* answer, double most) {
  const Case capacity{c.question, c.door->answer("capacity", c.question), c.door};
  const double fits = capacity.number(answer);
  if (!(fits > 0) || fits >= most) {
    return {};
  }
  Question q = c.question;
  q.options[option] = fits + more;
  return q;
}
constexpr double kMostStreamsTried = 65536;  // where capacity stops counting
/// A capacity looks at hundreds of questions: a few of those drawn are enough.
constexpr double kCapacityShare = 0.08;
template <int more>
Varied streams_at_capacity(const Case& c, Dice& dice) {
  if (!dice.chance(kCapacityShare)) {
    return {};
  }
  return at_capacity<more>(c, "concurrency", "/asked/most_streams", kMostStreamsTried);
}
template <int more>
Varied depth_at_capacity(const Case& c, Dice& dice) {
  if (!dice.chance(kCapacityShare)) {
    return {};
  }
  const model::Architecture* model = c.door->catalog(c.question).find_model(c.scenario("model"));
  const double context =
      model->max_context > 0 ? model->max_context : 1048576;  // where capacity stops counting
  return at_capacity<more>(
      c, "n_depth", "/asked/most_depth", more > 0 ? context - c.scenario_number("n_gen") : 1e12);
}

/// Whether all streams that are asked for run at once: engines with paged caches let the others wait.
/// Closer than kRounding: of a million streams one that waits is no more than that.
bool all_run(const Case& c) {
  constexpr double kDivided = 1e-12;
  return c.answered() && running(c) >= c.scenario_number("concurrency") * (1 - kDivided);
}

Verdict fits(const Case& /*c*/, const Case& full) {
  return unless(all_run(full),
                1,
                full.answered() ? fmt::format("{:.6g} run at once", running(full))
                                : full.answer["error"]["message"].get<std::string>());
}
Verdict is_too_much(const Case& /*c*/, const Case& full) {
  return unless(!all_run(full) || was_placed(full), 1, "all run at once");
}

// ---- which of two is not the slower

/// `better` decodes and reads prompts at least as fast as `worse`. A paged cache admits as many streams as fit, so the
/// one with more room may run more of them, each slower: then all of them together count. Placements are chosen by their
/// decode rate alone.
Verdict not_slower(const Case& better, const Case& worse) {
  if (one_was_placed(better, worse)) {
    return {};
  }
  const bool each = equal(running(better), running(worse));
  const double fast = each ? tps(better) : aggregate(better), slow = each ? tps(worse) : aggregate(worse);
  if (!at_most(slow, fast)) {
    return Broken{fmt::format("{} {:.6g} tok/s, should be at least {:.6g} (streams at once {:.4g}, {:.4g})",
                              each ? "each" : "all",
                              fast,
                              slow,
                              running(better),
                              running(worse)),
                  off(slow, fast)};
  }
  const double prompt = better.number("/prefill/tps"), worse_prompt = worse.number("/prefill/tps");
  return unless(
      was_placed(better) || std::isnan(prompt) || std::isnan(worse_prompt) || at_most(worse_prompt, prompt),
      off(worse_prompt, prompt),
      fmt::format("prompt {:.6g} tok/s, should be at least {:.6g}", prompt, worse_prompt));
}
Verdict varied_not_slower(const Case& c, const Case& varied) { return not_slower(varied, c); }
Verdict varied_not_faster(const Case& c, const Case& varied) { return not_slower(c, varied); }

/// A key of the own device's entry times a factor.
struct OwnFigure {
  const char* key;
  double model::Device::*quantity;
  double unit;
};
constexpr OwnFigure kBandwidth{"bandwidth_gb_per_s", &model::Device::bandwidth_bytes_per_s, 1e9};
constexpr OwnFigure kMemory{"memory_gib", &model::Device::memory_gib, 1};
constexpr OwnFigure kFp16{"fp16_tflops", &model::Device::fp16_flops, 1e12};
constexpr OwnFigure kFp32{"fp32_tflops", &model::Device::fp32_flops, 1e12};
constexpr OwnFigure kFp8{"fp8_tflops", &model::Device::fp8_flops, 1e12};
constexpr OwnFigure kInt8{"int8_tops", &model::Device::int8_ops, 1e12};
constexpr OwnFigure kTdp{"tdp_w", &model::Device::tdp_w, 1};

Varied own_times(const Case& c, double factor, std::initializer_list<OwnFigure> figures) {
  const model::Device* own = c.door->catalog(c.question).find_device(kOwnDevice);
  if (own == nullptr) {
    return {};
  }
  Question q = c.question;
  for (const OwnFigure& f : figures) {
    if (own->*f.quantity > 0) {
      q.own[f.key] = own->*f.quantity / f.unit * factor;
    }
  }
  return q.own == c.question.own ? Varied() : q;
}
Varied more_bandwidth(const Case& c, Dice& dice) { return own_times(c, dice.between(1.01, 4), {kBandwidth}); }
/// A set of cards has the host's costs of its fastest: not where another one becomes that.
Verdict not_slower_with_the_same_fastest(const Case& c, const Case& varied) {
  return varied.answered() && varied.scenario("device") != c.scenario("device")
             ? Verdict()
             : varied_not_slower(c, varied);
}
/// Which file people run depends on what their devices hold.
void keep_file(const Case& c, Question& q) {
  if (!q.states("quant") && c.answer["assumed"].contains("quant")) {
    q.options["quant"] = c.answer["assumed"]["quant"];
  }
}

/// With the same micro-batch: servers take longer chunks of a prompt on a large card, and stages overlap only chunks.
Varied more_memory(const Case& c, Dice& dice) {
  Varied varied = own_times(c, dice.between(1.01, 4), {kMemory});
  if (varied) {
    keep_file(c, *varied);
  }
  if (varied && c.answer["scenario"]["n_ubatch"].is_number()) {
    varied->options["n_ubatch"] = c.answer["scenario"]["n_ubatch"];
  }
  return varied;
}
Varied more_matrix_flops(const Case& c, Dice& dice) {
  return own_times(c, dice.between(1.01, 4), {kFp16, kFp8, kInt8});
}
Varied more_flops(const Case& c, Dice& dice) {
  return own_times(c, dice.between(1.01, 4), {kFp16, kFp32, kFp8, kInt8});
}
/// The specified limit: what a chip of the same rates may draw. A stated cap leaves it less: part of a higher one is drawn
/// whatever the clocks are.
Varied more_power(const Case& c, Dice& dice) {
  return c.question.states("power_limit_w") ? Varied() : own_times(c, dice.between(1.01, 4), {kTdp});
}

Varied higher_cap(const Case& c, Dice& dice) {
  if (!c.question.states("power_limit_w")) {
    return {};
  }
  Question q = c.question;
  q.options["power_limit_w"] = c.question.options["power_limit_w"].get<double>() * dice.between(1.01, 4);
  return q;
}
Varied a_cap(const Case& c, Dice& dice) {
  const double limit = c.scenario_number("power_limit_w");
  if (c.question.states("power_limit_w") || !(limit > 62)) {
    return {};
  }
  Question q = c.question;
  q.options["power_limit_w"] = std::floor(limit * (0.5 + dice.unit() / 2));
  return q;
}

Verdict cap_draws_no_more(const Case& c, const Case& capped) {
  const double watts = c.number("/energy/power_w"), then = capped.number("/energy/power_w");
  return unless(std::isnan(watts) || std::isnan(then) ||
                    c.answer["energy"]["power_is"] != capped.answer["energy"]["power_is"] ||
                    at_most(then, watts),
                off(then, watts),
                fmt::format("{:.5g} W, with a lower limit {:.5g} W", watts, then));
}

/// An option times a factor, where it has a value: a stated or an assumed one.
Varied option_times(
    const Case& c, const char* key, const char* scenario_key, double factor, double least_step = 1) {
  const double now = c.scenario_number(scenario_key);
  if (std::isnan(now)) {
    return {};
  }
  Question q = c.question;
  q.options[key] = std::ceil(std::fmax(now * factor, now + least_step));
  return q;
}
Varied deeper(const Case& c, Dice& dice) {
  return option_times(c, "n_depth", "n_depth", dice.between(1.01, 8));
}
Varied longer_answer(const Case& c, Dice& dice) {
  return option_times(c, "n_gen", "n_gen", dice.between(1.01, 8));
}
/// llama.cpp multiplies a prompt of fewer than 32 tokens where the weights are, on the host; of a longer one on the card,
/// which may well be faster. What is cached before the prompt stays: at one depth, a longer prompt attends to fewer cached
/// tokens, and a pipeline's stages share its own.
Varied longer_prompt(const Case& c, Dice& dice) {
  constexpr double kOnTheCardFrom = 32;
  const bool on_the_host = part_is_elsewhere(c) &&
                           catalog::engine_facts(catalog::Catalog::bundled(), c.scenario("engine")).ggml &&
                           c.scenario_number("n_prompt") < kOnTheCardFrom;
  if (on_the_host) {
    return {};
  }
  Varied longer = option_times(c, "n_prompt", "n_prompt", dice.between(1.01, 8));
  const double cached = c.scenario_number("n_depth") - c.scenario_number("n_prompt");
  if (longer && cached > 0) {
    longer->options["n_depth"] = longer->options["n_prompt"].get<double>() + cached;
  }
  return longer;
}
Varied more_streams(const Case& c, Dice& dice) {
  return option_times(c, "concurrency", "concurrency", dice.between(1.01, 8));
}

/// Not where fewer streams have room for the longer one: each of their steps is shorter.
Verdict first_token_not_earlier(const Case& c, const Case& longer) {
  if (longer.answered() && (running(longer) < running(c) || was_placed(c) || was_placed(longer))) {
    return {};  // a placement is chosen for the rate that decodes
  }
  const double before = c.number("/prefill/ttft_s"), after = longer.number("/prefill/ttft_s");
  return unless(
      std::isnan(before) || std::isnan(after) || at_most(before, after),
      off(before, after),
      fmt::format("first token after {:.6g} s, of the longer prompt after {:.6g} s", before, after));
}
Verdict more_streams_share(const Case& c, const Case& more) {
  if (!one_was_placed(c, more) && !at_most(tps(more), tps(c))) {
    return Broken{fmt::format("{} streams {:.6g} tok/s each, {} streams {:.6g}",
                              c.scenario_number("concurrency"),
                              tps(c),
                              more.scenario_number("concurrency"),
                              tps(more)),
                  off(tps(more), tps(c))};
  }
  return {};
}
/// Not where the caches of more streams leave the devices' memory, nor where fewer did and the host is the faster, nor where a processor
/// attends over one cache of all (Conditions::one_cache): measured there, too, the sum falls from some eight streams on.
Verdict aggregate_not_lower(const Case& c, const Case& more) {
  const auto elsewhere = [](const Case& of) {
    return std::fmax(of.number("/memory/spilled_bytes"), of.number("/memory/stored_bytes"));
  };
  const bool one_cache = c.scenario("backend") == "cpu" &&
                         (c.scenario("engine") != "llama.cpp" || c.scenario("engine_date") < "2025-07-20");
  return unless(was_placed(c) || was_placed(more) || elsewhere(more) > 0 || one_cache ||
                    at_most(aggregate(c), aggregate(more)),
                off(aggregate(c), aggregate(more)),
                fmt::format("{:.6g} tok/s together, then {:.6g} ({:.4g} and {:.4g} streams at once)",
                            aggregate(c),
                            aggregate(more),
                            running(c),
                            running(more)));
}
Varied more_replicas(const Case& c, Dice& dice) {
  return option_times(c, "replicas", "replicas", static_cast<double>(2 + dice.below(3)));
}

Varied larger_file(const Case& c, Dice& dice) {
  if (!c.question.states("size_gib")) {
    return {};
  }
  Question q = c.question;
  q.options["size_gib"] = c.question.options["size_gib"].get<double>() * dice.between(1.01, 3);
  return q;
}

/// Types of one family of kernels: the next has more bits. Other families unpack at other costs.
Varied wider_cache(const Case& c, Dice& /*dice*/) {
  const std::string now = c.scenario("kv_type");
  constexpr std::array<std::array<const char*, 2>, 4> kWider{
      {{"q4_0", "q8_0"}, {"f16", "f32"}, {"bf16", "f32"}, {"q4_1", "q8_0"}}};
  for (const auto& [narrow, wide] : kWider) {
    if (now == narrow) {
      Question q = c.question;
      q.options["kv_type"] = wide;
      return q;
    }
  }
  return {};
}

Varied more_channels(const Case& c, Dice& /*dice*/) {
  if (!c.question.states("host_channels")) {
    return {};
  }
  Question q = c.question;
  q.options["host_channels"] = c.question.options["host_channels"].get<double>() * 2;
  return q;
}
Varied faster_host_memory(const Case& c, Dice& dice) {
  if (!c.question.states("host_memory_mts")) {
    return {};
  }
  Question q = c.question;
  q.options["host_memory_mts"] =
      std::ceil(c.question.options["host_memory_mts"].get<double>() * dice.between(1.01, 2));
  return q;
}
/// Of what people offload to: a card that streams its memory and computes at least four times as fast as the host, at the
/// clocks of its power limit. A weaker one, or a model of few weights, loses more to its launches than it gains; reading a
/// long context may be the host's strength all the same.
bool worth_offloading(const Case& c, const model::Device* card) {
  const model::Device* host = c.door->catalog(c.question).find_device(c.scenario("host"));
  return host != nullptr && card != nullptr && one_stream(c) && c.scenario_number("n_depth") <= 1024 &&
         !c.question.states("host_channels") && !c.question.states("host_sockets") &&
         !c.question.states("power_limit_w") &&
         c.door->catalog(c.question).find_model(c.scenario("model"))->parameters > 3e9 &&
         card->bandwidth_bytes_per_s > 4 * host->bandwidth_bytes_per_s &&
         card->fp32_flops > 4 * host->fp32_flops;
}
bool beside_a_slower_host(const Case& c) {
  return one_kind(c) && !several_devices(c) && !c.question.states("spill") && !c.question.states("storage") &&
         !own_device(c) && worth_offloading(c, devices_of(c).front());
}
Varied a_layer_more(const Case& c, Dice& /*dice*/) {
  if (!c.question.states("n_gpu_layers")) {
    return {};
  }
  Question q = c.question;
  q.options["n_gpu_layers"] = c.question.options["n_gpu_layers"].get<double>() + 1;
  return q;
}
Varied fewer_experts_on_host(const Case& c, Dice& /*dice*/) {
  if (!c.question.states("n_cpu_moe") || !(c.question.options["n_cpu_moe"] > 1)) {
    return {};
  }
  Question q = c.question;
  q.options["n_cpu_moe"] = c.question.options["n_cpu_moe"].get<double>() - 1;
  return q;
}
/// Of decoding: a prompt's products may be faster on the host than their weights' copies to the card.
Verdict varied_decodes_not_slower(const Case& c, const Case& varied) {
  return unless(at_most(tps(c), tps(varied)),
                off(tps(c), tps(varied)),
                fmt::format("{:.6g} tok/s, should be at least {:.6g}", tps(varied), tps(c)));
}

Verdict varied_decodes_not_faster(const Case& c, const Case& varied) {
  return unless(at_most(tps(varied), tps(c)),
                off(tps(varied), tps(c)),
                fmt::format("{:.6g} tok/s, should be at most {:.6g}", tps(varied), tps(c)));
}

Varied eager_host(const Case& c, Dice& /*dice*/) {
  if (!catalog::engine_facts(catalog::Catalog::bundled(), c.scenario("engine")).may_be_eager()) {
    return {};
  }
  Question q = c.question;
  q.options["eager"] = "1";
  return q;
}

Varied without_drafts(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  for (const char* key : {"speculative", "spec_tokens", "acceptance"}) {
    q.options.erase(key);
  }
  return q;
}
bool no_draft_is_accepted(const Case& c) { return drafts(c) && c.question.options["acceptance"] == 0; }
Varied higher_acceptance(const Case& c, Dice& dice) {
  const double now = c.question.options["acceptance"].get<double>();
  Question q = c.question;
  q.options["acceptance"] = now + (1 - now) * dice.unit();
  return q;
}

// ---- placements that were chosen

/// Nor has a machine that is known by its name one: that may hold more than another.
bool states_no_host(const Case& c) {
  return !has_host(c) && !c.question.states("host_channels") && !c.question.states("host_memory_mts") &&
         !c.answer.value("assumed", json::object()).contains("host");
}
Varied with_a_host(const Case& c, Dice& dice) {
  Question q = c.question;
  q.options["host"] = dice.of({"ryzen-9-7950x", "epyc-9554", "ddr5-5600x2"});
  return q;
}
Verdict is_answered(const Case& /*c*/, const Case& varied) {
  return varied.answered() ? Verdict() : Broken{varied.answer["error"]["message"].get<std::string>(), 1};
}

/// Another placement that its engine has an option for.
Varied stated_placement(const Case& c, Dice& dice) {
  const model::Architecture* model = c.door->catalog(c.question).find_model(c.scenario("model"));
  const std::string engine = c.question.options.value("engine", c.scenario("engine"));
  const catalog::EnginePlacement able = whatif::engine_placement(c.door->catalog(c.question), engine);
  const auto n = static_cast<double>(dice.below(static_cast<std::size_t>(model->layers) + 1));
  Question q = c.question;
  switch (dice.below(3)) {
    case 0: q.options["n_gpu_layers"] = n; break;
    case 1: q.options["n_cpu_moe"] = n; break;
    default:
      q.options["backend"] = "cpu";
      q.options["engine"] = engine;  // a type may have another usual one there
  }
  const bool has_option = q.states("n_cpu_moe") ? !able.host_experts.empty() && model->experts > 0
                          : q.states("n_gpu_layers")
                              ? !able.host_layers.empty()
                              : !able.cpu.empty() && one_kind(c) && !several_devices(c);
  return has_option ? Varied(q) : Varied();
}
/// A card of more memory has room for more of what the host is slower at.
bool placed_beside_a_slower_host(const Case& c) {
  return was_placed(c) && own_alone(c) &&
         worth_offloading(c, c.door->catalog(c.question).find_device(kOwnDevice));
}

// ---- links

/// The link of an answer; null: the catalog has no entry for it.
const catalog::Link* link_of(const Case& c) {
  return c.door->catalog(c.question).find_link(c.scenario("link"));
}

bool carries(const Case& c, std::string_view slug) {
  const std::vector<const model::Device*> devices = devices_of(c);
  return !devices.empty() && predict::why_impossible(c.door->catalog(c.question), devices, slug).empty();
}

Varied over(const Case& c, std::string_view slug) {
  if (c.door->catalog(c.question).find_link(slug) == nullptr || !carries(c, slug)) {
    return {};
  }
  Question q = c.question;
  q.options["link"] = slug;
  return q;
}

/// "pcie-host", "eth", "nvlink", "tb-ip": how a slug begins, and how its traffic goes.
std::string kind_of(std::string_view slug) {
  const std::string begin(slug.substr(0, slug.find_first_of("0123456789-")));
  for (const std::string_view way : {"-p2p", "-host", "-sys", "-ip", "-rdma"}) {
    if (slug.ends_with(way)) {
      return begin + std::string(way);
    }
  }
  return begin;
}

template <bool same_kind>
Varied worse_link(const Case& c, Dice& dice) {
  const catalog::Link* now = link_of(c);
  if (now == nullptr) {
    return {};
  }
  std::vector<const catalog::Link*> worse;
  // PCIe and Thunderbolt are a card's way to its host as well, a network is not: with parts of the model there one kind
  // is not like another.
  if (!same_kind && part_is_elsewhere(c)) {
    return {};
  }
  for (const catalog::Link& link : c.door->catalog(c.question).links()) {
    if (test::worse_in_everything(link, *now) && (kind_of(link.slug) == kind_of(now->slug)) == same_kind &&
        carries(c, link.slug)) {
      worse.push_back(&link);
    }
  }
  return worse.empty() ? Varied() : over(c, dice.of(worse)->slug);
}

Varied with_ending(const Case& c, std::string_view ending, std::string_view other) {
  const std::string now = c.scenario("link");
  return now.ends_with(ending) ? over(c, now.substr(0, now.size() - ending.size()) + std::string(other))
                               : Varied();
}
Varied through_the_host(const Case& c, Dice& /*dice*/) { return with_ending(c, "-p2p", "-host"); }
Varied across_sockets(const Case& c, Dice& /*dice*/) { return with_ending(c, "-host", "-sys"); }
Varied pcie_for_fabric(const Case& c, Dice& /*dice*/) {
  const std::string now = c.scenario("link");
  const catalog::Link* fabric = catalog::Catalog::bundled().find_link(now);
  if (fabric == nullptr || (!now.starts_with("nvlink") && !now.starts_with("xgmi"))) {
    return {};
  }
  // An imagined card may have a slot that is newer than its fabric, and faster.
  for (const model::Device* d : devices_of(c)) {
    const model::LinkRates slot =
        catalog::link_rates(catalog::Catalog::bundled(), "", "pcie", *d, model::kUnknown, 2);
    if (slot.bytes_per_s > fabric->bytes_per_s) {
      return {};
    }
  }
  Question q = c.question;
  q.options["link"] = "pcie";
  return q;
}

// ---- machines

bool several_machines(const Case& c) { return !c.scenario("network").empty(); }
bool in_one_machine(const Case& c) { return linked(c) && !several_machines(c); }

Varied worse_network(const Case& c, Dice& dice) {
  const catalog::Catalog& catalog = c.door->catalog(c.question);
  const catalog::Link* now = catalog.find_link(c.scenario("network"));
  std::vector<const catalog::Link*> worse;
  for (const catalog::Link& link : catalog.links()) {
    const bool network =
        link.slug.starts_with("eth") || link.slug.starts_with("roce") || link.slug.starts_with("ib-");
    if (network && now != nullptr && test::worse_in_everything(link, *now)) {
      worse.push_back(&link);
    }
  }
  if (worse.empty()) {
    return {};
  }
  Question q = c.question;
  q.options["network"] = dice.of(worse)->slug;
  q.options["machine_devices"] = c.scenario_number("machine_devices");
  return q;
}

/// The same devices with nothing between them but that link.
Question joined_by(const Case& c, std::string_view link) {
  Question q = c.question;
  q.options["link"] = link;
  q.options.erase("network");
  q.options.erase("machine_devices");
  return q;
}

/// With nothing but the network.
Varied network_alone(const Case& c, Dice& /*dice*/) {
  const catalog::Catalog& catalog = c.door->catalog(c.question);
  const catalog::Link *link = link_of(c), *network = catalog.find_link(c.scenario("network"));
  if (link == nullptr || network == nullptr || !(link->bytes_per_s >= network->bytes_per_s) ||
      !(link->latency_s <= network->latency_s) || part_is_elsewhere(c)) {
    return {};
  }
  return joined_by(c, network->slug);
}

/// The same devices on one machine, joined by the link alone.
Varied link_alone(const Case& c, Dice& /*dice*/) {
  const catalog::Catalog& catalog = c.door->catalog(c.question);
  const catalog::Link *link = link_of(c), *network = catalog.find_link(c.scenario("network"));
  const double n = c.scenario_number("n_devices");
  if (link == nullptr || network == nullptr || !test::worse_in_everything(*network, *link) ||
      !predict::why_impossible(catalog, devices_of(c), link->slug, n).empty() || part_is_elsewhere(c)) {
    return {};
  }
  return joined_by(c, link->slug);
}

/// Machines of one size more than there are devices are one, whatever network joins them.
Varied one_large_machine(const Case& c, Dice& dice) {
  Question q = c.question;
  q.options["machine_devices"] = c.scenario_number("n_devices");
  if (dice.chance(0.5)) {
    q.options["network"] = "eth-10g";
  }
  return q;
}

// ---- devices

/// One device alone, the fastest of unequal ones, where it holds the model.
Varied one_of_them(const Case& c, Dice& /*dice*/) {
  Varied fastest;
  double rate = 0;
  for (const model::Device* d : devices_of(c)) {
    Question q = c.question;
    for (const char* key : {"split", "link", "network", "machine_devices", "tensor_split"}) {
      q.options.erase(key);
    }
    q.options["device"] = d->slug;
    q.options["n_devices"] = 1;
    q.options["backend"] = c.scenario("backend");
    q.options["engine"] = c.question.options.value("engine", c.scenario("engine"));
    keep_file(c, q);
    if (const std::string host = c.scenario("host");
        !host.empty()) {  // a system by its name brings its host along
      q.options["host"] = host;
    }
    const Case alone{q, c.door->answer("predict", q), c.door};
    if (!alone.answered() || was_placed(alone) || part_is_elsewhere(alone)) {
      // One that does not hold the model may be the faster at what it holds.
      return {};
    }
    if (tps(alone) > rate) {
      fastest = q;
      rate = tps(alone);
    }
  }
  return fastest;
}
/// Not where one device is held back by its power: several have more of it.
Verdict split_not_faster(const Case& c, const Case& alone) {
  const bool held_back = alone.answer["step"]["bound_by"] == "power" || c.question.states("power_limit_w");
  return unless(
      held_back || at_most(tps(c), tps(alone)),
      off(tps(c), tps(alone)),
      fmt::format(
          "{:.6g} tok/s over {} devices, {:.6g} on one", tps(c), c.scenario_number("n_devices"), tps(alone)));
}

Varied other_order(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  const std::string names = q.options["device"];
  std::string reversed;
  for (std::string_view rest = names; !rest.empty();) {
    const std::size_t end = std::min(rest.find('+'), rest.size());
    reversed = std::string(rest.substr(0, end)) + (reversed.empty() ? "" : "+") + reversed;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  q.options["device"] = reversed;
  return q;
}

bool shares_matrices(const Case& c) {
  return several_devices(c) && c.scenario("split") == "tensor" && !c.question.states("expert_parallel");
}
Varied whole_experts(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  q.options["expert_parallel"] = true;
  keep_file(c, q);
  return q;
}

bool a_pair(const Case& c) {
  return one_kind(c) && c.question.states("n_devices") && c.question.options["n_devices"] == 2 &&
         c.door->catalog(c.question).find_device(c.question.options["device"].get<std::string>())->kind !=
             model::DeviceKind::system;
}
Varied named_twice(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  const std::string name = q.options["device"];
  q.options["device"] = name + '+' + name;
  q.options.erase("n_devices");
  return q;
}

// ---- intervals

Varied at_half(const Case& c, Dice& /*dice*/) {
  Question q = c.question;
  q.options["level"] = c.number("/decode/level") / 2;
  return c.number("/decode/level") > 0.02 ? Varied(q) : Varied();
}
Verdict lower_level_is_inside(const Case& wide, const Case& narrow) {
  for (const char* of : {"/decode/", "/decode/correct_", "/prefill/"}) {
    const auto end = [&](const Case& c, const char* which) {
      return c.number((std::string(of) + which).c_str());
    };
    const double wide_low = end(wide, "low_tps"), wide_high = end(wide, "high_tps");
    if (!std::isnan(wide_low) &&
        !(at_most(wide_low, end(narrow, "low_tps")) && at_most(end(narrow, "high_tps"), wide_high))) {
      return Broken{fmt::format("{}: {:.5g}-{:.5g} is not inside {:.5g}-{:.5g}",
                                of,
                                end(narrow, "low_tps"),
                                end(narrow, "high_tps"),
                                wide_low,
                                wide_high),
                    1};
    }
  }
  return {};
}

// clang-format off
constexpr auto kLaws = std::to_array<Law>({
    // one answer
    {"every part of a step is finite and not negative, its effects aside", always, nullptr, parts_not_negative},
    {"the parts add up to the step", always, nullptr, parts_add_up},
    {"no part takes longer than the step", always, nullptr, no_part_beyond},
    {"a step is bound by a part that takes time", always, nullptr, bound_by_a_part},
    {"no rate is above its ceiling", always, nullptr, below_the_ceiling},
    {"the interval of a published figure holds the point", always, nullptr, interval_is_sane},
    {"the interval of a published figure ends at the ceiling", always, nullptr, interval_below_ceiling},
    {"the interval of a correct run holds the point", always, nullptr, correct_is_sane},
    {"the interval of a correct run ends at the ceiling", always, nullptr, correct_below_ceiling},
    {"the interval of a prompt's rate holds the point", has_prefill, nullptr, prefill_is_sane},
    {"no prompt is read faster than arithmetic allows", prefill_on_devices, nullptr, prompt_below_the_peak},
    {"nor does the interval of its rate say so", prefill_on_devices, nullptr, prompt_interval_below_the_peak},
    {"the first token comes after the prompt", has_prefill, nullptr, first_token_after_prompt},
    {"the rate of all is that of each times the streams that run", always, nullptr, aggregate_is_of_running_streams},
    {"the parts of memory add up", always, nullptr, memory_adds_up},
    {"what is answered fits, or says where it is instead", always, nullptr, what_is_answered_fits},
    {"devices draw at most their limit", always, nullptr, draw_within_limit},
    {"a machine that waits draws no more than one at work", always, nullptr, waiting_draws_less},
    {"joules a token times tokens a second are watts", always, nullptr, joules_are_watts_by_rate},
    {"so are the joules and tokens of the whole machine", always, nullptr, system_joules_are_watts_by_rate},
    {"an hour costs what its parts cost", always, nullptr, cost_adds_up},
    {"a million tokens cost the hours that they take", always, nullptr, million_tokens_cost_their_hours},

    // the same thing asked otherwise
    {"the same question has the same answer, byte by byte", always, the_same, same_bytes},
    {"a default that is stated changes nothing", always, assumptions_stated, same_decode},
    {"explain ends at what predict says", always, the_same, explanation_agrees, "explain"},
    {"a rate is the tokens of a step by its seconds", always, the_same, rate_is_tokens_by_step, "explain"},
    {"the parts of the link add up", [](const Case& c) { return linked(c) && c.scenario("split") != "row"; }, the_same, link_parts_add_up, "explain"},
    {"a sweep's row is what predict says", one_row, the_same, sweep_agrees, "sweep"},
    {"a ranking's row is what predict says", ranks, as_candidate, rank_agrees, "rank"},
    {"the streams that capacity counts fit", always, streams_at_capacity<0>, fits, "predict", false},
    {"one stream more than capacity counts does not fit", always, streams_at_capacity<1>, is_too_much, "predict", false},
    {"the depth that capacity counts fits", always, depth_at_capacity<0>, fits, "predict", false},
    {"one token more than capacity counts does not fit", always, depth_at_capacity<1>, is_too_much, "predict", false},
    {"a pair of cards may be named twice", a_pair, named_twice, same_decode},
    {"the order in which cards are named changes nothing", set_of_cards, other_order, same_in_other_order},
    {"the interval of a lower level is inside that of a higher", always, at_half, lower_level_is_inside},

    // a better machine
    {"more bandwidth is never slower", own_device, more_bandwidth, not_slower_with_the_same_fastest},
    {"a higher matrix peak is never slower", own_device, more_matrix_flops, varied_not_slower},
    {"higher peaks are never slower", own_device, more_flops, varied_not_slower},
    // Of unequal cards each takes layers by its memory: more of it on the slower one moves layers there.
    {"more memory is never slower", own_alone, more_memory, varied_not_slower},
    {"a chip with a higher power limit is never slower", own_device, more_power, varied_not_slower},
    {"a higher power cap is never slower", always, higher_cap, varied_not_slower},
    {"a power cap is never faster", always, a_cap, varied_not_faster},
    {"a power cap never raises the draw", one_kind, a_cap, cap_draws_no_more},
    {"more memory channels of the host are never slower", has_host, more_channels, varied_not_slower},
    {"faster memory of the host is never slower", has_host, faster_host_memory, varied_not_slower},
    {"a layer more on a card that is faster than its host is never slower", beside_a_slower_host, a_layer_more, varied_decodes_not_slower},
    {"nor are the experts of one more layer", beside_a_slower_host, fewer_experts_on_host, varied_decodes_not_slower},

    // placements that were chosen
    {"a host never turns an answer into a refusal", states_no_host, with_a_host, is_answered, "predict", false},
    {"no stated placement is faster than the chosen one", was_placed, stated_placement, varied_decodes_not_faster},
    {"a chosen placement on a card of more memory is never slower", placed_beside_a_slower_host, more_memory, varied_decodes_not_slower},

    // links
    {"a worse link of the same kind is never faster", linked, worse_link<true>, varied_not_faster},
    {"a worse link of another kind is never faster", linked, worse_link<false>, varied_not_faster},
    {"through the host is never faster than from card to card", linked, through_the_host, varied_not_faster},
    {"across sockets is never faster than within one", linked, across_sockets, varied_not_faster},
    {"PCIe is never faster than the fabric of the same devices", in_one_machine, pcie_for_fabric, varied_not_faster},

    // machines
    {"a worse network between machines is never faster", several_machines, worse_network, varied_not_faster},
    {"the network alone is never faster than with a link inside machines", several_machines, network_alone, varied_not_faster},
    {"several machines are never faster than their link between all", several_machines, link_alone, varied_not_slower},
    {"a machine that holds all devices changes nothing", in_one_machine, one_large_machine, same_decode},

    // devices
    {"layers that run in turn decode one stream no faster than one device does", [](const Case& c) { return layers_in_turn(c) && one_stream(c); }, one_of_them, split_not_faster},
    {"whole experts, of which some devices have more than others, are never faster", shares_matrices, whole_experts, varied_not_faster},
    {"replicas never lower the sum", always, more_replicas, aggregate_not_lower},

    // more work
    {"more streams never make each faster", always, more_streams, more_streams_share},
    {"more streams never lower the sum", always, more_streams, aggregate_not_lower},
    {"a deeper context is never faster", always, deeper, varied_not_faster},
    {"a longer answer is never faster", always, longer_answer, varied_not_faster},
    {"a longer prompt never brings the first token earlier", has_prefill, longer_prompt, first_token_not_earlier},
    {"a larger file is never faster", always, larger_file, varied_not_faster},
    {"a cache of more bits is never faster", always, wider_cache, varied_not_faster},
    {"a host that launches every kernel is never faster than graphs", always, eager_host, varied_not_faster},
    {"drafts of which none is accepted are never faster than none", no_draft_is_accepted, without_drafts, varied_decodes_not_slower},
    {"a higher acceptance is never slower", drafts, higher_acceptance, varied_decodes_not_slower},
});
// clang-format on

}  // namespace

std::span<const Law> laws() { return kLaws; }

}  // namespace tokroof::laws
