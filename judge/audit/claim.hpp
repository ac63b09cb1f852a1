#pragma once
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "model/device.hpp"

namespace tokroof::judge {

/// One row of a claims table: what a guide says. Text as in the table, empty = not said; numbers kUnknown where empty.
struct Claim {
  std::string id, guide;
  double line_no = model::kUnknown;   ///< in the guide
  double column = model::kUnknown;    ///< in that line
  double passage = model::kUnknown;   ///< the paragraph or the row of a table that it stands in, of a page
  double sentence = model::kUnknown;  ///< of that passage, or a cell of the row; any number of its own
  std::string text;                   ///< as it is written there
  std::string kind;                   ///< measured, expected, spec, cost, power, scaling, capacity
  std::string device;
  double n_devices = model::kUnknown;
  std::string interconnect, split, engine, backend, model, quant;
  double context = model::kUnknown, depth = model::kUnknown, concurrency = model::kUnknown;
  double n_prompt = model::kUnknown;         ///< tokens of the prompt; `context` only bounds them
  double host_memory_mts = model::kUnknown;  ///< of a processor's memory, as stated [10^6/s]
  std::string phase;                         ///< decode, prefill, ttft, aggregate
  std::string precision;                     ///< of an arithmetic rate: "FP8", "FP16 sparse", "FP16 dense"
  std::string method;                        ///< how the figure comes about: claims_table.cpp has the words
  std::string versus;                        ///< of a comparison: the device that it is with
  double low = model::kUnknown, high = model::kUnknown;  ///< the claimed range
  std::string word;  ///< instead of a number: FITS, OOM, or a topology label
  std::string unit;

  [[nodiscard]] bool has_number() const { return !std::isnan(low); }
  [[nodiscard]] double middle() const { return (low + high) / 2; }
  /// "rtx-3090+rtx-3060-12gb": unequal cards of one machine.
  [[nodiscard]] bool names_set() const { return device.find('+') != std::string::npos; }
  [[nodiscard]] double devices() const { return n_devices > 0 ? n_devices : 1; }
};

/// "100+": a lower bound.
bool says_at_least(const Claim& claim);
/// "0.9" may be anything that rounds to it: half a unit of its only digit, of a whole number no more than a tenth of it; 0
/// where it has more digits than one.
double half_of_digit(const Claim& claim);

enum class ClaimVerdict { plausible, suspect, impossible, wrong_spec, unverifiable };
inline constexpr ClaimVerdict kClaimVerdicts[] = {ClaimVerdict::plausible,
                                                  ClaimVerdict::suspect,
                                                  ClaimVerdict::impossible,
                                                  ClaimVerdict::wrong_spec,
                                                  ClaimVerdict::unverifiable};
std::string_view claim_verdict_name(ClaimVerdict verdict);

/// What is to be said of a claim, in its own unit.
struct Judgement {
  ClaimVerdict verdict = ClaimVerdict::unverifiable;
  std::string reason;                  ///< one line, with the arithmetic
  double predicted = model::kUnknown;  ///< the figure that was computed or looked up
  double limit = model::kUnknown;      ///< what nothing of this specification exceeds, or falls below
};

inline Judgement plausible(std::string reason,
                           double predicted = model::kUnknown,
                           double limit = model::kUnknown) {
  return {ClaimVerdict::plausible, std::move(reason), predicted, limit};
}
inline Judgement suspect(std::string reason,
                         double predicted = model::kUnknown,
                         double limit = model::kUnknown) {
  return {ClaimVerdict::suspect, std::move(reason), predicted, limit};
}
inline Judgement impossible(std::string reason,
                            double predicted = model::kUnknown,
                            double limit = model::kUnknown) {
  return {ClaimVerdict::impossible, std::move(reason), predicted, limit};
}
inline Judgement wrong_spec(std::string reason,
                            double predicted = model::kUnknown,
                            double limit = model::kUnknown) {
  return {ClaimVerdict::wrong_spec, std::move(reason), predicted, limit};
}
inline Judgement unverifiable(std::string reason) { return {ClaimVerdict::unverifiable, std::move(reason)}; }

}  // namespace tokroof::judge
