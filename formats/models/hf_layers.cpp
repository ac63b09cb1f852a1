#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "formats/models/hf_model.hpp"
#include "model/count/layer_kinds.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using Layers = std::vector<LayerShape>;

struct HeadCounts {
  double query, kv, width;
};

double kv_heads(const HfKeys& keys, std::string_view family, double heads, ModelFile& out) {
  const auto stated = keys.number({"num_key_value_heads",
                                   "num_kv_heads",
                                   "n_head_kv",
                                   "n_kv_heads",
                                   "num_attention_groups",
                                   "attn_config/kv_n_heads"});
  const auto multi_query = keys.flag("multi_query");
  if (family == "falcon") {  // states num_kv_heads where it means something else, too
    const auto newer = keys.flag("new_decoder_architecture");
    const bool grouped = newer.value_or(stated && !multi_query);
    const double number = grouped ? stated.value_or(heads) : multi_query.value_or(true) ? 1 : heads;
    if (grouped ? !stated : !newer || !multi_query) {
      out.assume("kv_heads", number);
    }
    return number;
  }
  if (const auto groups = keys.number({"multi_query_group_num"}); groups && !stated) {
    return keys.flag("multi_query_attention") == false ? heads : *groups;
  }
  if (!stated && (multi_query == true || keys.flag("multi_query_attention") == true)) {
    return 1;
  }
  if (!stated && !keys.has("num_key_value_heads_per_layer") && !keys.has("block_configs")) {
    out.assume("kv_heads", heads);
  }
  return stated.value_or(heads);
}

void check(const HfKeys& keys, const HeadCounts& h) {
  if (h.kv < 1 || h.kv > h.query || std::fmod(h.query, h.kv) != 0) {
    keys.fail("num_key_value_heads",
              fmt::format("{:g} query heads cannot share {:g} KV heads", h.query, h.kv));
  }
  if (h.width < 1 || h.width != std::floor(h.width)) {
    keys.fail("head_dim", fmt::format("{:g} values a head: the width of a head cannot be told", h.width));
  }
}

HeadCounts usual_heads(const HfKeys& keys, std::string_view family, ModelFile& out) {
  HeadCounts h{};
  h.query = keys.required({"num_attention_heads", "n_head", "n_heads", "num_heads"});
  h.kv = kv_heads(keys, family, h.query, out);
  const auto width = keys.number({"head_dim", "kv_channels", "attention_head_dim", "attn_config/head_dim"});
  const bool latent = keys.or_else({"kv_lora_rank"}, 0) > 0;  // says its widths itself
  h.width = latent ? 1 : width.value_or(out.architecture.d_model / h.query);
  check(keys, h);
  if (!width && !latent) {
    out.assume("head_dim", h.width);
  }
  return h;
}

/// HeadCounts of the layers with a window, where a family states them apart.
HeadCounts window_heads(const HfKeys& keys, std::string_view family, const HeadCounts& usual) {
  constexpr std::string_view kWhy = "the shape of the layers with a window";
  if (family == "step3.5") {
    keys.must_state("attention_other_setting/num_attention_heads", kWhy);
  } else if (family == "mimo2") {
    for (const std::string_view key :
         {"swa_num_key_value_heads", "swa_head_dim", "swa_v_head_dim", "v_head_dim"}) {
      keys.must_state(key, kWhy);
    }
  }
  HeadCounts h{};
  h.query =
      keys.or_else({"swa_num_attention_heads", "attention_other_setting/num_attention_heads"}, usual.query);
  h.kv = keys.or_else({"swa_num_key_value_heads", "attention_other_setting/num_attention_groups"}, usual.kv);
  h.width = keys.or_else({"swa_head_dim", "attention_other_setting/head_dim"}, usual.width);
  check(keys, h);
  return h;
}

