#pragma once
#include <functional>
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"
#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "judge/diagnose/labelled_cases.hpp"
#include "predict/fitted.hpp"

namespace tokroof::answers {

/// The coefficients that a row is judged with.
using FittedFor = std::function<const predict::Fitted&(const catalog::Run&)>;

/// How often diagnose() finds what was hidden, on labelled_cases() of the runs: for each half, each case alone and
/// together with up to three untouched rows of its machine. Balanced: every label counts once. `visible` leaves out cases
/// whose rate lies within 2 deviations of what their row states, though it fits: nothing shows there. Of one half, where
/// one is named, only that is judged. `causes` is their order, `priors` what the guesses start from.
nlohmann::json labelled_figures(const catalog::Catalog& catalog,
                                const FittedFor& fitted,
                                std::span<const catalog::Run> runs,
                                judge::Half half = judge::Half::both);

/// The shares of a figures' halves as a table; scripts/diagnosis-page writes docs/diagnosis.md from the rest too.
Table labelled_table(const nlohmann::json& figures);

/// Prior odds learned from the tuning half (prior_learning.hpp), beside those in use.
nlohmann::json learned_priors(const catalog::Catalog& catalog,
                              const FittedFor& fitted,
                              std::span<const catalog::Run> runs);
std::string learned_priors_text(const nlohmann::json& learned);

/// Devices are dealt to this many groups; a row's group.
inline constexpr std::size_t kDeviceGroups = 4;
std::size_t device_group(const catalog::Run& run);

}  // namespace tokroof::answers
