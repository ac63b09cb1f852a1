#pragma once
#include <span>
#include <string>
#include <vector>

#include "judge/check/check.hpp"
#include "judge/diagnose/cause.hpp"
#include "predict/each_part.hpp"

namespace tokroof::judge {

/// A cause with what it makes of a row.
struct Hypothesis {
  Cause cause = Cause::unexplained;
  double probability = 0;
  double odds = 0;            ///< against ok, before the rate is looked at; 0: the row could not be judged
  double predicted_tps = 0;   ///< with its most likely value; 0: none (unexplained, and what cannot be)
  std::string explanation{};  ///< a short sentence with numbers
  std::string what{};         ///< the value in words
};

struct Diagnosed {
  std::vector<Hypothesis> hypotheses;  ///< best first; probabilities add up to 1
  std::string next_measurement;  ///< the cheapest run that tells the first two apart; empty: nothing to tell
};

/// Why is each row's rate what it is? One entry a row, in order; `checked` is what check() said of the rows. Rows of
/// one machine (same source, page, device, host) are judged together.
std::vector<Diagnosed> diagnose(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                std::span<const catalog::Run> runs,
                                std::span<const Checked> checked,
                                const predict::EachPart& each_part = predict::one_by_one);

/// As the rows are told beside check()'s verdicts: one that is odd by that is not called ok, however small the odds of each
/// cause are. The causes then have their probabilities given that it is none.
std::vector<Diagnosed> as_told(std::span<const Checked> checked, std::span<const Diagnosed> diagnosed);

}  // namespace tokroof::judge
