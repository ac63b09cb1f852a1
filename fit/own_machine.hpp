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

namespace tokroof::fit {

/// Rows of the machine that is to be calibrated, and those of others.
struct OwnMachine {
  std::string device;  ///< as the catalog calls it
  std::vector<catalog::Run> own, others;
  std::vector<std::string> assumed;    ///< rows that do not say their device: taken to be of this one
  predict::Observations observations;  ///< of `own`, ready for calibrate()
};

/// Throws InputError: unknown-name where there is no such device; bad-file, with the reason of every row, where no row
/// tells anything of it. `where` names the rows in that error.
OwnMachine own_machine(const catalog::Catalog& catalog,
                       std::vector<catalog::Run> runs,
                       std::string_view device,
                       const std::string& where);

/// The document of `tokroof calibrate --json` (answers/schema/calibrate.schema.json).
nlohmann::json calibration_json(const catalog::Catalog& catalog,
                                const OwnMachine& machine,
                                const predict::Fitted& before,
                                const Calibration& calibration);

}  // namespace tokroof::fit
