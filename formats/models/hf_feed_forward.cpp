#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "formats/models/hf_experts.hpp"
#include "formats/models/hf_model.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using Layers = std::vector<LayerShape>;

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
  if (model::is_one_of(family, "lfm2") ? keys.flag("block_auto_adjust_ff_dim") != false
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
  constexpr double kMultiple = 256;
  std::vector<double> out;
  const bool blocks = keys.each_block("ffn", [&](const nlohmann::json& ffn, std::size_t i) {
    const nlohmann::json ratio = ffn.value("ffn_mult", nlohmann::json());
    const nlohmann::json width = ffn.value("intermediate_size", nlohmann::json());
    const bool none = ffn.value("no_op", nlohmann::json()) == true;
    if (!none && ffn.value("replace_with_linear", nlohmann::json()) == true) {
      keys.fail("block_configs",
                fmt::format("block {} has a matrix for its 'ffn', which is not modelled", i));
    }
    if (!none && !ratio.is_number() && !width.is_number()) {
      keys.fail("block_configs", fmt::format("block {} has no 'ffn_mult'", i));
    }
    out.push_back(none ? 0
                  : width.is_number()
                      ? width.get<double>()
                      : rounded_up(std::floor(2 * ratio.get<double>() * d_model / 3), kMultiple));
  });
  return blocks ? out : keys.numbers("intermediate_size");
}

/// One width, two, or the mean of many.
void set_widths(const HfKeys& keys, const std::vector<double>& widths, std::size_t layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
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
  model::Architecture& m = out.architecture;
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

/// A dense feed-forward beside the experts of a layer.
bool has_both(const HfKeys& keys) {
  return keys.flag("enable_moe_block") == true ||
         model::is_one_of(keys.text("model_type"), {"gemma4", "gemma4_text"}) ||
         keys.flag("residual_moe") == true ||
         (keys.flag("parallel_attn_mlp_res") == true && keys.flag("use_residual") != false);
}

}  // namespace

void hf_feed_forward(const HfKeys& keys, std::string_view family, Layers& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  if (family == "mamba" || family == "mamba2") {
    return;  // blocks of a mixer alone
  }
  const bool separate = model::any_of(layers, [](const LayerShape& l) { return l.dense_ffn || l.experts; });
  m.ffn_gated = keys.type() == nullptr || !keys.type()->plain_ffn;
  m.experts = hf_text_experts(keys);
  const bool varies = !keys.numbers("intermediate_size").empty() || keys.has("block_configs");
  const double wide = varies ? 0 : stated_width(keys, family, out);
  if (m.experts < 2) {
    set_dense(keys, family, layers, wide, out);
  } else {
    hf_expert_widths(keys, family, varies ? keys.numbers("intermediate_size").front() : wide, out);
  }
  std::optional<ExpertLayers> holds;
  if (m.experts > 0 && !separate) {
    holds.emplace(keys, family);
  }
  const bool both = m.experts > 0 && has_both(keys);
  for (std::size_t i = 0; i < layers.size() && !separate; ++i) {
    layers[i].experts = holds && (*holds)(i);
    layers[i].dense_ffn = !layers[i].experts || both;
  }
  const bool dense = model::any_of(layers, [](const LayerShape& l) { return l.dense_ffn; });
  if (m.experts > 0 && model::none_of(layers, [](const LayerShape& l) { return l.experts; })) {
    keys.fail("num_experts", fmt::format("{:.0f} experts are stated, and no layer holds them", m.experts));
  }
  if (m.experts > 0 && m.d_ff == 0 && dense && !(wide > 0) && !varies) {
    static_cast<void>(keys.required({"intermediate_size"}));
  }
  if (m.experts > 0 && m.d_ff == 0 && dense) {
    m.d_ff = family == "arctic" && both ? m.d_model : wide;  // Arctic's residual is as wide as the model
  }
  if (m.experts > 0) {
    hf_image_experts(keys, layers, out);
  }
}

}  // namespace tokroof::formats
