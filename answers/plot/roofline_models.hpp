#pragma once
#include <span>

#include "answers/plot/roofline.hpp"
#include "predict/prediction.hpp"

namespace tokroof::plot {

/// The roofline of the machine of a prediction, with the prediction, the models with the most public runs (of
/// different sizes, as the same storage type, where they fit), and the machine's runs among `runs`. `asked_run`: what
/// it was made from, complete. Throws InputError where a part of the model is on the host or several streams are asked for.
Chart roofline(const catalog::Catalog& catalog,
               const predict::Fitted& fitted,
               const predict::Prediction& asked,
               const catalog::Run& asked_run,
               std::span<const catalog::Run> runs,
               double level);

}  // namespace tokroof::plot
