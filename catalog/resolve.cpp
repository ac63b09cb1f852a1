#include "catalog/resolve.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_set.hpp"
#include "catalog/drives.hpp"
#include "catalog/engine_formats.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/link_names.hpp"
#include "catalog/link_rates.hpp"
#include "catalog/machine_layout.hpp"
#include "catalog/number.hpp"
#include "catalog/parallel.hpp"
#include "catalog/placement.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/text.hpp"
#include "catalog/usual_quant.hpp"
#include "model/count/context.hpp"
#include "model/count/memory.hpp"
#include "model/count/tensor_override.hpp"
#include "model/labels.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::catalog {
namespace {

/// Where the weights are. Refuses what a row leaves open.
std::optional<model::Refusal> place(const Catalog& catalog, const Run& run, model::Scenario& s) {
  s.cpu_only = s.backend == "cpu" || runs_on_host(run) || s.device.kind == model::DeviceKind::cpu;
  s.experts_on_host = s.cpu_only ? std::nullopt : host_experts(run, *s.model);
  if (const std::string wrong = model::parse_overrides(run.details.override_tensor, s.overrides);
      !wrong.empty()) {
    return model::Refusal{"partial-placement", wrong};
  }
  const bool partly = run.placement == StatedPlacement::part_on_host;
  if (run.placement.unknown()) {
    return model::Refusal{
        "unknown-placement",
        "'" + run.placement.text() +
            "' is none of gpu, cpu, partial, experts=cpu, experts=cpu:N-, expert-layers-gpu=K"};
  }
  if (partly && !s.experts_on_host && s.overrides.empty() && !(run.n_gpu_layers >= 0)) {
    return model::Refusal{"partial-placement", "how many layers are on the device is not stated"};
  }
  if (s.cpu_only) {
    s.host = cpu_host(catalog, run, s.device);
    s.device.bandwidth_bytes_per_s = s.host->bandwidth_bytes_per_s;
    s.device.tdp_w *= processors_of(s);
    return std::nullopt;
  }
  const bool some_layers = some_layers_on_host(run, *s.model);
  if (some_layers && (!s.experts_on_host || !partly)) {
    s.layers_on_gpu = run.n_gpu_layers;
  }
  if (s.experts_on_host || some_layers || !s.overrides.empty()) {
    s.host = offload_host(catalog, run);
  }
  return std::nullopt;
}

/// Whether several processors are of as many machines: boards, a stated split, an engine that spreads over a network.
/// Else they are the sockets of one.
bool is_cluster(const Run& run, model::Split usual, const model::Scenario& s) {
  return s.n_devices > 1 && s.device.kind != model::DeviceKind::gpu &&
         (s.device.kind != model::DeviceKind::cpu || states_split(run) || usual == model::Split::tensor);
}

std::optional<model::Refusal> split_of(const Catalog& catalog,
                                       const Run& run,
                                       model::Split usual,
                                       model::Scenario& s) {
  const double named = std::max<double>(static_cast<double>(s.parts.size()), 1);  // "rtx-5090+rtx-3090-ti"
  s.n_devices *= std::isnan(run.n_devices) ? named : std::max(run.n_devices, 1.0);
  s.replicas = std::max(std::isnan(run.replicas) ? 1.0 : run.replicas, 1.0);
  if (s.cpu_only && is_cluster(run, usual, s)) {
    return model::Refusal{"cpu-engine",
                          "a model spread over the processors of several machines is not modelled"};
  }
  if (s.cpu_only) {
    s.n_devices = 1;
  }
  if (s.n_devices == 1) {
    return std::nullopt;
  }
  if (run.split.unknown()) {
    return model::Refusal{"unknown-split",
                          "'" + run.split.text() + "' is not a way to split a model over devices"};
  }
  s.split = states_split(run) ? *run.split.value() : usual;
  if (s.split == model::Split::row && !splits_rows(catalog, s.engine, s.backend)) {
    s.split = model::Split::layer;
  }
  s.parallel = parallel_of(run, s.n_devices, s.split);
  if (std::string why = parallel_fault(s.parallel, s.split, s.n_devices, !s.parts.empty(), *s.model);
      !why.empty()) {
    return model::Refusal{"unknown-split", std::move(why)};
  }
  return std::nullopt;
}

/// The parts of a set of unequal devices, else the one kind that there is.
std::vector<const model::Device*> kinds_of(const model::Scenario& s) {
  std::vector<const model::Device*> out;
  for (const model::DevicePart& part : s.parts) {
    out.push_back(&part.device);
  }
  return out.empty() ? std::vector{&s.device} : out;
}

std::optional<model::Refusal> join_devices(const Catalog& catalog, const Run& run, model::Scenario& s) {
  for (const std::string* name : {&run.interconnect, &run.network}) {
    if (!name->empty() && !is_link_name(catalog, *name)) {
      const std::vector<std::string> near = catalog.nearest_links(*name);
      return model::Refusal{
          "unknown-link",
          "no link is known as '" + *name + "'" + (near.empty() ? "" : "; the nearest is " + near.front())};
    }
  }
  MachineLayout layout;
  if (s.n_devices > 1) {
    layout = machine_layout(catalog, run, kinds_of(s), s.backend, s.n_devices, s.split);
  }
  if (!layout.fault.empty()) {
    return model::Refusal{"unknown-split", layout.fault};
  }
  s.link_class = link_class(run.interconnect, s.device, s.backend);
  const double stage = s.n_devices / s.parallel.stages;
  double together = stage;      // of a stage, on one machine
  constexpr double kAPair = 2;  // of what one device alone does not exchange
  const double generation = host_pcie_generation(catalog, run);
  if (!layout.network.empty()) {
    s.machine_devices = layout.devices;
    const double machines = std::ceil(stage / layout.devices);
    together = std::fmax(stage / machines, kAPair);
    const auto rates = [&](double n) {
      return link_rates(
          catalog, layout.network, link_class(layout.network, s.device, s.backend), s.device, generation, n);
    };
    s.network = {rates(std::fmax(machines, kAPair)), rates(std::fmax(stage, kAPair)).all_reduce_s};
  }
  s.link = link_rates(catalog, run.interconnect, s.link_class, s.device, generation, together);
  return std::nullopt;
}

// What predictions are off by, in ln, where such a fact is not stated and the usual one is taken.
constexpr double kAssumedDraftsSd = 0.3, kAssumedQuantSd = 0.2, kAssumedBackendSd = 0.1;

/// Streams that decode at once: of those that are asked for, what the source's server has slots for.
double streams_in(const SourceFacts* facts, std::string_view engine, double asked) {
  double slots = INFINITY;
  if (facts != nullptr) {
    for (const ServerSlots& c : facts->server_slots) {
      slots = c.engine == engine ? c.slots : slots;
    }
  }
  return std::min(std::max(std::isnan(asked) ? 1.0 : asked, 1.0), slots);
}

/// Prompt, depth, concurrency, speculation, and what the figures count.
std::optional<model::Refusal> workload(const Run& run, const SourceFacts* facts, model::Scenario& s) {
  const bool decode = run.tg_tps > 0;
  bool prefix_cached = false;
  if (facts != nullptr) {
    for (const PrefixCached& c : facts->prefix_cached) {
      prefix_cached = prefix_cached || (c.engine == s.engine && c.model == run.model);
    }
  }
  const auto or_else = [](double value, double otherwise) { return std::isnan(value) ? otherwise : value; };
  s.n_prompt = or_else(run.n_prompt, 0);
  s.n_gen = std::max(or_else(run.n_gen, 128), 1.0);
  s.depth = or_else(run.depth, 0);
  s.concurrency = streams_in(facts, s.engine, run.concurrency);
  s.context = model::mean_context(s.depth, run.includes_prefill ? s.n_prompt : 0, s.n_gen);
  s.aggregate = run.rate == StatedRate::aggregate;
  if (s.aggregate && decode && std::isnan(run.concurrency)) {
    return model::Refusal{"unknown-concurrency", "a rate of all streams, but how many is not stated"};
  }
  s.includes_prefill = run.includes_prefill && decode && !prefix_cached;
  const bool requests_stated = run.n_prompt > 0 && run.n_gen > 0;
  s.prompts_beside = decode && run.rate == StatedRate::stream && s.concurrency > 1 && requests_stated &&
                     !run.includes_prefill && !prefix_cached;
  s.kv_type = run.kv_type;
  s.micro_batch = facts != nullptr && facts->prompt_is_micro_batch && std::isnan(run.micro_batch)
                      ? run.n_prompt
                      : run.micro_batch;
  s.prefill_tokens = s.n_prompt;
  s.prefill_depth = or_else(run.pp_depth, std::max(s.depth - s.n_prompt, 0.0));  // depth includes the prompt
  if (facts != nullptr && facts->mean_context > 0) {
    s.context = facts->mean_context;
    s.prefill_tokens = facts->count_prompt;
    s.prompt_lengths.assign(facts->prompt_lengths.begin(), facts->prompt_lengths.end());
  }
  if (!(run.pp_tps > 0)) {
    s.prefill_tokens = 0;
  }
  if (!drafts(run)) {
    return std::nullopt;
  }
  if (run.speculative.unknown()) {
    return model::Refusal{"unknown-drafting",
                          "'" + run.speculative.text() + "' is not a way to draft tokens that is predicted"};
  }
  s.drafting = *run.speculative.value();
  s.drafted = run.spec_tokens;
  s.acceptance = run.acceptance;
  if (!(s.drafted > 0)) {
    s.drafted = model::usual_drafts(s.drafting);
    s.assumed_variance += kAssumedDraftsSd * kAssumedDraftsSd;
  }
  return std::nullopt;
}

bool overlaps_micro_batches(const Catalog& catalog, const model::Scenario& s) {
  const auto overlaps = catalog.data().prompt_overlaps;
  return std::any_of(overlaps.begin(), overlaps.end(), [&](const PromptOverlap& o) {
    return is_listed(o.engines, s.engine) && o.backend == s.backend && s.engine_year >= o.since &&
           (o.with_experts || !(s.model->experts > 0));
  });
}

/// Whether a prompt's kernels do this there.
bool prompt_kernels_do(const Catalog& catalog,
                       std::string_view work,
                       std::string_view driver,
                       const model::Scenario& s) {
  const auto entries = catalog.data().prompt_kernels;
  return std::any_of(entries.begin(), entries.end(), [&](const PromptKernel& v) {
    return v.work == work && v.backend == s.backend && (v.driver.empty() || v.driver == driver) &&
           (v.other_driver.empty() || v.other_driver != driver) && s.engine_year >= v.since &&
           !(s.engine_year >= v.until) && is_listed(v.engines, s.engine) &&
           is_listed(v.vendors, s.device.vendor) && is_listed(v.generations, s.device.generation) &&
           (v.other_generations.empty() || !is_listed(v.other_generations, s.device.generation)) &&
           is_listed(v.classes, model::stored_as(s));
  });
}

void engine_of(const Catalog& catalog, const Run& run, model::Scenario& s) {
  if (s.cpu_only) {
    s.backend = "cpu";
  } else if (s.engine == "mlx" || s.backend == "mlx") {
    s.engine = "mlx";
    if (!model::is_one_of(s.backend, {"cuda", "rocm"})) {
      s.backend = "mlx";
    }
  }
  const bool own = engine_family(catalog, run.engine) == s.engine;  // of exo, that MLX runs in it
  s.facts = engine_facts(catalog, own ? run.engine : s.engine);
  s.engine_year = decimal_year(run.engine_date.empty() ? run.date : run.engine_date);
  s.window_micro_batch = run.micro_batch > 0 ? run.micro_batch : 512;
  s.rocwmma = run.build == "rocwmma" && s.backend == "rocm";
  s.amdvlk = run.build == "amdvlk" && s.backend == "vulkan";
  s.sparse_kernels = run.build == "radv-performance";  // a fork for Strix Halo
  s.flash_attention = run.flash_attention.value();
  s.eager = run.eager.value();
  s.overlaps_micro_batches = overlaps_micro_batches(catalog, s);
}

/// The usual file and backend of a run that does not state them.
void assume_unsaid(const Catalog& catalog, const Run& run, const model::Engine* engine, model::Scenario& s) {
  if (s.quant.empty() && engine != nullptr && !(s.file_bytes > 0)) {
    s.quant = usual_quant(*engine, *s.model, s.n_devices * s.device.memory_gib * model::kGib);
    s.file_bytes = bytes_of_storage_type(catalog, *s.model, s.quant);
    s.assumed_variance += kAssumedQuantSd * kAssumedQuantSd;
  }
  const bool idle = engine != nullptr && leaves_graphics_idle(catalog, s.device, engine->name) != nullptr;
  if (run.backend.empty() && (idle || (s.device.vendor == "amd" && !s.cpu_only))) {  // two are in use
    s.assumed_variance += kAssumedBackendSd * kAssumedBackendSd;
  }
}

/// What programs can have of the memory, and what a server takes of that. A run that was measured had enough.
void hold_memory(const Catalog& catalog, const Run& run, model::Scenario& s) {
  const MachineDetails& details = run.details;
  s.gpu_memory_gib = details.gpu_memory_gib;
  s.server_share = details.gpu_memory_utilization;
  s.reserved_context = details.max_model_len;
  s.most_sequences = details.max_num_seqs;
  if (run.tg_tps > 0 || run.pp_tps > 0) {
    return;
  }
  if (s.host && s.device.kind != model::DeviceKind::cpu && !(s.host->memory_gib > 0)) {
    const model::Device* processor = catalog.find_device(s.host->label);
    s.host->memory_gib = processor != nullptr ? most_memory_gib(*processor) : model::kUnknown;
  }
  if (s.host) {
    s.host->memory_gib = model::free_host_bytes(s.host->memory_gib * model::kGib) / model::kGib;
  }
  const std::string_view os = details.os.empty() ? kOperatingSystems[0] : std::string_view(details.os);
  s.usable_share = catalog.usable_memory_share(s.device, os);
  for (model::DevicePart& part : s.parts) {
    part.usable_share = catalog.usable_memory_share(part.device, os);
  }
}

}  // namespace

