#include "catalog/fields.hpp"

#include "model/units.hpp"

namespace tokroof::catalog {
namespace {

constexpr bool kRequired = true;
constexpr bool kOptional = false;
constexpr double kGiga = 1e9, kTera = 1e12, kMega = 1e6, kMicro = 1e-6;
// Drives are sold in 10^9 bytes, memory in 2^30.
constexpr double kGigabyteInGib = 1e9 / model::kGib;

// Key and member have the same name.
#define TOKROOF_SAME(type, member) #member, #member, &type::member
// The same of a text that names something.
#define TOKROOF_NAMING(type, member, to, required) \
  TOKROOF_SAME(type, member), required, 1, 0, kNoLimit, Refers::to
// The same of a text that is one of a list.
#define TOKROOF_CHOICE(type, member, list, required) \
  TOKROOF_SAME(type, member), required, 1, 0, kNoLimit, Refers::nothing, list
// The key carries a unit that the member does not have.
#define TOKROOF_KEY(key, type, member) key, #member, &type::member

constexpr double kFirstYear = 2020, kLastYear = 2100;  // of an engine's builds; the last: for ever

constexpr Field<model::Device> kDeviceFields[] = {
    {TOKROOF_SAME(model::Device, slug), kRequired},
    {TOKROOF_SAME(model::Device, name), kRequired},
    {TOKROOF_SAME(model::Device, vendor), kRequired},
    {TOKROOF_SAME(model::Device, kind), kRequired},
    {TOKROOF_SAME(model::Device, arch)},
    {TOKROOF_SAME(model::Device, generation)},
    {TOKROOF_SAME(model::Device, year), kOptional, 1, 1990, 2035},
    {TOKROOF_SAME(model::Device, memory_gib), kOptional, 1, 0.01, 1e6},
    {TOKROOF_KEY("memory_gb", model::Device, memory_gib), kOptional, kGigabyteInGib, 1, 1e6},
    {TOKROOF_SAME(model::Device, memory_type)},
    {TOKROOF_KEY("bandwidth_gb_per_s", model::Device, bandwidth_bytes_per_s),
     kOptional,
     kGiga,
     0.05,  // a disk
     1e8},  // a wafer's SRAM
    {TOKROOF_KEY("fp16_tflops", model::Device, fp16_flops), kOptional, kTera, 1e-3, 1e5},
    {TOKROOF_KEY("fp8_tflops", model::Device, fp8_flops), kOptional, kTera, 1e-3, 1e5},
    {TOKROOF_SAME(model::Device, fp32_sum_share), kOptional, 1, 0.1, 1},
    {TOKROOF_KEY("int8_tops", model::Device, int8_ops), kOptional, kTera, 1e-3, 1e5},
    {TOKROOF_KEY("fp32_tflops", model::Device, fp32_flops), kOptional, kTera, 1e-3, 1e4},
    {TOKROOF_KEY("fp64_tflops", model::Device, fp64_flops), kOptional, kTera, 1e-4, 1e4},
    {TOKROOF_SAME(model::Device, cores), kOptional, 1, 1, 1e6},
    {TOKROOF_KEY("l2_mib", model::Device, l2_bytes), kOptional, model::kMib, 0.01, 1e5},
    {TOKROOF_SAME(model::Device, tdp_w), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Device, pcie_generation), kOptional, 1, 1, 8},
    {TOKROOF_SAME(model::Device, pcie_lanes), kOptional, 1, 1, 256},
    {TOKROOF_KEY("nvlink_gb_per_s", model::Device, nvlink_bytes_per_s), kOptional, kGiga, 0, 1e4},
    {TOKROOF_SAME(model::Device, msrp_usd), kOptional, 1, 1, 1e8},
    {TOKROOF_SAME(model::Device, rent_usd_per_h), kOptional, 1, 1e-3, 1e5},
    {TOKROOF_SAME(model::Device, system_max_w), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Device, system_idle_w), kOptional, 1, 0.1, 1e6},
    {TOKROOF_SAME(model::Device, cpu_cores), kOptional, 1, 1, 1024},
    {TOKROOF_SAME(model::Device, memory_channels), kOptional, 1, 1, 64},
    {TOKROOF_SAME(model::Device, simd)},
    {TOKROOF_NAMING(model::Device, part, device, kOptional)},
    {TOKROOF_SAME(model::Device, part_count), kOptional, 1, 1, 1e5},
    {TOKROOF_NAMING(model::Device, part_host, device, kOptional)},
    {TOKROOF_SAME(model::Device, part_host_sockets), kOptional, 1, 1, 16},
    {TOKROOF_NAMING(model::Device, part_link, link, kOptional)},
    {TOKROOF_SAME(model::Device, shown_as), kOptional, 1, 1, 16},
    {TOKROOF_SAME(model::Device, on_board), kOptional, 1, 1, 16},
    {TOKROOF_SAME(model::Device, bandwidth_is_measured), kOptional},
    {TOKROOF_SAME(model::Device, never_released)},
    {TOKROOF_SAME(model::Device, not_sold)},
    {TOKROOF_KEY("boost_clock_mhz", model::Device, boost_clock_hz), kOptional, kMega, 50, 1e4},
    {TOKROOF_SAME(model::Device, memory_bus_bits), kOptional, 1, 8, 65536},
    {TOKROOF_KEY("memory_data_rate_gbps", model::Device, memory_data_rate_bits_per_s),
     kOptional,
     kGiga,
     0.1,
     100},
    {TOKROOF_SAME(model::Device, confidence)},
    {TOKROOF_SAME(model::Device, source), kRequired},
    {TOKROOF_SAME(model::Device, notes)},
};

