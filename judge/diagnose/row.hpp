#pragma once
#include <optional>

#include "judge/diagnose/expectation.hpp"
#include "judge/diagnose/posterior.hpp"

namespace tokroof::judge {

/// A cause with its variants re-predicted.
struct JudgedCause {
  std::vector<Variant> variants;
  std::vector<std::optional<Expectation>> expected;
  std::size_t best = 0;   ///< variant with the largest weight x likelihood
  bool possible = false;  ///< some variant could be
  double given = 0;       ///< how well the best of them gives the row's figures (given_by)
};

/// One row under every cause.
struct JudgedRow {
  Stated stated;
  Expectation as_stated{};  ///< memory not looked at
  ByCause<JudgedCause> causes{};
  RowEvidence evidence{};
};

/// Re-predicts a row under every cause. None: the row cannot be modelled as stated, or has no decode rate (a
/// saturated reading is none). The result refers to `run`.
std::optional<JudgedRow> judge_row(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const catalog::Run& run,
                                   const Beside& beside = {});

/// What rows of one machine have in common: source, page, device, host, backend.
std::string machine_of(const catalog::Run& run);

}  // namespace tokroof::judge
