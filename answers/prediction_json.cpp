#include "answers/prediction_json.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/service_output.hpp"
#include "predict/placement_name.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

/// Whole numbers without a decimal point.
json count(double value) {
  return std::isfinite(value) && value == std::floor(value) && std::fabs(value) < 1e15
             ? json(static_cast<long long>(value))
             : number(value);
}

json scenario_json(const model::Scenario& s, const catalog::Run& run) {
  return {{"device", s.device_name},
          {"n_devices", count(s.n_devices)},
          {"replicas", count(s.replicas)},
          {"split", model::split_name(s.split)},
          {"pipeline_parallel", count(s.parallel.stages)},
          {"data_parallel_attention", count(s.parallel.groups)},
          {"expert_parallel", s.parallel.experts},
          {"link", s.n_devices > 1 ? text_or_null(run.interconnect) : json(nullptr)},
          {"network", std::isfinite(s.machine_devices) ? text_or_null(run.network) : json(nullptr)},
          {"machine_devices", std::isfinite(s.machine_devices) ? count(s.machine_devices) : json(nullptr)},
          {"link_bytes_per_s", number(s.link.bytes_per_s)},
          {"host_link_bytes_per_s", number(s.link.host_bytes_per_s)},
          {"storage", text_or_null(s.storage)},
          {"link_class", s.n_devices > 1 ? json(s.link_class) : json(nullptr)},
          {"host", text_or_null(run.host_device)},
          {"model", s.model->slug},
          {"quant", s.quant},
          {"engine", s.engine},
          {"backend", s.backend},
          {"engine_date", run.engine_date},
          {"n_prompt", count(s.n_prompt)},
          {"n_gen", count(s.n_gen)},
          {"n_depth", count(s.depth)},
          {"concurrency", count(s.concurrency)},
          {"n_ubatch", count(s.micro_batch)},
          {"kv_type", s.kv_type},
          {"placement", predict::placement_name(s)},
          {"n_gpu_layers", count(s.layers_on_gpu)},
          {"power_limit_w", count(std::fmin(s.power_limit_w, s.device.tdp_w))},
          {"speculative", model::drafting_name(s.drafting)}};
}

/// What a person calls the device and the model.
json names_json(const model::Scenario& s) {
  std::string cards;
  for (const model::DevicePart& part : s.parts) {
    cards += fmt::format("{}{}", cards.empty() ? "" : " + ", part.device.name);
  }
  return {{"device", cards.empty() ? std::string(s.device.name) : cards}, {"model", s.model->name}};
}

json decode_json(const predict::Prediction& p, double level) {
  const auto [low, high] = p.decode.published(level);
  const auto [correct_low, correct_high] = p.decode.correct(level);
  return {{"tps", p.decode.tps()},
          {"low_tps", low},
          {"high_tps", high},
          {"level", level},
          {"known", p.decode.known(level)},
          {"correct_low_tps", correct_low},
          {"correct_high_tps", correct_high},
          {"p_wrong", p.decode.scales.p_wrong},
          {"aggregate_tps", predict::aggregate_tps(p)},
          {"ceiling_tps", number(p.ceiling_tps)}};
}

json step_json(const predict::Prediction& p) {
  json parts = json::array();
  for (const predict::StepPart& part : p.parts) {
    parts.push_back({{"name", part.name}, {"seconds_s", part.seconds_s}});
  }
  return {{"seconds_s", p.step_s}, {"bound_by", p.bound_by}, {"effects", p.effects}, {"parts", parts}};
}

json load_json(const predict::LoadTime& load) {
  return load.bound_by.empty() ? json(nullptr)
                               : json{{"seconds_s", number(load.seconds_s)}, {"bound_by", load.bound_by}};
}

json cards_json(const predict::Prediction& p) {
  json out = json::array();
  for (const predict::CardShare& card : p.cards) {
    out.push_back({{"device", card.name}, {"share", card.share}, {"seconds_s", card.seconds_s}});
  }
  return out;
}

json prefill_json(const predict::Prediction& p, double level) {
  if (!p.prefill) {
    return nullptr;
  }
  const auto [low, high] = p.prefill->published(level);
  return {{"tps", p.prefill->tps()},
          {"low_tps", low},
          {"high_tps", high},
          {"known", p.prefill->known(level)},
          {"ttft_s", number(p.ttft_s)}};
}

json basis_json(const predict::Prediction& p, const predict::Request& request) {
  json notes = p.basis.notes;
  for (const std::string& note : request.notes) {
    notes.push_back(note);
  }
  if (!p.prefill) {
    notes.push_back("prefill is not modelled for what spills or streams from storage, and for speculation");
  }
  return {{"device_measured", p.basis.device_runs > 0},
          {"runs_behind", count(p.basis.device_runs)},
          {"family_runs", count(p.basis.family_runs)},
          {"engine_runs", count(p.basis.engine_runs)},
          {"class", p.run_class},
          {"notes", notes}};
}

}  // namespace

json memory_json(const model::MemoryNeed& m) {
  const auto bytes = [](double value) { return count(std::round(value)); };
  const double needed = std::round(m.weights_bytes) + std::round(m.kv_bytes) + std::round(m.overhead_bytes);
  json out = {{"needed_bytes", count(needed)},
              {"available_bytes", bytes(m.available_bytes)},
              {"fits", m.fits()},
              {"by",
               {{"weights", bytes(m.weights_bytes)},
                {"kv", bytes(m.kv_bytes)},
                {"overhead", bytes(m.overhead_bytes)}}}};
  if (m.host_bytes > 0) {
    out["host_needed_bytes"] = bytes(m.host_bytes);
    out["host_available_bytes"] = bytes(m.host_available_bytes);
  }
  if (m.spilled_bytes > 0) {
    out["spilled_bytes"] = bytes(m.spilled_bytes);
  }
  if (m.stored_bytes > 0) {
    out["stored_bytes"] = bytes(m.stored_bytes);
  }
  for (const model::DeviceNeed& d : m.devices) {
    out["devices"].push_back({{"device", d.name},
                              {"needed_bytes", bytes(d.needed_bytes)},
                              {"available_bytes", bytes(d.available_bytes)},
                              {"fits", d.missing_bytes() == 0}});
  }
  return out;
}

json assumed_json(const predict::Request& request) {
  json out = json::object();
  for (const catalog::Assumption& a : request.assumed) {
    const double* value = std::get_if<double>(&a.value);
    out[a.name] = value != nullptr ? count(*value) : json(std::get<std::string>(a.value));
  }
  return out;
}

json prediction_json(const predict::Prediction& p,
                     const predict::Request& request,
                     const predict::Economics& economics,
                     const predict::AnswerOptions& options,
                     const whatif::Service* service) {
  json out = {{"scenario", scenario_json(p.scenario, request.run)},
              {"names", names_json(p.scenario)},
              {"assumed", assumed_json(request)},
              {"decode", decode_json(p, options.level)},
              {"step", step_json(p)},
              {"prefill", prefill_json(p, options.level)},
              {"memory", memory_json(p.memory)},
              {"load", load_json(p.load)},
              {"cards", cards_json(p)},
              {"energy", energy_json(economics)},
              {"cost", cost_json(economics)},
              {"basis", basis_json(p, request)}};
  if (service != nullptr) {
    out["serving"] = service_json(*service);
  }
  return out;
}

}  // namespace tokroof::answers
