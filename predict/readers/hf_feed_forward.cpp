#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "model/names.hpp"
#include "predict/readers/hf_family.hpp"
#include "predict/readers/hf_model.hpp"

namespace tokroof {
namespace {

using Layers = std::vector<LayerShape>;

/// "3,4,5": numbers of layers.
std::vector<double> numbers_in(const HfKeys& keys, std::string_view key) {
  const std::string text = keys.text(key);
  std::vector<double> out;
  for (const char *at = text.data(), *end = at + text.size(); at < end; ++at) {
    double number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc() || (next != end && *next != ',')) {
      keys.fail(key, fmt::format("'{}' is no list of layers", text.substr(0, 40)));
    }
    out.push_back(number);
    at = next;
  }
  return out;
}

/// "dense" or "sparse" for each layer, as 0 and 1.
std::vector<double> sparse_layers(const HfKeys& keys) {
  std::vector<double> out;
  for (const std::string& kind : keys.texts("mlp_layer_types")) {
    if (!is_one_of(kind, {"dense", "sparse", "moe"})) {
      keys.fail("mlp_layer_types", fmt::format("'{}' is neither dense nor sparse", kind));
    }
    out.push_back(kind == "dense" ? 0 : 1);
  }
  return out;
}

bool contains(const std::vector<double>& list, double value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// Which layers hold experts, by the rule of their family.
class ExpertLayers {
 public:
  explicit ExpertLayers(const HfKeys& keys)
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
        last_(keys.first("moe_layer_end_index").value_or(1e9)) {}

  [[nodiscard]] bool operator()(std::size_t i) const {
    const auto at = static_cast<double>(i);
    if (!named_.empty()) return contains(named_, at);
    if (!flags_.empty()) return i < flags_.size() && flags_[i] != 0;
    if (interleave_) return *interleave_ <= 1 || std::fmod(at + 1, *interleave_) == 0;
    if (period_ > 0) return std::fmod(at, period_) == offset_;
    if (at < begin_ || at > last_ || contains(dense_, at)) return false;
    if (frequency_ > 1) return std::fmod(at, frequency_) == 0;
    return every_ <= 1 || std::fmod(at + 1, every_) == 0;
  }

 private:
  std::vector<double> named_, dense_, flags_;
  std::optional<double> interleave_;
  double period_, offset_, every_, frequency_, begin_, last_;
};

double rounded_up(double value, double multiple) { return std::ceil(value / multiple) * multiple; }

/// LFM2 states a width, and how to get from it to that of a gated layer.
double adjusted_width(const HfKeys& keys, double stated) {
  const double two_thirds = std::floor(2 * stated / 3);
  const double scaled = std::floor(keys.ratio("block_ffn_dim_multiplier").value_or(1) * two_thirds);
  const double multiple = keys.positive_or("block_multiple_of", 256);
  return rounded_up(scaled, multiple);
}

/// Width of the dense feed-forward; 0: not stated.
double stated_width(const HfKeys& keys, std::string_view family, ModelFile& out) {
  double width = keys.or_else({"block_ff_dim",
                               "intermediate_size",
                               "ffn_hidden_size",
                               "n_inner",
                               "ffn_dim",
                               "mlp_hidden_size",
                               "ffn_config/ffn_hidden_size"},
                              0);
  if (width > 0 && (family == "qwen" || keys.has("mlp_hidden_size"))) {
    width /= 2;  // of gate and up together
  }
  if (is_one_of(family, {"lfm2"}) ? keys.flag("block_auto_adjust_ff_dim") != false
                                  : keys.flag("block_auto_adjust_ff_dim") == true) {
    width = adjusted_width(keys, width);
    if (!keys.has("block_auto_adjust_ff_dim") || !keys.has("block_multiple_of")) {
      out.assume("d_ff", width);
    }
  }
  return width;
}

/// Widths of all layers (0: none in it); empty: the same in all.
std::vector<double> widths_by_layer(const HfKeys& keys, double d_model) {
  const nlohmann::json* blocks = keys.find("block_configs");
  if (blocks == nullptr) {
    return keys.numbers("intermediate_size");
  }
  constexpr double kMultiple = 256;
  std::vector<double> out;
  for (const nlohmann::json& block : *blocks) {
    const auto ffn = block.is_object() ? block.find("ffn") : block.end();
    if (!block.is_object() || ffn == block.end() || !ffn->is_object()) {
      keys.fail("block_configs", fmt::format("block {} has no 'ffn'", out.size()));
    }
    const nlohmann::json ratio = ffn->value("ffn_mult", nlohmann::json());
    const nlohmann::json width = ffn->value("intermediate_size", nlohmann::json());
    const bool none = ffn->value("no_op", nlohmann::json()) == true;
    const bool number = ratio.is_number() || width.is_number();
    if (!none && (!number || ffn->value("replace_with_linear", nlohmann::json()) == true)) {
      keys.fail("block_configs",
                fmt::format("block {} has no 'ffn_mult', or a single matrix instead", out.size()));
    }
    out.push_back(none ? 0
                  : width.is_number()
                      ? width.get<double>()
                      : rounded_up(std::floor(2 * ratio.get<double>() * d_model / 3), kMultiple));
  }
  return out;
}

/// One width, two, or the mean of many.
void set_widths(const HfKeys& keys, const std::vector<double>& widths, std::size_t layers, ModelFile& out) {
  Architecture& m = out.architecture;
  if (widths.size() != layers) {
    keys.fail(keys.has("block_configs") ? "block_configs" : "intermediate_size",
              fmt::format("{} widths for {} layers", widths.size(), layers));
  }
  std::map<double, double> number;
  double sum = 0;
  for (const double width : widths) {
    number[width] += 1;
    sum += width;
  }
  m.d_ff = number.begin()->first;
  if (number.size() == 2 && m.d_ff > 0) {
    m.d_ff_wide = number.rbegin()->first;
    m.d_ff_wide_layers = number.rbegin()->second;
  } else if (number.size() > 1) {
    m.d_ff = sum / static_cast<double>(layers);
    out.notes.emplace_back("feed-forward widths vary from layer to layer: their mean counts");
  }
}

void set_dense(
    const HfKeys& keys, std::string_view family, const Layers& layers, double wide, ModelFile& out) {
  Architecture& m = out.architecture;
  m.experts = 0;
  if (const std::vector<double> widths = widths_by_layer(keys, m.d_model); !widths.empty()) {
    set_widths(keys, widths, layers.size(), out);
    return;
  }
  m.d_ff = family == "granitehybrid" ? keys.or_else({"shared_intermediate_size"}, wide) : wide;
  if (!(m.d_ff > 0) && keys.has("expansion_ratio")) {
    m.d_ff = *keys.ratio("expansion_ratio") * m.d_model;
    if (m.d_ff < 1 || m.d_ff != std::floor(m.d_ff)) {
      keys.fail("expansion_ratio", fmt::format("a feed-forward {:g} wide", m.d_ff));
    }
  } else if (!(m.d_ff > 0) && keys.has("mlp_ratio")) {
    m.d_ff = *keys.ratio("mlp_ratio") * m.d_model / (m.ffn_gated ? 2 : 1);
  } else if (!(m.d_ff > 0) && !m.ffn_gated) {
    m.d_ff = 4 * m.d_model;  // what such families take where they state nothing
    out.assume("d_ff", m.d_ff);
  } else if (!(m.d_ff > 0)) {
    static_cast<void>(keys.required({"intermediate_size"}));
  }
  if (keys.flag("use_double_wide_mlp") == true) {
    m.d_ff_wide = 2 * m.d_ff;
    m.d_ff_wide_layers = m.kv_shared_layers;
  }
}

/// One for each layer in some families, or for text and images.
double text_experts(const HfKeys& keys) {
  for (const std::string_view key : {"num_local_experts",
                                     "n_routed_experts",
                                     "num_experts",
                                     "moe_num_experts",
                                     "num_moe_experts",
                                     "moe_num_primary_experts"}) {
    if (const auto number = keys.first(key)) {
      return *number;
    }
  }
  return keys.or_else({"ffn_config/moe_num_experts"}, 0);
}

bool usually_shares(std::string_view family) {
  return is_one_of(family,
                   {"afmoe",
                    "bailingmoe",
                    "bailingmoe2",
                    "deepseek",
                    "deepseek2",
                    "dots1",
                    "ernie4.5-moe",
                    "glm-dsa",
                    "glm4-moe-lite",
                    "glm4moe",
                    "granitehybrid",
                    "hunyuan-moe",
                    "kimi-linear",
                    "mimo2",
                    "qwen2moe",
                    "qwen3.5moe",
                    "qwen3next",
                    "step3.5"});
}

/// Where a family says which layers hold experts. Only a key that it always states.
void check_expert_layers(const HfKeys& keys, std::string_view family) {
  constexpr std::string_view kWhy = "which layers hold experts";
  if (keys.has("mlp_layer_types")) {
    return;
  }
  if (is_one_of(family,
                {"deepseek", "deepseek2", "dots1", "glm-dsa", "glm4-moe-lite", "glm4moe", "kimi-linear"})) {
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

/// A mixture whose number of experts is missing is no dense model.
void check_no_experts(const HfKeys& keys, double experts) {
  for (const std::string_view key : {"num_experts_per_tok",
                                     "num_experts_per_token",
                                     "moe_topk",
                                     "moe_k",
                                     "moe_top_k",
                                     "top_k_experts",
                                     "moe_intermediate_size",
                                     "ffn_config/moe_top_k"}) {
    if (experts == 0 && keys.first(key).value_or(0) > 0) {
      keys.fail("num_experts", fmt::format("the number of experts is missing or 0, and '{}' is stated", key));
    }
  }
}

void set_expert_widths(const HfKeys& keys, std::string_view family, double wide, ModelFile& out) {
  Architecture& m = out.architecture;
  m.experts_active = keys.required({"num_experts_per_tok",
                                    "num_experts_per_token",
                                    "moe_topk",
                                    "moe_k",
                                    "moe_top_k",
                                    "top_k_experts",
                                    "moe_num_active_primary_experts",
                                    "ffn_config/moe_top_k"});
  if (m.experts_active > m.experts) {
    keys.fail("num_experts_per_tok", fmt::format("{:.0f} of {:.0f} experts", m.experts_active, m.experts));
  }
  const bool by_dense = is_one_of(m.family,
                                  {"mixtral",
                                   "phimoe",
                                   "llama4",
                                   "granitemoe",
                                   "granitehybrid",
                                   "olmoe",
                                   "gpt-oss",
                                   "minimax",
                                   "minimax-m2",
                                   "jamba",
                                   "grok",
                                   "arctic",
                                   "dbrx",
                                   "flexolmo",
                                   "hunyuan-moe",
                                   "hunyuan-dense"});
  auto own = keys.first("moe_intermediate_size");
  own = own ? own
            : keys.number({"expert_intermediate_size",
                           "expert_hidden_dim",
                           "expert_ffn_hidden_size",
                           "moe_ffn_hidden_size"});
  if (!own && !by_dense) {
    static_cast<void>(keys.required({"moe_intermediate_size"}));
  }
  m.d_ff_expert = own.value_or(wide);
  if (!(m.d_ff_expert > 0)) {
    static_cast<void>(keys.required({own ? "moe_intermediate_size" : "intermediate_size"}));
  }
  m.d_ff = keys.or_else({"intermediate_size_mlp"}, own ? wide : 0);
  m.moe_latent_dim = keys.or_else({"moe_latent_size"}, 0);
  const auto width = keys.number({"shared_expert_intermediate_size",
                                  "moe_shared_expert_intermediate_size",
                                  "shared_intermediate_size",
                                  "share_expert_dim"});
  const auto shared =
      keys.number({"n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"});
  m.shared_experts = shared.value_or(family == "llama4" || width.value_or(0) > 0 ? 1 : 0);
  if (!shared && !width && usually_shares(family)) {
    out.assume("shared_experts", 0.0);
  }
  m.d_ff_shared = m.shared_experts > 0 ? width.value_or(m.shared_experts * m.d_ff_expert) : 0;
}

/// Experts for images beside those for text (ERNIE VL): in the file, and not run for text.
void add_image_experts(const HfKeys& keys, const Layers& layers, ModelFile& out) {
  Architecture& m = out.architecture;
  const std::vector<double> numbers = keys.numbers("moe_num_experts");
  const std::vector<double> widths = keys.numbers("moe_intermediate_size");
  if (numbers.size() != 2 || widths.size() != 2) {
    return;
  }
  const auto holders = static_cast<double>(
      std::count_if(layers.begin(), layers.end(), [](const LayerShape& l) { return l.experts; }));
  m.extra_parameters += holders * numbers[1] * (3 * m.d_model * widths[1] + m.d_model);
  out.notes.push_back(fmt::format("{:.2f} billion weights of experts for images are in the file and not read",
                                  m.extra_parameters / 1e9));
}

/// A dense feed-forward beside the experts of a layer.
bool has_both(const HfKeys& keys) {
  return keys.flag("enable_moe_block") == true ||
         is_one_of(keys.text("model_type"), {"gemma4", "gemma4_text"}) || keys.flag("residual_moe") == true ||
         (keys.flag("parallel_attn_mlp_res") == true && keys.flag("use_residual") != false);
}

}  // namespace

void hf_feed_forward(const HfKeys& keys, std::string_view family, Layers& layers, ModelFile& out) {
  Architecture& m = out.architecture;
  if (family == "mamba" || family == "mamba2") {
    return;  // blocks of a mixer alone
  }
  const bool separate =
      std::any_of(layers.begin(), layers.end(), [](const LayerShape& l) { return l.dense_ffn || l.experts; });
  const HfFamily* known = hf_family(keys.text("model_type"));
  m.ffn_gated = known == nullptr || known->gated;
  m.experts = text_experts(keys);
  const bool varies = !keys.numbers("intermediate_size").empty() || keys.has("block_configs");
  const double wide = varies ? 0 : stated_width(keys, family, out);
  if (m.experts < 2) {
    check_no_experts(keys, m.experts);
    set_dense(keys, family, layers, wide, out);
  } else {
    set_expert_widths(keys, family, varies ? keys.numbers("intermediate_size").front() : wide, out);
  }
  if (m.experts > 0 && !separate) {
    check_expert_layers(keys, family);
  }
  const ExpertLayers holds(keys);
  const bool both = m.experts > 0 && has_both(keys);
  for (std::size_t i = 0; i < layers.size() && !separate; ++i) {
    layers[i].experts = m.experts > 0 && holds(i);
    layers[i].dense_ffn = !layers[i].experts || both;
  }
  const bool dense =
      std::any_of(layers.begin(), layers.end(), [](const LayerShape& l) { return l.dense_ffn; });
  if (m.experts > 0 &&
      std::none_of(layers.begin(), layers.end(), [](const LayerShape& l) { return l.experts; })) {
    keys.fail("num_experts", fmt::format("{:.0f} experts are stated, and no layer holds them", m.experts));
  }
  if (m.experts > 0 && m.d_ff == 0 && dense && !(wide > 0) && !varies) {
    static_cast<void>(keys.required({"intermediate_size"}));
  }
  if (m.experts > 0 && m.d_ff == 0 && dense) {
    m.d_ff = family == "arctic" && both ? m.d_model : wide;  // Arctic's residual is as wide as the model
  }
  if (m.experts > 0) {
    add_image_experts(keys, layers, out);
  }
}

}  // namespace tokroof
