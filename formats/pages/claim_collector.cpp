#include "formats/pages/claim_collector.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/number.hpp"
#include "catalog/tsv.hpp"
#include "formats/mentions/mention_words.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

std::string_view kind_of(Metric metric, bool approximate) {
  switch (metric) {
    case Metric::decode:
    case Metric::prefill:
    case Metric::first_token: return approximate ? "expected" : "measured";
    case Metric::bandwidth:
    case Metric::arithmetic: return "spec";
    case Metric::power: return "power";
    case Metric::price:
    case Metric::hourly_price:
    case Metric::token_price: return "cost";
    default: return "capacity";
  }
}

bool is_rate(Metric metric) {
  return metric == Metric::decode || metric == Metric::prefill || metric == Metric::first_token;
}

/// Why a figure of this subject is no claim; empty: it is one.
std::string missing(Metric metric, const Subject& subject) {
  const bool of_weights = metric == Metric::memory && !subject.model.empty();
  if (of_weights) {
    const bool trains =
        !subject.method.empty() && !model::is_one_of(subject.method, {kRunMemory, kNeeded, kRoom});
    const bool any = subject.stored_anyhow || trains || !subject.quant.empty();
    return any ? "" : "how the weights are stored is not said";
  }
  if (subject.device.empty()) {
    return subject.many_devices ? "of which device is not said" : "no device is named that the catalog knows";
  }
  if (is_rate(metric) && subject.model.empty()) {
    return subject.many_models ? "of which model is not said" : "no model is named that the catalog knows";
  }
  if ((is_rate(metric) || subject.method == "supply") && subject.many_counts && !(subject.n_devices > 0) &&
      !(subject.parallel > 0) && !is_set(subject.device)) {
    return "of how many devices is not said";
  }
  if (is_rate(metric) && !is_dense_size(subject.model)) {
    return "a size that mixtures have: what is read for a token is not known";
  }
  return "";
}

}  // namespace

bool is_card(const model::Device& device) {
  return device.kind == model::DeviceKind::gpu && !model::unified_memory(device);
}

void ClaimCollector::check_number() const {
  if (out_.claims.size() + out_.not_understood.size() >= kMostPageClaims) {
    throw catalog::InputError("bad-file",
                              fmt::format("more than {} figures: judge the page in parts", kMostPageClaims),
                              page_.name);
  }
}

void ClaimCollector::add(const SourceText& text, std::size_t begin, std::size_t end, PageClaim claim) {
  check_number();
  claim.begin = text.at[begin];
  claim.end = text.at[end - 1] + 1;
  claim.place = lines_.place(claim.begin);
  claim.passage = passage_;
  claim.sentence = text.at.front();
  claim.text = catalog::clean_cell(text.text.substr(begin, end - begin));
  if (seen_.insert({claim.begin, claim.end, claim.unit + claim.device + claim.model}).second) {
    out_.claims.push_back(std::move(claim));
  }
}

/// The weights alone are larger than the memory, at as many bits as the storage type's name says, or the fewest.
bool ClaimCollector::has_no_room(const Subject& subject) const {
  const model::Device* device = catalog_.find_device(subject.device);
  const model::Architecture* model = catalog_.find_model(subject.model);
  const std::string& type = subject.quant;
  const std::size_t digit = std::min(type.find_first_of("0123456789"), type.size());
  const auto said =
      catalog::parse_number(type.substr(digit, type.find_first_not_of("0123456789", digit) - digit));
  constexpr double kBitsAByte = 8, kFewestBits = 2;
  const double bits = said && !type.starts_with("EXL") ? *said : kFewestBits;
  return device != nullptr && model != nullptr &&
         model->parameters * bits / kBitsAByte >
             device->memory_gib * model::kGib * (subject.n_devices > 0 ? subject.n_devices : 1);
}

/// A rate of an engine that serves, or of an accelerator for servers: writers leave out of how many streams.
bool ClaimCollector::may_be_of_several(const Subject& subject) const {
  constexpr double kOfServers_gib = 40;
  const model::Engine* engine = catalog_.find_engine(subject.engine);
  const model::Device* device = catalog_.find_device(subject.device);
  const bool of_servers =
      device != nullptr && model::stacked_memory(*device) && device->memory_gib >= kOfServers_gib;
  return !one_stream_ && (engine != nullptr ? engine->paged_cache : of_servers);
}