void set_streams(const Catalog& catalog, double concurrency, model::Scenario& s) {
  s.concurrency = streams_in(catalog.facts_of_source(s.source), s.engine, concurrency);
}

bool some_layers_on_host(const Run& run, const model::Architecture& model) {
  constexpr double kAllLayers = 99;  // what people pass to say "all", in runs tables too
  return run.n_gpu_layers >= 0 && run.n_gpu_layers < std::min(model.layers, kAllLayers);
}

std::string engine_or_usual(const Catalog& catalog, const Run& run, const model::Device& device) {
  return run.engine.empty() ? std::string(usual_engine(catalog, device, run.backend, run.quant)) : run.engine;
}

model::Split usual_split(const Catalog& catalog, std::string_view engine) {
  const model::Engine* known = catalog.find_engine(engine);
  return known != nullptr ? known->split : model::Split::tensor;
}

std::string never_released_text(const model::Device& device) {
  return std::string(device.slug) + " was never released";
}

double decimal_year(std::string_view date) {
  const auto field = [&](std::size_t at, std::size_t length, double otherwise) {
    return date.size() >= at + length ? parse_number(date.substr(at, length)).value_or(otherwise) : otherwise;
  };
  return field(0, 4, 2025) + (field(5, 2, 6) - 1) / 12 + (field(8, 2, 15) - 1) / 365;
}

