#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "formats/models/hf_experts.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "3,4,5": numbers of layers.
std::vector<double> numbers_in(const HfKeys& keys, std::string_view key) {
  const std::string text = keys.text(key);
  std::vector<double> out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::optional<double> number = catalog::parse_number(rest.substr(0, end));
    if (!number) {
      keys.fail(key, fmt::format("'{}' is no list of layers", text.substr(0, 40)));
    }
    out.push_back(*number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

/// "dense" or "sparse" for each layer, as 0 and 1.
std::vector<double> sparse_layers(const HfKeys& keys) {
  std::vector<double> out;
  for (const std::string& kind : keys.texts("mlp_layer_types")) {
    if (!model::is_one_of(kind, {"dense", "sparse", "moe"})) {
      keys.fail("mlp_layer_types", fmt::format("'{}' is neither dense nor sparse", kind));
    }
    out.push_back(kind == "dense" ? 0 : 1);
  }
  return out;
}

bool lists(const std::vector<double>& list, double value) { return model::holds(list, value); }

/// Where a family says which layers hold experts. Only a key that it always states.
void check_expert_layers(const HfKeys& keys, std::string_view family) {
  constexpr std::string_view kWhy = "which layers hold experts";
  if (keys.has("mlp_layer_types")) {
    return;
  }
  if (model::is_one_of(
          family, {"deepseek", "deepseek2", "dots1", "glm-dsa", "glm4-moe-lite", "glm4moe", "kimi-linear"})) {
    keys.must_state("first_k_dense_replace", kWhy);
  } else if (family == "jamba") {
    const double period = keys.required({"expert_layer_period"});
    if (keys.or_else({"expert_layer_offset"}, 0) >= period) {
      keys.fail("expert_layer_offset", fmt::format("beyond its period of {:g} layers", period));
    }
  } else if (family == "step3.5") {
    keys.must_state("moe_layers_enum", kWhy);
  } else if (family == "mimo2") {
    keys.must_state("moe_layer_freq", kWhy);
    static_cast<void>(keys.list("moe_layer_freq"));
  }
}

}  // namespace

ExpertLayers::ExpertLayers(const HfKeys& keys, std::string_view family)
    : named_(numbers_in(keys, "moe_layers_enum")),
      dense_(keys.list("mlp_only_layers")),
      flags_(keys.has("mlp_layer_types")
                 ? sparse_layers(keys)
                 : keys.numbers(keys.has("is_moe_layer") ? "is_moe_layer" : "moe_layer_freq")),
      interleave_(keys.number({"interleave_moe_layer_step"})),
      period_(keys.or_else({"expert_layer_period"}, 0)),
      offset_(keys.or_else({"expert_layer_offset"}, 0)),
      every_(keys.or_else({"decoder_sparse_step", "moe_layer_interval", "moe_layer_frequency"}, 1)),
      frequency_(flags_.empty() ? keys.or_else({"moe_layer_freq"}, 1) : 1),
      begin_(keys.or_else({"first_k_dense_replace", "num_dense_layers", "moe_layer_num_skipped"},
                          keys.first("moe_layer_start_index").value_or(0))),
      last_(keys.first("moe_layer_end_index").value_or(1e9)) {
  check_expert_layers(keys, family);
}

bool ExpertLayers::operator()(std::size_t i) const {
  const auto at = static_cast<double>(i);
  if (!named_.empty()) return lists(named_, at);
  if (!flags_.empty()) return i < flags_.size() && flags_[i] != 0;
  if (interleave_) return *interleave_ <= 1 || std::fmod(at + 1, *interleave_) == 0;
  if (period_ > 0) return std::fmod(at, period_) == offset_;
  if (at < begin_ || at > last_ || lists(dense_, at)) return false;
  if (frequency_ > 1) return std::fmod(at, frequency_) == 0;
  return every_ <= 1 || std::fmod(at + 1, every_) == 0;
}

}  // namespace tokroof::formats
