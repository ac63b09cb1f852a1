#include <cmath>

#include <fmt/format.h>

#include "formats/models/hf_model.hpp"
#include "model/count/architecture_parameters.hpp"

namespace tokroof::formats {
namespace {

void gated_delta(const HfKeys& keys, model::Architecture& m) {
  m.linear_kind = "gdn";
  m.linear_k_heads = keys.required({"linear_num_key_heads"});
  m.linear_v_heads = keys.required({"linear_num_value_heads"});
  m.linear_k_dim = keys.required({"linear_key_head_dim"});
  m.linear_v_dim = keys.required({"linear_value_head_dim"});
  m.linear_conv = keys.required({"linear_conv_kernel_dim"});
}

void mamba1(const HfKeys& keys, ModelFile& out) {
  model::Architecture& m = out.architecture;
  m.linear_kind = "mamba1";
  const std::string_view rank = keys.has("mamba_dt_rank") ? "mamba_dt_rank" : "time_step_rank";
  const nlohmann::json* stated = keys.find(rank);
  constexpr double kWidthsARank = 16;
  m.linear_k_heads =
      stated != nullptr && *stated == "auto" ? std::ceil(m.d_model / kWidthsARank) : keys.required({rank});
  if (m.family == "mamba") {
    m.linear_v_heads = keys.required({"intermediate_size", "d_inner"});
  } else {
    m.linear_v_heads = keys.ratio("mamba_expand").value_or(0) * m.d_model;
    if (!(m.linear_v_heads > 0)) {
      static_cast<void>(keys.required({"mamba_expand"}));
    }
  }
  m.linear_k_dim = keys.required({"mamba_d_state", "state_size"});
  m.linear_v_dim = 1;
  m.linear_conv = keys.required({"mamba_d_conv", "conv_kernel"});
}

void mamba2(const HfKeys& keys, ModelFile& out) {
  model::Architecture& m = out.architecture;
  m.linear_kind = "mamba2";
  m.linear_k_heads = keys.required({"mamba_n_groups", "n_groups"});
  m.linear_v_heads = keys.required({"mamba_n_heads", "mamba_num_heads", "num_heads"});
  m.linear_k_dim = keys.required({"mamba_d_state", "ssm_state_size", "state_size"});
  const nlohmann::json* width = keys.find("mamba_d_head");
  m.linear_v_dim =
      width != nullptr && *width == "auto"
          ? keys.ratio("mamba_expand").value_or(2) * m.d_model / m.linear_v_heads
          : keys.required(
                {"mamba_d_head", "mamba_head_dim", m.family == "mamba2" ? "head_dim" : "mamba_d_head"});
  m.linear_conv = keys.required({"mamba_d_conv", "conv_kernel"});
}

/// As the catalog counts it: receptance, key, value and output matrices, and the low-rank ones, beside the feed-forward.
void rwkv7(const HfKeys& keys, model::Architecture& m) {
  constexpr double kValueBytes = 4;
  m.linear_kind = "rwkv7";
  m.head_dim = keys.required({"head_dim"});
  m.heads = m.kv_heads = m.d_model / m.head_dim;
  if (m.heads != std::floor(m.heads)) {
    keys.fail("head_dim", fmt::format("{:g} values a head, {:g} in all", m.head_dim, m.d_model));
  }
  const double ranks = keys.required({"decay_low_rank_dim"}) + keys.required({"gate_low_rank_dim"}) +
                       keys.required({"a_low_rank_dim"}) + keys.required({"v_low_rank_dim"});
  m.extra_parameters = m.layers * (4 * m.d_model * m.d_model + 2 * m.d_model * ranks);
  m.extra_active = true;
  m.state_bytes_f32 = m.layers * kValueBytes * (m.d_model * m.head_dim + 2 * m.d_model);
}

}  // namespace

void hf_mixers(const HfKeys& keys, std::string_view family, ModelFile& out) {
  model::Architecture& m = out.architecture;
  const bool head_gate = keys.flag("use_head_wise_attn_gate") == true;
  const nlohmann::json* gating = keys.find("gating");  // Laguna: per-head, or as wide as the queries
  const bool head_gating = gating != nullptr && *gating == "per-head";
  const bool full_gate = (gating != nullptr && *gating == true) || family == "afmoe" ||
                         family == "qwen3next" || keys.flag("attn_output_gate") == true;
  m.attention_gate = head_gate || head_gating ? 2 : full_gate ? 1 : 0;
  if (!(m.linear_attention_layers > 0)) {
    return;
  }
  if (family == "rwkv7") {
    rwkv7(keys, m);
    return;
  }
  if (keys.has("linear_num_value_heads")) {
    gated_delta(keys, m);
    m.attention_gate = 1;
  } else if (keys.has("linear_attn_config")) {
    m.linear_kind = "kda";
    m.linear_v_heads = keys.required({"linear_attn_config/num_heads"});
    m.linear_k_dim = m.linear_v_dim = keys.required({"linear_attn_config/head_dim"});
  } else if (family == "minimax") {
    m.linear_kind = "kda";
    m.linear_v_heads = m.heads;
    m.linear_k_dim = m.linear_v_dim = m.head_dim;
    out.notes.emplace_back("lightning attention is counted as KDA: the same matrices and state");
  } else if (keys.has("conv_L_cache")) {
    m.linear_kind = "shortconv";
    m.linear_conv = keys.required({"conv_L_cache"});
  } else if ((keys.has("mamba_dt_rank") && !keys.has("mamba_n_heads")) || family == "mamba") {
    mamba1(keys, out);
  } else if (keys.has("mamba_n_heads") || keys.has("mamba_num_heads") || family == "mamba2") {
    mamba2(keys, out);
  } else {
    keys.fail("layer_types",
              fmt::format(
                  "{:.0f} layers are linear, and no key says how: gated delta net (linear_num_value_heads), "
                  "KDA (linear_attn_config), short convolution (conv_L_cache) and Mamba (mamba_*) are read",
                  m.linear_attention_layers));
  }
  m.state_bytes_f32 = m.linear_attention_layers * model::linear_mixer(m).state_bytes;
}

}  // namespace tokroof::formats