/// NVIDIA's driver lets no GeForce card read its neighbour over PCIe: the host's memory lies between them.
std::string pcie_class(const model::Device& device) {
  return contains(device.name, "GeForce") || contains(device.name, "TITAN") ? "pcie-staged" : "pcie";
}

std::string link_class(std::string_view interconnect, const model::Device& device, std::string_view backend) {
  const auto begins = [&](std::initializer_list<std::string_view> names) {
    return begins_with_one_of(interconnect, names);
  };
  if (interconnect.ends_with("-p2p")) return backend == "sycl" ? "ccl" : "pcie";
  if (interconnect.ends_with("-host") || interconnect.ends_with("-sys")) {
    return backend == "sycl" ? "ccl" : "pcie-staged";
  }
  if (begins({"eth", "roce", "ib-", "loopback"})) return "eth";
  if (begins({"n", "xgmi", "infinity", "tt-eth"})) return "fab";
  if (begins({"t", "usb4"})) return "tb";
  if (begins({"oculink", "m2-"})) return backend == "sycl" ? "ccl" : "pcie-staged";
  if (begins({"p"})) return backend == "sycl" ? "ccl" : pcie_class(device);  // SYCL reduces through oneCCL
  if (backend == "mlx") return "tb";
  if (backend == "sycl") return "ccl";
  const std::string_view v = device.vendor;
  const bool common = v == "nvidia" || v == "amd" || v == "intel" || v == "apple";
  constexpr double kFabric = 200e9;  // NVLink of SXM parts and bridged pairs of data-centre cards
  const bool fabric = device.nvlink_bytes_per_s > kFabric || !common ||
                      model::is_one_of(device.arch, {"CDNA2", "CDNA3", "CDNA4", "CDNA5"}) ||
                      device.generation == "Gaudi";
  return fabric ? "fab" : pcie_class(device);
}

