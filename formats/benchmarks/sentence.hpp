#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"

namespace tokroof::formats {

/// A sentence about a rate, as people write it: "2x 3090 get 17 t/s on llama 3.3 70b q4 at 8k context".
struct Sentence {
  catalog::Run run;                  ///< what it says, as a row of a runs table
  std::vector<std::string> read;     ///< what was understood: "2 x rtx-3090", "40 tok/s"
  std::vector<std::string> remarks;  ///< what is missing, ambiguous or was not understood
};

/// Whether a text is words around a rate: "40 t/s", "12 tokens per second", "25 ms/token".
bool is_sentence(std::string_view text);

/// Numbers are told by their units and the words beside them; the device, the model, the quantization and the engine are the
/// longest runs of words that the catalog knows. `given`: cells that the sentence leaves open. What is not said stays
/// unknown.
Sentence read_sentence(const catalog::Catalog& catalog,
                       std::string_view text,
                       const catalog::Run& given = {});

}  // namespace tokroof::formats
