#include "model/count/memory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/count/card_layers.hpp"
#include "model/count/context.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/tensor_override.hpp"
#include "model/rates.hpp"
#include "model/time/shares.hpp"
#include "model/units.hpp"

namespace tokroof::model {
namespace {

constexpr double kDriverContextBytes = 0.4 * kGib;
// What a system keeps: of unified memory, at most a quarter of it; of a host beside cards, at most an eighth.
constexpr double kSystemBytes = 8 * kGib, kHostSystemBytes = 4 * kGib;

bool on_devices(const Scenario& s) { return !s.cpu_only; }

/// Tables that are looked up (token_embd) stay with the host: llama.cpp's kernels fetch a row a token.
double host_tables(const Scenario& s, const Step& step) {
  return s.facts.ggml && !unified_memory(s.device) ? step.work.table_bytes : 0;
}

/// Of one copy, what the devices hold.
double gpu_weights(const Scenario& s, const Step& step) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  if (how.cpu) {
    return 0;
  }
  const double on_host =
      how.experts_on_host ? std::min(w.stored_expert_bytes() * how.host_expert_share, w.file_bytes) : 0;
  const double layers = w.file_bytes - host_tables(s, step);
  return std::max((layers - on_host - how.host_tensor_bytes) * (1 - how.host_layer_share), 0.0);
}

/// What further attention groups hold: all but the routed experts, and but what decoding does not read (a head that drafts, a
/// vision tower).
double copied_weights(const Scenario& s, const Step& step) {
  const bool some = !s.model->extra_active && s.model->extra_parameters > 0;
  const double other = some ? s.model->extra_parameters / s.model->parameters : 0;
  const double copied = std::max(step.work.file_bytes * (1 - other) - step.work.stored_expert_bytes(), 0.0);
  return (step.how.attention_groups - 1) * copied * (1 - step.how.host_layer_share);
}

/// KV of one sequence at its longest, not at the mean of the run.
double longest_kv(const Scenario& s) {
  const double longest = longest_context(
      s.context, s.depth, s.includes_prefill ? s.n_prompt : 0, s.prefill_depth + s.n_prompt, s.n_gen);
  return kv_cache(kv_law(s, layer_counts(*s.model)), longest).held_bytes;
}

double graph_buffers(const Scenario& s, const Step& step) {
  constexpr double kMostOfServer = 512;  // servers compute the logits of a prompt's last token only
  const double tokens = s.facts.ggml ? step.how.micro_batch : std::min(step.how.micro_batch, kMostOfServer);
  return 4 * tokens * (s.model->d_model + std::max(s.model->d_ff, s.model->d_ff_expert) + s.model->vocab);
}

std::string with_decimals(double value, int decimals) {
  const long scale = std::lround(std::pow(10, decimals));
  const long rounded = std::lround(value * static_cast<double>(scale));
  const std::string part = std::to_string(rounded % scale);
  return std::to_string(rounded / scale) + "." +
         std::string(static_cast<std::size_t>(decimals) - part.size(), '0') + part;
}

std::string gib(double bytes) { return with_decimals(bytes / kGib, 1); }

double available_of(const Scenario& s, const Device& device, double usable_share) {
  if (!(device.memory_gib > 0)) {
    return std::numeric_limits<double>::infinity();
  }
  const double installed = device.memory_gib * kGib;
  // Servers take .9 of a card where nobody says otherwise, and can be told to take more; graphs, activations and the exchange
  // between cards need the rest.
  constexpr double kMostServerShare = 0.95;
  const double most = s.facts.paged_cache && !unified_memory(device) ? kMostServerShare : 1;
  const double server = installed * (s.server_share > 0 ? s.server_share : most);
  if (!unified_memory(device)) {
    return std::min(usable_share * installed, server);
  }
  return std::min(
      {s.gpu_memory_gib > 0 ? s.gpu_memory_gib * kGib : free_unified_bytes(installed), installed, server});
}

std::vector<double> shares_of(std::span<const double> card_layers, double layers) {
  std::vector<double> out;
  for (const double whole : card_layers) {
    out.push_back(whole / layers);
  }
  return out;
}

/// Whether unequal cards have the shares that llama.cpp gives them by itself, which no option stated: those of their memory.
bool shares_are_usual(const Scenario& s) {
  double all_gib = 0;
  for (const DevicePart& part : s.parts) {
    all_gib += part.device.memory_gib;
  }
  const auto usual = [&](const DevicePart& part) {
    return std::fabs(part.share - part.device.memory_gib / all_gib) < 1e-9;
  };
  const auto differs = [&](const DevicePart& part) { return part.name != s.parts.front().name; };
  return std::any_of(s.parts.begin(), s.parts.end(), differs) &&
         std::all_of(s.parts.begin(), s.parts.end(), usual);
}

/// Buffers lie on every card that computes; they are small, so each gets its share of them. `layers`: layer_bytes() where
/// layers differ. Where the usual shares are too much for a card, one splits the layers by an option (card_layers).
void add_parts(const Scenario& s, double shared_bytes, std::span<const double> layers, MemoryNeed& need) {
  std::vector<double> shares, bytes;
  for (const DevicePart& part : s.parts) {
    shares.push_back(part.share);
    bytes.push_back(part.share * shared_bytes);
  }
  if (!layers.empty()) {
    bytes = bytes_of_shares(layers, shares);
    std::vector<double> rooms;
    bool held = true;
    for (std::size_t i = 0; i < s.parts.size(); ++i) {
      const DevicePart& part = s.parts[i];
      rooms.push_back(std::max(available_of(s, part.device, part.usable_share) - kDriverContextBytes, 0.0));
      held = held && bytes[i] <= rooms.back();
    }
    if (!held && shares_are_usual(s)) {
      need.card_layers = balanced_layers(layers, rooms);
      bytes = bytes_of_shares(layers, shares_of(need.card_layers, static_cast<double>(layers.size())));
    }
  }
  need.available_bytes = 0;
  for (std::size_t i = 0; i < s.parts.size(); ++i) {
    const DevicePart& part = s.parts[i];
    need.devices.push_back(
        {part.name, kDriverContextBytes + bytes[i], available_of(s, part.device, part.usable_share)});
    need.available_bytes += need.devices.back().available_bytes;
  }
}

/// Cards that are alike: with as many layers each, or where one of them does not hold those, balanced.
void add_alike(const Scenario& s, std::span<const double> layers, MemoryNeed& need) {
  const auto n = static_cast<std::size_t>(s.n_devices);
  const double available = available_of(s, s.device, s.usable_share);
  const std::vector<double> rooms(n, available - kDriverContextBytes), even(n, 1 / s.n_devices);
  const std::vector<double> evenly = bytes_of_shares(layers, even);
  if (std::all_of(evenly.begin(), evenly.end(), [&](double bytes) { return bytes <= rooms.front(); })) {
    return;
  }
  need.card_layers = balanced_layers(layers, rooms);
  const std::vector<double> shares = shares_of(need.card_layers, static_cast<double>(layers.size()));
  for (const double bytes : bytes_of_shares(layers, shares)) {
    need.devices.push_back({s.device_name, kDriverContextBytes + bytes, available});
  }
}

void add_devices(const Scenario& s,
                 const Step& step,
                 std::span<const double> expert_shares,
                 MemoryNeed& need) {
  if (s.parts.empty() && !layers_differ(s)) {
    return;
  }
  const double cards = s.parts.empty() ? s.n_devices : static_cast<double>(s.parts.size());
  const double shared = need.needed_bytes() - cards * kDriverContextBytes;
  std::vector<double> layers;
  if (layers_differ(s)) {
    layers = expert_shares.empty() ? layer_bytes(s, step, shared, model::expert_shares(s))
                                   : layer_bytes(s, step, shared, expert_shares);
  }
  if (!s.parts.empty()) {
    add_parts(s, shared, layers, need);
  } else if (!layers.empty()) {
    add_alike(s, layers, need);
  }
}

double beyond_devices(const MemoryNeed& need) {
  if (need.devices.empty()) {
    return missing_bytes(need.needed_bytes(), need.available_bytes);
  }
  double bytes = 0;
  for (const DeviceNeed& d : need.devices) {
    bytes += d.missing_bytes();
  }
  return bytes;
}

std::string card_shortages(const MemoryNeed& need) {
  std::string text;
  for (const DeviceNeed& d : need.devices) {
    if (d.needed_bytes > d.available_bytes) {
      const NeededOf gets = told_apart(d.needed_bytes, d.available_bytes, kGib);
      text += "; " + d.name + " gets " + gets.needed + " and has " + gets.available;
    }
  }
  return text;
}

/// Of a sequence's cache: devices beyond its KV heads hold some, all of a tensor split hold a latent one.
double cache_copies(const Scenario& s, const Step& step) {
  const DeviceShare share = device_share(step);
  return s.split == Split::tensor ? share.kv_copies * matrix_split(step.how) / share.kv_split : 1;
}

}  // namespace