constexpr Field<model::Architecture> kArchitectureFields[] = {
    {TOKROOF_SAME(model::Architecture, slug), kRequired},
    {TOKROOF_SAME(model::Architecture, name), kRequired},
    {TOKROOF_SAME(model::Architecture, family), kRequired},
    {TOKROOF_NAMING(model::Architecture, alias_of, model, kOptional)},
    {TOKROOF_SAME(model::Architecture, published)},
    {TOKROOF_CHOICE(model::Architecture, variant, model::kModelVariants, kOptional)},
    {TOKROOF_NAMING(model::Architecture, released, month, kOptional)},
    {TOKROOF_SAME(model::Architecture, released_source)},
    {TOKROOF_KEY("parameters_b", model::Architecture, parameters), kRequired, kGiga, 1e-5, 1e5},
    {TOKROOF_KEY("active_parameters_b", model::Architecture, active_parameters), kRequired, kGiga, 1e-5, 1e5},
    {TOKROOF_KEY("computed_active_parameters_b", model::Architecture, computed_active_parameters),
     kOptional,
     kGiga,
     1e-5,
     1e5},
    {TOKROOF_SAME(model::Architecture, layers), kRequired, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, dense_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, d_model), kRequired, 1, 8, 1e6},
    {TOKROOF_SAME(model::Architecture, heads), kRequired, 1, 1, 1e5},
    {TOKROOF_SAME(model::Architecture, kv_heads), kRequired, 1, 1, 1e5},
    {TOKROOF_SAME(model::Architecture, head_dim), kRequired, 1, 1, 1e5},
    {TOKROOF_SAME(model::Architecture, d_ff), kOptional, 1, 0, 1e7},
    {TOKROOF_SAME(model::Architecture, experts), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, experts_active), kOptional, 1, 0, 1e4},
    {TOKROOF_SAME(model::Architecture, shared_experts), kOptional, 1, 0, 1e4},
    {TOKROOF_SAME(model::Architecture, d_ff_expert), kOptional, 1, 0, 1e6},
    {TOKROOF_SAME(model::Architecture, d_ff_shared), kOptional, 1, 0, 1e6},
    {TOKROOF_SAME(model::Architecture, vocab), kRequired, 1, 2, 1e7},
    {TOKROOF_SAME(model::Architecture, tied_embeddings), kRequired},
    {TOKROOF_SAME(model::Architecture, attention_kind), kRequired},
    {TOKROOF_SAME(model::Architecture, sliding_window), kOptional, 1, 0, 1e8},
    {TOKROOF_SAME(model::Architecture, sliding_pattern)},
    {TOKROOF_SAME(model::Architecture, full_attention_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, linear_attention_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, mla_kv_rank), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, mla_rope_dim), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, mla_q_rank), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, mla_nope_dim), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, mla_v_dim), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, csa_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, csa_ratio), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Architecture, csa_caches), kOptional, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, csa_indexers), kOptional, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, hca_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, hca_ratio), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Architecture, indexer_heads), kOptional, 1, 1, 1e5},
    {TOKROOF_SAME(model::Architecture, indexer_dim), kOptional, 1, 1, 1e5},
    {TOKROOF_SAME(model::Architecture, indexer_top_k), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Architecture, indexer_layers), kOptional, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, indexer_pool), kOptional, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, residual_streams), kOptional, 1, 1, 100},
    {TOKROOF_SAME(model::Architecture, sinkhorn_steps), kOptional, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, state_bytes_f32), kOptional, 1, 0, 1e12},
    {TOKROOF_SAME(model::Architecture, max_context), kOptional, 1, 1, 1e9},
    {TOKROOF_SAME(model::Architecture, no_attention_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, moe_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, dense_ffn_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, ffn_gated)},
    {TOKROOF_SAME(model::Architecture, linear_kind)},
    {TOKROOF_SAME(model::Architecture, linear_k_heads), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, linear_v_heads), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, linear_k_dim), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, linear_v_dim), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, linear_conv), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, attention_gate), kOptional, 1, 0, 2},
    {TOKROOF_SAME(model::Architecture, global_kv_heads), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, global_head_dim), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, global_heads), kOptional, 1, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, prompt_layers), kOptional, 1, 1, 1000},
    {TOKROOF_SAME(model::Architecture, k_equals_v)},
    {TOKROOF_SAME(model::Architecture, kv_shared_layers), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Architecture, moe_latent_dim), kOptional, 1, 0, 1e6},
    {TOKROOF_SAME(model::Architecture, ple_dim), kOptional, 1, 0, 1e6},
    {TOKROOF_SAME(model::Architecture, ple_vocab), kOptional, 1, 0, 1e7},
    {TOKROOF_KEY("host_tables_gb", model::Architecture, host_tables_bytes), kOptional, kGiga, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, d_ff_wide), kOptional, 1, 0, 1e7},
    {TOKROOF_SAME(model::Architecture, d_ff_wide_layers), kOptional, 1, 0, 1000},
    {TOKROOF_KEY("extra_parameters_b", model::Architecture, extra_parameters), kOptional, kGiga, 0, 1e5},
    {TOKROOF_SAME(model::Architecture, extra_active)},
    {TOKROOF_SAME(model::Architecture, draft_head)},
    {TOKROOF_KEY("attention_parameters_b", model::Architecture, attention_parameters),
     kOptional,
     kGiga,
     0,
     1e5},
    {TOKROOF_SAME(model::Architecture, fused_qkv)},
    {TOKROOF_KEY("computed_parameters_b", model::Architecture, computed_parameters),
     kOptional,
     kGiga,
     1e-5,
     1e5},
    {TOKROOF_SAME(model::Architecture, kv_bytes_full_f16), kOptional, 1, 0, 1e9},
    {TOKROOF_SAME(model::Architecture, kv_bytes_window_f16), kOptional, 1, 0, 1e9},
    {TOKROOF_SAME(model::Architecture, confidence), kRequired},
    {TOKROOF_SAME(model::Architecture, source), kRequired},
    {TOKROOF_SAME(model::Architecture, notes)},
};

