#include "answers/error_json.hpp"

#include <nlohmann/json.hpp>

#include "answers/prediction_json.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::answers {
namespace {

/// How the question was read, where anything of it needs saying.
void add_notes(nlohmann::json& out, const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    out["notes"].push_back(catalog::visible(note));
  }
}

/// What names were taken for, and what else the reading of a question noted.
std::vector<std::string> reading_notes(const predict::Request& request) {
  std::vector<std::string> out;
  for (const catalog::Assumption& a : request.assumed) {
    const auto* said = std::get_if<std::string>(&a.value);
    if (said != nullptr && catalog::tells_reading(*said)) {
      out.push_back(*said);
    }
  }
  out.insert(out.end(), request.notes.begin(), request.notes.end());
  return out;
}

}  // namespace

nlohmann::json error_json(const catalog::InputError& error) {
  std::vector<std::string> suggestions;
  for (const std::string& name : error.suggestions) {
    suggestions.push_back(catalog::visible(name));
  }
  nlohmann::json out = {{"error",
                         {{"kind", error.kind},
                          {"message", catalog::visible(error.message)},
                          {"where", catalog::visible(error.where)},
                          {"suggestions", suggestions}}}};
  add_notes(out, error.notes);
  return out;
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
  add_notes(out, reading_notes(request));
  if (outcome.memory) {
    out["memory"] = memory_json(*outcome.memory);
  }
  return out;
}

}  // namespace tokroof::answers
