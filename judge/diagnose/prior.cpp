#include "judge/diagnose/prior.hpp"

#include <array>

namespace tokroof::judge {
namespace {

// Learned: printed by `tokroof diagnose --labelled --learn-priors` (prior_learning.hpp), two digits.
const PriorOdds kPrior[] = {
    {Cause::cpu, Sign::any, 0.053, kLearned},
    {Cause::experts_cpu, Sign::any, 0.072, kLearned},
    {Cause::experts_cpu, Sign::host_named, 3, kLearned},
    {Cause::quant, Sign::any, 0.1, kLearned},
    {Cause::depth, Sign::any, 0.11, kLearned},
    {Cause::aggregate, Sign::any, 0.041, kLearned},
    {Cause::aggregate, Sign::server, 3, kLearned},
    {Cause::prefill, Sign::any, 0.024, kLearned},
    {Cause::prefill, Sign::server, 0.54, kLearned},
    {Cause::speculative, Sign::any, 0.12, kLearned},
    {Cause::speculative, Sign::server, 2.2, kLearned},
    {Cause::speculative, Sign::drafts, 3, kAssumed},
    {Cause::devices, Sign::any, 0.041, kLearned},
    {Cause::devices, Sign::one_would_do, 12, kLearned},
    {Cause::devices, Sign::one_card_tool, 1.9, kLearned},
    {Cause::partial_offload, Sign::any, 0.03, kAssumed},
    {Cause::partial_offload, Sign::does_not_fit, 3, kAssumed},
    {Cause::spill, Sign::any, 0.02, kAssumed},
    {Cause::slow_link, Sign::any, 0.02, kAssumed},
    {Cause::power, Sign::any, 0.02, kAssumed},
    {Cause::one_device, Sign::any, 0.02, kAssumed},
    {Cause::wrong_device, Sign::any, 0.01, kAssumed},
    {Cause::unexplained, Sign::any, unexplained_odds(), kDerived},
};

bool shows(const Stated& s, Sign sign) {
  switch (sign) {
    case Sign::any: return true;
    case Sign::server: return s.facts.paged_cache;
    case Sign::drafts: return s.model->draft_head;
    case Sign::does_not_fit: return s.memory_share > 1;
    case Sign::one_would_do: return s.devices > 1 && s.memory_share > 0 && s.memory_share * s.devices < 1;
    case Sign::one_card_tool: return s.engine == "llamafile";
    case Sign::host_named: return !s.run.host.empty() || !s.run.host_device.empty();
  }
  return false;
}

}  // namespace

std::span<const PriorOdds> prior_odds() { return kPrior; }

std::string_view sign_name(Sign sign) {
  constexpr std::array<std::string_view, 7> kNames{"any row",
                                                   "an engine that serves many streams",
                                                   "a model with a drafting head",
                                                   "more memory needed than there is",
                                                   "several devices where one would do",
                                                   "an engine that is tested on one card",
                                                   "a named host processor"};
  return kNames[static_cast<std::size_t>(sign)];
}

std::vector<std::size_t> entries_of(const Stated& stated) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < std::size(kPrior); ++i) {
    if (shows(stated, kPrior[i].sign)) {
      out.push_back(i);
    }
  }
  return out;
}

ByCause<double> row_odds(const Stated& stated, const ByCause<bool>& possible) {
  ByCause<double> out{};
  for (std::size_t c = 0; c < kCauses; ++c) {
    out[c] = possible[c] || c == index_of(Cause::ok) ? 1 : 0;
  }
  for (const std::size_t i : entries_of(stated)) {
    out[index_of(kPrior[i].cause)] *= kPrior[i].odds;
  }
  return out;
}

}  // namespace tokroof::judge
