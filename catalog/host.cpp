#include "catalog/host.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::catalog {
namespace {

std::string_view digits_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) {
    ++end;
  }
  return text.substr(begin, end - begin);
}

/// "threads=8", "threads 8" or "8 threads" in a host's description.
double threads_in(std::string_view text) {
  const std::size_t word = text.find("threads");
  if (word == std::string_view::npos) {
    return model::kUnknown;
  }
  std::size_t after = word + 7;
  while (after < text.size() && (text[after] == '=' || text[after] == ' ')) {
    ++after;
  }
  if (const auto n = parse_number(digits_at(text, after))) {
    return *n;
  }
  std::size_t begin = word;
  while (begin > 0 && text[begin - 1] == ' ') {
    --begin;
  }
  const std::size_t end = begin;
  while (begin > 0 && std::isdigit(static_cast<unsigned char>(text[begin - 1])) != 0) {
    --begin;
  }
  return parse_number(text.substr(begin, end - begin)).value_or(model::kUnknown);
}

double stated_threads(const Run& run) { return run.threads > 0 ? run.threads : threads_in(run.host); }

double sockets_of(const Run& run, const model::Device& device) {
  if (run.details.host_sockets > 0) {
    return run.details.host_sockets;
  }
  if (device.part_count > 1) {
    return 1;  // the entry already counts all of them
  }
  if (run.device == device.slug && device.kind == model::DeviceKind::cpu && run.n_devices > 1) {
    return run.n_devices;  // of a processor they are its sockets
  }
  return run.host.starts_with("2x ") ? 2 : 1;
}

/// Which vector instructions a CPU's kernels lack.
std::string instruction_set(std::string_view simd) {
  if (simd.starts_with("none")) return "none";
  if (simd.starts_with("sse")) return "sse";
  return simd == "neon-1" ? "a72" : "-";
}

/// Whose memory the cores of a device read: see model::Scope::host_kind.
std::string_view host_kind(model::DeviceKind kind) {
  switch (kind) {
    case model::DeviceKind::soc: return "soc";
    case model::DeviceKind::apu: return "apu";
    default: return "cpu";
  }
}

/// Memory of one socket as populated: channels x transfers x 8 bytes; what is not stated is the specification's.
double populated_bandwidth(const MachineDetails& details, const model::Device& d, double specified) {
  if (!(details.host_channels > 0) && !(details.host_memory_mts > 0)) {
    return specified;
  }
  constexpr double kBytesATransfer = 8;
  const double channels = details.host_channels > 0 ? details.host_channels : d.memory_channels;
  const double mts = details.host_memory_mts > 0
                         ? details.host_memory_mts
                         : d.bandwidth_bytes_per_s / d.memory_channels / kBytesATransfer / 1e6;
  return channels * mts * 1e6 * kBytesATransfer;
}

/// Known by its memory and threads alone.
model::Host unnamed_host(const Run& run) {
  const MachineDetails& details = run.details;
  model::Host host;
  host.sockets = details.host_sockets > 0 ? details.host_sockets : 1;
  host.bandwidth_bytes_per_s = populated_bandwidth(details, model::Device{}, model::kUnknown) * host.sockets;
  host.threads = run.threads > 0 ? run.threads : assumed_threads(details.host_channels) * host.sockets;
  host.fp32_flops = host.threads * kAssumedCoreFlops;
  host.memory_gib = details.host_memory_gib;
  host.label = "unnamed";
  return host;
}

model::Host host_from(const Run& run, const model::Device& d, double bandwidth, double cores, double flops) {
  model::Host host;
  const double entries = d.part_count > 1 ? d.part_count : 1;
  host.sockets = sockets_of(run, d);
  const double all_cores = cores * entries * host.sockets;
  const double threads = stated_threads(run);
  const double chosen =
      std::isnan(threads) && run.details.decode_threads > 0 ? run.details.decode_threads : threads;
  host.threads = chosen > 0 ? std::min(chosen, all_cores) : all_cores;
  host.bandwidth_bytes_per_s = populated_bandwidth(run.details, d, bandwidth) * host.sockets;
  host.fp32_flops = flops * host.sockets * host.threads / all_cores;
  if (std::isnan(threads)) {
    host.prompt_fp32_flops = flops * host.sockets;
  }
  host.sockets *= entries;
  host.memory_gib = run.details.host_memory_gib > 0 ? run.details.host_memory_gib : d.memory_gib;
  host.instruction_set = instruction_set(d.simd);
  host.kind = host_kind(d.kind);
  host.label = d.slug;
  return host;
}

