#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "predict/scenario_option.hpp"

namespace tokroof::api {

/// One measured figure beside what it was measured on.
struct OneFigure {
  double tps = model::kUnknown;     ///< decode
  double pp_tps = model::kUnknown;  ///< prompt
  std::string rate;                 ///< stream, aggregate; empty: stream

  [[nodiscard]] bool is_stated() const { return tps > 0 || pp_tps > 0; }
};

/// Takes it from a question. Throws InputError (usage) where a rate is not above 0.
OneFigure take_figure(nlohmann::json& question);

/// What options state of rows, under the catalog's names. Throws InputError: unknown-name.
catalog::Run stated_cells(const catalog::Catalog& catalog, const predict::Asked& asked);

/// The row of a runs table that states the same. Throws InputError: unknown-name, usage where the device or the model is
/// missing.
catalog::Run figure_row(const catalog::Catalog& catalog,
                        const predict::Asked& asked,
                        const OneFigure& figure);

}  // namespace tokroof::api
