#include "catalog/entry_json.hpp"

#include <cmath>
#include <string>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/fields.hpp"
#include "catalog/number.hpp"

namespace tokroof::catalog {
namespace {

using nlohmann::ordered_json;

/// In the unit of its key, with as few digits as read back to the same value: 1008e9 B/s is 1008 GB/s, and not
/// 1008.0000000000001.
ordered_json number(double value, double unit) {
  double shown = value / unit;
  for (int digits = 15; digits <= 17; ++digits) {
    const double shorter = parse_number(fmt::format("{:.{}g}", value / unit, digits)).value_or(shown);
    if (shorter * unit == value) {
      shown = shorter;
      break;
    }
  }
  constexpr double kMostExact = 1LL << 53U;
  return shown == std::floor(shown) && std::fabs(shown) < kMostExact
             ? ordered_json(static_cast<long long>(shown))
             : ordered_json(shown);
}

/// Null: not known, or what an entry that does not say it has.
template <class T, class Member>
ordered_json value_of(const T& entry, const Field<T>& field, Member T::*member) {
  const Member& value = entry.*member;
  static const T unset{};
  if constexpr (std::is_same_v<Member, double>) {
    const bool usual = value == unset.*member && !field.required;
    return std::isnan(value) || usual ? ordered_json() : number(value, field.unit);
  } else if constexpr (std::is_same_v<Member, std::string_view>) {
    return value.empty() ? ordered_json() : ordered_json(std::string(value));
  } else if constexpr (std::is_same_v<Member, bool>) {
    return value == unset.*member && !field.required ? ordered_json() : ordered_json(value);
  } else if constexpr (std::is_same_v<Member, model::DeviceKind>) {
    return std::string(kDeviceKinds[static_cast<std::size_t>(value)]);
  } else if constexpr (std::is_same_v<Member, std::span<const double>>) {
    ordered_json list = ordered_json::array();
    for (const double one : value) {
      list.push_back(number(one, field.unit));
    }
    return list.empty() ? ordered_json() : list;
  } else {
    return {};  // devices and models have none of the other kinds
  }
}

template <class T>
ordered_json json_of(const T& entry) {
  ordered_json out = ordered_json::object();
  std::string_view last;
  for (const Field<T>& field : fields_of<T>()) {
    if (field.name == last) {
      continue;  // a second key for the same member
    }
    last = field.name;
    ordered_json value =
        std::visit([&](auto member) { return value_of(entry, field, member); }, field.member);
    if (!value.is_null()) {
      out[std::string(field.key)] = std::move(value);
    }
  }
  return out;
}

}  // namespace

ordered_json entry_json(const model::Device& device) { return json_of(device); }
ordered_json entry_json(const model::Architecture& model) { return json_of(model); }

}  // namespace tokroof::catalog
