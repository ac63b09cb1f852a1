#include "api/one_figure.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/take.hpp"
#include "formats/benchmarks/canonical_cells.hpp"

namespace tokroof::api {
namespace {

double take_rate(nlohmann::json& question, const char* key) {
  const double rate = take(question, key, model::kUnknown);
  if (rate <= 0) {
    throw catalog::InputError("usage", fmt::format("{} is no rate: it is above 0", rate), key);
  }
  return rate;
}

}  // namespace

OneFigure take_figure(nlohmann::json& question) {
  return {take_rate(question, "tps"), take_rate(question, "pp_tps"), take(question, "rate", std::string())};
}

catalog::Run stated_cells(const catalog::Catalog& catalog, const predict::Asked& asked) {
  catalog::Run run = asked.question.run;
  formats::make_canonical(catalog, run);
  return run;
}

catalog::Run figure_row(const catalog::Catalog& catalog,
                        const predict::Asked& asked,
                        const OneFigure& figure) {
  catalog::Run run = stated_cells(catalog, asked);
  for (const auto& [cell, option] : {std::pair{&run.device, "--device"}, {&run.model, "--model"}}) {
    if (cell->empty()) {
      throw catalog::InputError("usage", "one figure is judged by its device and model: which?", option);
    }
  }
  run.tg_tps = figure.tps;
  run.pp_tps = figure.pp_tps;
  const std::optional<catalog::StatedRate> rate = catalog::rate_named(figure.rate);
  if (!rate) {
    throw catalog::InputError(
        "usage", fmt::format("'{}' is neither stream nor aggregate", figure.rate), "--rate");
  }
  run.rate = *rate;
  run.quality = "ok";
  return run;
}

}  // namespace tokroof::api
