#pragma once
#include <string>
#include <vector>

#include "catalog/entries.hpp"

namespace tokroof::catalog {

/// What a name as written stands for.
struct NameMatch {
  std::string slug;                     ///< empty: not found, or not to be told
  std::vector<std::string> candidates;  ///< entries that it may stand for, the taken one among them
  std::string note;                     ///< how it was told where the name alone did not say
  bool exact = false;                   ///< it is the entry's own name or alias: nothing is to be said
  bool lacks_words = false;   ///< the only entry with these words, which has more of them: "groq" is groq-lpu
  bool leaves_words = false;  ///< words of the name stand for nothing, as the note says
  bool no_such = false;       ///< pages tell of it, but there is none: the nearest stands for it there
  double count = 1;           ///< devices of the machine that the name stands for: "g5.12xlarge"
  double installed_gib = model::
      kUnknown;  ///< memory that the name states, of a processor or where the entry of a chip has other: "M3 Max 36GB"
  double installed_mts = model::kUnknown;       ///< and its transfers: "Ryzen 9 7950X 64GB DDR5-6000"
  double installed_channels = model::kUnknown;  ///< of a socket
  std::string quant = {};  ///< the file that a library has under a model's tag: "llama2:13b" is Q4_0

  /// How it was told, behind what was noted, or before that.
  void say(std::string_view how) { note += (note.empty() ? "" : ", ") + std::string(how); }
  void say_first(std::string_view how) { note = std::string(how) + (note.empty() ? "" : ", " + note); }
};

/// What a short name is taken as where nothing else tells.
NameMatch usual_one(const SharedName& shared);

}  // namespace tokroof::catalog
