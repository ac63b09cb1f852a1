#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/laws/dice.hpp"
#include "tests/laws/question.hpp"

namespace tokroof::laws {

/// A law that does not hold: what the figures say, and how far they are off (to find the worst).
struct Broken {
  std::string figures;
  double size = 0;
};

/// What must hold of every answer, or of two.
struct Law {
  std::string_view name;  ///< the rule, as a sentence
  bool (*applies)(const Case&);
  /// The question whose answer the first one is compared with; nothing: it cannot be asked of this one. Null: the answer
  /// itself is judged.
  std::optional<Question> (*vary)(const Case&, Dice&);
  std::optional<Broken> (*broken)(const Case& asked, const Case& varied);
  std::string_view verb = "predict";  ///< that the varied question is asked of
  bool may_refuse = true;             ///< nothing is compared where the varied question is refused
};

std::span<const Law> laws();

}  // namespace tokroof::laws
