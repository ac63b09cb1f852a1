#include "judge/diagnose/labelled_cases.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/hash.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "judge/check/check.hpp"
#include "model/ceiling.hpp"
#include "model/count.hpp"
#include "model/count/memory.hpp"
#include "model/count/quantization.hpp"

namespace tokroof::judge {
namespace {

constexpr double kDeep = 4096;

std::uint64_t hash_of(const catalog::Run& run, std::string_view salt) {
  return catalog::fnv1a(fmt::format("{}|{}|{}|{}", salt, run.table, run.line, run.device));
}

bool works_on_cpu(const catalog::Catalog& catalog, const catalog::Run& run) {
  return catalog::engine_facts(catalog, run.engine).works_on_cpu;
}

bool drafts(const catalog::Run& run) { return !run.speculative.empty() && run.speculative != "none"; }
bool plain(const catalog::Run& run) {
  return !catalog::runs_on_host(run) && !drafts(run) && !catalog::puts_on_host(run) && !(run.concurrency > 1);
}

/// Cards that a processor's run may be given to.
constexpr std::string_view kCards[] = {"rtx-3090",
                                       "rtx-4090",
                                       "rtx-3060",
                                       "rtx-4060-ti-16gb",
                                       "rtx-5090",
                                       "rx-7900-xtx",
                                       "v100-pcie-16gb",
                                       "a100-pcie-40gb",
                                       "p40",
                                       "rtx-a6000"};

bool fits(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto scenario = catalog::resolve(catalog, run);
  const auto step = scenario ? model::count(*scenario) : model::Result<model::Step>(model::Refusal{});
  return step && model::memory_need(*scenario, *step).fits();
}

std::optional<catalog::Run> given_to_a_card(const catalog::Catalog& catalog, catalog::Run run) {
  const model::Device* processor = catalog.find_device(run.device);
  if (processor == nullptr || !works_on_cpu(catalog, run)) {
    return std::nullopt;
  }
  const std::uint64_t h = hash_of(run, "card");
  run.backend.clear();
  run.placement.clear();
  run.threads = run.n_gpu_layers = model::kUnknown;
  run.host.clear();
  if (processor->kind != model::DeviceKind::cpu) {  // a chip with graphics: those are what it claims
    run.backend = catalog::backend_of_run(catalog, *processor, run.engine);
    run.host_device.clear();
    return run;
  }
  const std::string host(processor->slug);
  for (std::size_t i = 0; i < std::size(kCards); ++i) {
    run.device = kCards[(h + i) % std::size(kCards)];
    run.host_device = h / 64 % 2 == 0 ? host : "";
    const model::Device* card = catalog.find_device(run.device);
    if (card != nullptr) {
      run.backend = catalog::backend_of_run(catalog, *card, run.engine);
      if (fits(catalog, run)) {
        return run;
      }
    }
  }
  return std::nullopt;
}

std::optional<catalog::Run> experts_hidden(const catalog::Catalog& catalog, catalog::Run run) {
  const model::Architecture* model = catalog.find_model(run.model);
  if (!catalog::puts_on_host(run) || catalog::runs_on_host(run) || drafts(run) || model == nullptr ||
      !(model->experts > 1)) {
    return std::nullopt;
  }
  run.placement.clear();
  run.n_gpu_layers = run.threads = model::kUnknown;
  return run;
}

std::optional<catalog::Run> layers_hidden(const catalog::Catalog& catalog, catalog::Run run) {
  const auto scenario = catalog::resolve(catalog, run);
  if (!scenario || !(scenario->layers_on_gpu > 0) || drafts(run)) {
    return std::nullopt;
  }
  run.placement.clear();
  run.n_gpu_layers = run.threads = model::kUnknown;
  return run;
}

std::optional<catalog::Run> file_swapped(const catalog::Catalog& catalog, catalog::Run run) {
  constexpr std::string_view kGguf[] = {"Q4_K_M", "Q8_0", "F16", "Q6_K", "Q5_K_M", "Q4_0", "Q3_K_M", "Q2_K"};
  constexpr std::string_view kMlx[] = {"MLX-Q4", "MLX-Q8", "BF16", "MLX-Q6"};
  constexpr std::string_view kServers[] = {"BF16", "FP8", "awq-int4"};
  if (!plain(run) || run.quant.empty()) {
    return std::nullopt;
  }
  const bool gguf = catalog::engine_facts(catalog, run.engine).ggml;
  const bool mlx = catalog::engine_family(catalog, run.engine) == "mlx";
  const std::span<const std::string_view> names = gguf  ? std::span<const std::string_view>(kGguf)
                                                  : mlx ? std::span<const std::string_view>(kMlx)
                                                        : std::span<const std::string_view>(kServers);
  const std::uint64_t h = hash_of(run, "quant");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view other = names[(h + i) % names.size()];
    if (model::storage_class(other) != model::storage_class(run.quant)) {
      run.quant = other;
      run.size_gib = h / 64 % 2 == 0 ? run.size_gib : model::kUnknown;
      return run;
    }
  }
  return std::nullopt;
}

std::optional<catalog::Run> depth_hidden(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  if (!(run.depth >= kDeep) || !plain(run)) {
    return std::nullopt;
  }
  run.depth = 0;
  run.pp_depth = run.pp_depth > 0 ? 0 : run.pp_depth;
  return run;
}

std::optional<catalog::Run> streams_hidden(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  if (!(run.concurrency > 1) || run.rate != catalog::StatedRate::aggregate || drafts(run) ||
      catalog::runs_on_host(run)) {
    return std::nullopt;
  }
  run.concurrency = run.replicas = 1;
  run.rate = catalog::StatedRate::stream;
  return run;
}

std::optional<catalog::Run> prompt_rate_given(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  if (!(run.pp_tps > 0) || !plain(run)) {
    return std::nullopt;
  }
  run.tg_tps = run.pp_tps;
  run.pp_tps = run.tg_std = model::kUnknown;
  return run;
}

std::optional<catalog::Run> drafting_hidden(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  if (!drafts(run) || catalog::runs_on_host(run) || run.concurrency > 1) {
    return std::nullopt;
  }
  run.speculative = "none";
  run.spec_tokens = run.acceptance = model::kUnknown;
  return run;
}

std::optional<catalog::Run> one_as_four(const catalog::Catalog& catalog, catalog::Run run) {
  const model::Device* device = catalog.find_device(run.device);
  if (!plain(run) || run.n_devices > 1 || device == nullptr || device->kind != model::DeviceKind::gpu) {
    return std::nullopt;
  }
  run.n_devices = 4;
  run.split = model::split_name(catalog::usual_split(catalog, run.engine));
  return run;
}

/// A row that no machine as stated can show has some cause, though nobody knows which.
std::optional<catalog::Run> untouched(const catalog::Catalog& catalog, catalog::Run run) {
  const auto scenario = catalog::resolve(catalog, run);
  if (!scenario) {
    return std::nullopt;
  }
  const auto step = model::count(*scenario, model::WeightCheck::refuse);
  return step && run.tg_tps <= kAboveCeiling * model::ceiling_tps(*step) * step->figure.streams
             ? std::optional(run)
             : std::nullopt;
}

std::optional<catalog::Run> processor_hidden(const catalog::Catalog& catalog, catalog::Run run) {
  return catalog::runs_on_host(run) && !drafts(run) && !(run.concurrency > 1)
             ? given_to_a_card(catalog, std::move(run))
             : std::nullopt;
}

struct Hiding {
  Cause label;
  std::optional<catalog::Run> (*hide)(const catalog::Catalog&, catalog::Run);
};
constexpr Hiding kHidings[] = {{Cause::ok, untouched},
                               {Cause::cpu, processor_hidden},
                               {Cause::experts_cpu, experts_hidden},
                               {Cause::partial_offload, layers_hidden},
                               {Cause::quant, file_swapped},
                               {Cause::depth, depth_hidden},
                               {Cause::aggregate, streams_hidden},
                               {Cause::prefill, prompt_rate_given},
                               {Cause::speculative, drafting_hidden},
                               {Cause::devices, one_as_four}};

bool is_tuning(const catalog::Run& run) { return (catalog::fnv1a(run.device + "|half 1") >> 32) % 2 == 0; }

}  // namespace

std::vector<LabelledCase> labelled_cases(const catalog::Catalog& catalog,
                                         std::span<const catalog::Run> runs) {
  std::vector<LabelledCase> out;
  for (const Hiding& hiding : kHidings) {
    std::map<std::string, std::vector<std::pair<std::uint64_t, LabelledCase>>> by_device;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (!(runs[i].tg_tps > 0) || runs[i].quality == "suspect") {
        continue;
      }
      if (auto run = hiding.hide(catalog, runs[i])) {
        const bool tuning = is_tuning(*run);
        const std::uint64_t h = hash_of(runs[i], cause_name(hiding.label));
        by_device[run->device].push_back({h, {std::move(*run), hiding.label, tuning, i}});
      }
    }
    for (auto& [device, cases] : by_device) {
      std::sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (std::size_t i = 0; i < std::min(cases.size(), kCasesOfDevice); ++i) {
        out.push_back(std::move(cases[i].second));
      }
    }
  }
  return out;
}

}  // namespace tokroof::judge
