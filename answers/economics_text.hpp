#pragma once
#include <string>

#include "answers/explain.hpp"
#include "predict/economics.hpp"

namespace tokroof::answers {

/// Lines "energy", "cost" and "payback" of a prediction in words; what is not known is left out.
std::string economics_lines(const predict::Economics& economics);

/// The chain of numbers behind watts and money, to be redone by hand; symbols of explain() may occur in formulas.
std::vector<ExplainStep> explain_economics(const predict::Prediction& prediction,
                                           const predict::Economics& economics);

}  // namespace tokroof::answers