model::Result<model::Scenario> resolve(const Catalog& catalog, const Run& run) {
  model::Scenario s;
  std::string engine = run.engine;
  if (engine.empty()) {
    engine = engine_or_usual(catalog, run, device_set(catalog, run.device).device);
  } else if (catalog.find_engine(engine) == nullptr) {
    return model::Refusal{"unknown-engine", "no engine is known as '" + engine + "'"};
  }
  // llama.cpp and its kin split by free memory.
  const Shares usual_shares = engine_facts(catalog, engine).ggml ? Shares::by_memory : Shares::even;
  DeviceSet set = device_set(catalog, run.device, usual_shares);
  if (!set.found) {
    return model::Refusal{
        "unknown-device",
        run.device.empty() ? "the device is not stated" : "no device is known as '" + run.device + "'"};
  }
  if (!run.details.tensor_split.empty()) {
    const double cards =
        set.parts.empty() ? run.n_devices * set.count : static_cast<double>(set.parts.size());
    const auto shares = parse_shares(run.details.tensor_split, static_cast<std::size_t>(std::fmax(cards, 0)));
    if (shares.empty()) {
      return model::Refusal{"unknown-split",
                            "'" + run.details.tensor_split + "' gives no share to each of the devices"};
    }
    set_shares(set, shares);
  }
  if (set.device.never_released) {
    return model::Refusal{"never-released", set.name + " was never released"};
  }
  s.device = set.device;
  s.parts = set.parts;
  s.device.memory_gib = installed_gib(run, s.device);
  s.device_name = set.name;
  s.n_devices = set.count;
  s.model = catalog.find_model(run.model);
  if (s.model == nullptr) {
    return model::Refusal{
        "unknown-model",
        run.model.empty() ? "the model is not stated" : "no model is known as '" + run.model + "'"};
  }
  if (run.backend.empty() && !runs_on_host(run)) {
    if (std::string why = cannot_run(catalog, run.engine, backends_of(catalog, s.device), s.device.slug);
        !why.empty()) {
      std::vector<std::string> others = engines_on(catalog, s.device);
      std::erase(others, run.engine);
      return model::Refusal{"engine-device", fmt::format("{}; {} run there", why, fmt::join(others, ", "))};
    }
  }
  if (s.device.kind == model::DeviceKind::soc && !run.backend.empty() && run.backend != "cpu" &&
      backends_of(catalog, s.device) == std::vector<std::string_view>{"cpu"}) {
    return model::Refusal{"engine-device",
                          std::string(s.device.slug) + " is the entry of its processor, which " +
                              run.backend + " does not run on"};
  }
  s.quant = run.quant;
  s.file_bytes =
      run.size_gib > 0 ? run.size_gib * model::kGib : bytes_of_storage_type(catalog, *s.model, run.quant);
  s.backend = run.backend.empty() ? std::string(backend_of_run(catalog, s.device, engine)) : run.backend;
  if (auto refusal = place(catalog, run, s)) {
    return *refusal;
  }
  s.engine = engine_family(catalog, engine);
  engine_of(catalog, run, s);
  if (auto refusal = split_of(catalog, run, usual_split(catalog, engine), s)) {
    return *refusal;
  }
  assume_unsaid(catalog, run, catalog.find_engine(engine), s);
  if (!s.cpu_only) {
    s.vector_attention = prompt_kernels_do(catalog, kVectorAttention, run.build, s);
    s.vector_products = prompt_kernels_do(catalog, kVectorProducts, run.build, s);
    s.unpacked_products = prompt_kernels_do(catalog, kUnpackedProducts, run.build, s);
  }
  const SourceFacts* facts = catalog.facts_of_source(run.source);
  if (auto refusal = workload(run, facts, s)) {
    return *refusal;
  }
  if (auto refusal = join_devices(catalog, run, s)) {
    return *refusal;
  }
  hold_memory(catalog, run, s);
  const auto whole = [](double tokens) { return std::to_string(static_cast<long long>(tokens)); };
  if (s.prefill_depth + s.n_prompt > s.reserved_context) {
    return model::Refusal{"too-long",
                          "a prompt that ends at " + whole(s.prefill_depth + s.n_prompt) +
                              " tokens is more than the " + whole(s.reserved_context) +
                              " for which a sequence has room"};
  }
  if (s.depth + s.n_gen > s.reserved_context) {
    return model::Refusal{"too-long",
                          whole(s.depth) + " tokens in the cache and " + whole(s.n_gen) +
                              " generated are more than the " + whole(s.reserved_context) +
                              " for which a sequence has room"};
  }
  s.spill = run.details.spill;
  if (const model::Device* drive = catalog.find_device(run.details.storage)) {
    s.storage_bytes_per_s = drive->bandwidth_bytes_per_s;
    s.storage = drive->slug;
  } else if (const double rate = drive_rate_bytes_per_s(run.details.storage); rate > 0) {
    s.storage_bytes_per_s = rate;
    s.storage = "a drive of " + run.details.storage;
  }
  if (const LaunchSpeed* launching = launching_host(catalog, run)) {
    s.host_launch_speed = launching->speed;
    s.host_x86 = launching->x86;
  }
  const bool stated_limit = !std::isnan(run.power_w) && (facts == nullptr || !facts->power_is_not_a_limit);
  s.power_limit_w = stated_limit ? run.power_w : catalog.power_limit_w(run.device);
  s.fanless = contains(run.host, "MacBook Air");
  s.source = run.source;
  return s;
}

}  // namespace tokroof::catalog
