#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "formats/models/gguf_tensor_role.hpp"
#include "model/count/file_type_recipe.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/layer_kinds.hpp"
#include "tests/formats/models/gguf_writer.hpp"

namespace tokroof::test {

/// Writes the GGUF header that llama.cpp's converter and llama-quantize would make of a catalog entry: its names of keys
/// and tensors, and the storage types of the recipe.
class GgufOfModel {
 public:
  GgufOfModel(const model::Architecture& model, std::string architecture)
      : m(model), arch(std::move(architecture)), kinds(model::layer_kinds(model)) {}

  GgufWriter quantized(model::FileType type, std::uint32_t file_type_number) {
    keys();
    writer.number("general.file_type", file_type_number);
    tensors();
    std::vector<model::Tensor> list;
    for (const Named& n : named) {
      const formats::TensorRole role = formats::gguf_tensor_role(n.name, m.layers);
      double elements = 1;
      for (const double d : n.dimensions) elements *= d;
      const bool vector = n.dimensions.size() == 1;
      list.push_back({vector ? model::TensorCategory::kept_f32 : role.category,
                      n.dimensions[0],
                      elements,
                      role.layer,
                      1});
    }
    const std::vector<model::GgmlType> types = model::storage_types(m, list, type);
    for (std::size_t i = 0; i < named.size(); ++i) {
      std::vector<std::uint64_t> dimensions;
      for (const double d : named[i].dimensions) dimensions.push_back(static_cast<std::uint64_t>(d));
      writer.tensor(named[i].name, dimensions, static_cast<std::uint32_t>(model::spec_of(types[i]).gguf_id));
    }
    return writer;
  }

 private:
  struct Named {
    std::string name;
    std::vector<double> dimensions;
  };

  static std::uint32_t whole(double value) { return static_cast<std::uint32_t>(std::lround(value)); }
  void number(const std::string& key, double value) { writer.number(arch + '.' + key, whole(value)); }
  void add(const std::string& name, std::vector<double> dimensions) {
    named.push_back({name + ".weight", std::move(dimensions)});
  }
  void block(std::size_t i, const std::string& part, std::vector<double> dimensions) {
    add("blk." + std::to_string(i) + '.' + part, std::move(dimensions));
  }
  static bool attends(const model::LayerKind& k) {
    return k.mixer != model::Mixer::linear && k.mixer != model::Mixer::none;
  }

  void keys() {
    writer.text("general.architecture", arch).text("general.name", m.name);
    number("block_count", m.layers);
    number("embedding_length", m.d_model);
    if (m.max_context > 0) number("context_length", m.max_context);
    head_keys();
    if (m.experts > 0) {
      number("expert_count", m.experts);
      number("expert_used_count", m.experts_active);
      if (m.shared_experts > 0) number("expert_shared_count", m.shared_experts);
    }
    if (m.ple_dim > 0) number("embedding_length_per_layer_input", m.ple_dim);
    if (m.kv_shared_layers > 0) number("attention.shared_kv_layers", m.kv_shared_layers);
    linear_keys();
    writer.texts("tokenizer.ggml.tokens", 300);
  }