/// Of devices that share a name, the one that has the figure: "the A100 has 40 GB". The usual one, where it or none has.
std::string ClaimCollector::variant_with(const Quantity& quantity,
                                         Metric metric,
                                         const Subject& subject) const {
  const auto has = [&](const std::string& slug) {
    constexpr double kRounding = 0.025;
    const model::Device* d = catalog_.find_device(slug);
    const double own = d == nullptr                  ? model::kUnknown
                       : metric == Metric::memory    ? d->memory_gib
                       : metric == Metric::bandwidth ? d->bandwidth_bytes_per_s / 1e9
                       : metric == Metric::power     ? d->tdp_w
                                                     : model::kUnknown;
    const double scale = quantity.unit == "TB/s" || quantity.unit == "kW" ? 1e3 : 1;
    for (const double value : {own, own * subject.n_devices}) {
      if (quantity.low * scale <= value * (1 + kRounding) &&
          quantity.high * scale >= value * (1 - kRounding)) {
        return true;
      }
    }
    return false;
  };
  if (subject.device.empty() || has(subject.device)) {
    return subject.device;
  }
  const auto other = std::find_if(subject.variants.begin(), subject.variants.end(), has);
  return other != subject.variants.end() ? *other : subject.device;
}

void ClaimCollector::figure(const SourceText& text,
                            const Quantity& quantity,
                            Metric metric,
                            const Subject& named,
                            double streams,
                            std::string_view link) {
  Subject subject = named;
  if (!is_rate(metric) && is_set(subject.device)) {  // of which of its cards
    subject.device.clear();
    subject.many_devices = true;
  }
  if (link.empty()) {
    subject.device = variant_with(quantity, metric, subject);
  }
  if (std::string why = missing(metric, subject); !why.empty()) {
    not_understood(text, quantity, std::move(why));
    return;
  }
  if (is_rate(metric) && subject.of_other_device && has_no_room(subject)) {
    not_understood(text, quantity, "of which model is not said: that of the machine before has no room here");
    return;
  }
  constexpr double kMostStreams = 1e6;
  if (streams > kMostStreams || subject.streams > kMostStreams) {
    not_understood(text, quantity, "of more streams than there are");
    return;
  }
  PageClaim claim;
  const bool achieved = metric == Metric::bandwidth && subject.method == kAchieved;
  claim.kind = achieved ? "measured" : kind_of(metric, quantity.approximate);
  const bool weights = metric == Metric::memory && !subject.model.empty();
  claim.device = weights ? "" : subject.device;
  claim.n_devices = weights ? model::kUnknown : subject.n_devices;
  claim.interconnect = link;
  if (is_rate(metric) && !(claim.n_devices > 0)) {
    const model::Device* each = catalog_.find_device(subject.device);
    const bool one_a_node = each != nullptr && !is_card(*each);
    claim.n_devices = subject.parallel > 1              ? subject.parallel
                      : one_a_node && subject.nodes > 1 ? subject.nodes
                                                        : claim.n_devices;
  }
  if (is_rate(metric) || weights) {
    claim.model = subject.model;
    claim.quant = subject.quant;
    claim.engine = weights ? "" : subject.engine;
  }
  claim.precision = metric == Metric::arithmetic ? subject.precision : "";
  const bool with_method = metric == Metric::power || metric == Metric::memory ||
                           model::is_one_of(subject.method, {kCeiling, kDrafted, kOffloaded, kMachine});
  claim.method = with_method ? subject.method : "";
  claim.context = metric == Metric::decode || weights ? subject.context : model::kUnknown;
  claim.n_prompt = metric == Metric::first_token ? subject.n_prompt : model::kUnknown;
  if (is_rate(metric)) {
    // Said around it, not beside it: of so many, or of one of them alone.
    const bool several = subject.streams == 0 || subject.streams > 1;
    const bool unsaid = !(streams > 0) && !subject.each && (several || may_be_of_several(subject));
    const double around = unsaid && subject.streams > 1 ? subject.streams : model::kUnknown;
    claim.phase = metric == Metric::prefill       ? "prefill"
                  : streams > 1 && !subject.each  ? "aggregate"
                  : metric == Metric::first_token ? "ttft"
                  : unsaid                        ? "throughput"
                                                  : "decode";
    const bool each_of_many = subject.each && subject.streams > 1;
    claim.concurrency = streams > 0                   ? streams
                        : each_of_many                ? subject.streams
                        : claim.phase == "throughput" ? around
                                                      : model::kUnknown;
  }
  const model::Device* device = catalog_.find_device(claim.device);
  const bool processor = device != nullptr && device->kind == model::DeviceKind::cpu;
  claim.host_memory_mts = processor && subject.memory_mts > 0 ? subject.memory_mts : model::kUnknown;
  claim.low = quantity.low;
  claim.high = quantity.high;
  const bool money = quantity.unit == "USD";
  claim.unit = money && metric == Metric::hourly_price  ? "USD/h"
               : money && metric == Metric::token_price ? "USD/Mtoken"
                                                        : quantity.unit;
  add(text, quantity.begin, quantity.end, std::move(claim));
}