bool MemoryNeed::fits_devices() const { return beyond_devices(*this) == 0; }

MemoryLaw memory_law(const Scenario& s, const Step& step) {
  MemoryLaw law;
  MemoryNeed& need = law.fixed;
  law.sequences = step.work.sequences;
  law.state_bytes = step.work.sequences * step.work.state_bytes / 2;
  law.pages = s.facts.paged_cache;
  if (s.reserved_context > 0) {
    law.reserved_bytes = kv_cache(kv_law(s, layer_counts(*s.model)), s.reserved_context).held_bytes;
  }
  const double buffers = graph_buffers(s, step);
  if (!on_devices(s)) {
    need.weights_bytes = step.work.file_bytes + s.model->host_tables_bytes;
    need.overhead_bytes = buffers;
    const bool beside_card = s.device.kind == DeviceKind::gpu || s.device.kind == DeviceKind::accelerator;
    const double gib_known = s.host && s.host->memory_gib > 0 ? s.host->memory_gib
                             : beside_card                    ? kUnknown
                                                              : s.device.memory_gib;
    need.available_bytes = gib_known > 0 ? gib_known * kGib : std::numeric_limits<double>::infinity();
    need.host_available_bytes = std::numeric_limits<double>::infinity();
    return law;
  }
  law.copies = cache_copies(s, step);
  law.host_share = step.how.host_layer_share;
  need.weights_bytes = gpu_weights(s, step);
  need.overhead_bytes = s.n_devices * kDriverContextBytes + buffers;
  need.table_bytes = host_tables(s, step);
  const double layers_there = step.work.file_bytes - need.table_bytes - need.weights_bytes;
  need.host_bytes = layers_there > 0 ? layers_there + need.table_bytes : 0;
  need.weights_bytes += copied_weights(s, step);
  need.available_bytes = s.n_devices * available_of(s, s.device, s.usable_share);
  need.host_available_bytes =
      s.host && s.host->memory_gib > 0 ? s.host->memory_gib * kGib : std::numeric_limits<double>::infinity();
  return law;
}