  void head_keys() {
    if (!(m.full_attention_layers + m.sliding_window > 0)) return;
    std::vector<std::uint32_t> heads, kv_heads;
    std::vector<bool> slides;
    for (const model::LayerKind& k : kinds) {
      const bool full = k.mixer != model::Mixer::window;
      heads.push_back(whole(full ? model::positive_or(m.global_heads, m.heads) : m.heads));
      kv_heads.push_back(
          attends(k) ? whole(full ? model::positive_or(m.global_kv_heads, m.kv_heads) : m.kv_heads) : 0);
      slides.push_back(!full);
    }
    writer.numbers(arch + ".attention.head_count", heads);
    if (m.mla_kv_rank > 0) {
      number("attention.head_count_kv", 1);
      number("attention.kv_lora_rank", m.mla_kv_rank);
      if (m.mla_q_rank > 0) number("attention.q_lora_rank", m.mla_q_rank);
      number("rope.dimension_count", m.mla_rope_dim);
      number("attention.key_length", m.mla_kv_rank + m.mla_rope_dim);
      number("attention.value_length", m.mla_kv_rank);
      number("attention.key_length_mla", m.mla_nope_dim + m.mla_rope_dim);
      number("attention.value_length_mla", m.mla_v_dim);
      return;
    }
    writer.numbers(arch + ".attention.head_count_kv", kv_heads);
    const double full_width = model::positive_or(m.global_head_dim, m.head_dim);
    number("attention.key_length", full_width);
    number("attention.value_length", full_width);
    if (m.sliding_window > 0) {
      number("attention.sliding_window", m.sliding_window);
      writer.flags(arch + ".attention.sliding_window_pattern", slides);
      if (full_width != m.head_dim) {
        number("attention.key_length_swa", m.head_dim);
        number("attention.value_length_swa", m.head_dim);
      }
    }
  }

  void linear_keys() {
    if (m.linear_kind == "shortconv") {
      number("shortconv.l_cache", m.linear_conv);
    } else if (!m.linear_kind.empty()) {
      const bool first = m.linear_kind == "mamba1";
      number("ssm.conv_kernel", m.linear_conv);
      number("ssm.state_size", m.linear_k_dim);
      number("ssm.inner_size", m.linear_v_heads * m.linear_v_dim);
      number("ssm.time_step_rank", first ? m.linear_k_heads : m.linear_v_heads);
      if (!first) number("ssm.group_count", m.linear_k_heads);
    }
  }

  void tensors() {
    add("token_embd", {m.d_model, m.vocab});
    add("output_norm", {m.d_model});
    if (!m.tied_embeddings) add("output", {m.d_model, m.vocab});
    if (m.ple_dim > 0) {
      add("per_layer_token_embd", {m.ple_dim * m.layers, model::positive_or(m.ple_vocab, m.vocab)});
      add("per_layer_model_proj", {m.d_model, m.ple_dim * m.layers});
    }
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      block(i, "attn_norm", {m.d_model});
      if (attends(kinds[i])) attention(i, kinds[i].mixer != model::Mixer::window);
      if (kinds[i].mixer == model::Mixer::linear || kinds[i].mixer == model::Mixer::parallel) linear_mixer(i);
      if (m.ple_dim > 0) {
        block(i, "inp_gate", {m.d_model, m.ple_dim});
        block(i, "proj", {m.ple_dim, m.d_model});
      }
      feed_forward(i);
    }
  }

  void attention(std::size_t i, bool full) {
    const double d = m.d_model;
    if (m.mla_kv_rank > 0) {
      const double query = m.heads * (m.mla_nope_dim + m.mla_rope_dim);
      if (m.mla_q_rank > 0) {
        block(i, "attn_q_a", {d, m.mla_q_rank});
        block(i, "attn_q_b", {m.mla_q_rank, query});
      } else {
        block(i, "attn_q", {d, query});
      }
      block(i, "attn_kv_a_mqa", {d, m.mla_kv_rank + m.mla_rope_dim});
      block(i, "attn_k_b", {m.mla_nope_dim, m.mla_kv_rank, m.heads});
      block(i, "attn_v_b", {m.mla_kv_rank, m.mla_v_dim, m.heads});
      block(i, "attn_output", {m.heads * m.mla_v_dim, d});
      return;
    }
    const double heads = full ? model::positive_or(m.global_heads, m.heads) : m.heads;
    const double kv_heads = full ? model::positive_or(m.global_kv_heads, m.kv_heads) : m.kv_heads;
    const double width = full ? model::positive_or(m.global_head_dim, m.head_dim) : m.head_dim;
    const bool both = m.attention_gate == 1 && m.linear_kind == "gdn";
    const double query = heads * width * (both ? 2 : 1);
    if (m.fused_qkv) {
      block(i, "attn_qkv", {d, query + 2 * kv_heads * width});
    } else {
      block(i, "attn_q", {d, query});
      block(i, "attn_k", {d, kv_heads * width});
      if (!(m.k_equals_v && full)) block(i, "attn_v", {d, kv_heads * width});
    }
    block(i, "attn_output", {heads * width, d});
    if (m.attention_gate == 1 && !both) block(i, "attn_gate", {d, heads * width});
    if (m.attention_gate == 2) block(i, "attn_gate", {d, heads});
  }

