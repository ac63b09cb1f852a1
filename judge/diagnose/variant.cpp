#include "judge/diagnose/variant.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "model/count.hpp"
#include "model/count/memory.hpp"

namespace tokroof::judge {
namespace {

std::vector<Variant> as_stated(const Stated& /*s*/) { return {Variant{.what = "as stated"}}; }

constexpr ByCause<std::vector<Variant> (*)(const Stated&)> kVariants{
    ok_variants,           cpu_variants,         partial_offload_variants, experts_cpu_variants,
    spill_variants,        swap_variants,        slow_link_variants,       split_variants,
    quant_variants,        power_variants,       depth_variants,           aggregate_variants,
    prefill_variants,      speculative_variants, devices_variants,         one_device_variants,
    wrong_device_variants, kv_type_variants,     attention_variants,       old_build_variants,
    eager_variants,        chunks_variants,      wall_clock_variants,      slow_memory_variants,
    threads_variants,      slow_host_variants,   slow_kernels_variants,    as_stated};

/// The host's processor does all of the work or keeps a part of the weights.
bool needs_host(const model::Scenario& s) {
  return s.cpu_only || s.experts_on_host || s.layers_on_gpu < s.model->layers ||
         std::any_of(s.overrides.begin(), s.overrides.end(), [](const model::TensorOverride& o) {
           return o.on_host;
         });
}

}  // namespace

void look_up_memory(Stated& out) {
  const auto scenario = catalog::resolve(out.catalog, out.run);
  out.on_host = scenario && needs_host(*scenario);
  const auto step = scenario ? model::count(*scenario, model::WeightCheck::leave) : model::Refusal{};
  if (!step) {
    return;
  }
  const model::MemoryNeed need = model::memory_need(*scenario, *step);
  const auto share = [](double needed, double available) {
    return needed > 0 && available > 0 && std::isfinite(available) ? needed / available : 0;
  };
  out.memory_share = share(need.needed_bytes(), need.available_bytes);
  out.host_share = share(need.host_bytes, need.host_available_bytes);
}

bool look_up(const catalog::Catalog& catalog, const catalog::Run& run, Stated& out) {
  constexpr double kUsualPrompt = 512;  // that check() takes
  out.run = run;
  if (run.pp_tps > 0 && !(run.n_prompt > 0)) {
    out.run.n_prompt = kUsualPrompt;
    out.open_prompt = true;
  }
  const catalog::DeviceSet set = catalog::device_set(catalog, run.device);
  out.model = catalog.find_model(run.model);
  if (!set.found || out.model == nullptr) {
    return false;
  }
  out.device = set.device;
  out.device_name = set.name;
  out.devices = (run.n_devices > 1 ? run.n_devices : 1) * set.count;
  const std::string engine = catalog::engine_or_usual(catalog, run, set.device);
  out.engine = catalog::engine_family(catalog, engine);
  out.facts = catalog::engine_facts(catalog, engine);
  out.usual_split = catalog::usual_split(catalog, engine);
  out.backend =
      run.backend.empty() ? std::string(catalog::backend_of_run(catalog, set.device, engine)) : run.backend;
  const bool cpu =
      out.backend == "cpu" || catalog::runs_on_host(run) || set.device.kind == model::DeviceKind::cpu;
  out.card = !cpu &&
             (set.device.kind == model::DeviceKind::gpu || set.device.kind == model::DeviceKind::accelerator);
  look_up_memory(out);
  out.hosts = hosts_of(catalog, run, set.device);
  return true;
}

void take_usual(const ExpectedRate& usual, Stated& out) {
  if (usual.taken.empty()) {
    return;
  }
  out.placed = !catalog::states_placement(out.run);
  out.taken = usual.taken;
  for (catalog::Run& run : out.taken) {  // the build's age is another question
    run.engine_date = out.run.engine_date;
    run.n_prompt = out.run.n_prompt;
  }
  out.run = out.taken[out.taken.size() / 2];
  const double as_written = out.memory_share;
  look_up_memory(out);
  out.memory_share = as_written;
  out.on_host = true;
}

catalog::Run unplaced(catalog::Run run) {
  run.placement = {};
  run.n_gpu_layers = run.details.n_cpu_moe = model::kUnknown;
  run.details.override_tensor.clear();
  return run;
}

std::vector<Variant> variants_of(const Stated& stated, Cause cause) {
  std::vector<Variant> out = kVariants[index_of(cause)](stated);
  const bool makes_room = cause == Cause::quant || cause == Cause::devices || cause == Cause::wrong_device;
  for (std::size_t i = out.size(); stated.placed && makes_room && i > 0; --i) {
    Variant whole = out[i - 1];  // on the devices alone, where it fits
    whole.run = [change = whole.run](catalog::Run& run) {
      run = unplaced(run);
      change(run);
    };
    out.push_back(std::move(whole));
  }
  double sum = 0;
  for (const Variant& v : out) {
    sum += v.weight;
  }
  for (Variant& v : out) {
    v.weight /= sum;
  }
  return out;
}

}  // namespace tokroof::judge
