#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "catalog/device_words.hpp"
#include "catalog/host.hpp"
#include "predict/completion.hpp"

namespace tokroof::predict {

/// "ddr5-5600x6": the memory says what a host does; what its cores do is assumed.
bool Completion::name_host_by_memory() {
  catalog::MachineDetails& details = run().details;
  if (run().host_device.empty() && !on_cpu_ && details.host_memory_mts > 0) {
    fill(details.host_channels, "host_channels", catalog::kUsualHostChannels);
  }
  if (const auto memory = catalog::parse_host_memory(run().host_device)) {
    if (!(memory->channels > 0)) {
      fill(details.host_channels, "host_channels", catalog::kUsualHostChannels);
    }
    catalog::take_host_memory(*memory, run());
  }
  if (!run().host_device.empty() || !(details.host_channels > 0 && details.host_memory_mts > 0)) {
    return false;
  }
  const double sockets = details.host_sockets > 0 ? details.host_sockets : 1;
  fill(run().threads, "threads", catalog::assumed_threads(details.host_channels) * sockets);
  out_.assume("host_flops", run().threads * catalog::kAssumedCoreFlops);
  host_named_ = true;
  return true;
}

/// "64GB" and "ddr4" name no host by themselves.
void Completion::explain_memory_alone() {
  const std::string& typed = run().host_device;
  const std::vector<std::string> words = catalog::device_words(typed);
  if (words.size() == 1 && catalog::memory_gib_of(words.front()) > 0) {
    wrong_usage("--host",
                fmt::format("'{}' says how much memory there is, not how fast it is: --host ddr5-5600 "
                            "--host-memory-gib {:g}, or the processor's name",
                            typed,
                            catalog::memory_gib_of(words.front())));
  }
  const double usual = words.empty() ? model::kUnknown : catalog::usual_mts(words.back());
  if (words.size() <= 2 && usual > 0) {
    wrong_usage(
        "--host",
        fmt::format(
            "'{}' says which memory, not its rate: {}-{:.0f}, or what it is", typed, words.back(), usual));
  }
}

void Completion::name_host() {
  if (std::string& drive = run().details.storage; !drive.empty()) {
    const std::string typed = std::exchange(drive, catalog_.names().need_drive(drive, "--storage"));
    if (catalog::normalized(typed) != catalog::normalized(drive)) {
      out_.assume("storage", fmt::format("'{}' is taken as {}", typed, drive));
    }
  }
  if (name_host_by_memory()) {
    return;
  }
  const catalog::MachineDetails& details = run().details;
  const bool populated = details.host_channels > 0 || details.host_memory_mts > 0;
  if (run().host_device.empty()) {
    if (populated && !on_cpu_) {
      wrong_usage(
          "--host",
          "--host NAME says which processor, or --host-memory-mts how fast the memory of these channels "
          "is");
    }
    if (populated) {
      check_channels(*devices_.front());
    }
    return;
  }
  const model::Device* host = catalog_.find_device(run().host_device);
  if (host == nullptr) {
    const catalog::Alias* alias = catalog_.alias("device", "host: " + run().host_device);
    host = alias != nullptr ? catalog_.find_device(alias->canonical) : nullptr;
  }
  if (host == nullptr) {
    const std::vector<catalog::NamedDevices> all = catalog_.names().devices(run().host_device);
    const catalog::NamedDevices& named = all.front();
    host = all.size() == 1 ? catalog_.find_device(named.match.slug) : nullptr;
    if (host != nullptr) {
      if (!named.match.exact) {
        out_.assume("host", catalog::taken_as(named.typed, named.match));
      }
      if (host->kind == model::DeviceKind::cpu) {
        take_memory(named, *host);
        host = &take_sockets(*host, named.count);
      }
    }
  }
  const auto has_known_cores = [&](const model::Device& d) {
    return d.cpu_cores > 0 || catalog_.soc_cpu(d.slug) != nullptr;
  };
  if (host == nullptr) {
    explain_memory_alone();
  }
  if (host == nullptr || !has_known_cores(*host)) {
    std::vector<std::string_view> hosts;
    for (const model::Device& d : catalog_.devices()) {
      if (has_known_cores(d)) {
        hosts.push_back(d.slug);
      }
    }
    throw catalog::InputError(
        "unknown-name",
        fmt::format("unknown host processor '{}': name one, or its memory as in ddr5-5600x6 "
                    "(channels behind the x)",
                    run().host_device),
        "--host",
        catalog_.names().device_names().nearest_of(run().host_device, 3, hosts));
  }
  run().host_device = host->slug;
  host_named_ = true;
  check_channels(*host);
}

void Completion::check_channels(const model::Device& host) {
  const catalog::MachineDetails& details = run().details;
  const bool either = details.host_channels > 0 || details.host_memory_mts > 0;
  const bool both = details.host_channels > 0 && details.host_memory_mts > 0;
  if (either && !both && !(host.memory_channels > 0)) {
    wrong_usage(details.host_channels > 0 ? "--host-memory-mts" : "--host-channels",
                fmt::format("the channels of {} are not known: both are needed", host.slug));
  }
  if (details.host_channels > host.memory_channels) {
    wrong_usage("--host-channels", fmt::format("{} has {:.0f} channels", host.slug, host.memory_channels));
  }
}

}  // namespace tokroof::predict
