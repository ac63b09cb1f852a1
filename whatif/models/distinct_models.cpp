#include "whatif/models/distinct_models.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>

#include "catalog/fields.hpp"
#include "catalog/model_root.hpp"
#include "model/names.hpp"

namespace tokroof::whatif {
namespace {

/// What names an entry, or is published beside its shape.
bool tells_of_the_entry(std::string_view key) {
  return model::is_one_of(key,
                          "slug|name|alias_of|variant|released|released_source|parameters_b|"
                          "active_parameters_b|computed_parameters_b|computed_active_parameters_b|"
                          "kv_bytes_full_f16|kv_bytes_window_f16|max_context|draft_head|confidence|source|"
                          "notes");
}

using Shape = std::tuple<std::vector<double>, std::vector<std::string_view>>;

Shape shape_of(const model::Architecture& model) {
  Shape shape;
  auto& [numbers, words] = shape;
  for (const catalog::Field<model::Architecture>& field : catalog::fields_of<model::Architecture>()) {
    if (tells_of_the_entry(field.key)) {
      continue;
    }
    if (const auto* number = std::get_if<double model::Architecture::*>(&field.member)) {
      const double value = model.**number;
      numbers.push_back(std::isnan(value) ? -1 : value);
    } else if (const auto* flag = std::get_if<bool model::Architecture::*>(&field.member)) {
      numbers.push_back(model.**flag ? 1 : 0);
    } else if (const auto* word = std::get_if<std::string_view model::Architecture::*>(&field.member)) {
      words.push_back(model.**word);
    }
  }
  return shape;
}

/// Whom to show first: less is better.
std::size_t reluctance(const model::Architecture& model) {
  constexpr std::string_view kLast[] = {"", "specialized", "fine-tune", "pruned", "repack", "synthetic"};
  return static_cast<std::size_t>(std::find(std::begin(kLast), std::end(kLast), model.variant) -
                                  std::begin(kLast));
}

bool shown_before(const model::Architecture& a, const model::Architecture& b) {
  return reluctance(a) != reluctance(b) ? reluctance(a) < reluctance(b) : a.released > b.released;
}

}  // namespace

std::vector<DistinctModel> distinct_models(std::span<const model::Architecture* const> wanted,
                                           const catalog::Catalog& catalog) {
  std::map<const model::Architecture*, Shape> shapes;
  std::map<Shape, std::size_t> row_of;
  std::vector<DistinctModel> out;
  for (const model::Architecture* model : wanted) {
    const model::Architecture& root = catalog::root_of(catalog, *model);
    auto shape = shapes.find(&root);
    if (shape == shapes.end()) {
      shape = shapes.emplace(&root, shape_of(root)).first;
    }
    const auto [row, is_new] = row_of.emplace(shape->second, out.size());
    if (is_new) {
      out.push_back({model, {}});
      continue;
    }
    DistinctModel& same = out[row->second];
    if (shown_before(*model, *same.shown)) {
      same.others.push_back(same.shown);
      same.shown = model;
    } else {
      same.others.push_back(model);
    }
  }
  for (DistinctModel& one : out) {
    std::sort(one.others.begin(), one.others.end());
  }
  return out;
}

std::vector<DistinctModel> distinct_models(const catalog::Catalog& catalog) {
  std::vector<const model::Architecture*> all;
  all.reserve(catalog.models().size());
  for (const model::Architecture& model : catalog.models()) {
    all.push_back(&model);
  }
  return distinct_models(all, catalog);
}

}  // namespace tokroof::whatif
