#include "judge/diagnose/next_measurement.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "judge/diagnose/likelihood.hpp"

namespace tokroof::judge {
namespace {

struct Candidate {
  std::string what;
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

void prompt_of_512(catalog::Run& run) {
  run.n_prompt = 512;
  run.pp_depth = 0;
  run.pp_tps = 1;  // asks for the figure; its value is not looked at
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
    {"a prompt of 512 tokens (-p 512 -n 0)", 1, model::FigureKind::prefill, prompt_of_512, no_prompt_rate},
    {"the stated run again with the engine's own benchmark, one stream's decode rate",
     1.5,
     model::FigureKind::decode,
     same,
     single_stream},
    {"the same with an empty cache (-d 0)", 1.5, model::FigureKind::decode, empty_cache, has_depth},
    {"the same with one stream", 1.5, model::FigureKind::decode, one_stream, has_streams},
    {"the same on one device", 2, model::FigureKind::decode, one_device, has_several},
    {"the same with 16384 tokens in the cache (-d 16384)",
     3,
     model::FigureKind::decode,
     deep_cache,
     takes_deep_context},
    {"the same with 8 streams, all of them counted", 3, model::FigureKind::decode, batch, single_stream},
    {"a model that fits anywhere, such as llama-3.2-1b in the same file type",
     4,
     model::FigureKind::decode,
     small_model,
     always},
    {"the same with no layer on the device (-ngl 0)", 4, model::FigureKind::decode, on_processor, has_host},
};

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
    return Rate{std::log(run.tg_tps), kRepeated};
  }
  candidate.run(run);
  const JudgedCause& j = row.causes[index_of(cause)];
  const Variant as_stated{};
  const Variant& variant = is_misreport(cause) || j.variants.empty() ? as_stated : j.variants[j.best];
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
      best = fmt::format("{}: {} tok/s if {}, {} if {}",
                         candidate.what,
                         catalog::significant(std::exp(a->ln)),
                         cause_name(first),
                         catalog::significant(std::exp(b->ln)),
                         cause_name(second));
    }
  }
  return !best.empty()
             ? best
             : fmt::format(
                   "no short run tells {} from {}: what the engine prints while it loads (layers on "
                   "the device, file type, context, devices) does",
                   cause_name(first),
                   cause_name(second));
}

}  // namespace tokroof::judge
