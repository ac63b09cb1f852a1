#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/count/architecture_parameters.hpp"
#include "model/count/layer_kinds.hpp"
#include "model/names.hpp"
#include "predict/readers/gguf_family.hpp"
#include "predict/readers/hf_model.hpp"

namespace tokroof {
namespace {

void mark(LayerShape& l, std::string_view kind) {
  const bool linear = is_one_of(kind, {"linear_attention", "mamba", "mamba2", "conv", "recurrent", "kda"});
  l.linear = linear || kind == "hybrid";
  l.attends = !linear;
  l.sliding = is_one_of(kind, {"sliding_attention", "chunked_attention", "swa"});
}

/// "M-M*E": a mixer or a feed-forward block each (Nemotron-H).
void mark_blocks(const HfKeys& keys, const std::string& pattern, std::vector<LayerShape>& layers) {
  if (pattern.size() != layers.size()) {
    keys.fail("hybrid_override_pattern",
              fmt::format("{} blocks, {} layers are stated", pattern.size(), layers.size()));
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i].linear = pattern[i] == 'M';
    layers[i].attends = pattern[i] == '*';
    layers[i].dense_ffn = pattern[i] == '-';
    layers[i].experts = pattern[i] == 'E';
  }
}

/// Where the kinds follow from a period instead of a list.
void mark_by_period(const HfKeys& keys, std::string_view family, std::vector<LayerShape>& layers) {
  const double full_every = keys.or_else({"full_attention_interval"}, 0);
  const double attention_every = keys.or_else({"attn_layer_period"}, 0);
  const double offset = keys.or_else({"attn_layer_offset"}, 0);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto at = static_cast<double>(i);
    if (full_every > 0) {
      layers[i].linear = std::fmod(at + 1, full_every) != 0;
    } else if (attention_every > 0) {
      layers[i].linear = std::fmod(at, attention_every) != offset;
    }
    layers[i].attends = !layers[i].linear;
    layers[i].linear = layers[i].linear || family == "falcon-h1";
  }
}

/// The window that layers have without a list of their kinds: as in GGUF files of the family.
void mark_windows(const HfKeys& keys,
                  std::string_view family,
                  std::vector<LayerShape>& layers,
                  ModelFile& out) {
  const GgufFamily* known = gguf_family(family);
  const double period = keys.or_else({"sliding_window_pattern", "_sliding_window_pattern"},
                                     known != nullptr ? known->window_period : 0);
  const bool off = keys.flag("use_sliding_window") == false;
  const double window = out.architecture.sliding_window;
  if (!(window > 0) || off || period < 2) {
    if (window > 0 && !off) {
      out.notes.push_back(
          fmt::format("states a window of {:.0f} tokens; which layers have it is not said: none", window));
    }
    out.architecture.sliding_window = 0;
    return;
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i].sliding = layers[i].attends && std::fmod(static_cast<double>(i), period) < period - 1;
  }
}

void set_heads(const HfKeys& keys, std::vector<LayerShape>& layers, ModelFile& out) {
  const double heads = keys.required({"num_attention_heads", "n_head", "num_heads"});
  auto kv_heads = keys.number({"num_key_value_heads", "n_head_kv", "num_kv_heads", "multi_query_group_num"});
  if (!kv_heads && keys.flag("multi_query") == true) {
    kv_heads = 1;
  }
  if (!kv_heads) {
    out.assume("kv_heads", heads);
  }
  const auto width = keys.number({"head_dim", "kv_channels", "attention_head_dim"});
  if (!width) {
    out.assume("head_dim", out.architecture.d_model / heads);
  }
  const double head_dim = width.value_or(out.architecture.d_model / heads);
  const double global_dim = keys.or_else({"global_head_dim"}, head_dim);
  const double global_kv = keys.or_else({"num_global_key_value_heads"}, kv_heads.value_or(heads));
  for (LayerShape& l : layers) {
    const bool global = out.architecture.sliding_window > 0 && !l.sliding;
    l.heads = heads;
    l.kv_heads = global ? global_kv : kv_heads.value_or(heads);
    l.head_dim = global ? global_dim : head_dim;
  }
}

