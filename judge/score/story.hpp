#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/run.hpp"
#include "judge/score/evaluation.hpp"

namespace tokroof::judge {

/// A deviation that somebody looked into: which figures it is about. What was seen, why, and what was done about it are
/// words for scripts/accuracy-page, beside them in docs/accuracy-stories.json.
struct Story {
  std::string id;
  /// Column -> patterns of which one must match; '*' stands for anything. Columns: source, device, class, engine,
  /// backend, model, quant, split, n_devices, figure (decode where it is not named).
  std::map<std::string, std::vector<std::string>> where{};
  std::string without;  ///< name of an Ablation that takes the explanation out; empty: none does
};

/// Reads the stories; throws InputError.
std::vector<Story> read_stories(const std::string& path);

/// Whether a story is about this figure. `run`: its row.
bool concerns(const Story& story, const Scored& figure, const catalog::Run& run);

/// '*' in a pattern stands for any characters, none included.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace tokroof::judge
