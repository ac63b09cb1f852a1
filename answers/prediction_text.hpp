#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "answers/prediction_json.hpp"
#include "answers/table.hpp"
#include "predict/levers.hpp"
#include "predict/told_assumptions.hpp"

namespace tokroof::answers {

/// How the answer is written.
struct PredictionStyle {
  bool colour = false;
  bool verbose = false;  ///< everything that was assumed
};

/// The answer for people, within 25 lines: rate, where the time of a token goes, memory, `levers`, what it rests on. Of what was
/// assumed `told` is named; what a cost rests on only where a cost was asked for. Under traffic the service comes first.
std::string prediction_text(const predict::Prediction& prediction,
                            const predict::Request& request,
                            const predict::Economics& economics,
                            const predict::AnswerOptions& options,
                            const std::vector<predict::ToldAssumption>& told,
                            const std::vector<predict::Lever>& levers,
                            PredictionStyle style = {},
                            const whatif::Service* service = nullptr);

/// The answer in one line; under traffic what the service does.
std::string prediction_line(const predict::Prediction& prediction,
                            const predict::AnswerOptions& options,
                            const whatif::Service* service = nullptr);

/// The answer as a short table, to be pasted into an issue.
Table prediction_table(const predict::Prediction& prediction,
                       const predict::Request& request,
                       const predict::AnswerOptions& options,
                       const whatif::Service* service = nullptr);

/// "read: '3060' is taken as rtx-3060-12gb, the usual one", what names were taken for; "": all stand as they are.
std::string readings_line(std::span<const catalog::Assumption> assumed);
/// " of 128 GB, the most that it is sold with (--host-memory-gib)" behind an amount of memory; "": it is no assumption.
std::string assumed_memory(std::span<const catalog::Assumption> assumed);

/// The ends of an interval: "116-218".
std::string range_text(std::pair<double, double> ends);

/// What an assumption says, and the option that states it.
std::string assumed_value(const catalog::Assumption& a);
std::string option_of(std::string name);

}  // namespace tokroof::answers