model::Host host_of_device(const Catalog& catalog, const Run& run, const model::Device& d) {
  if (const SocCpu* soc = catalog.soc_cpu(d.slug)) {
    return host_from(run,
                     d,
                     std::min(d.bandwidth_bytes_per_s, soc->bandwidth_bytes_per_s),
                     soc->cores,
                     soc->cores * soc->clock_hz * soc->flops_per_clock);
  }
  model::Host host = host_from(run, d, d.bandwidth_bytes_per_s, d.cpu_cores, d.fp32_flops);
  const bool populated = run.details.host_channels > 0 || run.details.host_memory_mts > 0;
  host.bandwidth_is_measured = d.bandwidth_is_measured && !populated;
  return host;
}

}  // namespace

std::optional<model::Host> cpu_host(const Catalog& catalog, const Run& run, const model::Device& device) {
  const bool card = device.kind == model::DeviceKind::gpu || device.kind == model::DeviceKind::accelerator;
  if (const model::Device* named = card ? catalog.find_device(run.host_device) : nullptr) {
    return host_of_device(catalog, run, *named);
  }
  if (card && run.details.host_channels > 0 && run.details.host_memory_mts > 0) {
    return unnamed_host(run);
  }
  return host_of_device(catalog, run, device);
}

std::optional<model::Host> offload_host(const Catalog& catalog, const Run& run) {
  if (const OffloadHost* known = catalog.offload_host(run.host)) {
    model::Host host;
    host.bandwidth_bytes_per_s = known->bandwidth_bytes_per_s;
    host.fp32_flops = known->fp32_flops;
    host.threads = known->cpu_cores;
    host.sockets = known->sockets;
    host.label = run.host;
    return host;
  }
  if (const model::Device* named = catalog.find_device(run.host_device)) {
    return host_of_device(catalog, run, *named);
  }
  if (run.details.host_channels > 0 && run.details.host_memory_mts > 0) {
    return unnamed_host(run);
  }
  return std::nullopt;
}

namespace {

constexpr double kMostTransfers = 20000, kMostChannels = 64, kMostSockets = 16;

}  // namespace

std::optional<HostMemory> memory_by_numbers(std::string_view text) {
  const std::string name = normalized(text);
  const bool ddr =
      (name.starts_with("ddr") || name.starts_with("lpddr")) && name.find('-') != std::string::npos;
  if (!ddr) {
    return std::nullopt;
  }
  std::vector<double> numbers;
  for (std::size_t begin = name.find('-') + 1; begin <= name.size();) {
    const std::size_t end = std::min(name.find('x', begin), name.size());
    numbers.push_back(parse_number(std::string_view(name).substr(begin, end - begin)).value_or(0));
    begin = end + 1;
  }
  const bool positive = model::all_of(numbers, [](double x) { return x >= 1; });
  if (!positive || numbers.size() < 2 || numbers.size() > 3) {
    return std::nullopt;
  }
  if (numbers[0] > kMostTransfers || numbers[1] > kMostChannels ||
      (numbers.size() == 3 && numbers[2] > kMostSockets)) {
    return std::nullopt;
  }
  return HostMemory{numbers[0], numbers[1], numbers.size() == 3 ? numbers[2] : 1};
}

namespace {

/// "64gb ddr4 3200", "dual channel DDR5-6000", "2x32GB DDR5 6000MT/s": words in any order, all of them understood.
std::optional<HostMemory> memory_by_words(std::string_view text) {
  std::string plain = lower_case(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return contains("-_,;()", std::string_view(&c, 1)); }, ' ');
  HostMemory out;
  double number = 0;  // the one before, which what follows may be the unit of
  bool ddr = false;
  for (const std::string_view word : split_at(plain, ' ')) {
    if (word.empty()) {
      continue;
    }
    const double before = std::exchange(number, 0);
    const double value = before > 0 ? before : leading_number(word);
    const std::string_view unit =
        before > 0 ? word : word.substr(std::min(word.find_first_not_of("0123456789"), word.size()));
    const std::size_t times = word.find('x');
    constexpr double kLeastTransfers = 400;
    if (before > 0 && !model::is_one_of(unit, {"gb", "gib", "g", "channel", "channels", "ch"})) {
      return std::nullopt;
    }
    if (value > 0 && model::is_one_of(unit, {"gb", "gib", "g"})) {
      out.gib = value;
    } else if (value > 0 && model::is_one_of(unit, {"channel", "channels", "ch", "x"})) {
      out.channels = value;  // "8x DDR4-3200": modules, one a channel
    } else if (begins_with_one_of(word, {"ddr", "lpddr", "mrdimm"})) {
      ddr = true;
    } else if (number_word(word) > 0) {
      number = number_word(word);
    } else if (times != 0 && times != std::string_view::npos && word.ends_with("gb")) {  // "2x32gb"
      out.gib = parse_number(word.substr(0, times)).value_or(0) * leading_number(word.substr(times + 1));
    } else if (value > 0 && model::is_one_of(unit, {"", "mt/s", "mts", "mhz"})) {
      (value >= kLeastTransfers ? out.mts : number) = value;
    } else if (!model::is_one_of(word, "ram|memory|of|at|with|mt/s|mts|mhz|rdimm|udimm|sodimm|ecc|reg") &&
               !(word.starts_with("cl") && all_digits(word.substr(2)))) {  // latencies count for nothing
      return std::nullopt;
    }
  }
  const bool possible =
      ddr && out.mts > 0 && out.mts <= kMostTransfers && out.channels <= kMostChannels && number == 0;
  return possible ? std::optional(out) : std::nullopt;
}

}  // namespace

