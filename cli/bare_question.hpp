#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::cli {

/// Words where a subcommand should stand, as a question: "can I run llama 70b on a 4090".
struct BareQuestion {
  std::string verb = {};                   ///< that answers it; "": none is sure to
  std::vector<std::string> commands = {};  ///< that may be meant where it is not sure
  std::string trouble = {};                ///< why none is sure to; "": no word of it is known
  bool vague = false;                      ///< nothing of it was understood
  std::vector<std::string> line = {};      ///< the verb's words where they are others than were typed
  std::string note = {};                   ///< what is taken that nobody named
};
BareQuestion bare_question(const catalog::Catalog& catalog, const std::vector<std::string>& words);

}  // namespace tokroof::cli