constexpr Field<StorageType> kStorageTypeFields[] = {
    {TOKROOF_SAME(StorageType, name), kRequired},
    {TOKROOF_SAME(StorageType, engine_family), kRequired},
    {TOKROOF_SAME(StorageType, bits_per_weight), kOptional, 1, 0.5, 64},
    {TOKROOF_SAME(StorageType, block_size), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(StorageType, bytes_per_block), kOptional, 1, 0.125, 1e7},
    {TOKROOF_SAME(StorageType, notes)},
    {TOKROOF_SAME(StorageType, source), kRequired},
};

constexpr Field<Recipe> kRecipeFields[] = {
    {TOKROOF_SAME(Recipe, file_type), kRequired},
    {TOKROOF_KEY("default", Recipe, default_type), kRequired, 1, 0, kNoLimit, Refers::storage_rule},
    {TOKROOF_NAMING(Recipe, token_embd, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, output, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, attn_q, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, attn_k, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, attn_v_or_qkv, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, attn_output, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, ffn_gate_up, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, ffn_down, storage_rule, kRequired)},
    {TOKROOF_NAMING(Recipe, other_2d, storage_rule, kRequired)},
    {TOKROOF_SAME(Recipe, bits_per_weight_llama_8b), kOptional, 1, 0.5, 64},
    {TOKROOF_SAME(Recipe, bits_per_weight_llama_70b), kOptional, 1, 0.5, 64},
    {TOKROOF_SAME(Recipe, bits_per_weight_qwen3_30b_a3b), kOptional, 1, 0.5, 64},
    {TOKROOF_SAME(Recipe, notes)},
    {TOKROOF_SAME(Recipe, source), kRequired},
};