std::optional<HostMemory> parse_host_memory(std::string_view text) {
  const auto memory = memory_by_numbers(text);
  return memory ? memory : memory_by_words(text);
}

double usual_mts(std::string_view kind) {
  return kind == "ddr5" ? 5600 : kind == "ddr4" ? 3200 : kind == "ddr3" ? 1600 : model::kUnknown;
}

void take_host_memory(const HostMemory& memory, Run& run) {
  MachineDetails& details = run.details;
  details.host_memory_mts = memory.mts;
  if (memory.channels > 0 || !(details.host_channels > 0)) {
    details.host_channels = memory.channels > 0 ? memory.channels : kUsualHostChannels;
  }
  if (memory.gib > 0 && std::isnan(details.host_memory_gib)) {
    details.host_memory_gib = memory.gib;
  }
  details.host_sockets = memory.sockets;
  run.host_device.clear();
}

bool names_host_memory(std::string_view text) {
  const std::string lower = lower_case(trimmed(text));
  const std::string_view first = std::string_view(lower).substr(0, lower.find(' '));
  const bool begins = begins_with_one_of(first, {"ddr", "lpddr"}) ||
                      (is_digit(first.empty() ? ' ' : first[0]) && contains(first, "gb"));
  return begins && parse_host_memory(lower).has_value();
}

Sockets sockets_named(const Catalog& catalog, const model::Device& processor, double count) {
  const model::Device* both = count == 2 ? catalog.find_device(std::string(processor.slug) + "-2s") : nullptr;
  return both != nullptr ? Sockets{both, 1} : Sockets{&processor, count};
}

double processors_of(const model::Scenario& scenario) {
  const bool alone = scenario.cpu_only && scenario.host && scenario.device.kind == model::DeviceKind::cpu;
  return alone ? scenario.host->sockets / std::fmax(scenario.device.part_count, 1) : 1;
}

double most_memory_gib(const model::Device& processor) {
  constexpr double kDesktopChannels = 2, kModulesAChannel = 2;
  constexpr std::pair<std::string_view, double> kLargest[] = {{"DDR3", 8}, {"DDR4", 32}, {"DDR5", 64}};
  for (const auto& [type, gib] : kLargest) {
    if (processor.memory_type.starts_with(type) && processor.memory_channels <= kDesktopChannels) {
      return processor.memory_channels * kModulesAChannel * gib;
    }
  }
  return model::kUnknown;
}

double most_sold_gib(const model::Device& device) {
  const bool one_maker = model::is_one_of(device.vendor, {"apple", "nvidia"});
  return model::unified_memory(device) && one_maker ? device.memory_gib : model::kUnknown;
}

bool sold_with_several(const model::Device& device) {
  return model::unified_memory(device) && device.vendor != "nvidia" && !device.slug.ends_with("gb");
}

double installed_gib(const Run& run, const model::Device& device) {
  const double stated = run.details.host_memory_gib;
  const bool whole = stated > 0 && !(stated < run.details.gpu_memory_gib);
  return model::unified_memory(device) && whole ? stated : device.memory_gib;
}

const LaunchSpeed* launching_host(const Catalog& catalog, const Run& run) {
  if (!run.host.empty()) {
    return catalog.launch_speed(run.host);
  }
  if (const model::Device* named = catalog.find_device(run.host_device)) {
    return catalog.launch_speed(named->name);
  }
  const model::Device* device = catalog.find_device(run.device);
  return device != nullptr && model::unified_memory(*device) ? catalog.launch_speed(device->name) : nullptr;
}

double host_pcie_generation(const Catalog& catalog, const Run& run) {
  const model::Device* named = catalog.find_device(run.host_device);
  if (named != nullptr && named->pcie_generation > 0) {
    return named->pcie_generation;
  }
  const LaunchSpeed* host = launching_host(catalog, run);
  return host != nullptr ? host->pcie_generation : model::kUnknown;
}

}  // namespace tokroof::catalog
