#include "whatif/sweep/row.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "model/names.hpp"
#include "predict/placement_name.hpp"

namespace tokroof::whatif {
namespace {

constexpr auto kSetup = model::words_of<18>(
    "device|n_devices|replicas|split|link|network|machine_devices|host|model|quant|engine|"
    "backend|engine_date|concurrency|kv_type|placement|n_gpu_layers|power_limit_w");

Cell text(std::string_view value) { return {std::string(value), model::kUnknown}; }
Cell number(double value) { return {"", value}; }

using Cells = std::array<Cell, kSetup.size()>;

/// In the order of kSetup.
Cells resolved(const catalog::Run& run, const model::Scenario& s) {
  return {text(s.device_name),
          number(s.n_devices),
          number(s.replicas),
          text(model::split_name(s.split)),
          text(s.n_devices > 1 ? run.interconnect : ""),
          text(std::isfinite(s.machine_devices) ? run.network : ""),
          number(std::isfinite(s.machine_devices) ? s.machine_devices : model::kUnknown),
          text(run.host_device),
          text(s.model->slug),
          text(s.quant),
          text(s.engine),
          text(s.backend),
          text(run.engine_date),
          number(s.concurrency),
          text(s.kv_type),
          text(predict::placement_name(s)),
          number(s.layers_on_gpu),
          number(std::fmin(s.power_limit_w, s.device.tdp_w))};
}

Cells stated(const catalog::Run& run) {
  return {text(run.device),
          number(run.n_devices),
          number(run.replicas),
          text(run.split.text()),
          text(run.interconnect),
          text(run.network),
          number(run.machine_devices),
          text(run.host_device),
          text(run.model),
          text(run.quant),
          text(run.engine),
          text(run.backend),
          text(run.engine_date),
          number(run.concurrency),
          text(run.kv_type),
          text(run.placement.text()),
          number(run.n_gpu_layers),
          number(run.power_w)};
}

/// The table's accessors take what they could change.
Cell stated(const predict::ScenarioOption& option, predict::Asked& asked) {
  if (option.number != nullptr) {
    return number(option.number(asked));
  }
  if (option.flag != nullptr) {
    return number(option.flag(asked) ? 1 : 0);
  }
  return text(stated_text(option, asked));
}

}  // namespace

SweepColumns::SweepColumns(const Product& product) : setup(kSetup.begin(), kSetup.end()) {
  for (const Axis& axis : product.axes) {
    const std::string_view key = axis.option().key;
    const bool known = model::holds(kSetup, key) ||
                       model::any_of(kWork, [&](const PointNumber& n) { return n.name == key; });
    if (!known) {
      extra.push_back(&axis.option());
      setup.emplace_back(key);
    }
  }
}

std::vector<std::string> SweepColumns::all() const {
  std::vector<std::string> out{"row"};
  out.insert(out.end(), setup.begin(), setup.end());
  const auto add = [&](const auto& numbers) {
    for (const PointNumber& n : numbers) {
      out.emplace_back(n.name);
    }
  };
  add(kWork);
  add(kRates);
  out.insert(out.end(), std::begin(kWords), std::end(kWords));
  add(kOthers);
  return out;
}

SetupCells setup_cells(const SweepColumns& columns,
                       predict::Asked& asked,
                       const catalog::Run& run,
                       const model::Scenario* scenario) {
  Cells cells = scenario != nullptr ? resolved(run, *scenario) : stated(run);
  SetupCells out;
  out.cells.reserve(cells.size() + columns.extra.size());
  std::move(cells.begin(), cells.end(), std::back_inserter(out.cells));
  for (const predict::ScenarioOption* option : columns.extra) {
    out.cells.push_back(stated(*option, asked));
  }
  return out;
}

void set_streams(SetupCells& cells, double concurrency) {
  constexpr auto kPlace = std::find(kSetup.begin(), kSetup.end(), "concurrency") - kSetup.begin();
  cells.cells[kPlace].number = concurrency;
}

std::string_view error_kind(std::string_view kind) {
  constexpr std::string_view kKinds[] = {
      "usage", "unknown-name", "bad-file", "impossible-link", "does-not-fit", "cannot-model"};
  const auto* found = std::find(std::begin(kKinds), std::end(kKinds), kind);
  return found != std::end(kKinds) ? *found : "cannot-model";
}

}  // namespace tokroof::whatif
