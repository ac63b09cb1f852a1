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
  std::vector<std::string> remarks;  ///< what is ambiguous or was not understood
  std::vector<std::string> unsaid;   ///< what is missing, and what is taken for it
  std::vector<std::string> apart;    ///< devices that were left out beside the one of the run: "2xrtx-3090"
  std::vector<std::string> near_devices;  ///< which the name that is no device's own may mean
  std::vector<std::string> near_models;   ///< likewise, of the model
  std::string unread;  ///< words that may say something of the set-up and were not understood

  /// Remarks, and what is unsaid.
  [[nodiscard]] std::vector<std::string> all_remarks() const;
};

inline constexpr std::size_t kLongestSentence = 2000;  ///< bytes: longer texts are pages

/// Whether a text is words around a rate: "40 t/s", "12 tokens per second", "25 ms/token".
bool is_sentence(std::string_view text);
/// Likewise, and it is all that a text holds: one line without cells or JSON.
bool is_one_sentence(std::string_view text);

/// It need have no rate: "3060 qwen3 8b 32k context 16 users". Numbers are told by their units and the words beside them; the device, the model, the quantization and the engine are the
/// longest runs of words that the catalog knows. `given`: cells that the sentence leaves open; `around`: what is said of them beside it.
/// What is not said stays unknown.
Sentence read_sentence(const catalog::Catalog& catalog,
                       std::string_view text,
                       const catalog::Run& given = {},
                       const catalog::Run& around = {});

}  // namespace tokroof::formats
