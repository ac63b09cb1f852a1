#pragma once
#include <string>

#include "answers/prediction_json.hpp"

namespace tokroof {

/// The answer for people, within 25 lines: rate, where the time of a token goes, memory, what it rests on.
std::string prediction_text(const Prediction& prediction,
                            const Request& request,
                            const Economics& economics,
                            const AnswerOptions& options,
                            bool colour = false);

/// The answer in one line.
std::string prediction_line(const Prediction& prediction, const AnswerOptions& options);

/// Three significant digits, without an exponent: "123", "9.41", "0.0312".
std::string significant(double value);

}  // namespace tokroof