constexpr Field<AllReduceTime> kAllReduceFields[] = {
    {TOKROOF_SAME(AllReduceTime, devices), kRequired, 1, 2, 1e6},
    {TOKROOF_KEY("us", AllReduceTime, seconds), kRequired, kMicro, 0.01, 1e7},
};

constexpr Field<Carrier> kCarrierFields[] = {
    {TOKROOF_SAME(Carrier, vendor), kRequired},
    {TOKROOF_SAME(Carrier, arch), kRequired},
    {TOKROOF_SAME(Carrier, part)},
    {TOKROOF_KEY("least_gb_per_s", Carrier, least_bytes_per_s), kOptional, kGiga, 1, 1e5},
    {TOKROOF_SAME(Carrier, most_devices), kRequired, 1, 2, 1e6},
    {TOKROOF_SAME(Carrier, beyond)},
};

constexpr Field<Link> kLinkFields[] = {
    {TOKROOF_SAME(Link, slug), kRequired},
    {TOKROOF_SAME(Link, name), kRequired},
    {TOKROOF_KEY("gb_per_s_per_direction", Link, bytes_per_s), kOptional, kGiga, 1e-3, 1e5},
    {TOKROOF_KEY("latency_us", Link, latency_s), kOptional, kMicro, 0.01, 1e7},
    {TOKROOF_SAME(Link, all_reduce)},
    {TOKROOF_SAME(Link, carriers)},
    {TOKROOF_SAME(Link, carriers_source)},
    {TOKROOF_SAME(Link, source), kRequired},
    {TOKROOF_SAME(Link, notes)},
};

constexpr Field<SharedName> kSharedNameFields[] = {
    {TOKROOF_CHOICE(SharedName, kind, kSharedKinds, kRequired)},
    {TOKROOF_SAME(SharedName, name), kRequired},
    {TOKROOF_SAME(SharedName, usual)},
    {TOKROOF_SAME(SharedName, candidates), kRequired},
    {TOKROOF_SAME(SharedName, why)},
    {TOKROOF_SAME(SharedName, source), kRequired},
};

constexpr Field<NameWords> kNameWordsFields[] = {
    {TOKROOF_CHOICE(NameWords, kind, kWordsKinds, kRequired)},
    {TOKROOF_SAME(NameWords, words), kRequired},
    {TOKROOF_SAME(NameWords, note)},
    {TOKROOF_SAME(NameWords, source), kRequired},
};

constexpr Field<Alias> kAliasFields[] = {
    {TOKROOF_CHOICE(Alias, kind, kAliasKinds, kRequired)},
    {TOKROOF_SAME(Alias, alias), kRequired},
    {TOKROOF_SAME(Alias, canonical), kRequired},
    {TOKROOF_SAME(Alias, exactness), kRequired},
    {TOKROOF_SAME(Alias, power_limit_w), kOptional, 1, 31, 1e6},
    {TOKROOF_SAME(Alias, count), kOptional, 1, 1, 1024},
    {TOKROOF_NAMING(Alias, quant, storage, kOptional)},
    {TOKROOF_SAME(Alias, note)},
};