void MemoryLaw::put(double held_bytes, MemoryNeed& need) const {
  const double kv = copies * (pages ? std::max(sequences * held_bytes, reserved_bytes)
                                    : sequences * std::max(held_bytes, reserved_bytes)) +
                    state_bytes;
  need.kv_bytes = kv * (1 - host_share);
  need.host_bytes = fixed.host_bytes + kv * host_share;
}

MemoryNeed MemoryLaw::at(double held_bytes) const {
  MemoryNeed need = fixed;
  put(held_bytes, need);
  return need;
}

MemoryNeed memory_need(const Scenario& s, const Step& step, std::span<const double> expert_shares) {
  MemoryNeed need = memory_law(s, step).at(longest_kv(s));
  if (on_devices(s)) {
    add_devices(s, step, expert_shares, need);
  }
  return need;
}

double shared_bytes(const MemoryNeed& need) {
  return need.needed_bytes() - static_cast<double>(need.devices.size()) * kDriverContextBytes;
}

std::vector<double> rooms_bytes(const MemoryNeed& need) {
  std::vector<double> out;
  for (const DeviceNeed& d : need.devices) {
    out.push_back(std::max(d.available_bytes - kDriverContextBytes, 0.0));
  }
  return out;
}

std::vector<double> largest_shares(const MemoryNeed& need) {
  std::vector<double> out = rooms_bytes(need);
  for (double& room : out) {
    room = std::clamp(room / shared_bytes(need), 0.0, 1.0);
  }
  return out;
}

double server_share(const Scenario& s) {
  constexpr double kUsualServerShare = 0.9;
  return !s.facts.paged_cache ? 1 : s.server_share > 0 ? s.server_share : kUsualServerShare;
}

FlightLaw flight_law(const Scenario& s, const Step& step, double asked) {
  FlightLaw law;
  law.asked = std::fmin(asked, s.most_sequences);
  if (!s.facts.paged_cache || !on_devices(s) || !(s.device.memory_gib > 0) || !(law.asked > 1)) {
    return law;
  }
  law.copies = cache_copies(s, step);
  law.state_bytes = step.work.state_bytes / 2;
  law.room_bytes = std::min(server_share(s), s.usable_share) * s.n_devices * s.device.memory_gib * kGib -
                   gpu_weights(s, step) - copied_weights(s, step) -
                   s.n_devices * (kDriverContextBytes + graph_buffers(s, step));
  law.host_share = step.how.host_layer_share;
  if (law.host_share > 0 && s.host && s.host->memory_gib > 0) {
    law.host_room_bytes = s.host->memory_gib * kGib - (step.work.file_bytes - gpu_weights(s, step));
  }
  return law;
}

double FlightLaw::at(double held_bytes) const {
  const double one = held_bytes * copies + state_bytes;
  const double on_host = (held_bytes + state_bytes) * host_share;
  double room = one > 0 && std::isfinite(room_bytes) ? room_bytes / one : asked;
  if (on_host > 0 && std::isfinite(host_room_bytes)) {
    room = std::min(room, host_room_bytes / on_host);
  }
  return std::min(std::max(room, 1.0), asked);
}

