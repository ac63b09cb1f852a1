#pragma once
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "judge/score/story.hpp"

namespace tokroof {

/// docs/accuracy.md: tables, worst devices and cells, stories, and what each term is worth. `figures`: what
/// fit/accuracy_figures measured, as stored. `stale`: why the figures are no longer those of the program; empty: they
/// are.
std::string accuracy_document(const nlohmann::json& figures,
                              std::span<const Story> stories,
                              const std::string& stale);

}  // namespace tokroof
