#include "judge/diagnose/variant.hpp"

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "model/count.hpp"
#include "model/count/memory.hpp"

namespace tokroof::judge {
namespace {

std::vector<Variant> as_stated(const Stated& /*s*/) { return {Variant{.what = "as stated"}}; }

constexpr ByCause<std::vector<Variant> (*)(const Stated&)> kVariants{ok_variants,
                                                                     cpu_variants,
                                                                     partial_offload_variants,
                                                                     experts_cpu_variants,
                                                                     spill_variants,
                                                                     slow_link_variants,
                                                                     quant_variants,
                                                                     power_variants,
                                                                     depth_variants,
                                                                     aggregate_variants,
                                                                     prefill_variants,
                                                                     speculative_variants,
                                                                     devices_variants,
                                                                     one_device_variants,
                                                                     wrong_device_variants,
                                                                     kv_type_variants,
                                                                     old_build_variants,
                                                                     chunks_variants,
                                                                     wall_clock_variants,
                                                                     slow_memory_variants,
                                                                     threads_variants,
                                                                     as_stated};

double memory_share(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto scenario = catalog::resolve(catalog, run);
  if (!scenario || scenario->cpu_only) {
    return 0;
  }
  const auto step = model::count(*scenario, model::WeightCheck::leave);
  if (!step) {
    return 0;
  }
  const model::MemoryNeed need = model::memory_need(*scenario, *step);
  return need.available_bytes > 0 ? need.needed_bytes() / need.available_bytes : 0;
}

}  // namespace

bool look_up(const catalog::Catalog& catalog, const catalog::Run& run, Stated& out) {
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
  out.on_host =
      cpu || catalog::puts_on_host(run) || (run.n_gpu_layers >= 0 && run.n_gpu_layers < out.model->layers);
  out.memory_share = cpu ? 0 : memory_share(catalog, run);
  return true;
}

std::vector<Variant> variants_of(const Stated& stated, Cause cause) {
  std::vector<Variant> out = kVariants[index_of(cause)](stated);
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
