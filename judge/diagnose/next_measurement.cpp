#include "judge/diagnose/next_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "judge/diagnose/likelihood.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

struct Candidate {
  std::string_view what;
  std::string_view flags;  ///< of llama-bench
  double cost_minutes;
  model::FigureKind figure;
  void (*run)(catalog::Run&);
  bool (*applies)(const Stated&);
};

constexpr double kDeepCache = 16384, kBatch = 8;

bool always(const Stated& /*s*/) { return true; }
bool no_prompt_rate(const Stated& s) { return !(s.run.pp_tps > 0); }
bool takes_deep_context(const Stated& s) {
  return !(s.run.depth >= kDeepCache / 2) && !(s.model->max_context < kDeepCache);
}
bool has_depth(const Stated& s) { return s.run.depth > 0; }
bool has_streams(const Stated& s) { return s.run.concurrency > 1; }
bool single_stream(const Stated& s) { return !(s.run.concurrency > 1); }
bool has_several(const Stated& s) { return s.card && s.devices > 1 && s.memory_share * s.devices < 1; }
bool has_host(const Stated& s) { return s.card && s.facts.ggml && !s.on_host; }
bool has_cache_type(const Stated& s) { return !model::is_one_of(s.run.kv_type, {"", "f16"}); }
/// llama.cpp's own tools, not what is built on it.
bool has_tools(const Stated& s) { return s.facts.ggml && (s.run.engine.empty() || s.run.engine == s.engine); }
bool serves_several(const Stated& s) { return single_stream(s) && (s.facts.paged_cache || has_tools(s)); }

void prompt_of_512(catalog::Run& run) {
  run.n_prompt = 512;
  run.pp_depth = 0;
  run.pp_tps = 1;  // asks for the figure; its value is not looked at
}
void prompt_with_plain_cache(catalog::Run& run) {
  prompt_of_512(run);
  run.kv_type.clear();
}
void same(catalog::Run& /*run*/) {}
void empty_cache(catalog::Run& run) { run.depth = 0; }
void deep_cache(catalog::Run& run) { run.depth = run.pp_depth = kDeepCache; }
void one_stream(catalog::Run& run) {
  run.concurrency = 1;
  run.rate = catalog::StatedRate::stream;
}
void batch(catalog::Run& run) {
  run.concurrency = kBatch;
  run.rate = catalog::StatedRate::aggregate;
}
void one_device(catalog::Run& run) {
  run.n_devices = 1;
  run.split = model::Split::none;
}
void plain_cache(catalog::Run& run) { run.kv_type.clear(); }
void small_model(catalog::Run& run) {
  run.model = "llama-3.2-1b";
  run.size_gib = model::kUnknown;
}
void on_processor(catalog::Run& run) {
  run.n_gpu_layers = 0;
  run.n_devices = 1;
  run.split = model::Split::none;
}

const Candidate kCandidates[] = {
    {"a prompt of 512 tokens", "-p 512 -n 0", 1, model::FigureKind::prefill, prompt_of_512, no_prompt_rate},
    {"the stated run again with the engine's own benchmark, one stream's decode rate",
     "",
     1.5,
     model::FigureKind::decode,
     same,
     single_stream},
    {"the same with an empty cache", "-d 0", 1.5, model::FigureKind::decode, empty_cache, has_depth},
    {"the same with a cache of 16 bits",
     "-ctk f16 -ctv f16",
     1.5,
     model::FigureKind::decode,
     plain_cache,
     has_cache_type},
    {"a prompt of 512 tokens with a cache of 16 bits",
     "-p 512 -n 0 -ctk f16 -ctv f16",
     1.5,
     model::FigureKind::prefill,
     prompt_with_plain_cache,
     has_cache_type},
    {"the same with one stream", "", 1.5, model::FigureKind::decode, one_stream, has_streams},
    {"the same on one device", "", 2, model::FigureKind::decode, one_device, has_several},
    {"the same with 16384 tokens in the cache",
     "-d 16384",
     3,
     model::FigureKind::decode,
     deep_cache,
     takes_deep_context},
    {"the same with 8 streams, all of them counted", "", 3, model::FigureKind::decode, batch, serves_several},
    {"a model that fits anywhere, such as llama-3.2-1b in the same file type",
     "",
     4,
     model::FigureKind::decode,
     small_model,
     always},
    {"the same with no layer on the device", "-ngl 0", 4, model::FigureKind::decode, on_processor, has_host},
};