  void linear_mixer(std::size_t i) {
    const double d = m.d_model, inner = m.linear_v_heads * m.linear_v_dim;
    const double channels = 2 * m.linear_k_heads * m.linear_k_dim + inner;
    if (m.linear_kind == "gdn") {
      block(i, "attn_qkv", {d, channels});
      block(i, "attn_gate", {d, inner});
      block(i, "ssm_alpha", {d, m.linear_v_heads});
      block(i, "ssm_beta", {d, m.linear_v_heads});
      block(i, "ssm_conv1d", {m.linear_conv, channels});
      block(i, "ssm_out", {inner, d});
    } else if (m.linear_kind == "mamba2") {
      block(i, "ssm_in", {d, channels + inner + m.linear_v_heads});
      block(i, "ssm_conv1d", {m.linear_conv, channels});
      block(i, "ssm_out", {inner, d});
    } else if (m.linear_kind == "mamba1") {
      block(i, "ssm_in", {d, 2 * inner});
      block(i, "ssm_conv1d", {m.linear_conv, inner});
      block(i, "ssm_x", {inner, m.linear_k_heads + 2 * m.linear_k_dim});
      block(i, "ssm_dt", {m.linear_k_heads, inner});
      block(i, "ssm_a", {m.linear_k_dim, inner});
      block(i, "ssm_out", {inner, d});
    } else {
      block(i, "shortconv.in_proj", {d, 3 * d});
      block(i, "shortconv.conv", {m.linear_conv, d});
      block(i, "shortconv.out_proj", {d, d});
    }
  }

  void dense(std::size_t i, const std::string& suffix, double width) {
    const bool joined = m.fused_qkv && suffix.empty();  // Phi-3
    if (m.ffn_gated && !joined) block(i, "ffn_gate" + suffix, {m.d_model, width});
    block(i, "ffn_up" + suffix, {m.d_model, joined ? 2 * width : width});
    block(i, "ffn_down" + suffix, {width, m.d_model});
  }

  void feed_forward(std::size_t i) {
    const model::FeedForward kind = kinds[i].feed_forward;
    const bool wide = static_cast<double>(i) >= m.layers - m.d_ff_wide_layers;
    if (kind == model::FeedForward::dense || kind == model::FeedForward::both) {
      block(i, "ffn_norm", {m.d_model});
      dense(i, "", wide ? m.d_ff_wide : m.d_ff);
    }
    if (kind != model::FeedForward::experts && kind != model::FeedForward::both) return;
    const double width = model::positive_or(m.moe_latent_dim, m.d_model);
    block(i, "ffn_gate_inp", {m.d_model, m.experts});
    if (m.ffn_gated) block(i, "ffn_gate_exps", {width, m.d_ff_expert, m.experts});
    block(i, "ffn_up_exps", {width, m.d_ff_expert, m.experts});
    block(i, "ffn_down_exps", {m.d_ff_expert, width, m.experts});
    if (m.shared_experts > 0) dense(i, "_shexp", m.d_ff_shared);
    if (m.moe_latent_dim > 0) {
      block(i, "ffn_latent_down", {m.d_model, m.moe_latent_dim});
      block(i, "ffn_latent_up", {m.moe_latent_dim, m.d_model});
    }
  }

  const model::Architecture& m;
  std::string arch;
  std::vector<model::LayerKind> kinds;
  GgufWriter writer;
  std::vector<Named> named;
};

}  // namespace tokroof::test
