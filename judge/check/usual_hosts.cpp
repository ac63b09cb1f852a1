#include "judge/check/usual_hosts.hpp"

#include <algorithm>
#include <span>

#include "catalog/host.hpp"

namespace tokroof::judge {
namespace {

struct Usual {
  std::string_view slug;
  double weight;
};
// Two channels of DDR4 to DDR5; one to twelve channels beside data-centre cards. Weights are assumed.
constexpr Usual kDesktop[] = {{"ryzen-7-5800x", 0.4}, {"ryzen-9-7950x", 0.35}, {"threadripper-3970x", 0.25}};
constexpr Usual kServer[] = {
    {"xeon-gold-6248", 0.3}, {"epyc-7763", 0.3}, {"threadripper-pro-7975wx", 0.2}, {"epyc-9554", 0.2}};

bool is_server(const catalog::Run& run, const model::Device& device) {
  for (const std::string_view word : {"EPYC", "epyc", "Xeon", "xeon", "Threadripper", "server"}) {
    if (run.host.find(word) != std::string::npos) {
      return true;
    }
  }
  const std::string_view arch = device.arch;
  return arch.ends_with("-DC") || arch == "Volta" || arch == "Hopper" || arch.starts_with("CDNA");
}

std::string host_name(const catalog::Catalog& catalog, const model::Host& host) {
  const model::Device* named = catalog.find_device(host.label);
  return named != nullptr ? std::string(named->name) : host.label;
}

}  // namespace

std::vector<HostGuess> hosts_of(const catalog::Catalog& catalog,
                                const catalog::Run& run,
                                const model::Device& device) {
  if (auto host = catalog::offload_host(catalog, run)) {
    const bool by_text = catalog.offload_host(run.host) != nullptr;
    const bool usable = host->threads > 0 && host->fp32_flops > 0 && host->bandwidth_bytes_per_s > 0;
    if (usable) {
      const std::string name = host_name(catalog, *host);
      return {{name, by_text ? "" : run.host_device, std::move(host), 1, true}};
    }
  }
  std::vector<HostGuess> out;
  for (const Usual& usual :
       is_server(run, device) ? std::span<const Usual>(kServer) : std::span<const Usual>(kDesktop)) {
    if (const model::Device* processor = catalog.find_device(usual.slug)) {
      catalog::Run with = run;
      with.host.clear();
      with.host_device = usual.slug;
      out.push_back({std::string(processor->name),
                     std::string(usual.slug),
                     catalog::offload_host(catalog, with),
                     usual.weight,
                     false});
    }
  }
  return out;
}

void put_host(catalog::Run& run, const HostGuess& guess) {
  if (!guess.stated) {
    run.host.clear();
    run.host_device = guess.device;
  }
}

model::Host cores_of_chip(const catalog::Catalog& catalog,
                          const catalog::Run& run,
                          const model::Device& device) {
  model::Host host = *catalog::cpu_host(catalog, run, device);
  if (host.threads > 0 && host.fp32_flops > 0) {
    return host;
  }
  constexpr double kCores = 8, kClock = 4e9, kFlopsPerClock = 32, kDrawn = 240e9;
  host.threads = kCores;
  host.fp32_flops = kCores * kClock * kFlopsPerClock;
  host.bandwidth_bytes_per_s = std::min(device.bandwidth_bytes_per_s, kDrawn);
  return host;
}

}  // namespace tokroof::judge
