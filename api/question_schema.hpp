#pragma once
#include <span>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "predict/scenario_option.hpp"

namespace tokroof::api {

/// A key of a question that is no scenario option.
struct QuestionKey {
  enum class Form { text, number, flag, names, counts, prices, months };

  std::string_view key;
  Form form = Form::text;
  std::string_view help;
  std::vector<std::string_view> choices = {};  ///< all that its value may be; none: anything
};

/// A verb of ask(), and what its question may hold.
struct AskedVerb {
  std::string_view name, help;
  std::vector<QuestionKey> keys = {};           ///< its own
  std::vector<std::string_view> headings = {};  ///< of the scenario options that it takes beside
  std::vector<std::string_view> left_out = {};  ///< keys of those that say nothing here
  std::vector<std::string_view> needed = {};    ///< keys without which there is no answer
  bool takes_lists = false;                     ///< a scenario option may have several values
};

std::span<const AskedVerb> asked_verbs();

/// JSON Schema (2020-12) of a verb's question.
nlohmann::json question_schema(const AskedVerb& verb);

/// The values of an option that takes one of a few; none: any text or number.
std::vector<std::string_view> option_choices(const predict::ScenarioOption& option);

}  // namespace tokroof::api
