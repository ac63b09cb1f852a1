#include "predict/request.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/resolve.hpp"
#include "model/count/layer_counts.hpp"
#include "predict/engines.hpp"
#include "predict/link_choice.hpp"
#include "predict/quant_name.hpp"

namespace tokroof {
namespace {

[[noreturn]] void usage(const std::string& option, const std::string& message) {
  throw InputError("usage", message, option);
}

[[noreturn]] void unknown(const std::string& option, std::string_view what, std::string_view name,
                          std::span<const std::string_view> known) {
  throw InputError("unknown-name", fmt::format("unknown {} '{}'", what, name), option, nearest_names(name, known));
}

/// One step of complete() a member; the order of the calls is the order in which they depend on each other.
class Completion {
 public:
  Completion(const Catalog& catalog, const Fitted& fitted, Question question)
      : catalog_(catalog), fitted_(fitted), n_cpu_moe_(question.n_cpu_moe) {
    out_.run = std::move(question.run);
  }

  Request done() {
    name_devices();
    choose_engine();
    name_model();
    name_quant();
    name_host();
    place();
    spread();
    fill_workload();
    speculate();
    fill_rest();
    return std::move(out_);
  }

 private:
  Run& run() { return out_.run; }

  /// The value as stated, or the default, which is then listed.
  void fill(double& value, const char* name, double otherwise) {
    if (std::isnan(value)) {
      value = otherwise;
      out_.assume(name, otherwise);
    }
  }

  const Device& device_named(std::string_view name);
  void name_devices();
  void name_set();
  void choose_engine();
  void name_model();
  void name_quant();
  void name_host();
  void place();
  void place_experts();
  void spread();
  void fill_workload();
  void speculate();
  void fill_rest();