constexpr Field<model::Engine> kEngineFields[] = {
    {TOKROOF_SAME(model::Engine, name), kRequired},
    {TOKROOF_SAME(model::Engine, runs_as)},
    {TOKROOF_SAME(model::Engine, split), kRequired},
    {TOKROOF_SAME(model::Engine, quant), kRequired},
    {TOKROOF_NAMING(model::Engine, backends, backend, kOptional)},
    {TOKROOF_NAMING(model::Engine, not_on, backend, kOptional)},
    {TOKROOF_SAME(model::Engine, polls_between_devices)},
    {TOKROOF_SAME(model::Engine, tags_models)},
    {TOKROOF_NAMING(model::Engine, integrated_graphics, devices, kOptional)},
    {TOKROOF_SAME(model::Engine, uses_integrated_graphics_with)},
    {TOKROOF_SAME(model::Engine, ggml)},
    {TOKROOF_SAME(model::Engine, checkpoints)},
    {TOKROOF_SAME(model::Engine, quantizes_output)},
    {TOKROOF_SAME(model::Engine, paged_cache)},
    {TOKROOF_SAME(model::Engine, needs_whole_context)},
    {TOKROOF_SAME(model::Engine, pipelines_steps)},
    {TOKROOF_SAME(model::Engine, caches_experts)},
    {TOKROOF_SAME(model::Engine, copies_cache)},
    {TOKROOF_SAME(model::Engine, micro_batch), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, small_micro_batch), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, large_micro_batch), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, huge_micro_batch), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, large_micro_batch_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, small_defaults_arch)},
    {TOKROOF_SAME(model::Engine, groups_share_limits)},
    {TOKROOF_SAME(model::Engine, graphs_prompt_tokens), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, graphs_prompts_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, packed_prompts)},
    {TOKROOF_SAME(model::Engine, naive_latent_prompts)},
    {TOKROOF_SAME(model::Engine, prompts_beside_steps_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, schedules_beside_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, reserves_answers)},
    {TOKROOF_SAME(model::Engine, step_tokens), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, cache_by_place_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, request_host_ms), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Engine, host_sampling_ns_per_entry), kOptional, 1, 0, 1000},
    {TOKROOF_SAME(model::Engine, most_sequences), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, drafting_most_sequences), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, large_most_sequences), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(model::Engine, server_kernels)},
    {TOKROOF_SAME(model::Engine, works_on_cpu)},
    {TOKROOF_SAME(model::Engine, graphs_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, graphs_with_experts_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, graphs_elsewhere_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, eager_until), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, eager_elsewhere_until), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, head_by_head_elsewhere_until), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, flash_attention_since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(model::Engine, source), kRequired},
};

constexpr Field<EngineSplit> kEngineSplitFields[] = {
    {TOKROOF_NAMING(EngineSplit, engines, engine_family, kRequired)},
    {TOKROOF_NAMING(EngineSplit, splits, split, kRequired)},
    {TOKROOF_NAMING(EngineSplit, row_backends, backend, kOptional)},
    {TOKROOF_SAME(EngineSplit, divides_heads)},
    {TOKROOF_SAME(EngineSplit, most_devices), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(EngineSplit, source), kRequired},
};