/// HeadCounts of the layers without a window.
HeadCounts global_heads(const HfKeys& keys,
                        std::string_view family,
                        const HeadCounts& usual,
                        ModelFile& out) {
  HeadCounts h = usual;
  if (family == "gemma4" && !keys.states("num_global_key_value_heads")) {
    out.assume("global_kv_heads", usual.kv);
  }
  h.kv = keys.or_else({"num_global_key_value_heads"}, usual.kv);
  h.width = keys.or_else({"global_head_dim"}, usual.width);
  check(keys, h);
  return h;
}

/// Numbers of KV heads for each layer; 0: a layer without attention. Empty: the same for all.
std::vector<double> kv_heads_by_layer(const HfKeys& keys, double heads) {
  std::vector<double> out = keys.list("num_key_value_heads_per_layer");
  keys.each_block("attention", [&](const nlohmann::json& attention, std::size_t i) {
    const nlohmann::json group = attention.value("n_heads_in_group", nlohmann::json());
    const bool none = attention.value("no_op", nlohmann::json()) == true;
    if (attention.value("replace_with_linear", nlohmann::json()) == true) {
      keys.fail("block_configs",
                fmt::format("block {} has a matrix for attention, which is not modelled", i));
    }
    if (!none && (!group.is_number() || !(group.get<double>() >= 1))) {
      keys.fail("block_configs", fmt::format("block {} has no 'n_heads_in_group'", i));
    }
    out.push_back(none ? 0 : heads / group.get<double>());
  });
  return out;
}

void set_heads(const HfKeys& keys, std::string_view family, Layers& layers, ModelFile& out) {
  if (model::none_of(layers, [](const LayerShape& l) { return l.attends; })) {
    return;
  }
  const HeadCounts usual = usual_heads(keys, family, out);
  const HeadCounts window = window_heads(keys, family, usual),
                   global = global_heads(keys, family, usual, out);
  const bool windows = out.architecture.sliding_window > 0;
  const double value_width =
      keys.has("kv_lora_rank") ? usual.width : keys.positive_or("v_head_dim", usual.width);
  for (LayerShape& l : layers) {
    const HeadCounts& h = !windows ? usual : l.sliding ? window : global;
    l.heads = h.query;
    l.kv_heads = h.kv;
    const double values = l.sliding ? keys.positive_or("swa_v_head_dim", value_width) : value_width;
    l.head_dim = values == usual.width ? h.width : (h.width + values) / 2;
  }
  const std::vector<double> by_layer = kv_heads_by_layer(keys, usual.query);
  if (!by_layer.empty() && by_layer.size() != layers.size()) {
    keys.fail(keys.has("block_configs") ? "block_configs" : "num_key_value_heads_per_layer",
              fmt::format("{} entries for {} layers", by_layer.size(), layers.size()));
  }
  const std::vector<double> queries = keys.list("num_attention_heads_per_layer");
  if (!queries.empty() && queries.size() < layers.size()) {
    keys.fail("num_attention_heads_per_layer",
              fmt::format("{} entries for {} layers", queries.size(), layers.size()));
  }
  for (std::size_t i = 0; i < layers.size() && !queries.empty(); ++i) {
    layers[i].heads = queries[i];
    check(keys, {queries[i], layers[i].kv_heads, layers[i].head_dim});
  }
  for (std::size_t i = 0; i < by_layer.size(); ++i) {
    layers[i].kv_heads = by_layer[i];
    layers[i].heads = by_layer[i] > 0 ? layers[i].heads : 0;  // enters the means that stand for all layers
  }
}

