#include <algorithm>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "catalog/input_error.hpp"
#include "formats/models/hf_model.hpp"
#include "model/count/layer_kinds.hpp"
#include "tests/catalog/temp_folder.hpp"
#include "tests/formats/models/hf_support.hpp"

namespace tokroof::test {
namespace {

std::string refusal(const std::string& text) {
  try {
    model_of(text);
  } catch (const catalog::InputError& error) {
    return error.where + ": " + error.message;
  }
  return "read";
}

/// How a family states its shape, and what that is. Widths are small, each one different.
struct Shape {
  const char* config;
  double parameters, active;
  double full, window, linear;
  double kv_values;  ///< a cached token and full layer
};

// clang-format off
const Shape kShapes[] = {
    // Falcon: one KV head unless its decoder is the newer one, whatever num_kv_heads says; four times the width, tied.
    {R"({"model_type": "falcon", "hidden_size": 96, "num_hidden_layers": 3, "num_attention_heads": 6, "num_kv_heads": 6,
        "multi_query": true, "new_decoder_architecture": false, "vocab_size": 500})",
        500 * 96 + 3. * (2 * 96 * 96 + 2 * 96 * 16 + 2 * 96 * 384), 500 * 96 + 3. * (2 * 96 * 96 + 2 * 96 * 16 + 2 * 96 * 384), 3, 0, 0, 32},
    {R"({"model_type": "RefinedWeb", "hidden_size": 96, "n_layer": 3, "n_head": 6, "n_head_kv": 2, "vocab_size": 500})",
        500 * 96 + 3. * (2 * 96 * 96 + 2 * 96 * 32 + 2 * 96 * 384), 500 * 96 + 3. * (2 * 96 * 96 + 2 * 96 * 32 + 2 * 96 * 384), 3, 0, 0, 64},
    // Qwen 1 states the width of gate and up together.
    {R"({"model_type": "qwen", "hidden_size": 64, "intermediate_size": 320, "num_hidden_layers": 2, "num_attention_heads": 4,
        "vocab_size": 300, "tie_word_embeddings": false})",
        2 * 300 * 64 + 2. * (4 * 64 * 64 + 3 * 64 * 160), 300 * 64 + 2. * (4 * 64 * 64 + 3 * 64 * 160), 2, 0, 0, 128},
    // MPT and DBRX nest what they state.
    {R"({"model_type": "mpt", "d_model": 64, "n_heads": 4, "n_layers": 2, "expansion_ratio": 3, "vocab_size": 300,
        "attn_config": {"kv_n_heads": 2}})",
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 2 * 64 * 192), 300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 2 * 64 * 192), 2, 0, 0, 64},
    {R"({"model_type": "dbrx", "d_model": 64, "n_heads": 4, "n_layers": 2, "vocab_size": 300, "tie_word_embeddings": false,
        "attn_config": {"kv_n_heads": 2}, "ffn_config": {"ffn_hidden_size": 80, "moe_num_experts": 6, "moe_top_k": 2}})",
        2 * 300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 6 * 3 * 64 * 80),
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 2 * 3 * 64 * 80), 2, 0, 0, 64},
    // LFM2: two thirds of a width, rounded up; the layers that attend by number; tied.
    {R"({"model_type": "lfm2", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
        "block_ff_dim": 200, "block_auto_adjust_ff_dim": true, "block_multiple_of": 32, "block_ffn_dim_multiplier": 1.0,
        "conv_L_cache": 3, "full_attn_idxs": [1], "vocab_size": 300})",
        300 * 64 + (2 * 64 * 64 + 2 * 64 * 32) + 2. * (4 * 64 * 64 + 64 * 3) + 3. * 3 * 64 * 160,
        300 * 64 + (2 * 64 * 64 + 2 * 64 * 32) + 2. * (4 * 64 * 64 + 64 * 3) + 3. * 3 * 64 * 160, 1, 0, 2, 64},
    // Mamba: blocks of a mixer alone, whose width is stated apart from `expand`.
    {R"({"model_type": "falcon_mamba", "hidden_size": 64, "intermediate_size": 128, "expand": 16, "state_size": 8,
        "conv_kernel": 4, "time_step_rank": 6, "num_hidden_layers": 2, "vocab_size": 300, "tie_word_embeddings": false})",
        2 * 300 * 64 + 2. * (3 * 64 * 128 + 128 * 4 + 128 * (6 + 16) + 6 * 128 + 128 * 8),
        300 * 64 + 2. * (3 * 64 * 128 + 128 * 4 + 128 * (6 + 16) + 6 * 128 + 128 * 8), 0, 0, 2, 0},
    {R"({"model_type": "mamba2", "hidden_size": 64, "num_heads": 8, "head_dim": 16, "n_groups": 2, "state_size": 8,
        "conv_kernel": 4, "num_hidden_layers": 2, "vocab_size": 300, "tie_word_embeddings": false})",
        2 * 300 * 64 + 2. * (64 * (2 * 128 + 2 * 16 + 8) + (32 + 128) * 4 + 128 * 64),
        300 * 64 + 2. * (64 * (2 * 128 + 2 * 16 + 8) + (32 + 128) * 4 + 128 * 64), 0, 0, 2, 0},
    // Bamba: attention in the layers named, Mamba 2 in the others, a feed-forward in all.
    {R"({"model_type": "bamba", "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 3, "num_attention_heads": 4,
        "num_key_value_heads": 2, "attn_layer_indices": [2], "mamba_n_heads": 8, "mamba_d_head": 16, "mamba_n_groups": 1,
        "mamba_d_state": 8, "mamba_d_conv": 4, "vocab_size": 300, "tie_word_embeddings": false})",
        2 * 300 * 64 + (2 * 64 * 64 + 2 * 64 * 32) + 2. * (64 * (2 * 128 + 16 + 8) + (16 + 128) * 4 + 128 * 64) + 3. * 3 * 64 * 80,
        300 * 64 + (2 * 64 * 64 + 2 * 64 * 32) + 2. * (64 * (2 * 128 + 16 + 8) + (16 + 128) * 4 + 128 * 64) + 3. * 3 * 64 * 80, 1, 0, 2, 64},
    // Kimi Linear: latent attention in the layers named (from 1), delta attention in the others.
    {R"({"model_type": "kimi_linear", "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 4, "kv_lora_rank": 24, "q_lora_rank": null, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8,
        "v_head_dim": 16, "linear_attn_config": {"full_attn_layers": [2], "kda_layers": [1], "head_dim": 12, "num_heads": 5},
        "first_k_dense_replace": 1, "num_experts": 6, "num_experts_per_token": 2, "num_shared_experts": 1,
        "moe_intermediate_size": 20, "vocab_size": 300, "tie_word_embeddings": false})",
        2 * 300 * 64 + (64 * 4 * 24 + 64 * 32 + 24 * 4 * 32 + 4 * 16 * 64) + (5 * 64 * 60 + 64 * 5) + 3. * 64 * 80 + 64 * 6 + 7 * 3. * 64 * 20,
        300 * 64 + (64 * 4 * 24 + 64 * 32 + 24 * 4 * 32 + 4 * 16 * 64) + (5 * 64 * 60 + 64 * 5) + 3. * 64 * 80 + 64 * 6 + 3 * 3. * 64 * 20,
        1, 0, 1, 32},
    // Lists that say the same for every layer (Hunyuan).
    {R"({"model_type": "hunyuan_v1_moe", "hidden_size": 64, "intermediate_size": 48, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "attention_head_dim": 16, "num_experts": 6, "moe_topk": [2, 2],
        "moe_intermediate_size": [48, 48], "num_shared_expert": [1, 1], "vocab_size": 300, "tie_word_embeddings": true})",
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 7 * 3 * 64 * 48), 300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 3 * 3 * 64 * 48),
        2, 0, 0, 64},
    // ERNIE VL: experts for text and for images.
    {R"({"model_type": "ernie4_5_moe_vl", "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 3,
        "num_attention_heads": 4, "num_key_value_heads": 2, "moe_num_experts": [6, 6], "moe_intermediate_size": [24, 8], "moe_k": 2,
        "moe_layer_start_index": [1, 1], "moe_layer_end_index": [2, 2], "moe_num_shared_experts": 2, "vocab_size": 300,
        "tie_word_embeddings": true})",
        300 * 64 + 3. * (2 * 64 * 64 + 2 * 64 * 32) + 3 * 64 * 80 + 2. * (64 * 6 + 8 * 3 * 64 * 24) + 2. * 6 * (3 * 64 * 8 + 64),
        300 * 64 + 3. * (2 * 64 * 64 + 2 * 64 * 32) + 3 * 64 * 80 + 2. * (64 * 6 + 4 * 3 * 64 * 24), 3, 0, 0, 64},
    // Nemotron NAS: attention and feed-forward of every layer by themselves; 2 x 1.5 x 256 / 3 is 256.
    {R"({"model_type": "nemotron-nas", "hidden_size": 256, "num_hidden_layers": 2, "num_attention_heads": 8, "vocab_size": 300,
        "tie_word_embeddings": false, "block_configs": [
        {"attention": {"n_heads_in_group": 4, "no_op": false}, "ffn": {"ffn_mult": 1.5, "no_op": false}},
        {"attention": {"n_heads_in_group": null, "no_op": true}, "ffn": {"ffn_mult": 3.0, "no_op": false}}]})",
        2 * 300 * 256 + (2 * 256 * 256 + 2 * 256 * 64) + 3. * 256 * (256 + 512), 300 * 256 + (2 * 256 * 256 + 2 * 256 * 64) + 3. * 256 * (256 + 512),
        2, 0, 0, 64},  // as the mean of 128 and none
    // Linear attention by a list of 0 and 1 (MiniMax).
    {R"({"model_type": "minimax_text_01", "hidden_size": 64, "intermediate_size": 48, "num_hidden_layers": 2, "head_dim": 20,
        "num_attention_heads": 4, "num_key_value_heads": 2, "attn_type_list": [0, 1], "num_local_experts": 6,
        "num_experts_per_tok": 2, "vocab_size": 300, "tie_word_embeddings": false})",
        2 * 300 * 64 + (2 * 64 * 80 + 2 * 64 * 40) + (5 * 64 * 80 + 64 * 4) + 2. * (64 * 6 + 6 * 3 * 64 * 48),
        300 * 64 + (2 * 64 * 80 + 2 * 64 * 40) + (5 * 64 * 80 + 64 * 4) + 2. * (64 * 6 + 2 * 3 * 64 * 48), 1, 0, 1, 80},
    // Windows by letters, and -1 for none.
    {R"({"model_type": "exaone4", "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 4, "num_attention_heads": 4,
        "num_key_value_heads": 2, "sliding_window": 32, "sliding_window_pattern": "LLG", "vocab_size": 300, "tie_word_embeddings": true})",
        300 * 64 + 4. * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 80), 300 * 64 + 4. * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 80), 1, 3, 0, 64},
    {R"({"model_type": "git", "architectures": ["Grok1ForCausalLM"], "hidden_size": 64, "intermediate_size": 80,
        "moe_intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "num_local_experts": 6,
        "num_experts_per_tok": 2, "residual_moe": true, "sliding_window_size": -1, "vocab_size": 300, "tie_word_embeddings": true})",
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 6 * 3 * 64 * 24 + 3 * 64 * 80),
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 2 * 3 * 64 * 24 + 3 * 64 * 80), 2, 0, 0, 64},
    // Heads of the layers with a window, values narrower than keys, experts by a list (MiMo).
    {R"({"model_type": "mimo_v2_flash", "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 3, "head_dim": 24,
        "v_head_dim": 16, "num_attention_heads": 4, "num_key_value_heads": 1, "swa_num_attention_heads": 4, "swa_num_key_value_heads": 2,
        "swa_head_dim": 24, "swa_v_head_dim": 16, "sliding_window": 32, "hybrid_layer_pattern": [0, 1, 1], "moe_layer_freq": [0, 1, 1],
        "n_routed_experts": 6, "n_shared_experts": null, "num_experts_per_tok": 2, "moe_intermediate_size": 20, "vocab_size": 300,
        "tie_word_embeddings": false})",
        2 * 300 * 64 + 64. * (4 + 1) * 40 + 2 * 64. * (4 + 2) * 40 + 3. * 64 * 80 + 2. * (64 * 6 + 6 * 3 * 64 * 20),
        300 * 64 + 64. * (4 + 1) * 40 + 2 * 64. * (4 + 2) * 40 + 3. * 64 * 80 + 2. * (64 * 6 + 2 * 3 * 64 * 20), 1, 2, 0, 40},
    // Query heads and feed-forwards layer by layer, a gate for each head (Laguna); windows by 0 and 1 (SmallThinker).
    {R"({"model_type": "laguna", "hidden_size": 64, "intermediate_size": 80, "num_hidden_layers": 3, "num_attention_heads": 2,
        "num_attention_heads_per_layer": [2, 4, 4], "num_key_value_heads": 2, "head_dim": 16, "gating": "per-head", "sliding_window": 32,
        "layer_types": ["full_attention", "sliding_attention", "sliding_attention"], "mlp_layer_types": ["dense", "sparse", "sparse"],
        "num_experts": 6, "num_experts_per_tok": 2, "moe_intermediate_size": 20, "shared_expert_intermediate_size": 20, "vocab_size": 300,
        "tie_word_embeddings": false})",
        2 * 300 * 64 + (4 * 64 * 32 + 64 * 2) + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 4) + 3 * 64 * 80 + 2. * (64 * 6 + 7 * 3 * 64 * 20),
        300 * 64 + (4 * 64 * 32 + 64 * 2) + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 4) + 3 * 64 * 80 + 2. * (64 * 6 + 3 * 3 * 64 * 20), 1, 2, 0, 64},
    {R"({"model_type": "smallthinker", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
        "head_dim": 16, "moe_num_primary_experts": 6, "moe_num_active_primary_experts": 2, "moe_ffn_hidden_size": 24,
        "sliding_window_size": 32, "sliding_window_layout": [0, 1], "vocab_size": 300, "tie_word_embeddings": true})",
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 6 * 3 * 64 * 24), 300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 64 * 6 + 2 * 3 * 64 * 24),
        1, 1, 0, 64},
    // Cross-attention layers (Llama Vision) do nothing for text; a text_config leaves out what its class takes.
    {R"({"model_type": "mllama", "text_config": {"model_type": "mllama_text_model", "hidden_size": 64, "intermediate_size": 80,
        "num_hidden_layers": 3, "cross_attention_layers": [1], "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 300,
        "tie_word_embeddings": false}})",
        2 * 300 * 64 + 3. * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 80), 300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 80), 2, 0, 0, 64},
    {R"({"model_type": "gemma3", "text_config": {"model_type": "gemma3_text", "hidden_size": 64, "intermediate_size": 80,
        "num_hidden_layers": 6, "sliding_window": 32}})",
        262208. * 64 + 6. * (2 * 64 * 2048 + 2 * 64 * 1024 + 3 * 64 * 80), 262208. * 64 + 6. * (2 * 64 * 2048 + 2 * 64 * 1024 + 3 * 64 * 80), 1, 5, 0, 2048},
    // Layers with a feed-forward twice as wide (Gemma E), and granite's dense width.
    {R"({"model_type": "gemma4", "text_config": {"model_type": "gemma4_text", "hidden_size": 64, "intermediate_size": 80, "head_dim": 16,
        "global_head_dim": 32, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "num_kv_shared_layers": 1,
        "layer_types": ["sliding_attention", "sliding_attention", "full_attention"], "sliding_window": 32, "use_double_wide_mlp": true,
        "vocab_size": 300}})",
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32) + (2 * 64 * 128 + 2 * 64 * 64) + 4. * 3 * 64 * 80,
        300 * 64 + 2. * (2 * 64 * 64 + 2 * 64 * 32) + (2 * 64 * 128 + 2 * 64 * 64) + 4. * 3 * 64 * 80, 1, 2, 0, 128},
    {R"({"model_type": "granitemoehybrid", "hidden_size": 64, "intermediate_size": 24, "shared_intermediate_size": 80,
        "num_hidden_layers": 1, "layer_types": ["attention"], "num_attention_heads": 4, "num_key_value_heads": 2, "num_local_experts": 0,
        "num_experts_per_tok": 0, "vocab_size": 300, "tie_word_embeddings": true})",
        300 * 64 + (2 * 64 * 64 + 2 * 64 * 32) + 3. * 64 * 80, 300 * 64 + (2 * 64 * 64 + 2 * 64 * 32) + 3. * 64 * 80, 1, 0, 0, 64},
};
// clang-format on

