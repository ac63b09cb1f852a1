#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/scenario.hpp"

namespace tokroof::catalog {

/// How a set of unequal cards is split where nothing is said: llama.cpp by their memory, servers evenly.
enum class Shares { by_memory, even };

/// A device by name; names joined by '+' are one device with the share-weighted harmonic mean of their rates (what the
/// stages of a layer split see one after the other), and its `parts` in the order of the names. A system counts as its
/// parts: `count` of them. Null device slug: not found.
struct DeviceSet {
  model::Device device;
  std::string name;
  double count = 1;
  bool found = false;
  std::vector<model::DevicePart> parts;  ///< of unequal cards; their shares add up to 1
};
DeviceSet device_set(const Catalog& catalog, std::string_view name, Shares shares = Shares::by_memory);

/// Shares as llama-bench takes them, "3,1" or "3/1", one for each of n cards, normalized; empty: they are not that.
std::vector<double> parse_shares(std::string_view text, std::size_t n);

/// Gives the cards of a set these shares. A single device becomes `shares.size()` parts.
void set_shares(DeviceSet& set, const std::vector<double>& shares);

}  // namespace tokroof::catalog
