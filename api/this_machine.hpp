#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "api/apply_machine.hpp"
#include "catalog/catalog.hpp"
#include "formats/machines/machine.hpp"

namespace tokroof::api {

/// A machine that questions can be asked about.
struct KnownMachine {
  formats::Machine machine;        ///< as it was found
  catalog::Catalog catalog;        ///< with its processor, where that had to be assumed
  std::string title;               ///< "2 x rtx-3090", "this-processor"
  std::vector<std::string> lines;  ///< what it is, for people
  std::vector<std::string> gaps;   ///< at most two: what could not be known, and how to state it

  /// What computes: cards, else the chip's own graphics, without those that the catalog does not have; none: the
  /// processor does.
  [[nodiscard]] formats::Machine working() const;
};

KnownMachine known_machine(const catalog::Catalog& catalog, formats::Machine machine);

/// Fills in what a question leaves open, as apply_machine() does, and says that it was detected. Throws InputError (usage,
/// --device) where nothing computes.
AppliedMachine apply_detected(const KnownMachine& known, catalog::Run& run);

/// The lines and the gaps, each with its line's end.
std::string machine_text(const KnownMachine& known);

/// The machine file, and beside it "summary" and "not_known".
nlohmann::json known_machine_json(const KnownMachine& known);

}  // namespace tokroof::api