bool set_latent(const HfKeys& keys, std::vector<LayerShape>& layers, ModelFile& out) {
  Architecture& m = out.architecture;
  m.mla_kv_rank = keys.or_else({"kv_lora_rank"}, 0);
  if (!(m.mla_kv_rank > 0)) {
    return false;
  }
  m.mla_rope_dim = keys.required({"qk_rope_head_dim"});
  m.mla_nope_dim = keys.required({"qk_nope_head_dim"});
  m.mla_v_dim = keys.required({"v_head_dim"});
  m.mla_q_rank = keys.or_else({"q_lora_rank"}, 0);
  for (LayerShape& l : layers) {
    l.kv_heads = l.heads;
    l.head_dim = m.mla_nope_dim + m.mla_rope_dim;
  }
  return true;
}

}  // namespace

std::vector<LayerShape> hf_layers(const HfKeys& keys, std::string_view family, ModelFile& out) {
  const double count = keys.required({"num_hidden_layers", "n_layer", "num_layers", "n_layers"});
  if (count > kMostLayers || count != std::floor(count)) {
    keys.fail("num_hidden_layers", fmt::format("{:g} layers", count));
  }
  std::vector<LayerShape> layers(static_cast<std::size_t>(count));
  Architecture& m = out.architecture;
  m.sliding_window = keys.or_else({"sliding_window", "attention_chunk_size", "sliding_window_size"}, 0);
  std::vector<std::string> kinds = keys.texts("layer_types");
  kinds = kinds.empty() ? keys.texts("layers_block_type") : kinds;
  const std::string pattern = keys.text("hybrid_override_pattern");
  if (!kinds.empty()) {
    if (kinds.size() < layers.size()) {
      keys.fail("layer_types", fmt::format("{} kinds for {} layers", kinds.size(), layers.size()));
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      mark(layers[i], kinds[i]);
    }
    const bool any = std::any_of(layers.begin(), layers.end(), [](const LayerShape& l) { return l.sliding; });
    m.sliding_window = any ? m.sliding_window : 0;
  } else if (!pattern.empty()) {
    mark_blocks(keys, pattern, layers);
  } else {
    mark_by_period(keys, family, layers);
    mark_windows(keys, family, layers, out);
  }
  set_heads(keys, layers, out);
  const bool latent = set_latent(keys, layers, out);
  hf_experts(keys, family, layers, out);
  if (set_layers(m, layers)) {
    out.notes.emplace_back("heads vary from layer to layer: their mean counts");
  }
  hf_linear_mixers(keys, out);
  m.attention_kind = attention_kind_of(m, latent);
  return layers;
}

void hf_linear_mixers(const HfKeys& keys, ModelFile& out) {
  Architecture& m = out.architecture;
  if (!(m.linear_attention_layers > 0)) {
    return;
  }
  if (keys.find("linear_num_value_heads") != nullptr) {
    m.linear_kind = "gdn";
    m.linear_k_heads = keys.required({"linear_num_key_heads"});
    m.linear_v_heads = keys.required({"linear_num_value_heads"});
    m.linear_k_dim = keys.required({"linear_key_head_dim"});
    m.linear_v_dim = keys.required({"linear_value_head_dim"});
    m.linear_conv = keys.or_else({"linear_conv_kernel_dim"}, 4);
    m.attention_gate = 1;
  } else if (keys.find("conv_L_cache") != nullptr) {
    m.linear_kind = "shortconv";
    m.linear_conv = keys.required({"conv_L_cache"});
  } else if (keys.find("mamba_dt_rank") != nullptr && keys.find("mamba_n_heads") == nullptr) {
    m.linear_kind = "mamba1";
    m.linear_k_heads = keys.required({"mamba_dt_rank"});
    m.linear_v_heads = keys.or_else({"mamba_expand"}, 2) * m.d_model;
    m.linear_k_dim = keys.required({"mamba_d_state"});
    m.linear_v_dim = 1;
    m.linear_conv = keys.or_else({"mamba_d_conv"}, 4);
  } else {
    m.linear_kind = "mamba2";
    m.linear_k_heads = keys.or_else({"mamba_n_groups", "n_groups"}, 1);
    m.linear_v_heads = keys.required({"mamba_n_heads", "mamba_num_heads"});
    m.linear_k_dim = keys.required({"mamba_d_state", "ssm_state_size"});
    m.linear_v_dim = keys.required({"mamba_d_head", "mamba_head_dim"});
    m.linear_conv = keys.or_else({"mamba_d_conv", "conv_kernel"}, 4);
  }
  m.state_bytes_f32 = m.linear_attention_layers * linear_mixer(m).state_bytes;
}

}  // namespace tokroof
