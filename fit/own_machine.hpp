#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "fit/calibrate.hpp"
#include "predict/fitted.hpp"
#include "predict/observation.hpp"

namespace tokroof {

/// Rows of the machine that is to be calibrated, and those of others.
struct OwnMachine {
  std::string device;  ///< as the catalog calls it
  std::vector<Run> own, others;
  std::vector<std::string> assumed;  ///< rows that do not say their device: taken to be of this one
  Observations observations;         ///< of `own`, ready for calibrate()
};

/// Throws InputError: unknown-name where there is no such device; bad-file, with the reason of every row, where no row
/// tells anything of it. `where` names the rows in that error.
OwnMachine own_machine(const Catalog& catalog,
                       std::vector<Run> runs,
                       std::string_view device,
                       const std::string& where);

/// The document of `tokroof calibrate --json` (answers/schema/calibrate.schema.json).
nlohmann::json calibration_json(const OwnMachine& machine,
                                const Fitted& before,
                                const Calibration& calibration);

}  // namespace tokroof