TEST_CASE("every way in which families state a shape gives its counts", "[predict][hf][golden]") {
  for (const Shape& s : kShapes) {
    INFO(s.config);
    const auto file = model_of(s.config);
    const model::Architecture& a = file->architecture;
    const model::BlockCounts n = model::block_counts(a);
    CHECK(a.parameters == Approx(s.parameters));
    CHECK(a.active_parameters == Approx(s.active));
    CHECK(n.full == s.full);
    CHECK(n.window == s.window);
    CHECK(n.linear == s.linear);
    if (n.full > 0) {
      const double kv_heads = a.global_kv_heads > 0 ? a.global_kv_heads : a.kv_heads;
      const double width = a.global_head_dim > 0 ? a.global_head_dim : a.head_dim;
      CHECK((a.mla_kv_rank > 0 ? a.mla_kv_rank + a.mla_rope_dim : 2 * kv_heads * width) ==
            Approx(s.kv_values));
    }
  }
}

TEST_CASE("what a text_config leaves out is listed; a plain config.json must state it", "[predict][hf]") {
  const std::string inner =
      R"({"model_type": "mistral", "num_hidden_layers": 2, "vocab_size": 300, "head_dim": 16})";
  const auto file = model_of(R"({"model_type": "llava", "text_config": )" + inner + "}");
  CHECK(file->architecture.d_model == 4096);
  CHECK(file->architecture.kv_heads == 8);
  const auto listed = [&](const char* name) {
    return std::any_of(file->assumed.begin(), file->assumed.end(), [&](const catalog::Assumption& a) {
      return a.name == name;
    });
  };
  CHECK(listed("model.hidden_size"));
  CHECK(listed("model.num_key_value_heads"));
  CHECK(refusal(inner).find("'hidden_size' is missing") != std::string::npos);
}