double sequences_in_flight(const Scenario& s, const Step& step, double asked) {
  const FlightLaw law = flight_law(s, step, asked);
  return std::isfinite(law.room_bytes) ? law.at(longest_kv(s)) : law.asked;
}

bool place_beyond_memory(const Scenario& s, MemoryNeed& need, Step& step) {
  const double beyond = beyond_devices(need);
  const bool storage = s.storage_bytes_per_s > 0;
  if (step.how.cpu) {
    if (beyond > 0 && storage && beyond < need.weights_bytes) {
      need.stored_bytes = beyond;
      step.how.stored_share = beyond / need.weights_bytes;
    }
    return beyond == need.stored_bytes;
  }
  if (beyond > 0 && s.spill && s.link.host_bytes_per_s > 0 && need.weights_bytes > 0) {
    need.spilled_bytes = beyond;
    step.how.spilled_share = std::min(beyond / need.weights_bytes, 1.0);
  }
  const double missing = missing_bytes(need.host_bytes + need.spilled_bytes, need.host_available_bytes);
  if (missing > 0 && storage && need.host_bytes > 0) {
    need.stored_bytes = std::min(missing, need.host_bytes);
    step.how.stored_share = need.stored_bytes / need.host_bytes;
  }
  return beyond == need.spilled_bytes && missing == need.stored_bytes;
}

double free_unified_bytes(double installed_bytes) {
  return installed_bytes - std::min(kSystemBytes, installed_bytes / 4);
}

double free_host_bytes(double installed_bytes) {
  return installed_bytes - std::min(kHostSystemBytes, installed_bytes / 8);
}

double installed_host_bytes(double free_bytes) {
  return free_bytes + std::min(kHostSystemBytes, free_bytes / 7);
}

double usual_gpu_memory_bytes(const Device& d) {
  constexpr double kSmallMacGib = 36;
  if (d.vendor == "apple") {
    return d.memory_gib * kGib * (d.memory_gib <= kSmallMacGib ? 2.0 / 3 : 0.75);
  }
  if (d.slug.starts_with("strix-halo")) {
    return d.memory_gib * kGib * 0.75;
  }
  return d.vendor == "amd" && unified_memory(d) ? d.memory_gib * kGib / 2
                                                : std::numeric_limits<double>::infinity();
}

NeededOf told_apart(double needed_bytes, double available_bytes, double unit_bytes) {
  constexpr int kMostDecimals = 3;
  if (!std::isfinite(available_bytes)) {
    return {with_decimals(needed_bytes / unit_bytes, 1), "unknown"};
  }
  NeededOf out;
  const int most = needed_bytes == available_bytes ? 1 : kMostDecimals;
  for (int decimals = 1; decimals <= most && out.needed == out.available; ++decimals) {
    out = {with_decimals(needed_bytes / unit_bytes, decimals),
           with_decimals(available_bytes / unit_bytes, decimals)};
  }
  return out;
}

std::string memory_sentence(const MemoryNeed& need) {
  const NeededOf devices = told_apart(need.needed_bytes(), need.available_bytes, kGib);
  std::string text = devices.needed + " GiB are needed (" + gib(need.weights_bytes) + " weights + " +
                     gib(need.kv_bytes) + " KV cache + " + gib(need.overhead_bytes) + " overhead), " +
                     devices.available + " are there";
  text += card_shortages(need);
  if (need.host_bytes > 0) {
    const NeededOf host = told_apart(need.host_bytes, need.host_available_bytes, kGib);
    text += "; on the host " + host.needed + " of weights";
    if (std::isfinite(need.host_available_bytes)) {
      text += ", " + host.available + " are there";
    }
  }
  return text;
}

std::optional<Refusal> weights_do_not_fit(const Scenario& s, const Step& step) {
  if (s.cpu_only || s.experts_on_host || s.spill || !s.overrides.empty() || step.how.host_layer_share > 0) {
    return std::nullopt;
  }
  double room = s.parts.empty() ? s.device.memory_gib * kGib * s.n_devices : 0;
  for (const DevicePart& part : s.parts) {
    room += part.device.memory_gib * kGib;
  }
  if (!(step.work.file_bytes > room)) {
    return std::nullopt;
  }
  return Refusal{"does-not-fit",
                 gib(step.work.file_bytes) + " GiB of weights, " + gib(room) + " GiB on " +
                     std::to_string(static_cast<long>(s.n_devices)) + " x " + s.device_name};
}

}  // namespace tokroof::model
