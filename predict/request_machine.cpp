#include "predict/completion.hpp"

#include <algorithm>
#include <set>

#include <fmt/ranges.h>

#include "catalog/device_set.hpp"
#include "catalog/device_words.hpp"
#include "catalog/engine_formats.hpp"
#include "catalog/engine_names.hpp"
#include "catalog/host.hpp"
#include "catalog/link_names.hpp"
#include "catalog/parallel.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "model/rates.hpp"
#include "predict/engine_limits.hpp"
#include "predict/link_choice.hpp"

namespace tokroof::predict {

/// Says what was taken for what.
const model::Device& Completion::device_named(const catalog::NamedDevices& named) {
  const model::Device& found = catalog_.device(named.match.slug);
  if (!named.match.exact) {
    out_.assume("device", catalog::taken_as(named.typed, named.match));
  }
  if (found.kind == model::DeviceKind::storage) {
    wrong_usage("--device", fmt::format("{} is a drive: it runs no model", found.slug));
  }
  if (found.on_board > 1) {
    out_.notes.emplace_back(
        fmt::format("{0} is one of the {1:.0f} on a board: --n-devices {1:.0f} is a whole one",
                    found.slug,
                    found.on_board));
  }
  caps_w_.push_back(named.power_limit_w > 0 ? named.power_limit_w : catalog_.power_limit_w(named.typed));
  return found;
}

/// The memory that a name states beside a device, of its own or of its host.
void Completion::take_memory(const catalog::NamedDevices& named, const model::Device& device) {
  const catalog::NameMatch& match = named.match;
  const auto says_memory = [&] {
    const std::vector<std::string> words = catalog::device_words(named.typed);
    return std::any_of(words.begin(), words.end(), catalog::is_memory);
  };
  if (run().host_device.empty()) {
    run().host_device = named.host;
  }
  if (match.installed_gib > 0) {
    fill(run().details.host_memory_gib, "host_memory_gib", match.installed_gib);
  } else if (catalog::sold_with_several(device) && std::isnan(run().details.gpu_memory_gib) &&
             std::isnan(run().details.host_memory_gib) && !says_memory()) {
    out_.assume("memory_gib", device.memory_gib);  // the most that it is sold with
  }
  if (match.installed_mts > 0) {
    fill(run().details.host_memory_mts, "host_memory_mts", match.installed_mts);
  }
  if (match.installed_channels > 0) {
    fill(run().details.host_channels, "host_channels", match.installed_channels);
  }
}

/// Several of a processor: the entry of both sockets, or how many there are.
const model::Device& Completion::take_sockets(const model::Device& processor, double count) {
  const catalog::Sockets sockets = catalog::sockets_named(catalog_, processor, count);
  if (sockets.count > 1) {
    fill(run().details.host_sockets, "host_sockets", sockets.count);
  }
  return *sockets.device;
}

/// "a+b": each once per card. Equal ones become a count.
void Completion::name_cards(const std::vector<catalog::NamedDevices>& named) {
  std::vector<const model::Device*> cards;
  for (const catalog::NamedDevices& one : named) {
    const model::Device& device = device_named(one);
    if (device.kind == model::DeviceKind::system) {
      wrong_usage("--device", fmt::format("{} is a whole machine and cannot be part of a set", device.slug));
    }
    const double stated = named.size() == 1 ? run().n_devices : model::kUnknown;
    cards.insert(cards.end(), static_cast<std::size_t>(catalog::count_of(one, stated)), &device);
  }
  const auto count = static_cast<double>(cards.size());
  if (run().n_devices > 0 && run().n_devices != count) {
    wrong_usage("--n-devices",
                fmt::format("'{}' names {} devices; name each once per card", run().device, cards.size()));
  }
  cards_ = cards;
  std::string joined;
  for (const model::Device* d : cards) {
    joined += (joined.empty() ? "" : "+") + std::string(d->slug);
    if (std::find(devices_.begin(), devices_.end(), d) == devices_.end()) {
      devices_.push_back(d);
    }
  }
  run().device = devices_.size() == 1 ? std::string(cards[0]->slug) : joined;
  run().n_devices = count;
  out_.name_counts_devices = true;
  take_memory(named.front(), *devices_.front());
  take_link(named.front());
}

/// The link that a name says.
void Completion::take_link(const catalog::NamedDevices& named) {
  if (run().interconnect.empty() && !named.link.empty()) {
    run().interconnect = named.link;
    out_.assume("link", fmt::format("{}, of the device's name", run().interconnect));
  }
}

/// What else a machine that is known by its name consists of, unless it was said otherwise.
void Completion::expand_system(const model::Device& system, double count) {
  catalog::Run& r = run();
  if (r.host_device.empty() && !system.part_host.empty()) {
    r.host_device = system.part_host;
    out_.assume("host", r.host_device);
    if (std::isnan(r.details.host_sockets) && system.part_host_sockets > 1) {
      r.details.host_sockets = system.part_host_sockets;
      out_.assume("host_sockets", system.part_host_sockets);
    }
  }
  if (r.interconnect.empty() && count > 1 && !system.part_link.empty()) {
    r.interconnect = system.part_link;
    out_.assume("link", r.interconnect);
  }
}

/// "rtx-3090-200w" is a device and a power limit.
void Completion::cap_power() {
  const double cap_w = caps_w_.front();
  if (!std::all_of(
          caps_w_.begin(), caps_w_.end(), [&](double other) { return model::alike(other, cap_w); })) {
    wrong_usage("--device",
                "cards with power limits of their own are not modelled: --power-limit is for all");
  }
  if (std::isnan(run().power_w) && cap_w > 0) {
    run().power_w = cap_w;
    out_.assume("power_limit_w", cap_w);
  }
  const auto draws_less = [&](const model::Device* device) { return run().power_w > device->tdp_w; };
  if (std::all_of(devices_.begin(), devices_.end(), draws_less)) {
    out_.notes.push_back(fmt::format("a power limit of {:g} W caps nothing: {} draws {:g} W",
                                     run().power_w,
                                     devices_.front()->slug,
                                     devices_.front()->tdp_w));
  }
}

/// Where it decides how much of a card's memory there is.
void Completion::name_os() {
  const auto usable = [&](std::string_view one) {
    return catalog_.usable_memory_share(*devices_.front(), one);
  };
  const bool differs = usable(catalog::kOperatingSystems[0]) != usable(catalog::kOperatingSystems[1]);
  std::string& os = run().details.os;
  if (!os.empty()) {
    os = catalog_.canonical("os", catalog::lower_case(os));
    if (std::find(std::begin(catalog::kOperatingSystems), std::end(catalog::kOperatingSystems), os) ==
        std::end(catalog::kOperatingSystems)) {
      unknown_name("--os", "operating system", os, catalog::kOperatingSystems);
    }
    if (devices_.front()->vendor == "apple") {
      out_.notes.push_back(fmt::format("--os changes nothing: {} runs macOS", devices_.front()->slug));
    } else if (os == catalog::kOperatingSystems[1] && !differs &&
               devices_.front()->kind == model::DeviceKind::gpu) {
      out_.notes.push_back(
          fmt::format("how much of its memory Windows keeps is not known of a {}: counted as under Linux",
                      devices_.front()->slug));
    }
    return;
  }
  os = catalog::kOperatingSystems[0];
  if (differs) {
    out_.assume("os", os);
  }
}

/// A card has memory of its own, all of which it may use.
void Completion::check_unified_memory() {
  const bool unified = std::any_of(
      devices_.begin(), devices_.end(), [](const model::Device* d) { return model::unified_memory(*d); });
  if (run().details.gpu_memory_gib > 0 && !unified) {
    out_.notes.push_back(
        fmt::format("--gpu-memory-gib changes nothing: {} shares no memory with its host (of a server, "
                    "--gpu-memory-utilization)",
                    devices_.front()->slug));
  }
  for (const model::Device* device : devices_) {
    const double most_gib = catalog::most_sold_gib(*device);
    const auto check = [&](const char* option, double gib) {
      if (gib > most_gib) {
        wrong_usage(option, fmt::format("{} is sold with at most {:g} GB", device->slug, most_gib));
      }
    };
    check("--host-memory-gib", run().details.host_memory_gib);
    check("--gpu-memory-gib", run().details.gpu_memory_gib);
  }
}

void Completion::name_devices() {
  if (run().device.empty()) {
    wrong_usage("--device", "which device? `tokroof list devices` shows them");
  }
  name_device_or_set();
  cap_power();
  name_os();
  check_unified_memory();
}

void Completion::name_device_or_set() {
  const std::vector<catalog::NamedDevices> named = catalog_.names().need_devices(run().device, "--device");
  const bool several = named.size() > 1 || named.front().count > 1;
  const model::DeviceKind kind = catalog_.device(named.front().match.slug).kind;
  const bool sockets = kind == model::DeviceKind::cpu && named.size() == 1;
  if (several && !sockets && (kind != model::DeviceKind::system || named.size() > 1)) {
    name_cards(named);
    return;
  }
  const model::Device* device = &device_named(named.front());
  double count = 1;
  if (sockets && several) {
    device = &take_sockets(*device, named.front().count);
  }
  if (device->kind == model::DeviceKind::system && !device->part.empty()) {
    count = device->part_count > 0 ? device->part_count : 1;
    expand_system(*device, count);
    const double machines = named.front().count;
    if (machines > 1 && run().n_devices > 0 && run().n_devices != machines) {
      wrong_usage("--n-devices", fmt::format("'{}' names {:.0f} machines", run().device, machines));
    }
    count *= machines;
    run().n_devices = machines > 1 ? model::kUnknown : run().n_devices;
    out_.name_counts_devices = true;
    const double all = run().n_devices > 0 ? count * run().n_devices : count;
    const double in_one = count / machines;
    if (in_one > 1 && all > in_one && !catalog::says_machines(run())) {
      fill(run().machine_devices, "machine_devices", in_one);
    }
    device = &catalog_.device(device->part);
    out_.assume("device", fmt::format("{:.0f} x {}", count, device->slug));
  }
  take_memory(named.front(), *device);
  take_link(named.front());
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

/// The engine by the catalog's name, and the backend that the typed one says.
void Completion::name_engine() {
  const std::string typed = run().engine;
  if (typed.empty()) {
    return;
  }
  const catalog::NamedEngine named = catalog::engine_named(catalog_, typed);
  if (named.engine == nullptr) {
    const std::string_view backend = catalog::backend_named(catalog_, typed);
    throw catalog::InputError(
        "unknown-name",
        backend.empty() ? fmt::format("unknown engine '{}'", typed)
                        : fmt::format("'{}' is no engine, but a backend: --backend {}", typed, backend),
        "--engine",
        backend.empty() ? catalog_.nearest_engines(typed) : std::vector<std::string>());
  }
  run().engine = named.engine->name;
  if (!named.backend.empty() && run().backend.empty()) {
    run().backend = named.backend;
    out_.assume("backend", fmt::format("{}, of the engine's name", named.backend));
  }
  if (!named.version.empty()) {
    out_.notes.push_back(fmt::format(
        "of an engine's build the date counts, not the version: --engine-date says when {} {} appeared",
        named.engine->name,
        named.version));
  }
}

/// The backends that run on every card, in the order of the first; none: no engine is known for any of them.
std::vector<std::string_view> Completion::common_backends() {
  std::vector<std::string_view> common = catalog::backends_of(catalog_, *devices_.front());
  for (const model::Device* d : devices_) {
    const auto able = catalog::backends_of(catalog_, *d);
    const auto lacks = [&](std::string_view b) {
      return std::find(able.begin(), able.end(), b) == able.end();
    };
    const bool known = !common.empty() && !able.empty();
    common.erase(std::remove_if(common.begin(), common.end(), lacks), common.end());
    if (known && common.empty()) {
      wrong_usage("--device", fmt::format("no backend runs on all of {}", run().device));
    }
  }
  return common;
}

/// Those of `able` that an engine runs on.
std::vector<std::string_view> Completion::engine_backends_among(std::vector<std::string_view> able,
                                                                const model::Engine* engine) {
  const catalog::VendorBackends* known = catalog::vendor_backends(catalog_, *devices_.front());
  if (engine == nullptr || (known != nullptr && known->engine == engine->name && able.size() == 1)) {
    return able;  // of the one that people run there nothing more is known
  }
  if (std::string why = catalog::cannot_run(catalog_, engine->name, able, run().device); !why.empty()) {
    throw catalog::InputError("usage", why, "--engine", catalog::engines_on(catalog_, *devices_.front()));
  }
  std::erase_if(able, [&](auto b) { return !catalog::has_backend(*engine, b); });
  return able;
}

/// What the cards have in common as their usual backend. Where they differ, Vulkan, which runs on cards of any make; the
/// order in which they are named does not count.
std::string Completion::usual_backend_of_all(std::span<const std::string_view> able,
                                             const model::Engine* engine) {
  std::set<std::string_view> usual;
  for (const model::Device* d : devices_) {
    usual.insert(catalog::usual_backend(catalog_, *d, engine != nullptr ? engine->name : ""));
  }
  const auto runs = [&](std::string_view b) { return std::find(able.begin(), able.end(), b) != able.end(); };
  if (usual.size() == 1 && runs(*usual.begin())) {
    return std::string(*usual.begin());
  }
  return runs("vulkan") ? "vulkan" : std::string(*std::min_element(able.begin(), able.end()));
}

void Completion::choose_backend(const model::Engine* engine) {
  const std::span<const std::string_view> known = catalog::backends();
  const auto able = engine_backends_among(common_backends(), engine);
  std::string& backend = run().backend;
  if (const std::string_view named = catalog::backend_named(catalog_, backend); !named.empty()) {
    backend = named;
  }
  if (backend.empty()) {
    if (able.empty()) {
      wrong_usage(
          "--backend",
          fmt::format(
              "no engine is known that runs on devices of {}; --backend NAME predicts as if that backend did",
              devices_.front()->vendor));
    }
    backend = usual_backend_of_all(able, engine);
    const bool beside_a_card =
        backend == "cpu" && engine != nullptr && devices_.front()->kind == model::DeviceKind::gpu;
    const auto of_card = std::find_if(able.begin(), able.end(), [](auto b) { return b != "cpu"; });
    if (beside_a_card && of_card != able.end()) {
      backend = *of_card;
    } else if (beside_a_card && run().host_device.empty()) {
      throw catalog::InputError(
          "usage",
          fmt::format("{} does not run on {}, but on its host's processor (--backend cpu)",
                      engine->name,
                      run().device),
          "--engine",
          catalog::engines_on(catalog_, *devices_.front()));
    }
    const model::Engine* idle =
        catalog::leaves_graphics_idle(catalog_, *devices_.front(), engine != nullptr ? engine->name : "");
    if (idle != nullptr && backend == "cpu") {
      out_.notes.emplace_back(
          fmt::format("{} leaves the graphics of {} idle unless {} is set: --backend {} predicts that",
                      idle->name,
                      devices_.front()->slug,
                      idle->uses_integrated_graphics_with,
                      able.front()));
    }
  }
  if (std::find(known.begin(), known.end(), backend) == known.end()) {
    unknown_name("--backend", "backend", backend, known);
  }
  if (!able.empty() && std::find(able.begin(), able.end(), backend) == able.end()) {
    throw catalog::InputError(
        "usage",
        engine != nullptr ? fmt::format("{} does not run with {} on {}", engine->name, backend, run().device)
                          : fmt::format("{} does not run on {}", backend, run().device),
        "--backend",
        {able.begin(), able.end()});
  }
  on_cpu_ = backend == "cpu";
  if (on_cpu_) {
    check_cores(engine);
  }
}

/// A chip whose own cores would have to do the work is known by them.
void Completion::check_cores(const model::Engine* engine) {
  const model::Device& chip = *devices_.front();
  const bool unified = chip.kind == model::DeviceKind::apu || chip.kind == model::DeviceKind::soc;
  const bool has_graphics = !(chip.cpu_cores > 0);
  const bool known = catalog_.soc_cpu(chip.slug) != nullptr;
  const std::string_view name = engine != nullptr ? engine->name : "";
  const auto runs_on = catalog::engine_backends(catalog_, name);
  // Of an engine without a list, resolve() says that it is not modelled on a processor.
  const bool modelled = runs_on.empty() || catalog::engine_facts(catalog_, name).works_on_cpu;
  if (!unified || !has_graphics || !run().host_device.empty() || (known && modelled)) {
    return;
  }
  wrong_usage("--backend",
              runs_on.empty()
                  ? fmt::format("the cores of {} are not known: --device names a processor", chip.slug)
                  : fmt::format("{} runs on {}; of {} it would have the cores alone, which are not {}",
                                engine->name,
                                fmt::join(runs_on, ", "),
                                chip.slug,
                                known ? "modelled under it" : "known"));
}

void Completion::choose_engine() {
  const model::Engine* stated = run().engine.empty() ? nullptr : catalog_.find_engine(run().engine);
  const bool backend_is_open = run().backend.empty();
  choose_backend(stated);
  const model::Engine* engine = stated;
  if (stated == nullptr) {
    const model::Device& first = *devices_.front();
    const std::string_view usual = catalog::usual_engine(catalog_, first, run().backend, {});
    const std::string quant = meant_quant();
    const std::string_view of_file = catalog::usual_engine(catalog_, first, run().backend, quant);
    const auto refuses = [&](const model::Device* device) {
      return catalog::refuses_format(catalog_, catalog::engine_family(catalog_, of_file), quant, *device);
    };
    const bool other = of_file != usual && std::none_of(devices_.begin(), devices_.end(), refuses);
    engine = catalog_.find_engine(other ? of_file : usual);
    if (backend_is_open && other) {
      run().backend.clear();
      choose_backend(engine);
    }
  }
  if (backend_is_open) {
    out_.assume("backend", run().backend);
  }
  if (stated == nullptr || engine->family() != engine->name) {
    out_.assume("engine", std::string(engine->family()));
  }
  run().engine = engine->name;
}

/// The link as stated: one for all of `joined` devices, or one a card.
void Completion::name_link(double joined) {
  std::string& link = run().interconnect;
  const bool one_a_card = link.find(',') != std::string::npos;
  const std::string typed = link;
  link = choose_link(catalog_,
                     one_a_card && devices_.size() > 1 ? cards_ : devices_,
                     link,
                     run().backend,
                     one_a_card ? run().n_devices : joined);
  if (one_a_card) {
    out_.notes.emplace_back(fmt::format("links {}: every exchange waits for the slowest, {}", typed, link));
  }
}

void Completion::split_shares() {
  const std::string& text = run().details.tensor_split;
  if (!text.empty()) {
    if (catalog::parse_shares(text, static_cast<std::size_t>(run().n_devices)).empty()) {
      wrong_usage(
          "--tensor-split",
          fmt::format("'{}' is not a share for each of {:.0f} devices, such as 3,1", text, run().n_devices));
    }
    return;
  }
  if (devices_.size() > 1) {
    out_.assume("tensor_split",
                std::string(catalog_.find_engine(run().engine)->split == model::Split::tensor ? "even"
                                                                                              : "by memory"));
  }
}

void Completion::check_layout(const model::Parallel& parallel, model::Split split) {
  const bool lacks_experts = !(model_->experts > 1) && (parallel.groups > 1 || parallel.experts);
  const auto refuse = [&](const std::string& why) {
    wrong_usage(parallel.stages > 1 && !lacks_experts ? "--pipeline-parallel"
                : parallel.groups > 1                 ? "--data-parallel-attention"
                                                      : "--expert-parallel",
                why);
  };
  const std::string family = catalog::engine_family(catalog_, run().engine);
  const model::Engine* engine = catalog_.find_engine(run().engine);
  if (!(parallel == model::Parallel{}) && engine != nullptr && !engine->server_kernels) {
    refuse(fmt::format("{} splits a model one way at a time; servers such as vllm and sglang nest them",
                       family));
  }
  const bool unequal = devices_.size() > 1 || !run().details.tensor_split.empty();
  if (const std::string why = catalog::parallel_fault(parallel, split, run().n_devices, unequal, *model_);
      !why.empty()) {
    refuse(why);
  }
  const double sharing = run().n_devices / parallel.stages / parallel.groups;
  if (const std::string why = split_fault(catalog_, family, split, *model_, sharing); !why.empty()) {
    wrong_usage("--n-devices", why);
  }
}

void Completion::spread() {
  run().interconnect = catalog::short_link_name(run().interconnect);
  run().network = catalog::short_link_name(run().network);
  if (run().split.unknown()) {
    unknown_name("--split-mode", "split", run().split.text(), model::kSplitNames);
  }
  fill(run().replicas, "replicas", 1);
  if (run().n_devices <= 1) {
    run().split = model::Split::none;
    if (run().pipeline_parallel > 1 || run().data_parallel_attention > 1 || run().expert_parallel) {
      wrong_usage("--n-devices",
                  "one device is not shared: stages, attention groups and experts need several");
    }
    if (!run().details.tensor_split.empty()) {
      wrong_usage("--tensor-split", "one device takes all");
    }
    leave_out_network();
    if (!run().interconnect.empty()) {
      name_link(run().n_devices);
      if (!host_works()) {
        out_.notes.emplace_back("with one device and all of the model on it the link carries nothing");
      }
    }
    return;
  }
  if (run().split.empty()) {
    run().split = catalog::usual_split(catalog_, run().engine);
    out_.assume("split", run().split.text());
  }
  model::Split split = *run().split.value();
  if (split == model::Split::none) {
    wrong_usage("--split-mode", "'none' uses one device; for one copy of the model on each, give --replicas");
  }
  const model::Parallel parallel = catalog::parallel_of(run(), run().n_devices, split);
  check_layout(parallel, split);
  run().split = split;
  split_shares();
  join(parallel.stages, split);
}

/// All devices on one machine, or where nothing is said of machines.
void Completion::join_in_a_machine(double stages) {
  if (!run().interconnect.empty()) {
    name_link(run().n_devices);
    return;
  }
  const double stage = run().n_devices / stages;
  run().interconnect = usual_link(catalog_, devices_, run().backend, stage);
  if (const std::string why = why_no_fabric(catalog_, devices_, stage); !why.empty()) {
    out_.notes.push_back(fmt::format("{}: they exchange over {}", why, run().interconnect));
  }
  out_.assume("link", catalog::link_text(run().interconnect));
}

/// What is said of a machine that its devices' fabric does not join.
void Completion::check_machine(double together) {
  const bool board = together > catalog::fabric_machine(catalog_, devices_, run().backend);
  if (const std::string why = why_no_fabric(catalog_, devices_, together); board && !why.empty()) {
    wrong_usage("--machine-devices", why + " (--link names what else joins them)");
  }
}

/// A link inside machines, and a network between them.
void Completion::join_machines(const catalog::MachineLayout& layout) {
  const bool usual_net = run().network.empty();
  run().network =
      usual_net ? layout.network : choose_network(catalog_, devices_, run().network, run().backend);
  if (!run().interconnect.empty()) {
    name_link(layout.devices);
  } else {
    check_machine(layout.devices);
    run().interconnect =
        layout.devices > 1 ? usual_link(catalog_, devices_, run().backend, layout.devices) : run().network;
    out_.assume("link", catalog::link_text(run().interconnect));
  }
  if (usual_net) {
    out_.assume("network", run().network);
  }
  fill(run().machine_devices, "machine_devices", layout.devices);
}

/// The network and the size of machines where one holds all devices.
void Completion::leave_out_network() {
  if (!run().network.empty()) {
    choose_network(catalog_, devices_, run().network, run().backend);
    out_.notes.emplace_back("one machine holds all devices: the network carries nothing");
  }
  run().network.clear();
  run().machine_devices = model::kUnknown;
}

void Completion::join(double stages, model::Split split) {
  const bool said = catalog::says_machines(run());
  const catalog::MachineLayout layout =
      catalog::machine_layout(catalog_, run(), devices_, run().backend, run().n_devices, split);
  if (!layout.fault.empty()) {
    wrong_usage(split == model::Split::row ? "--split-mode" : "--machine-devices", layout.fault);
  }
  if (layout.network.empty()) {
    if (run().machine_devices > 0 && run().interconnect.empty()) {
      check_machine(run().n_devices / stages);
    }
    leave_out_network();
    join_in_a_machine(stages);
    return;
  }
  if (!said) {
    out_.notes.push_back(fmt::format("{}: {:.0f} machines, joined by {}",
                                     why_no_fabric(catalog_, devices_, run().n_devices),
                                     std::ceil(run().n_devices / layout.devices),
                                     layout.network));
  }
  join_machines(layout);
}

}  // namespace tokroof::predict
