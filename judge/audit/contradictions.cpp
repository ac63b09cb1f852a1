#include "judge/audit/contradictions.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "judge/audit/storage_bits.hpp"

namespace tokroof::judge {
namespace {

constexpr double kAgree = 0.05;

/// What a claim is a figure of, guide apart: claims with one key are about one thing.
std::string quantity(const AuditContext& context, const Claim& c) {
  const bool named = !c.device.empty() || !c.model.empty() || c.unit == "USD/kWh";
  const bool of_a_thing = c.unit != "%" && c.unit != "x" && c.unit != "h" && c.unit != "count";
  if (!c.has_number() || !named || !of_a_thing) {
    return "";
  }
  const model::Device* device = context.device(c.device);
  const model::Architecture* model = context.model(c.model);
  const std::string size = model != nullptr ? fmt::format("{:.2g}", model->parameters) : c.model;
  const bool rate = c.kind == "measured" || c.kind == "expected";
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
                     rate ? "rate" : c.kind,
                     device != nullptr ? std::string(device->slug) : c.device,
                     c.devices(),
                     c.interconnect,
                     size,
                     c.quant.empty() ? "" : storage_reading(c.quant).types.back(),
                     c.phase,
                     rate ? c.method : "",
                     c.unit,
                     c.context > 0 && c.quant.empty() ? c.context : 0,
                     c.concurrency > 0 ? c.concurrency : 1);
}

bool agree(const Claim& a, const Claim& b) { return touches(a, b.low, b.high, kAgree); }

}  // namespace

std::vector<Contradiction> contradictions(const AuditContext& context) {
  std::map<std::string, std::map<std::string, std::vector<const Claim*>>> by_quantity;  // then by guide
  std::vector<std::string> order;
  for (const Claim& c : context.claims()) {
    const std::string key = quantity(context, c);
    if (!key.empty()) {
      if (by_quantity.find(key) == by_quantity.end()) {
        order.push_back(key);
      }
      by_quantity[key][c.guide].push_back(&c);
    }
  }
  std::vector<Contradiction> out;
  for (const std::string& key : order) {
    const auto& guides = by_quantity[key];
    for (auto one = guides.begin(); one != guides.end(); ++one) {
      for (auto other = std::next(one); other != guides.end(); ++other) {
        const bool somewhere = std::any_of(one->second.begin(), one->second.end(), [&](const Claim* a) {
          return std::any_of(
              other->second.begin(), other->second.end(), [&](const Claim* b) { return agree(*a, *b); });
        });
        if (!somewhere) {
          out.push_back({one->second.front(), other->second.front()});
        }
      }
    }
  }
  return out;
}

}  // namespace tokroof::judge
