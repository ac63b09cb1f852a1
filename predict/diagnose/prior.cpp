#include "predict/diagnose/prior.hpp"

#include <array>

namespace tokroof {
namespace {

constexpr std::string_view kAssumed = "assumed", kLearned = "learned";

// Learned: the logarithmic score of the tuning half is largest, every label counting once and sound rows 18 times, with a
// weak pull to equal odds; rounded. What drafts under servers is known from one machine: a third of its factor is taken.
constexpr PriorOdds kPrior[] = {
    {Cause::cpu, Sign::any, 0.03, kLearned},
    {Cause::experts_cpu, Sign::any, 0.05, kLearned},
    {Cause::quant, Sign::any, 0.05, kLearned},
    {Cause::depth, Sign::any, 0.06, kLearned},
    {Cause::aggregate, Sign::any, 0.006, kLearned},
    {Cause::aggregate, Sign::server, 25, kLearned},
    {Cause::prefill, Sign::any, 0.01, kLearned},
    {Cause::prefill, Sign::server, 0.5, kLearned},
    {Cause::speculative, Sign::any, 0.01, kLearned},
    {Cause::speculative, Sign::server, 30, kLearned},
    {Cause::speculative, Sign::drafts, 3, kAssumed},
    {Cause::devices, Sign::any, 0.015, kLearned},
    {Cause::devices, Sign::one_would_do, 20, kLearned},
    {Cause::partial_offload, Sign::any, 0.03, kAssumed},
    {Cause::partial_offload, Sign::does_not_fit, 3, kAssumed},
    {Cause::spill, Sign::any, 0.02, kAssumed},
    {Cause::slow_link, Sign::any, 0.02, kAssumed},
    {Cause::power, Sign::any, 0.02, kAssumed},
    {Cause::one_device, Sign::any, 0.02, kAssumed},
    {Cause::wrong_device, Sign::any, 0.01, kAssumed},
    {Cause::unexplained, Sign::any, 0.005, kAssumed},
};

bool is_server(std::string_view engine) {
  for (const std::string_view name :
       {"vllm", "sglang", "tensorrt-llm", "deepspeed", "deepspeed-mii", "sambaflow"}) {
    if (engine == name) {
      return true;
    }
  }
  return false;
}

bool shows(const Stated& s, Sign sign) {
  switch (sign) {
    case Sign::any: return true;
    case Sign::server: return is_server(s.engine);
    case Sign::drafts: return s.model->notes.find("MTP") != std::string_view::npos;
    case Sign::does_not_fit: return s.memory_share > 1;
    case Sign::one_would_do: return s.devices > 1 && s.memory_share > 0 && s.memory_share * s.devices < 1;
  }
  return false;
}

}  // namespace

std::span<const PriorOdds> prior_odds() { return kPrior; }

std::string_view sign_name(Sign sign) {
  constexpr std::array<std::string_view, 5> kNames{"any row",
                                                   "an engine that serves many streams",
                                                   "a model with a drafting head",
                                                   "more memory needed than there is",
                                                   "several devices where one would do"};
  return kNames[static_cast<std::size_t>(sign)];
}

ByCause<double> row_odds(const Stated& stated, const ByCause<bool>& possible) {
  ByCause<double> out{};
  for (std::size_t c = 0; c < kCauses; ++c) {
    out[c] = possible[c] || c == index_of(Cause::ok) ? 1 : 0;
  }
  for (const PriorOdds& p : kPrior) {
    if (shows(stated, p.sign)) {
      out[index_of(p.cause)] *= p.odds;
    }
  }
  return out;
}

}  // namespace tokroof
