#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"
#include "whatif/models/models.hpp"

namespace tokroof::answers {

/// The document of `tokroof models --json` (answers/schema/models.schema.json). `level`: of the intervals.
nlohmann::json models_json(const whatif::RunnableModels& models, double level);

/// Every row in the units of the JSON document, for programs; what is not known is empty.
Table models_figures(const whatif::RunnableModels& models, double level);

/// The machine, and in a second line what was asked of the models.
std::string models_heading(const whatif::RunnableModels& models);

/// So many models are for people: `top` (0: all).
std::size_t shown_models(const whatif::RunnableModels& models, std::size_t top);

/// The first `top` rows (0: all) for people.
Table models_table(const whatif::RunnableModels& models, double level, std::size_t top);

/// What is not in the table: how many rows more, what the next size up needs, how many models were excluded and why.
std::string models_notes(const whatif::RunnableModels& models, std::size_t top);

/// Every model that was excluded, with its reason.
Table excluded_models_table(const whatif::RunnableModels& models);

}  // namespace tokroof::answers
