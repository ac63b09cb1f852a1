#include "catalog/engines.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

constexpr auto kBackends =
    model::words_of<14>("cuda|rocm|vulkan|metal|mlx|cpu|sycl|hpu|rdu|neuron|tpu|ttnn|opencl|cann");

/// Radeon cards and Ryzen's graphics, not Instinct: RDNA, and GCN before its data-centre parts.
bool amd_graphics(const model::Device& d) {
  return d.vendor == "amd" && (d.arch.starts_with("RDNA") || model::is_one_of(d.arch, {"GCN4.0", "GCN5.0"}));
}

}  // namespace

bool has_backend(const model::Engine& engine, std::string_view backend) {
  return engine.backends.empty() ? engine.not_on.empty() || !is_listed(engine.not_on, backend)
                                 : is_listed(engine.backends, backend);
}

std::span<const std::string_view> backends() { return kBackends; }

bool is_backend(std::string_view name) { return model::holds(kBackends, name); }

bool splits_rows(const Catalog& catalog, std::string_view engine, std::string_view backend) {
  const auto rows = catalog.data().engine_splits;
  return model::none_of(rows, [&](const EngineSplit& row) {
    return is_listed(row.engines, engine) && !is_listed(row.row_backends, backend);
  });
}

const VendorBackends* vendor_backends(const Catalog& catalog, const model::Device& d) {
  const auto rows = catalog.data().vendor_backends;
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const VendorBackends& row) {
    return row.vendor == d.vendor && is_listed(row.generations, d.generation);
  });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string_view> backends_of(const Catalog& catalog, const model::Device& d) {
  const bool processor_of_soc =
      d.kind == model::DeviceKind::soc && !d.simd.empty();  // the entry is of its cores
  if (d.kind == model::DeviceKind::cpu || processor_of_soc) {
    return {"cpu"};
  }
  const VendorBackends* known = vendor_backends(catalog, d);
  return known == nullptr ? std::vector<std::string_view>() : split_at(known->backends, '|');
}

std::string engine_family(const Catalog& catalog, std::string_view engine) {
  const model::Engine* known = catalog.find_engine(engine);
  return std::string(known != nullptr ? known->family() : engine);
}

const model::Engine& engine_facts(const Catalog& catalog, std::string_view engine) {
  static const model::Engine unknown;
  const model::Engine* known = catalog.find_engine(engine);
  return known != nullptr ? *known : unknown;
}

const EngineFileTypes* file_types(const Catalog& catalog, std::string_view engine, std::string_view family) {
  const std::string of_engine = engine_family(catalog, engine);
  const auto rows = catalog.data().engine_file_types;
  const auto* const found =
      std::find_if(rows.data(), rows.data() + rows.size(), [&](const EngineFileTypes& row) {
        const bool of_family = row.families.empty() || (!family.empty() && is_listed(row.families, family));
        return is_listed(row.engines, of_engine) && of_family;
      });
  return found == rows.data() + rows.size() ? nullptr : found;
}

std::vector<std::string_view> engine_backends(const Catalog& catalog, std::string_view engine) {
  const std::string_view stated = engine_facts(catalog, engine).backends;
  return stated.empty() ? std::vector<std::string_view>() : split_at(stated, '|');
}

const model::Engine* leaves_graphics_idle(const Catalog& catalog,
                                          const model::Device& d,
                                          std::string_view engine) {
  const model::Engine* known = catalog.find_engine(engine);
  const bool integrated = (d.kind == model::DeviceKind::apu || d.kind == model::DeviceKind::soc) &&
                          model::is_one_of(d.vendor, {"amd", "intel", "qualcomm"});
  const bool idle = known != nullptr && integrated && !known->integrated_graphics.empty() &&
                    !is_listed(known->integrated_graphics, d.slug);
  return idle && catalog.soc_cpu(d.slug) != nullptr ? known : nullptr;
}

std::string cannot_run(const Catalog& catalog,
                       std::string_view engine,
                       std::span<const std::string_view> able,
                       std::string_view devices) {
  if (able.empty() || model::any_of(able, [&](std::string_view backend) {
        return has_backend(engine_facts(catalog, engine), backend);
      })) {
    return {};
  }
  const std::vector<std::string_view> runs_on = engine_backends(catalog, engine);
  return runs_on.empty()
             ? fmt::format(
                   "{} does not run on {}, and {} has nothing else", engine, fmt::join(able, ", "), devices)
             : fmt::format(
                   "{} runs on {}, and {} has none of them", engine, fmt::join(runs_on, ", "), devices);
}

std::vector<std::string> engines_on(const Catalog& catalog, const model::Device& d) {
  constexpr std::size_t kMost = 4;
  const std::vector<std::string_view> able = backends_of(catalog, d);
  const auto runs = [&](const model::Engine& e) {
    return model::any_of(able, [&](std::string_view backend) {
      return has_backend(e, backend) && (backend != "cpu" || e.works_on_cpu);
    });
  };
  const VendorBackends* known = d.kind == model::DeviceKind::cpu ? nullptr : vendor_backends(catalog, d);
  std::vector<std::string> out;
  std::set<std::string_view> families;
  const auto add = [&](const model::Engine& e) {
    if (out.size() < kMost && runs(e) && families.insert(e.family()).second) {
      out.emplace_back(e.name);
    }
  };
  if (known != nullptr) {
    out.emplace_back(known->engine);
    families.insert(engine_facts(catalog, known->engine).family());
  }
  for (const model::Engine& engine : catalog.engines()) {
    add(engine);
  }
  return out;
}

std::string_view usual_backend(const Catalog& catalog, const model::Device& d, std::string_view engine) {
  if (leaves_graphics_idle(catalog, d, engine) != nullptr) {
    return "cpu";
  }
  const std::vector<std::string_view> able = backends_of(catalog, d);
  for (const std::string_view b : engine_backends(catalog, engine)) {
    if (model::holds(able, b)) {
      return b;
    }
  }
  const model::Engine facts = engine_facts(catalog, engine);
  const auto first = std::find_if(able.begin(), able.end(), [&](auto b) { return has_backend(facts, b); });
  return able.empty() ? "cuda" : first == able.end() ? able.front() : *first;
}

std::string_view backend_of_run(const Catalog& catalog, const model::Device& d, std::string_view engine) {
  const bool ggml = engine_facts(catalog, engine.empty() ? "llama.cpp" : engine).ggml;
  const std::string_view usual = usual_backend(catalog, d, engine);
  return ggml && amd_graphics(d) && usual != "cpu" ? "vulkan" : usual;
}

std::string_view rival_backend(const Catalog& catalog,
                               const model::Device& device,
                               std::string_view engine,
                               std::string_view backend) {
  if (!model::is_one_of(device.vendor, {"amd", "intel"})) {
    return {};
  }
  const model::Engine facts = engine_facts(catalog, engine);
  std::vector<std::string_view> graphics = backends_of(catalog, device);
  std::erase_if(graphics, [&](auto b) { return b == "cpu" || !has_backend(facts, b); });
  const auto own = std::find(graphics.begin(), graphics.end(), backend);
  if (own == graphics.end() || graphics.size() != 2) {
    return {};
  }
  return graphics[own == graphics.begin() ? 1 : 0];
}

}  // namespace tokroof::catalog