std::string with(const std::string& keys) {
  return R"({"hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "vocab_size": 300, )" +
         keys + "}";
}

TEST_CASE("what would change the shape and is not understood is refused by name", "[predict][hf][hostile]") {
  const std::pair<const char*, const char*> cases[] = {
      {R"("model_type": "quux", "intermediate_size": 80, "ssm_width": 3)", "'ssm_width' is not read"},
      {R"("model_type": "zamba2", "intermediate_size": 80)", "not modelled"},
      {R"("model_type": "llada", "intermediate_size": 80)", "diffusion"},
      {R"("model_type": "qwen3", "intermediate_size": 80, "layer_types": ["retention", "x", "x", "x"])",
       "'retention'"},
      {R"("model_type": "qwen3_next", "intermediate_size": 80)", "'full_attention_interval' is missing"},
      {R"("model_type": "bamba", "intermediate_size": 80, "attn_layer_indices": [4])", "layer 4 of 4"},
      {R"("model_type": "llama")", "'intermediate_size' is missing"},
      {R"("model_type": "llama", "intermediate_size": "80")", "is no count"},
      {R"("model_type": "llama", "intermediate_size": 80.5)", "no whole number"},
      {R"("model_type": "llama", "intermediate_size": [80, 90])", "2 widths for 4 layers"},
      {R"("model_type": "llama", "intermediate_size": 987654321)", "wider than"},
      {R"("model_type": "llama", "intermediate_size": 80, "num_key_value_heads": 3)", "cannot share 3"},
      {R"("model_type": "llama", "intermediate_size": 80, "tie_word_embeddings": "no")",
       "neither true nor false"},
      {R"("model_type": 7)", "is no text"},
      {R"("model_type": "llava", "text_config": 7)", "no object"},
      {R"("model_type": "qwen3_moe", "num_experts_per_tok": 2, "intermediate_size": 80)",
       "number of experts"},
      {R"("model_type": "qwen3_moe", "num_experts": 8, "num_experts_per_tok": 9, "moe_intermediate_size": 8)",
       "9 of 8"},
      {R"("model_type": "qwen3_moe", "num_experts": 8, "num_experts_per_tok": 2)",
       "'moe_intermediate_size' is missing"},
      {R"("model_type": "gemma2", "intermediate_size": 80, "head_dim": 16)", "'sliding_window' is missing"},
      {R"("model_type": "llama", "intermediate_size": 80, "quantization_config": 4)", "no object"},
  };
  for (const auto& [keys, said] : cases) {
    INFO(keys);
    CHECK_THAT(refusal(with(keys)), Catch::Contains(said));
  }
}

