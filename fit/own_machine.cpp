#include "fit/own_machine.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/device_set.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/runs_table.hpp"
#include "fit/weights.hpp"
#include "judge/check/check.hpp"
#include "judge/score/evaluation.hpp"

namespace tokroof::fit {
namespace {

using nlohmann::json;

predict::Observations observe_own(const catalog::Catalog& catalog, const OwnMachine& machine) {
  std::set<std::string_view> sources;
  for (const catalog::Run& run : machine.own) {
    sources.insert(run.source);
  }
  std::vector<predict::OwnRuns> own;
  own.reserve(sources.size());
  for (const std::string_view source : sources) {
    own.push_back({source, machine.device, 0});
  }
  predict::Observations out = predict::observe(catalog, machine.own, own);
  weigh(out.all, machine.own, Whose::own);
  return out;
}

/// Nothing to learn from: says why, row by row.
[[noreturn]] void no_usable_run(const OwnMachine& machine, const std::string& where) {
  std::string why;
  for (const predict::NotModelled& r : machine.observations.refused) {
    why += fmt::format("; {}: {}: {}", catalog::place(machine.own[r.run]), r.reason, r.message);
  }
  for (const predict::Observation& o : machine.observations.all) {
    why += fmt::format("; {}: a reading that is no evidence", catalog::place(machine.own[o.run]));
  }
  std::set<std::string> devices;
  for (const catalog::Run& run : machine.others) {
    devices.insert(run.device);
  }
  std::vector<std::string> options;
  options.reserve(devices.size());
  for (const std::string& device : devices) {
    options.push_back("--device " + device);
  }
  if (!devices.empty()) {
    why += fmt::format("; {} rows are of {}: --device names the one to calibrate for",
                       machine.others.size(),
                       fmt::join(devices, ", "));
  }
  throw catalog::InputError(
      "bad-file",
      fmt::format("no usable run of {}{}", machine.device, why.empty() ? ": no rows" : why),
      where,
      options);
}

/// Rows that a correct run of this machine does not show: they are used, but what made them should be known.
json odd_rows(const catalog::Catalog& catalog, const OwnMachine& machine, const predict::Fitted& fitted) {
  json out = json::array();
  for (const judge::Checked& c : judge::check(catalog, fitted, machine.own)) {
    if (c.verdict == judge::Verdict::impossible || (c.certain && judge::deviates(c.verdict))) {
      const catalog::Run& run = machine.own[c.run];
      out.push_back({{"table", run.table},
                     {"line", run.line},
                     {"verdict", judge::verdict_name(c.verdict)},
                     {"message", c.reason}});
    }
  }
  return out;
}

json quantiles(const predict::Fitted& fitted, std::span<const predict::Observation> observations) {
  std::vector<double> errors;
  for (const judge::Scored& s : judge::score(fitted, observations)) {
    errors.push_back(std::fabs(s.error()));
  }
  return {{"median", judge::quantile(errors, 0.5)},
          {"p75", judge::quantile(errors, 0.75)},
          {"p90", judge::quantile(errors, 0.9)}};
}

}  // namespace

OwnMachine own_machine(const catalog::Catalog& catalog,
                       std::vector<catalog::Run> runs,
                       std::string_view device,
                       const std::string& where) {
  const catalog::DeviceSet own = catalog::device_set(catalog, catalog.canonical("device", device));
  const catalog::DeviceSet wanted =
      own.found ? own : catalog::device_set(catalog, catalog.names().need_device(device, "--device").slug);
  OwnMachine machine{wanted.name, {}, {}, {}, {}};
  for (catalog::Run& run : runs) {
    if (run.device.empty()) {
      run.device = wanted.name;
      machine.assumed.push_back(catalog::place(run));
    }
    const catalog::DeviceSet set = catalog::device_set(catalog, run.device);
    (set.found && set.name != wanted.name ? machine.others : machine.own).push_back(std::move(run));
  }
  machine.observations = observe_own(catalog, machine);
  const auto counts = [](const predict::Observation& o) { return o.weight > 0; };
  if (std::none_of(machine.observations.all.begin(), machine.observations.all.end(), counts)) {
    no_usable_run(machine, where);
  }
  return machine;
}

json calibration_json(const catalog::Catalog& catalog,
                      const OwnMachine& machine,
                      const predict::Fitted& before,
                      const Calibration& calibration) {
  constexpr std::size_t kMostShown = 20;
  std::set<std::size_t> used;
  std::size_t figures = 0;
  for (const predict::Observation& o : machine.observations.all) {
    if (o.weight > 0) {
      used.insert(o.run);
      figures += 1;
    }
  }
  json out = {{"device", machine.device},
              {"runs", used.size()},
              {"figures", figures},
              {"rounds", calibration.rounds},
              {"error",
               {{"before", quantiles(before, machine.observations.all)},
                {"after", quantiles(calibration.fitted, machine.observations.all)}}},
              {"moved", json::array()},
              {"not_used", json::array()},
              {"odd", odd_rows(catalog, machine, before)},
              {"device_assumed", machine.assumed}};
  for (std::size_t i = 0; i < std::min(kMostShown, calibration.moved.size()); ++i) {
    const Moved& m = calibration.moved[i];
    out["moved"].push_back({{"name", m.name},
                            {"label", m.label},
                            {"before", m.before},
                            {"after", m.after},
                            {"sd_before", m.sd_before},
                            {"sd_after", m.sd_after}});
  }
  const auto not_used = [&](const catalog::Run& run, const std::string& reason, const std::string& message) {
    out["not_used"].push_back(
        {{"table", run.table}, {"line", run.line}, {"reason", reason}, {"message", message}});
  };
  for (const catalog::Run& run : machine.others) {
    not_used(run, "other-device", "of " + run.device);
  }
  for (const predict::NotModelled& r : machine.observations.refused) {
    not_used(machine.own[r.run], r.reason, r.message);
  }
  for (const predict::Observation& o : machine.observations.all) {
    if (!(o.weight > 0)) {
      not_used(machine.own[o.run], "no-evidence", "a saturated instrument, or several tokens a step");
    }
  }
  return out;
}

}  // namespace tokroof::fit