void ClaimCollector::word(const SourceText& text,
                          std::size_t begin,
                          std::size_t end,
                          std::string_view word,
                          const Subject& subject) {
  if (subject.device.empty() || is_set(subject.device) || subject.model.empty()) {
    return;
  }
  PageClaim claim;
  claim.kind = "capacity";
  claim.device = subject.device;
  claim.n_devices = subject.n_devices;
  claim.model = subject.model;
  claim.quant = subject.quant;
  claim.word = word;
  claim.unit = "GB";
  add(text, begin, end, std::move(claim));
}

void ClaimCollector::link(const SourceText& text,
                          std::size_t begin,
                          std::size_t end,
                          std::string_view link,
                          const Subject& subject) {
  PageClaim claim;
  claim.kind = "spec";
  claim.device = subject.device;
  claim.n_devices = subject.n_devices;
  claim.interconnect = link;
  add(text, begin, end, std::move(claim));
}

void ClaimCollector::ratio(const SourceText& text,
                           const Quantity& quantity,
                           const Subject& subject,
                           std::string_view versus,
                           std::string_view link) {
  PageClaim claim;
  claim.kind = "scaling";
  claim.device = subject.device;
  claim.n_devices = subject.n_devices;
  claim.interconnect = link;
  claim.versus = versus;
  claim.method = subject.method;
  claim.low = quantity.low;
  claim.high = quantity.high;
  claim.unit = quantity.unit;
  add(text, quantity.begin, quantity.end, std::move(claim));
}

void ClaimCollector::part_of_sum(const SourceText& text,
                                 const Quantity& quantity,
                                 std::string_view kind,
                                 std::string_view method,
                                 const Subject& subject) {
  const std::size_t begin = text.at[quantity.begin];
  const bool read = std::any_of(
      out_.claims.begin(), out_.claims.end(), [&](const PageClaim& c) { return c.begin == begin; });
  if (read) {
    return;
  }
  PageClaim claim;
  claim.kind = kind;
  claim.method = method;
  claim.device = subject.device;
  claim.n_devices = subject.n_devices;
  claim.low = quantity.low;
  claim.high = quantity.high;
  claim.unit = quantity.unit;
  add(text, quantity.begin, quantity.end, std::move(claim));
}

void ClaimCollector::not_understood(const SourceText& text, const Quantity& quantity, std::string why) {
  check_number();
  NotUnderstood out;
  out.begin = text.at[quantity.begin];
  out.end = text.at[quantity.end - 1] + 1;
  out.place = lines_.place(out.begin);
  out.text = catalog::clean_cell(text.text.substr(quantity.begin, quantity.end - quantity.begin));
  out.why = std::move(why);
  if (seen_.insert({out.begin, out.end, "?"}).second) {
    out_.not_understood.push_back(std::move(out));
  }
}

/// A figure that is told again is that of a table or sentence that says of how many streams.
void ClaimCollector::share_streams() {
  for (PageClaim& claim : out_.claims) {
    if (!model::is_one_of(claim.phase, {"decode", "throughput"}) || claim.concurrency > 0) {
      continue;
    }
    const auto told = std::find_if(out_.claims.begin(), out_.claims.end(), [&](const PageClaim& c) {
      return c.phase == "aggregate" && c.device == claim.device && c.low == claim.low && c.high == claim.high;
    });
    if (told == out_.claims.end()) {
      continue;
    }
    claim.phase = told->phase;
    claim.concurrency = told->concurrency;
    if (claim.model.starts_with("generic-")) {
      claim.model = told->model;
      claim.quant = told->quant;
    }
  }
}

void ClaimCollector::finish() {
  share_streams();
  std::set<std::size_t> read;
  for (const PageClaim& claim : out_.claims) read.insert(claim.begin);
  std::erase_if(out_.not_understood, [&](const NotUnderstood& n) { return read.count(n.begin) > 0; });
  const auto by_place = [](const auto& a, const auto& b) { return a.begin < b.begin; };
  std::stable_sort(out_.claims.begin(), out_.claims.end(), by_place);
  std::stable_sort(out_.not_understood.begin(), out_.not_understood.end(), by_place);
}

}  // namespace tokroof::formats