/// Where the weights were.
bool is_placement(Cause cause) {
  return cause == Cause::cpu || cause == Cause::partial_offload || cause == Cause::experts_cpu ||
         cause == Cause::spill;
}

/// What an engine says of it while the model is loaded; empty: nothing is known.
std::string_view what_says_placement(const Stated& s) {
  constexpr std::pair<std::string_view, std::string_view> kSays[] = {
      {"ollama", "`ollama ps` says which part of the model is on the GPU"},
      {"lm-studio", "LM Studio's log (Developer tab) says how many layers it put on the GPU"},
      {"docker-model-runner", "`docker model logs` says how many layers are on the GPU"}};
  for (const auto& [engine, says] : kSays) {
    if (s.run.engine == engine) {
      return says;
    }
  }
  return "";
}

struct Rate {
  double ln = 0, scale = 0.1;
};

/// What a candidate gives if `cause` is true.
std::optional<Rate> rate(const catalog::Catalog& catalog,
                         const predict::Fitted& fitted,
                         const JudgedRow& row,
                         Cause cause,
                         const Candidate& candidate) {
  catalog::Run run = row.stated.run;
  if (candidate.run == same && !is_misreport(cause)) {
    constexpr double kRepeated = 0.05;  // ln: a run measured twice
    return run.tg_tps > 0 ? std::optional(Rate{std::log(run.tg_tps), kRepeated}) : std::nullopt;
  }
  candidate.run(run);
  const JudgedCause& j = row.causes[index_of(cause)];
  const Variant as_stated{};
  const bool is_cured = cause == Cause::attention && run.kv_type.empty();  // every build has that kernel
  const Variant& variant =
      is_misreport(cause) || is_cured || j.variants.empty() ? as_stated : j.variants[j.best];
  const auto e = expectations(catalog, fitted, run, {&variant, 1}).front();
  if (candidate.figure == model::FigureKind::decode) {
    return e ? std::optional(Rate{e->ln_tps, e->scale}) : std::nullopt;
  }
  if (e && !std::isnan(e->ln_pp_tps)) {
    return Rate{e->ln_pp_tps, e->pp_scale};
  }
  const auto stated = expectations(catalog, fitted, run, {&as_stated, 1}, false).front();
  if (!stated || std::isnan(stated->ln_pp_tps)) {
    return std::nullopt;
  }
  const PromptGuess guess = prompt_guess(cause);
  return Rate{stated->ln_pp_tps + guess.mean, guess.sd};
}

}  // namespace

std::string next_measurement(const catalog::Catalog& catalog,
                             const predict::Fitted& fitted,
                             const JudgedRow& row,
                             Cause first,
                             Cause second) {
  constexpr double kEnough = 4, kLeast = 1;
  if (const std::string_view says = what_says_placement(row.stated);
      !says.empty() && (is_placement(first) || is_placement(second))) {
    return fmt::format("{}: that tells {} from {}", says, cause_name(first), cause_name(second));
  }
  std::string best;
  double most = 0;
  for (const Candidate& candidate : kCandidates) {
    if (!candidate.applies(row.stated)) {
      continue;
    }
    const auto a = rate(catalog, fitted, row, first, candidate);
    const auto b = rate(catalog, fitted, row, second, candidate);
    if (!a || !b) {
      continue;
    }
    const double apart = std::fabs(a->ln - b->ln) / std::hypot(a->scale, b->scale);
    const double worth = std::min(apart, kEnough) / candidate.cost_minutes;
    if (apart > kLeast && worth > most) {
      most = worth;
      const bool flags = has_tools(row.stated) && !candidate.flags.empty();
      best = fmt::format("{}{}: {} tok/s if {}, {} if {}",
                         candidate.what,
                         flags ? fmt::format(" ({})", candidate.flags) : "",
                         catalog::significant(std::exp(a->ln)),
                         cause_name(first),
                         catalog::significant(std::exp(b->ln)),
                         cause_name(second));
    }
  }
  return !best.empty()
             ? best
             : fmt::format(
                   "no short run tells {} from {}; what the engine prints while it loads (layers on "
                   "the device, file type, context, devices) may",
                   cause_name(first),
                   cause_name(second));
}

}  // namespace tokroof::judge
