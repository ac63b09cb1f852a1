#include "catalog/link_names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// "4.0x8", "gen4x8", "4x16": "pcie4x8"; empty: it is no generation with lanes.
std::string slot_of(std::string_view text) {
  const bool gen = text.starts_with("gen");
  text.remove_prefix(gen ? 3 : 0);
  if (text.size() < 3 || !is_digit(text[0])) {
    return {};
  }
  const char generation = text[0];
  text.remove_prefix(text.substr(1).starts_with(".0") ? 3 : 1);
  const bool lanes = model::is_one_of(text, {"x1", "x4", "x8", "x16"});
  return lanes ? fmt::format("pcie{}{}", generation, text) : "";
}

/// "10gbe", "2.5gbitethernet": "eth-10g"; empty: it is no rate of Ethernet.
std::string ethernet_of(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const bool ethernet = model::is_one_of(
      text.substr(digits), {"gbe", "gigabitethernet", "gbethernet", "gbitethernet", "gethernet"});
  return digits > 0 && ethernet ? fmt::format("eth-{}g", text.substr(0, digits)) : "";
}

std::string one_short_name(std::string_view typed) {
  std::string plain = lower_case(typed);
  std::erase_if(plain, [](char c) { return c == ' ' || c == '\t'; });
  const std::string_view text = plain;
  std::string slot = slot_of(text.starts_with("pcie") ? text.substr(4) : text);
  if (!slot.empty()) {
    return slot;
  }
  if (std::string ethernet = ethernet_of(text); !ethernet.empty()) {
    return ethernet;
  }
  const bool numbered = text.starts_with("nvlink") && all_digits(text.substr(6));
  return numbered ? plain : std::string(typed);
}

}  // namespace

std::string link_text(std::string_view interconnect) {
  return interconnect.empty() ? "links of their own" : std::string(interconnect);
}

bool is_link_name(const Catalog& catalog, std::string_view name) {
  const std::span<const Link> links = catalog.links();
  return catalog.find_link(name) != nullptr || catalog.alias("link", name) != nullptr ||
         name == "infinity-fabric" || name == "nvswitch" ||
         model::any_of(links, [&](const Link& l) { return l.slug.starts_with(name); });
}

std::string short_link_name(std::string_view typed) {
  if (typed.empty()) {
    return {};
  }
  std::string out;
  for (const std::string_view one : split_at(typed, ',')) {
    out += (out.empty() ? "" : ",") + one_short_name(one);
  }
  return out;
}

}  // namespace tokroof::catalog
