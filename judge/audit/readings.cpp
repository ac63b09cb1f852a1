#include "judge/audit/readings.hpp"

#include <utility>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "judge/audit/storage_bits.hpp"
#include "model/ceiling.hpp"
#include "predict/link_choice.hpp"
#include "predict/request.hpp"

namespace tokroof::judge {
namespace {

using StatedSplit = catalog::Said<model::Split>;

/// Of "pcie3x4 (oculink)" the link that such devices can have; empty: none, or a slot newer than the card.
std::string usable_link(const AuditContext& context, const model::Device& device, const Claim& claim) {
  const std::string_view text = claim.interconnect;
  const std::string name = nvlink_named(text) ? "nvlink" : std::string(text.substr(0, text.find(" (")));
  const model::Device* one[] = {&device};
  try {
    return predict::choose_link(context.catalog(), one, name, claim.backend);
  } catch (const catalog::InputError&) {
    return "";
  }
}

std::vector<StatedSplit> splits(const AuditContext& context, const Claim& claim) {
  const catalog::Catalog& catalog = context.catalog();
  const NamedMachine m = context.machine(claim);
  const double parts = m.is_system() ? m.parts : claim.devices();  // a box of four cards may split over them
  if ((parts <= 1 && !claim.names_set()) || (m.part != nullptr && m.part->kind == model::DeviceKind::cpu)) {
    return {{}};
  }
  if (!claim.split.empty() && claim.split != "none") {
    return {StatedSplit::read(claim.split)};
  }
  const model::Engine* engine = catalog.find_engine(claim.engine);
  const bool rows = engine == nullptr || engine->ggml;
  return {model::Split::layer, rows && !claim.engine.empty() ? model::Split::row : model::Split::tensor};
}

std::vector<double> stream_counts(const Claim& claim) {
  if (claim.concurrency > 0) {  // of so many, or of one of them
    return claim.phase == "throughput" ? std::vector<double>{claim.concurrency, 1}
                                       : std::vector<double>{claim.concurrency};
  }
  return may_be_of_several(claim) ? std::vector<double>{1, 8, 64, 256, 1024} : std::vector<double>{1};
}

/// Whether devices that are said together may each have a copy of the model: of rates of several streams.
bool may_be_copies(const Claim& claim, const catalog::Run& run) {
  return may_be_of_several(claim) && claim.split.empty() && run.n_devices > 1 && run.concurrency > 1;
}

/// The step with weights stored at `bits` each, where that is less than it counts.
model::Step generous(model::Step step, double bits) {
  const double least = step.work.weights * bits / 8;
  if (bits > 0 && least < step.work.weight_bytes) {
    const double share = least / step.work.weight_bytes;
    step.work.weight_bytes *= share;
    step.work.expert_bytes *= share;
  }
  return step;
}

void take(const AuditContext& context, const catalog::Run& run, double least_bits, Readings& out) {
  predict::Request request;
  try {
    request = predict::complete(context.catalog(), context.fitted(), {run});
  } catch (const catalog::InputError& error) {
    (error.kind == "impossible-link" ? out.link_fault : out.refusal) = error.message;
    return;
  }
  const predict::PredictionOutcome outcome =
      predict::predict(context.catalog(), context.fitted(), request.run, {.must_fit = false});
  if (outcome.refusal) {
    (outcome.refusal->reason == "does-not-fit" ? out.does_not_fit : out.refusal) = outcome.refusal->message;
    return;
  }
  Reading reading;
  reading.prediction = *outcome.prediction;
  reading.quant = request.run.quant;
  reading.streams = run.concurrency > 0 ? run.concurrency : 1;
  if (out.all.empty() || reading.streams <= 1 || reading.prediction.memory.fits()) {
    reading.ceiling_tps = model::ceiling_tps(generous(reading.prediction.step, least_bits));
    out.all.push_back(std::move(reading));
  }
}

}  // namespace

bool may_be_of_several(const Claim& claim) {
  return claim.phase == "aggregate" || claim.phase == "throughput";
}

bool nvlink_named(std::string_view link) {
  const std::string name = catalog::lower_case(link);
  return name.starts_with("nvlink") || name.starts_with("nvswitch");
}

std::string stated_host(const AuditContext& context, const Claim& claim) {
  constexpr double kLinesOfMachine = 30;
  double nearest = kLinesOfMachine;
  std::string host;
  const auto about_device = context.others(claim, [&](const Claim& o) {
    return o.device == claim.device && (o.kind == "spec" || o.kind == "capacity");
  });
  for (const Claim* o :
       context.others(claim, [](const Claim& c) { return c.kind == "spec" || c.kind == "capacity"; })) {
    const model::Device* d = context.device(o->device);
    if (d == nullptr || d->kind != model::DeviceKind::cpu) {
      continue;
    }
    for (const Claim* mine : about_device) {
      if (lines_apart(*o, *mine) < nearest) {
        nearest = lines_apart(*o, *mine);
        host = d->slug;
      }
    }
  }
  return host;
}

std::optional<double> stated_power_cap(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr || !(m.part->tdp_w > 0) || m.is_system() || claim.kind != "measured") {
    return std::nullopt;
  }
  constexpr double kLeastShare = 0.3;  // below it, the card idles: that is no cap
  const auto caps = context.others(claim, [&](const Claim& other) {
    return other.kind == "power" && other.unit == "W" && other.device == claim.device &&
           other.high < 0.98 * m.part->tdp_w && other.low > kLeastShare * m.part->tdp_w;
  });
  return caps.empty() ? std::nullopt : std::optional(caps.front()->middle());
}