TEST_CASE("a family that is not known is read by the usual names, and that is said", "[predict][hf]") {
  const auto file = model_of(with(R"("model_type": "quux", "intermediate_size": 80)"));
  REQUIRE(file->notes.size() == 1);
  CHECK(file->notes.front().find("'quux' is not known") != std::string::npos);
  const char* listed =
      R"("model_type": "quux", "intermediate_size": 80, "sliding_window": 32, "use_sliding_window": true,
      "sliding_window_pattern": 2, "layer_types": ["full_attention", "sliding_attention", "full_attention", "sliding_attention"])";
  CHECK(model::block_counts(model_of(with(listed))->architecture).window == 2);
}

TEST_CASE("storage types of further quantizers", "[predict][hf]") {
  // clang-format off
  const std::pair<const char*, const char*> cases[] = {
      {R"({"quant_method": "hqq", "quant_config": {"weight_quant_params": {"nbits": 4, "group_size": 64}}})", "INT4"},
      {R"({"quant_method": "torchao", "quant_type": {"default": {"_type": "Int8WeightOnlyConfig"}}})", "INT8"},
      {R"({"quant_method": "torchao", "quant_type": "int4_weight_only"})", "INT4"},
      {R"({"quant_method": "quark", "global_quant_config": {"weight": {"dtype": "fp8_e4m3"}}})", "FP8"},
      {R"({"quant_method": "quark", "global_quant_config": {"weight": {"dtype": "fp4", "group_size": 32}}})", "MXFP4"},
      {R"({"quant_method": "compressed-tensors", "format": "mxfp4-pack-quantized"})", "MXFP4"},
      {R"({"quant_method": "quanto", "weights": "int8"})", "INT8"},
      {R"({"group_size": 32, "bits": 4, "mode": "mxfp4"})", "MXFP4"},
      {R"({"quant_method": "vptq"})", ""}};
  // clang-format on
  for (const auto& [config, quant] : cases) {
    INFO(config);
    const auto file = model_of(with(
        R"("model_type": "llama", "intermediate_size": 80, "quantization_config": )" + std::string(config)));
    CHECK(file->quant == quant);
    CHECK(file->why_no_quant.empty() == !file->quant.empty());
  }
}

