#pragma once
#include <cstdint>

#include "tests/laws/laws.hpp"

namespace tokroof::laws {

/// A question that breaks a law, with both answers.
struct Violation {
  Case asked, varied;
  Broken broken;
};

/// How a law fared with a question.
struct Judged {
  bool judged = false;  ///< it applies, and there was something to compare
  std::optional<Violation> violation;
};

/// `seed`: of the dice that vary the question.
Judged judge(const Law& law, const Case& asked, std::uint64_t seed);

/// The violation with as few and as plain options as still break the law.
Violation shrink(const Law& law, Violation violation, std::uint64_t seed);

}  // namespace tokroof::laws