constexpr Field<PromptOverlap> kPromptOverlapFields[] = {
    {TOKROOF_NAMING(PromptOverlap, engines, engine_family, kRequired)},
    {TOKROOF_NAMING(PromptOverlap, backend, backend, kRequired)},
    {TOKROOF_SAME(PromptOverlap, with_experts)},
    {TOKROOF_SAME(PromptOverlap, since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(PromptOverlap, source), kRequired},
};

constexpr Field<PromptKernel> kPromptKernelFields[] = {
    {TOKROOF_CHOICE(PromptKernel, work, kPromptWork, kRequired)},
    {TOKROOF_NAMING(PromptKernel, engines, engine_family, kRequired)},
    {TOKROOF_NAMING(PromptKernel, backend, backend, kRequired)},
    {TOKROOF_SAME(PromptKernel, vendors)},
    {TOKROOF_SAME(PromptKernel, generations)},
    {TOKROOF_SAME(PromptKernel, other_generations)},
    {TOKROOF_SAME(PromptKernel, classes)},
    {TOKROOF_SAME(PromptKernel, driver)},
    {TOKROOF_SAME(PromptKernel, other_driver)},
    {TOKROOF_SAME(PromptKernel, since), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(PromptKernel, until), kOptional, 1, kFirstYear, kLastYear},
    {TOKROOF_SAME(PromptKernel, source), kRequired},
};

constexpr Field<BenchmarkFormat> kBenchmarkFormatFields[] = {
    {TOKROOF_SAME(BenchmarkFormat, name), kRequired},
    {TOKROOF_SAME(BenchmarkFormat, has), kRequired},
    {TOKROOF_SAME(BenchmarkFormat, records)},
    {TOKROOF_NAMING(BenchmarkFormat, cells, assignment, kRequired)},
    {TOKROOF_NAMING(BenchmarkFormat, fixed, assignment, kOptional)},
    {TOKROOF_SAME(BenchmarkFormat, source), kRequired},
};

constexpr Field<ColumnTitles> kColumnTitlesFields[] = {
    {TOKROOF_NAMING(ColumnTitles, column, title, kRequired)},
    {TOKROOF_SAME(ColumnTitles, titles), kRequired},
    {TOKROOF_SAME(ColumnTitles, alone)},
};

constexpr Field<ModelType> kModelTypeFields[] = {
    {TOKROOF_SAME(ModelType, model_type), kRequired},
    {TOKROOF_SAME(ModelType, family)},
    {TOKROOF_SAME(ModelType, tied)},
    {TOKROOF_SAME(ModelType, plain_ffn)},
    {TOKROOF_SAME(ModelType, hidden_size), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, intermediate_size), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, num_hidden_layers), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, num_attention_heads), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, num_key_value_heads), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, head_dim), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, global_head_dim), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, vocab_size), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, sliding_window), kOptional, 1, 1},
    {TOKROOF_SAME(ModelType, refused)},
};

constexpr Field<GgufArchitecture> kGgufArchitectureFields[] = {
    {TOKROOF_SAME(GgufArchitecture, architecture), kRequired},
    {TOKROOF_SAME(GgufArchitecture, family)},
    {TOKROOF_SAME(GgufArchitecture, window_period), kOptional, 1, 2, 1000},
    {TOKROOF_SAME(GgufArchitecture, window_tokens), kOptional, 1, 1},
    {TOKROOF_SAME(GgufArchitecture, refused)},
};

constexpr Field<EnginePlacement> kEnginePlacementFields[] = {
    {TOKROOF_NAMING(EnginePlacement, engines, engine, kRequired)},
    {TOKROOF_NAMING(EnginePlacement, host_layers, numbered, kOptional)},
    {TOKROOF_NAMING(EnginePlacement, host_experts, numbered, kOptional)},
    {TOKROOF_NAMING(EnginePlacement, cards, numbered, kOptional)},
    {TOKROOF_SAME(EnginePlacement, cpu)},
    {TOKROOF_NAMING(EnginePlacement, devices, numbered, kOptional)},
    {TOKROOF_NAMING(EnginePlacement, streamed, numbered, kOptional)},
    {TOKROOF_SAME(EnginePlacement, source), kRequired},
};

constexpr Field<EngineCommand> kEngineCommandFields[] = {
    {TOKROOF_NAMING(EngineCommand, engine, engine, kRequired)},
    {TOKROOF_SAME(EngineCommand, command), kRequired},
};

constexpr Field<EngineFormat> kEngineFormatFields[] = {
    {TOKROOF_NAMING(EngineFormat, engines, engine_family, kOptional)},
    {TOKROOF_NAMING(EngineFormat, other_engines, engine_family, kOptional)},
    {TOKROOF_SAME(EngineFormat, classes)},
    {TOKROOF_SAME(EngineFormat, other_classes)},
    {TOKROOF_SAME(EngineFormat, parts)},
    {TOKROOF_SAME(EngineFormat, vendor)},
    {TOKROOF_SAME(EngineFormat, archs)},
    {TOKROOF_CHOICE(EngineFormat, outcome, kFormatOutcomes, kRequired)},
    {TOKROOF_SAME(EngineFormat, why), kRequired},
    {TOKROOF_NAMING(EngineFormat, instead, engine_family, kOptional)},
    {TOKROOF_SAME(EngineFormat, instead_on)},
    {TOKROOF_SAME(EngineFormat, source), kRequired},
};