TEST_CASE("a block's feed-forward that is no list, a matrix or of no width is refused for that",
          "[predict][hf]") {
  const auto refused = [](const std::string& blocks, const char* why) {
    const test::TempFolder folder;
    folder.write("config.json", with(R"("model_type": "nemotron-nas", "block_configs": )" + blocks));
    INFO(blocks);
    CHECK_THROWS_WITH(formats::read_model_file(catalog::Catalog::bundled(), folder.path()),
                      Catch::Contains(why));
  };
  const auto block = [](const char* ffn) {
    const std::string one = R"({"attention": {"n_heads_in_group": 1}, "ffn": )" + std::string(ffn) + "}";
    return fmt::format("[{}, {}, {}, {}]", one, one, one, one);
  };
  refused("{}", "is no list");
  refused(block("3"), "block 0 has no 'ffn'");
  refused(block(R"({"no_op": false})"), "block 0 has no 'ffn_mult'");
  refused(block(R"({"ffn_mult": 1, "replace_with_linear": true})"), "block 0 has a matrix for its 'ffn'");
}

TEST_CASE("hf_quant_config.json beside a config.json names the storage type", "[predict][hf]") {
  const test::TempFolder folder;
  folder.write("config.json",
               with(R"("model_type": "llama", "intermediate_size": 80, "torch_dtype": "bfloat16")"));
  folder.write("hf_quant_config.json",
               R"({"producer": {"name": "modelopt"}, "quantization": {"quant_algo": "NVFP4"}})");
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path())->quant == "NVFP4");
  folder.write("hf_quant_config.json", R"({"quantization": {"quant_algo": null}})");
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path())->quant == "BF16");
  folder.write("hf_quant_config.json", "{}");
  CHECK_THROWS_AS(formats::read_model_file(catalog::Catalog::bundled(), folder.path()), catalog::InputError);
}

TEST_CASE("a config.json may begin with a byte order mark", "[predict][hf]") {
  const test::TempFolder folder;
  folder.write("config.json", "\xEF\xBB\xBF" + with(R"("model_type": "llama", "intermediate_size": 80)"));
  CHECK(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "config.json")
            ->architecture.layers == 4);
  folder.write("empty.json", "");
  CHECK_THROWS_WITH(formats::read_model_file(catalog::Catalog::bundled(), folder.path() / "empty.json"),
                    "is empty");
}

}  // namespace
}  // namespace tokroof::test
