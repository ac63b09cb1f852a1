#include "predict/completion.hpp"

#include <algorithm>

#include "catalog/resolve.hpp"
#include "model/count/layer_counts.hpp"
#include "predict/link_choice.hpp"

namespace tokroof {

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
    throw InputError(
        "unknown-name", fmt::format("unknown device '{}'", name), "--device", catalog_.nearest_devices(name));
  }
  if (found->kind == DeviceKind::storage) {
    wrong_usage("--device", fmt::format("{} is a drive: it runs no model", found->slug));
  }
  return *found;
}

/// "a+b": each once per card. Equal ones become a count.
void Completion::name_set() {
  std::string_view rest = run().device;
  std::vector<const Device*> cards;
  while (true) {
    const std::size_t plus = rest.find('+');
    cards.push_back(&device_named(rest.substr(0, plus)));
    if (cards.back()->kind == DeviceKind::system) {
      wrong_usage("--device",
                  fmt::format("{} is a whole machine and cannot be part of a set", cards.back()->slug));
    }
    if (plus == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(plus + 1);
  }
  const auto count = static_cast<double>(cards.size());
  if (run().n_devices > 0 && run().n_devices != count) {
    wrong_usage("--n-devices",
                fmt::format("'{}' names {} devices; name each once per card", run().device, cards.size()));
  }
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
    wrong_usage("--device", "which device? `tokroof list devices` shows them");
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
    out_.notes.emplace_back(
        fmt::format("a runtime shows one {} board as {:.0f} devices; each is counted as one here",
                    device->slug,
                    device->shown_as));
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

/// The engine that was named; null: none was.
const Engine* Completion::stated_engine() {
  if (run().engine.empty()) {
    return nullptr;
  }
  if (const Engine* found = find_engine(catalog_.canonical("engine", run().engine))) {
    return found;
  }
  std::vector<std::string_view> names;
  for (const Engine& e : engines()) {
    names.push_back(e.name);
  }
  unknown_name("--engine", "engine", run().engine, names);
}

void Completion::choose_backend(const Engine* engine) {
  const Device& device = *devices_.front();
  const std::span<const std::string_view> known = backends();
  const auto able = backends_of(device);
  std::string& backend = run().backend;
  if (backend.empty()) {
    if (able.empty()) {
      wrong_usage("--backend",
                  fmt::format("no engine is known for devices of {}; --backend says which to predict as if",
                              device.vendor));
    }
    // Intel's cards run the engines that serve batches under SYCL only.
    const bool sycl = engine != nullptr && device.vendor == "intel" && engine->split == Split::tensor;
    const bool mlx = engine != nullptr && engine->family == "mlx";
    backend = mlx ? "mlx" : sycl ? "sycl" : std::string(able.front());
    out_.assume("backend", backend);
  }
  if (std::find(known.begin(), known.end(), backend) == known.end()) {
    unknown_name("--backend", "backend", backend, known);
  }
  if (!able.empty() && std::find(able.begin(), able.end(), backend) == able.end()) {
    throw InputError("usage",
                     fmt::format("{} does not run on {}", backend, device.slug),
                     "--backend",
                     {able.begin(), able.end()});
  }
  on_cpu_ = backend == "cpu";
}

void Completion::choose_engine() {
  const Engine* engine = stated_engine();
  choose_backend(engine);
  if (engine == nullptr) {
    engine = find_engine(usual_engine(*devices_.front(), run().backend));
    out_.assume("engine", std::string(engine->name));
  } else if (engine->family != engine->name) {
    out_.assume("engine", std::string(engine->family));
  }
  run().engine = engine->name;
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
    unknown_name("--host", "host processor", run().host_device, hosts);
  }
  run().host_device = host->slug;
}

void Completion::place_experts() {
  const LayerCounts layers = layer_counts(*model_);
  if (!(layers.experts > 0)) {
    wrong_usage("--n-cpu-moe", fmt::format("{} has no experts", model_->slug));
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
    const bool card =
        devices_.front()->kind == DeviceKind::gpu || devices_.front()->kind == DeviceKind::accelerator;
    if (card && run().host_device.empty()) {
      wrong_usage("--host",
                  fmt::format("a CPU run beside {} needs --host NAME, the processor", run().device));
    }
    if (devices_.size() > 1 || run().n_devices > 1) {
      wrong_usage("--n-devices",
                  "a CPU run uses one processor entry; two sockets are entries of their own (...-2s)");
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
      wrong_usage("--n-gpu-layers", "layers or experts on the host, not both");
    }
    // A mixture's class has no name for it: "partial" would put its experts on the host.
    run().placement = model_->experts > 0 ? "" : "partial";
  } else {
    run().n_gpu_layers = kUnknown;
  }
  const bool host_works = !run().placement.empty() || run().n_gpu_layers >= 0;
  if (host_works && run().host_device.empty()) {
    wrong_usage("--host", "part of the model is on the host: --host NAME says which processor that is");
  }
}

void Completion::spread() {
  fill(run().replicas, "replicas", 1);
  if (run().n_devices <= 1) {
    run().split = "none";
    if (!run().interconnect.empty()) {
      run().interconnect = choose_link(catalog_, devices_, run().interconnect, run().backend);
      out_.notes.emplace_back("with one device the link carries nothing");
    }
    return;
  }
  if (run().split.empty()) {
    run().split = split_name(usual_split(run().engine));
    out_.assume("split", run().split);
  }
  Split split = Split::none;
  if (!parse_split(run().split, split)) {
    unknown_name("--split-mode", "split", run().split, kSplitNames);
  }
  if (split == Split::none) {
    wrong_usage("--split-mode", "'none' uses one device; for one copy of the model on each, give --replicas");
  }
  if (!run().interconnect.empty()) {
    run().interconnect = choose_link(catalog_, devices_, run().interconnect, run().backend);
    return;
  }
  run().interconnect = usual_link(catalog_, devices_, run().backend);
  const std::string shown =
      run().interconnect.empty() ? link_class("", *devices_.front(), run().backend) : run().interconnect;
  out_.assume("link", shown);
}

}  // namespace tokroof
