#pragma once
#include <string_view>

namespace tokroof::formats {

/// Which tokens words speak of: those of a prompt that is read, or those that are generated.
enum class SaidPhase { unsaid, prompt, generation };

/// "Prompt processing", "7B pp 512:", "## Token generation"; of both it is the latter. `of_rate`: the words are those of a rate,
/// which "prompt" alone tells; elsewhere it is what was asked.
SaidPhase said_phase(std::string_view text, bool of_rate);

/// What a heading or a caption above figures says of them, where neither a title nor a word beside them does.
class PhaseAbove {
 public:
  void hear(std::string_view text, int line);
  /// Whether figures at a line are of prompts: below a heading until the next one of its level, else a few lines on.
  [[nodiscard]] bool of_prompt(int line) const;

 private:
  static constexpr std::size_t kNoHeading = 100;
  SaidPhase phase_ = SaidPhase::unsaid;
  std::size_t level_ = kNoHeading;
  int line_ = 0;
};

}  // namespace tokroof::formats