constexpr Field<EngineModels> kEngineModelsFields[] = {
    {TOKROOF_NAMING(EngineModels, engines, engine, kRequired)},
    {TOKROOF_NAMING(EngineModels, backends, backend, kOptional)},
    {TOKROOF_NAMING(EngineModels, families, model_family, kOptional)},
    {TOKROOF_NAMING(EngineModels, lacks, model_family, kOptional)},
    {TOKROOF_CHOICE(EngineModels, outcome, kModelsOutcomes, kRequired)},
    {TOKROOF_SAME(EngineModels, why), kRequired},
    {TOKROOF_SAME(EngineModels, source), kRequired},
};

constexpr Field<EngineFileTypes> kEngineFileTypesFields[] = {
    {TOKROOF_NAMING(EngineFileTypes, engines, engine_family, kOptional)},
    {TOKROOF_SAME(EngineFileTypes, families)},
    {TOKROOF_SAME(EngineFileTypes, types), kRequired},
    {TOKROOF_SAME(EngineFileTypes, usual), kRequired},
    {TOKROOF_SAME(EngineFileTypes, source), kRequired},
};

constexpr Field<VendorBackends> kVendorBackendsFields[] = {
    {TOKROOF_SAME(VendorBackends, vendor), kRequired},
    {TOKROOF_SAME(VendorBackends, generations)},
    {TOKROOF_NAMING(VendorBackends, backends, backend, kRequired)},
    {TOKROOF_NAMING(VendorBackends, engine, engine, kRequired)},
    {TOKROOF_SAME(VendorBackends, source), kRequired},
};

constexpr Field<UsableMemory> kUsableMemoryFields[] = {
    {TOKROOF_SAME(UsableMemory, vendor), kRequired},
    {TOKROOF_SAME(UsableMemory, os)},
    {TOKROOF_NAMING(UsableMemory, slugs, devices, kOptional)},
    {TOKROOF_SAME(UsableMemory, share), kRequired, 1, 0.5, 1},
    {TOKROOF_SAME(UsableMemory, why), kRequired},
    {TOKROOF_SAME(UsableMemory, source), kRequired},
};

constexpr Field<StreetPrice> kStreetPriceFields[] = {
    {TOKROOF_NAMING(StreetPrice, device, device, kRequired)},
    {TOKROOF_CHOICE(StreetPrice, condition, kConditions, kRequired)},
    {TOKROOF_SAME(StreetPrice, low_usd), kRequired, 1, 1, 1e8},
    {TOKROOF_SAME(StreetPrice, high_usd), kRequired, 1, 1, 1e8},
    {TOKROOF_NAMING(StreetPrice, date, month, kRequired)},
    {TOKROOF_SAME(StreetPrice, source), kRequired},
};

constexpr Field<PciDevice> kPciDeviceFields[] = {
    {TOKROOF_SAME(PciDevice, vendor), kRequired},
    {TOKROOF_SAME(PciDevice, device), kRequired},
    {TOKROOF_SAME(PciDevice, revision)},
    {TOKROOF_NAMING(PciDevice, slugs, devices, kRequired)},
    {TOKROOF_SAME(PciDevice, source), kRequired},
};

constexpr Field<ProcessorClass> kProcessorClassFields[] = {
    {TOKROOF_SAME(ProcessorClass, vendor)},
    {TOKROOF_SAME(ProcessorClass, family), kOptional, 1, 1, 1e6},
    {TOKROOF_SAME(ProcessorClass, models)},
    {TOKROOF_SAME(ProcessorClass, part)},
    {TOKROOF_SAME(ProcessorClass, flags)},
    {TOKROOF_SAME(ProcessorClass, name), kRequired},
    {TOKROOF_SAME(ProcessorClass, channels), kRequired, 1, 1, 64},
    {TOKROOF_SAME(ProcessorClass, memory_mts), kRequired, 1, 100, 20000},
    {TOKROOF_SAME(ProcessorClass, memory), kRequired},
    {TOKROOF_SAME(ProcessorClass, flops_per_clock), kRequired, 1, 1, 1024},
    {TOKROOF_SAME(ProcessorClass, source), kRequired},
};