bool set_latent(const HfKeys& keys, std::string_view family, Layers& layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const bool always =
      model::is_one_of(family, {"deepseek2", "glm4-moe-lite", "glm-dsa", "kimi-linear", "minicpm3"});
  m.mla_kv_rank = always ? keys.required({"kv_lora_rank"}) : keys.or_else({"kv_lora_rank"}, 0);
  if (!(m.mla_kv_rank > 0)) {
    return false;
  }
  m.mla_rope_dim = keys.required({"qk_rope_head_dim"});
  m.mla_nope_dim = keys.required({"qk_nope_head_dim"});
  if (family == "minicpm3" && !keys.has("v_head_dim")) {
    m.mla_v_dim = m.d_model / keys.required({"num_attention_heads"});
    out.assume("mla_v_dim", m.mla_v_dim);
  } else {
    m.mla_v_dim = keys.required({"v_head_dim"});
  }
  m.mla_q_rank = keys.or_else({"q_lora_rank"}, 0);
  if (!keys.states("q_lora_rank")) {
    out.assume("mla_q_rank", 0.0);
  }
  for (LayerShape& l : layers) {
    l.kv_heads = l.heads;
    l.head_dim = m.mla_nope_dim + m.mla_rope_dim;
  }
  return true;
}

/// Layers that score tokens themselves: a list says which, or every n-th from an offset on does and all before.
double indexing_layers(const HfKeys& keys, double layers) {
  const std::vector<std::string> types = keys.texts("indexer_types");
  if (!types.empty()) {
    return static_cast<double>(std::count(types.begin(), types.end(), "full"));
  }
  const double every = keys.positive_or("index_topk_freq", 1);
  const double offset = keys.or_else({"index_skip_topk_offset"}, 1);
  const double before = std::clamp(offset - 1, 0.0, layers);
  return before + std::ceil((layers - before) / every);
}

/// DeepSeek sparse attention.
void set_indexer(const HfKeys& keys, double layers, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const double top_k = keys.or_else({"index_topk"}, 0);
  if (!(top_k > 0)) {
    return;
  }
  if (m.sliding_window > 0) {
    out.notes.emplace_back(
        "selects cached tokens by an indexer, which is not counted beside layers with a window: all cached "
        "tokens are counted as read");
    return;
  }
  m.indexer_top_k = top_k;
  m.indexer_heads = keys.required({"index_n_heads"});
  m.indexer_dim = keys.required({"index_head_dim"});
  m.indexer_pool = keys.positive_or("index_kpool", 1);
  const double scoring = indexing_layers(keys, layers);
  m.indexer_layers = scoring < layers ? scoring : 0;
}

/// Layers that attend to an image and do nothing for text leave the list; their weights are in the file.
double drop_cross_attention(const HfKeys& keys, Layers& layers, ModelFile& out) {
  const std::vector<double> crossing = keys.list("cross_attention_layers");
  if (crossing.empty()) {
    return 0;
  }
  if (crossing.size() >= layers.size()) {
    keys.fail("cross_attention_layers", fmt::format("{} of {} layers", crossing.size(), layers.size()));
  }
  layers.resize(layers.size() - crossing.size());
  out.notes.push_back(
      fmt::format("{} layers attend to an image: in the file, and not run for text", crossing.size()));
  return static_cast<double>(crossing.size());
}

}  // namespace

void hf_layers(const HfKeys& keys, std::string_view family, ModelFile& out) {
  const double count = keys.required({"num_hidden_layers", "n_layer", "num_layers", "n_layers"});
  if (count > model::kMostLayers) {
    keys.fail(keys.has("num_hidden_layers") ? "num_hidden_layers" : "n_layer",
              fmt::format("{:g} layers: more than any model has", count));
  }
  Layers layers(static_cast<std::size_t>(count));
  model::Architecture& m = out.architecture;
  const double crossing = drop_cross_attention(keys, layers, out);
  hf_layer_kinds(keys, family, layers, out);
  set_heads(keys, family, layers, out);
  const bool latent = set_latent(keys, family, layers, out);
  set_indexer(keys, count, out);
  hf_feed_forward(keys, family, layers, out);
  if (set_layers(m, layers)) {
    out.notes.emplace_back("heads vary from layer to layer: their mean counts");
  }
  hf_mixers(keys, family, out);
  m.attention_kind = attention_kind_of(m, latent);
  if (crossing > 0) {
    const double own = 2 * m.d_model * m.head_dim * (m.heads + m.kv_heads) + 3 * m.d_model * m.d_ff;
    m.extra_parameters = crossing * own;
  }
}

}  // namespace tokroof::formats