  const Catalog& catalog_;
  const Fitted& fitted_;
  double n_cpu_moe_;
  Request out_;
  std::vector<const Device*> devices_;  ///< each kind once
  const Architecture* model_ = nullptr;
  bool on_cpu_ = false;
};

const Device& Completion::device_named(std::string_view name) {
  const Device* found = catalog_.find_device(name);
  if (found == nullptr) {
    const Alias* alias = catalog_.alias("device", name);
    found = alias != nullptr ? catalog_.find_device(alias->canonical) : nullptr;
    if (found != nullptr) {
      out_.assume("device", std::string(found->slug));
    }
  }
  if (found == nullptr) {
    throw InputError("unknown-name", fmt::format("unknown device '{}'", name), "--device",
                     catalog_.nearest_devices(name));
  }
  if (found->kind == DeviceKind::storage) {
    usage("--device", fmt::format("{} is a drive: it runs no model", found->slug));
  }
  return *found;
}

/// "a+b": each once per card. Equal ones become a count; others stand fastest first, as in the runs tables.
void Completion::name_set() {
  std::string_view rest = run().device;
  std::vector<const Device*> cards;
  while (true) {
    const std::size_t plus = rest.find('+');
    cards.push_back(&device_named(rest.substr(0, plus)));
    if (cards.back()->kind == DeviceKind::system) {
      usage("--device", fmt::format("{} is a whole machine and cannot be part of a set", cards.back()->slug));
    }
    if (plus == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(plus + 1);
  }
  const auto count = static_cast<double>(cards.size());
  if (run().n_devices > 0 && run().n_devices != count) {
    usage("--n-devices", fmt::format("'{}' names {} devices; name each once per card", run().device, cards.size()));
  }
  std::stable_sort(cards.begin(), cards.end(), [](const Device* a, const Device* b) {
    return a->bandwidth_bytes_per_s > b->bandwidth_bytes_per_s;
  });
  std::string joined;
  for (const Device* d : cards) {
    joined += (joined.empty() ? "" : "+") + std::string(d->slug);
    if (std::find(devices_.begin(), devices_.end(), d) == devices_.end()) {
      devices_.push_back(d);
    }
  }
  run().device = devices_.size() == 1 ? std::string(cards[0]->slug) : joined;
  run().n_devices = count;
}

void Completion::name_devices() {
  if (run().device.empty()) {
    usage("--device", "which device? `tokroof list devices` shows them");
  }
  if (run().device.find('+') != std::string::npos && catalog_.find_device(run().device) == nullptr) {
    name_set();
    return;
  }
  const Device* device = &device_named(run().device);
  double count = 1;
  if (device->kind == DeviceKind::system && !device->part.empty()) {
    count = device->part_count > 0 ? device->part_count : 1;
    device = &device_named(device->part);
    out_.assume("device", fmt::format("{:.0f} x {}", count, device->slug));
  }
  if (device->shown_as > 1) {
    out_.notes.push_back(fmt::format("a runtime shows one {} board as {:.0f} devices; each is counted as one here",
                                     device->slug, device->shown_as));
  }
  run().device = device->slug;
  devices_ = {device};
  if (std::isnan(run().n_devices)) {
    run().n_devices = count;
    out_.assume("n_devices", count);
  } else {
    run().n_devices *= count;
  }
}

void Completion::choose_engine() {
  const Device& device = *devices_.front();
  const auto able = backends_of(device);
  const std::span<const std::string_view> known = backends();
  std::string& backend = run().backend;
  if (!backend.empty() && std::find(known.begin(), known.end(), backend) == known.end()) {
    unknown("--backend", "backend", backend, known);
  }
  const Engine* engine = nullptr;
  if (!run().engine.empty()) {
    engine = find_engine(catalog_.canonical("engine", run().engine));
    if (engine == nullptr) {
      std::vector<std::string_view> names;
      for (const Engine& e : engines()) {
        names.push_back(e.name);
      }
      unknown("--engine", "engine", run().engine, names);
    }
  }
  if (backend.empty()) {
    if (able.empty()) {
      usage("--backend", fmt::format("no engine is known for devices of {}; --backend says which to predict as if",
                                     device.vendor));
    }
    const bool sycl = engine != nullptr && device.vendor == "intel" && engine->split == "tensor";
    backend = engine != nullptr && engine->family == "mlx" ? "mlx" : sycl ? "sycl" : std::string(able.front());
    out_.assume("backend", backend);
  }
  if (!able.empty() && std::find(able.begin(), able.end(), backend) == able.end()) {
    throw InputError("usage", fmt::format("{} does not run on {}", backend, device.slug), "--backend",
                     {able.begin(), able.end()});
  }
  if (engine == nullptr) {
    engine = find_engine(usual_engine(device, backend));
    out_.assume("engine", std::string(engine->name));
  } else if (engine->family != engine->name) {
    out_.assume("engine", std::string(engine->family));
  }
  run().engine = engine->name;
  on_cpu_ = backend == "cpu";
}

void Completion::name_model() {
  if (run().model.empty()) {
    usage("--model", "which model? `tokroof list models` shows them");
  }
  model_ = catalog_.find_model(run().model);
  if (model_ == nullptr) {
    const Alias* alias = catalog_.alias("model", run().model);
    model_ = alias != nullptr ? catalog_.find_model(alias->canonical) : nullptr;
    if (model_ != nullptr) {
      out_.assume("model", std::string(model_->slug));
    }
  }
  if (model_ == nullptr) {
    throw InputError("unknown-name", fmt::format("unknown model '{}'", run().model), "--model",
                     catalog_.nearest_models(run().model));
  }
  run().model = model_->slug;
}

void Completion::name_quant() {
  if (run().quant.empty()) {
    run().quant = find_engine(run().engine)->quant;
    out_.assume("quant", run().quant);
  }
  const QuantName quant = resolve_quant(catalog_, *model_, run().quant, run().size_gib);
  if (!quant.counted_as.empty()) {
    out_.assume("quant", quant.counted_as);
  }
  if (std::isnan(run().size_gib) && quant.size_gib > 0) {
    run().size_gib = quant.size_gib;
    out_.assume("size_gib", quant.size_gib);
  }
  run().quant = quant.name;
  if (run().kv_type.empty()) {
    run().kv_type = "f16";
    out_.assume("kv_type", run().kv_type);
  } else {
    check_kv_type(run().kv_type);
  }
}

void Completion::name_host() {
  if (run().host_device.empty()) {
    return;
  }
  const Device* host = catalog_.find_device(run().host_device);
  if (host == nullptr) {
    const Alias* alias = catalog_.alias("device", "host: " + run().host_device);
    host = alias != nullptr ? catalog_.find_device(alias->canonical) : nullptr;
  }
  std::vector<std::string_view> hosts;
  for (const Device& d : catalog_.devices()) {
    if (d.cpu_cores > 0 || catalog_.soc_cpu(d.slug) != nullptr) {
      hosts.push_back(d.slug);
    }
  }
  if (host == nullptr || std::find(hosts.begin(), hosts.end(), host->slug) == hosts.end()) {
    unknown("--host", "host processor", run().host_device, hosts);
  }
  run().host_device = host->slug;
}

void Completion::place_experts() {
  const LayerCounts layers = layer_counts(*model_);
  if (!(layers.experts > 0)) {
    usage("--n-cpu-moe", fmt::format("{} has no experts", model_->slug));
  }
  const double on_host = std::clamp(n_cpu_moe_ - model_->dense_layers, 0.0, layers.experts);
  if (on_host >= layers.experts) {
    run().placement = "experts=cpu";
  } else if (on_host > 0) {
    run().placement = fmt::format("expert-layers-gpu={:.0f}", layers.experts - on_host);
  }
}

void Completion::place() {
  if (on_cpu_) {
    run().placement = "cpu";
    const bool card = devices_.front()->kind == DeviceKind::gpu || devices_.front()->kind == DeviceKind::accelerator;
    if (card && run().host_device.empty()) {
      usage("--host", fmt::format("a CPU run beside {} needs --host NAME, the processor", run().device));
    }
    if (devices_.size() > 1 || run().n_devices > 1) {
      usage("--n-devices", "a CPU run uses one processor entry; two sockets are entries of their own (...-2s)");
    }
    return;
  }
  constexpr double kAllLayers = 99;  // what people pass to say "all", as in the runs tables
  if (n_cpu_moe_ > 0) {
    place_experts();
  }
  if (std::isnan(run().n_gpu_layers)) {
    out_.assume("n_gpu_layers", std::string("all"));
  } else if (run().n_gpu_layers >= 0 && run().n_gpu_layers < std::min(model_->layers, kAllLayers)) {
    if (!run().placement.empty()) {
      usage("--n-gpu-layers", "layers or experts on the host, not both");
    }
    // A mixture's class has no name for it: "partial" would put its experts on the host.
    run().placement = model_->experts > 0 ? "" : "partial";
  } else {
    run().n_gpu_layers = kUnknown;
  }
  const bool host_works = !run().placement.empty() || run().n_gpu_layers >= 0;
  if (host_works && run().host_device.empty()) {
    usage("--host", "part of the model is on the host: --host NAME says which processor that is");
  }
}

void Completion::spread() {
  fill(run().replicas, "replicas", 1);
  if (run().n_devices <= 1) {
    run().split = "none";
    if (!run().interconnect.empty()) {
      run().interconnect = choose_link(catalog_, devices_, run().interconnect, run().backend);
      out_.notes.push_back("with one device the link carries nothing");
    }
    return;
  }
  constexpr std::string_view kSplits[] = {"layer", "row", "tensor", "pipeline", "rpc", "none"};
  if (run().split.empty()) {
    run().split = find_engine(run().engine)->split;
    out_.assume("split", run().split);
  }
  Split split = Split::none;
  if (!parse_split(run().split, split)) {
    unknown("--split-mode", "split", run().split, kSplits);
  }
  if (split == Split::none) {
    usage("--split-mode", "'none' uses one device; for one copy of the model on each, give --replicas");
  }
  if (!run().interconnect.empty()) {
    run().interconnect = choose_link(catalog_, devices_, run().interconnect, run().backend);
    return;
  }
  run().interconnect = usual_link(catalog_, devices_, run().backend);
  const std::string shown = run().interconnect.empty() ? link_class("", *devices_.front(), run().backend)
                                                       : run().interconnect;
  out_.assume("link", shown);
}

void Completion::fill_workload() {
  fill(run().n_prompt, "n_prompt", 512);
  fill(run().n_gen, "n_gen", 128);
  fill(run().depth, "n_depth", 0);
  fill(run().concurrency, "concurrency", 1);
  run().rate = "stream";
  if (run().concurrency < run().replicas) {
    out_.notes.push_back("fewer streams than replicas: some replicas idle");
  }
  if (run().depth + run().n_gen > model_->max_context) {
    out_.notes.push_back(fmt::format("beyond the model's context of {:.0f} tokens", model_->max_context));
  }
}

void Completion::speculate() {
  if (run().speculative.empty() || run().speculative == "none") {
    run().speculative = "none";
    return;
  }
  constexpr std::string_view kDrafting[] = {"none", "mtp", "ngram", "draft", "draft_model_tli", "dflash", "eagle"};
  if (std::find(std::begin(kDrafting), std::end(kDrafting), run().speculative) == std::end(kDrafting)) {
    unknown("--speculative", "way to draft", run().speculative, kDrafting);
  }
  if (!(run().spec_tokens > 0) || std::isnan(run().acceptance)) {
    usage("--speculative", "how fast it is depends on --spec-tokens (drafted a step) and --acceptance (share accepted)");
  }
}

void Completion::fill_rest() {
  if (run().engine_date.empty()) {
    run().engine_date = fitted_.data().newest_date.empty() ? "2025-06-15" : std::string(fitted_.data().newest_date);
    out_.assume("engine_date", run().engine_date);
  }
  if (run().flash_attention.empty()) {
    out_.assume("flash_attn", std::string("the engine's default"));
  }
  const double limit = devices_.front()->tdp_w;
  if (std::isnan(run().power_w) && limit > 0 && devices_.size() == 1) {
    out_.assume("power_limit_w", limit);
  }
  if (run().host_device.empty() && !on_cpu_) {
    out_.assume("host_launch_speed", kUnknownLaunchSpeed);
  }
  if (std::isnan(run().threads) && (on_cpu_ || !run().placement.empty() || run().n_gpu_layers >= 0)) {
    out_.assume("threads", std::string("all cores"));
  }
}

}  // namespace

Request complete(const Catalog& catalog, const Fitted& fitted, Question question) {
  return Completion(catalog, fitted, std::move(question)).done();
}

}  // namespace tokroof