constexpr Field<ServerSlots> kServerSlotsFields[] = {
    {TOKROOF_SAME(ServerSlots, engine), kRequired},
    {TOKROOF_SAME(ServerSlots, slots), kRequired, 1, 1, 1e5},
};

constexpr Field<PrefixCached> kPrefixCachedFields[] = {
    {TOKROOF_SAME(PrefixCached, engine), kRequired},
    {TOKROOF_SAME(PrefixCached, model), kRequired},
};

constexpr Field<SourceFacts> kSourceFactsFields[] = {
    {TOKROOF_SAME(SourceFacts, source), kRequired},
    {TOKROOF_SAME(SourceFacts, mean_context), kOptional, 1, 0, 1e9},
    {TOKROOF_SAME(SourceFacts, prompt_lengths), kOptional, 1, 1, 1e9},
    {TOKROOF_SAME(SourceFacts, count_prompt), kOptional, 1, 1, 1e9},
    {TOKROOF_SAME(SourceFacts, server_slots)},
    {TOKROOF_SAME(SourceFacts, prefix_cached)},
    {TOKROOF_SAME(SourceFacts, prompt_is_micro_batch)},
    {TOKROOF_SAME(SourceFacts, power_is_not_a_limit)},
    {TOKROOF_SAME(SourceFacts, why), kRequired},
    {TOKROOF_SAME(SourceFacts, origin), kRequired},
};

constexpr Field<OffloadHost> kOffloadHostFields[] = {
    {TOKROOF_NAMING(OffloadHost, pattern, pattern, kRequired)},
    {TOKROOF_KEY("bandwidth_gb_per_s", OffloadHost, bandwidth_bytes_per_s), kRequired, kGiga, 1, 1e5},
    {TOKROOF_SAME(OffloadHost, cpu_cores), kRequired, 1, 1, 1e4},
    {TOKROOF_KEY("fp32_tflops", OffloadHost, fp32_flops), kRequired, kTera, 1e-3, 1e3},
    {TOKROOF_SAME(OffloadHost, sockets), kRequired, 1, 1, 64},
    {TOKROOF_SAME(OffloadHost, source), kRequired},
};

constexpr Field<LaunchSpeed> kLaunchSpeedFields[] = {
    {TOKROOF_NAMING(LaunchSpeed, pattern, pattern, kRequired)},
    {TOKROOF_SAME(LaunchSpeed, speed), kRequired, 1, 0.01, 10},
    {TOKROOF_SAME(LaunchSpeed, x86), kOptional},
    {TOKROOF_SAME(LaunchSpeed, pcie_generation), kOptional, 1, 1, 8},
    {TOKROOF_SAME(LaunchSpeed, source), kRequired},
};

constexpr Field<SocCpu> kSocCpuFields[] = {
    {TOKROOF_NAMING(SocCpu, devices, devices, kRequired)},
    {TOKROOF_SAME(SocCpu, cores), kRequired, 1, 1, 1024},
    {TOKROOF_KEY("ghz", SocCpu, clock_hz), kRequired, kGiga, 0.1, 10},
    {TOKROOF_SAME(SocCpu, flops_per_clock), kRequired, 1, 1, 4096},
    {TOKROOF_KEY("bandwidth_gb_per_s", SocCpu, bandwidth_bytes_per_s), kRequired, kGiga, 1, 1e5},
    {TOKROOF_SAME(SocCpu, source), kRequired},
};

}  // namespace

// NOLINTBEGIN(bugprone-macro-parentheses): a type in parentheses is none
#define TOKROOF_TABLE(Type, table)           \
  template <>                                \
  std::span<const Field<Type>> fields_of() { \
    return table;                            \
  }
TOKROOF_ENTRY_TYPES(TOKROOF_TABLE)
#undef TOKROOF_TABLE
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace tokroof::catalog
