#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace tokroof::model {

/// What drafts the tokens that a step verifies (speculative decoding): a head of the model that predicts several tokens, a
/// search for repeated text, a small model with the same tokens, one with other tokens, a block drafter, EAGLE, a block
/// drafter whose tokens follow from one another.
enum class Drafting : unsigned char { none, mtp, ngram, draft, draft_model_tli, dflash, eagle, dspark };

inline constexpr std::array<std::string_view, 8> kDraftingNames{
    "none", "mtp", "ngram", "draft", "draft_model_tli", "dflash", "eagle", "dspark"};
constexpr std::string_view drafting_name(Drafting drafting) {
  return kDraftingNames[static_cast<std::size_t>(drafting)];
}

/// Whether what drafts has weights to read; a search for repeated text has none.
constexpr bool drafts_with_weights(Drafting drafting) {
  return drafting != Drafting::none && drafting != Drafting::ngram;
}

/// Whether drafts go through the model's own output matrix; a model of its own has another.
constexpr bool shares_output(Drafting drafting) {
  return drafting != Drafting::draft && drafting != Drafting::draft_model_tli;
}

/// Whether one pass drafts all tokens of a step: block drafters.
constexpr bool drafts_at_once(Drafting drafting) {
  return drafting == Drafting::dflash || drafting == Drafting::dspark;
}

/// Tokens a step that are usual where nobody says how many: the heads of published models are trained for 1 to 4, block
/// drafters for more.
constexpr double usual_drafts(Drafting drafting) {
  switch (drafting) {
    case Drafting::dflash: return 8;
    case Drafting::draft:
    case Drafting::dspark:
    case Drafting::ngram: return 5;
    default: return 3;
  }
}

/// What is said where a draft model is named.
inline constexpr std::string_view kDraftsAreUsual =
    "the size of the model that drafts is not counted: its drafts cost what they usually do, and it takes no "
    "memory";

}  // namespace tokroof::model
