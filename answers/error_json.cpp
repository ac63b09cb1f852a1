#include "answers/error_json.hpp"

#include <nlohmann/json.hpp>

#include "answers/prediction_json.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::answers {

nlohmann::json error_json(const catalog::InputError& error) {
  std::vector<std::string> suggestions;
  for (const std::string& name : error.suggestions) {
    suggestions.push_back(catalog::visible(name));
  }
  return {{"error",
           {{"kind", error.kind},
            {"message", catalog::visible(error.message)},
            {"where", catalog::visible(error.where)},
            {"suggestions", suggestions}}}};
}

nlohmann::json refusal_json(const std::string& kind, const std::string& message) {
  return error_json(catalog::InputError(kind, message));
}

nlohmann::json refusal_json(const predict::PredictionOutcome& outcome,
                            const predict::Request& request,
                            const std::vector<std::string>& suggestions) {
  const bool too_big = outcome.refusal->reason == "does-not-fit";
  nlohmann::json out = refusal_json(too_big ? "does-not-fit" : "cannot-model",
                                    (too_big ? "does not fit: " : "") + outcome.refusal->message);
  out["error"]["suggestions"] = suggestions;
  out["reason"] = outcome.refusal->reason;
  out["assumed"] = assumed_json(request);
  if (outcome.memory) {
    out["memory"] = memory_json(*outcome.memory);
  }
  return out;
}

}  // namespace tokroof::answers