std::string link_fault(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr || claim.interconnect.empty()) {
    return "";
  }
  const bool none = nvlink_named(claim.interconnect) && m.part->nvlink_bytes_per_s == 0;
  return none ? fmt::format("{} has no NVLink", m.part->slug) : "";
}

catalog::Run run_of(const AuditContext& context, const Claim& claim, const std::string& quant) {
  catalog::Run run;
  run.device = claim.device;
  run.n_devices = claim.names_set() ? model::kUnknown : claim.devices();
  const NamedMachine m = context.machine(claim);
  if (m.is_system()) {
    run.device = m.part->slug;
    run.n_devices = m.parts;
  }
  if (run.n_devices > 1 && m.part != nullptr && !claim.interconnect.empty()) {
    run.interconnect = usable_link(context, *m.part, claim);
  }
  run.engine = claim.engine;
  if (!run.engine.empty() &&
      context.catalog().find_engine(context.catalog().canonical("engine", run.engine)) == nullptr) {
    run.engine = run.engine.substr(0, run.engine.find(' '));  // "vllm 0.9": a version that no alias knows
  }
  run.backend = claim.backend;
  if (run.backend.empty() && m.part != nullptr && m.part->kind == model::DeviceKind::cpu) {
    run.backend = "cpu";
  }
  if (m.part != nullptr && m.part->kind == model::DeviceKind::cpu) {
    run.details.host_memory_mts = claim.host_memory_mts;
    if (run.n_devices > 1) {
      run.details.host_sockets = run.n_devices;
      run.n_devices = 1;
    }
  }
  const model::Architecture* model = context.model(claim.model);
  run.model = model != nullptr ? std::string(model->slug) : claim.model;
  run.quant = quant;
  run.depth = claim.depth;
  return run;
}

Readings read_rate(const AuditContext& context, const Claim& claim) {
  Readings out;
  out.link_fault = link_fault(context, claim);
  StorageReading storage = storage_reading(claim.quant);
  if (claim.quant
          .empty()) {  // the smallest that engines take which read no GGUF, of a model that is published so
    storage.types.emplace_back("MXFP4");
  }
  if (claim.quant.empty() && may_be_of_several(claim)) {
    const StorageReading any = std::exchange(storage, storage_reading("unknown"));
    if (claim.phase == "throughput") {  // it may be one stream of any type
      storage.types.insert(storage.types.end(), any.types.begin(), any.types.end());
    }
  }
  const auto cap = stated_power_cap(context, claim);
  const NamedMachine m = context.machine(claim);
  const bool card = m.part != nullptr && m.part->kind == model::DeviceKind::gpu;
  const std::string host = claim.kind == "measured" && card ? stated_host(context, claim) : "";
  for (const std::string& type : storage.types) {
    for (const StatedSplit& split : splits(context, claim)) {
      for (const double streams : stream_counts(claim)) {
        catalog::Run run = run_of(context, claim, type);
        run.split = split;
        run.host_device = host;
        run.concurrency = streams;
        take(context, run, storage.least_bits, out);
        if (may_be_copies(claim, run)) {
          catalog::Run copies = run;
          copies.replicas = std::exchange(copies.n_devices, 1);
          copies.split = model::Split::none;
          copies.concurrency = streams * copies.replicas;
          take(context, copies, storage.least_bits, out);
        }
        if (cap) {
          run.power_w = *cap;
          take(context, run, storage.least_bits, out);
        }
      }
    }
  }
  return out;
}

}  // namespace tokroof::judge
