#include "formats/commands/drafting.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

constexpr double kMostDrafts = 1e4;

using model::Drafting;

void drafts_by(CommandReading& r, const std::string& value) {
  const std::optional<Drafting> way = draft_way_named(value);
  if (!way) {
    r.note(fmt::format("{} {} is ignored: this way to draft is not predicted", r.option(), value));
  } else if (!r.drafting || r.drafting == Drafting::draft) {  // "--spec-type draft-mtp -md FILE"
    r.drafting = way;
  }
}

}  // namespace

std::optional<Drafting> draft_way_named(std::string_view name) {
  const std::string lower = catalog::lower_case(name);
  constexpr std::pair<std::string_view, Drafting> kWays[] = {{"ngram", Drafting::ngram},
                                                             {"lookup", Drafting::ngram},
                                                             {"mtp", Drafting::mtp},
                                                             {"nextn", Drafting::mtp},
                                                             {"eagle", Drafting::eagle},
                                                             {"dflash", Drafting::dflash},
                                                             {"dspark", Drafting::dspark},
                                                             {"draft", Drafting::draft},
                                                             {"standalone", Drafting::draft}};
  for (const auto& [part, way] : kWays) {
    if (catalog::contains(lower, part)) return way;
  }
  return lower == "none" ? std::optional(Drafting::none) : std::nullopt;
}

void means_draft_model(CommandReading& r, const std::string& value) {
  const bool of_prompt = value == "[ngram]";  // vLLM before it had a configuration
  r.drafting = of_prompt ? Drafting::ngram : r.drafting.value_or(Drafting::draft);
}

void means_draft_way(CommandReading& r, const std::string& value) { drafts_by(r, value); }

void means_draft_tokens(CommandReading& r, const std::string& value) {
  r.draft_tokens = r.number(value, 0, kMostDrafts);
}

void means_draft_tree(CommandReading& r, const std::string& value) {
  const double verified = r.number(value, 1, kMostDrafts);
  if (std::isnan(r.draft_tokens)) r.draft_tokens = std::max(verified - 1, 1.0);
}

void means_draft_config(CommandReading& r, const std::string& value) {
  const nlohmann::json config = nlohmann::json::parse(value, nullptr, false);
  if (!config.is_object()) {
    r.note(fmt::format("{} is ignored: it is no JSON object", r.option()));
    return;
  }
  const auto text = [&](const char* key) {
    const auto found = config.find(key);
    return found != config.end() && found->is_string() ? found->get<std::string>() : "";
  };
  if (const std::string method = text("method"); !method.empty()) {
    drafts_by(r, method);
  } else if (!text("model").empty()) {
    means_draft_model(r, text("model"));
  }
  const auto tokens = config.find("num_speculative_tokens");
  if (tokens != config.end() && !tokens->is_structured()) {
    means_draft_tokens(r, tokens->is_string() ? tokens->get<std::string>() : tokens->dump());
  }
}

void finish_drafting(CommandReading& r) {
  catalog::Said<Drafting>& own = r.run().speculative;
  const bool drafted = r.drafting && r.drafting != Drafting::none && r.draft_tokens != 0;
  if (own.empty() && drafted) {
    own = r.drafting;
  } else if (own == Drafting::none && drafted) {
    r.note("its drafts are overruled by tokroof's own option: none");
  }
  if (!(r.draft_tokens > 0)) {
    return;
  }
  if (!catalog::drafts(r.run())) {
    r.note("a number of drafted tokens is ignored: nothing drafts them");
  } else if (std::isnan(r.run().spec_tokens)) {
    r.run().spec_tokens = r.draft_tokens;
  }
}

}  // namespace tokroof::formats
