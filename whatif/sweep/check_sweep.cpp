#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "model/names.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof::whatif {
namespace {

/// What completing a question throws; none: nothing.
std::optional<catalog::InputError> wrong_with(const SweepModel& model, const predict::Asked& asked) {
  try {
    model.complete(asked.question);
  } catch (const catalog::InputError& error) {
    return error;
  }
  return std::nullopt;
}

/// The error, with the place of the value on the axis that it is about.
catalog::InputError placed(catalog::InputError error,
                           const Product& product,
                           const std::vector<std::uint64_t>& places) {
  for (std::size_t i = 0; i < product.axes.size(); ++i) {
    if (error.where == product.axes[i].option().long_name()) {
      return {error.kind,
              fmt::format("value {}: {}", places[i] + 1, error.message),
              error.where,
              error.suggestions};
    }
  }
  return error;
}

}  // namespace

void check_sweep(const SweepModel& model, const Product& product) {
  std::optional<catalog::InputError> first_wrong;
  bool any_right = false;
  const auto look = [&](const std::vector<std::uint64_t>& places) {
    const auto wrong = wrong_with(model, product.asked(places));
    any_right = any_right || !wrong;
    if (wrong && wrong->kind == "unknown-name") {
      throw placed(*wrong, product, places);
    }
    if (wrong && !first_wrong) {
      first_wrong = placed(*wrong, product, places);
    }
  };
  std::vector<std::uint64_t> places(product.axes.size(), 0);
  look(places);
  for (std::size_t i = 0; i < product.axes.size(); ++i) {
    const Axis& axis = product.axes[i];
    if (axis.option().is_number()) {
      continue;  // read and checked already
    }
    for (places[i] = 1; places[i] < axis.size(); ++places[i]) {
      look(places);
    }
    places[i] = 0;
  }
  // A value that is wrong beside the others' first ones may be right beside others; what nothing is right with is wrong.
  const bool swept = first_wrong && model::any_of(product.axes, [&](const Axis& a) {
                       return a.option().long_name() == first_wrong->where;
                     });
  if (first_wrong && !any_right && !swept && first_wrong->kind != "impossible-link") {
    throw catalog::InputError(*first_wrong);
  }
}

}  // namespace tokroof::whatif
