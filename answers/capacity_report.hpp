#pragma once
#include <functional>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"
#include "predict/capacity.hpp"

namespace tokroof::answers {

/// The answer of `tokroof capacity`: the question's model, if it names one, and the alternatives.
struct CapacityReport {
  predict::Request request;
  std::optional<predict::Capacity> asked;
  std::vector<predict::Capacity> alternatives;  ///< the model at other storage types, or the largest models
  std::optional<model::Refusal> refusal;        ///< nothing else is set then
};

/// `completed` fills the gaps of a question, as complete() does. Where no model is asked for, the machine is completed
/// with some model, and what was assumed of it says nothing.
CapacityReport capacity_report(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Question& question,
                               const std::function<predict::Request(const catalog::Question&)>& completed);

nlohmann::json capacity_json(const CapacityReport& report);
std::string capacity_text(const CapacityReport& report, bool colour = false);
/// The alternatives: in the units of the JSON document, for programs; for people.
Table capacity_figures(const CapacityReport& report);
Table capacity_table(const CapacityReport& report);

}  // namespace tokroof::answers
