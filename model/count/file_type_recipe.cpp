#include "model/count/file_type_recipe.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tokroof::model {
namespace {

using Type = GgmlType;
using enum GgmlType;

/// The exceptions that hold in all layers. Those that vary by layer are functions below.
struct FileTypeRow {
  FileType type;
  std::string_view name;
  Type base;
  Type embedding;  ///< untied
  Type output;
  Type query_key;
  Type attention_output;
  Type attention_output_8x;  ///< with exactly eight experts
};

// clang-format off
constexpr std::array kFileTypes = [] {
  using F = FileType;
  return std::array{
      //                         name       base     embedding output query_key attn_output  8 experts
      FileTypeRow{F::f32,     "F32",     f32,     f32,     f32,  f32,     f32,     f32},
      FileTypeRow{F::f16,     "F16",     f16,     f16,     f16,  f16,     f16,     f16},
      FileTypeRow{F::bf16,    "BF16",    bf16,    bf16,    bf16, bf16,    bf16,    bf16},
      FileTypeRow{F::q8_0,    "Q8_0",    q8_0,    q8_0,    q8_0, q8_0,    q8_0,    q8_0},
      FileTypeRow{F::q6_k,    "Q6_K",    q6_k,    q6_k,    q6_k, q6_k,    q6_k,    q6_k},
      FileTypeRow{F::q5_k_m,  "Q5_K_M",  q5_k,    q5_k,    q6_k, q5_k,    q5_k,    q5_k},
      FileTypeRow{F::q5_k_s,  "Q5_K_S",  q5_k,    q5_k,    q6_k, q5_k,    q5_k,    q5_k},
      FileTypeRow{F::q4_k_m,  "Q4_K_M",  q4_k,    q4_k,    q6_k, q4_k,    q4_k,    q5_k},
      FileTypeRow{F::q4_k_s,  "Q4_K_S",  q4_k,    q4_k,    q6_k, q4_k,    q4_k,    q5_k},
      FileTypeRow{F::q3_k_l,  "Q3_K_L",  q3_k,    q3_k,    q6_k, q3_k,    q5_k,    q3_k},
      FileTypeRow{F::q3_k_m,  "Q3_K_M",  q3_k,    q3_k,    q6_k, q3_k,    q4_k,    q5_k},
      FileTypeRow{F::q3_k_s,  "Q3_K_S",  q3_k,    q3_k,    q6_k, q3_k,    q3_k,    q5_k},
      FileTypeRow{F::q2_k,    "Q2_K",    q2_k,    q2_k,    q6_k, q2_k,    q3_k,    q5_k},
      FileTypeRow{F::q2_k_s,  "Q2_K_S",  q2_k,    q2_k,    q6_k, q2_k,    q2_k,    q2_k},
      FileTypeRow{F::q4_0,    "Q4_0",    q4_0,    q4_0,    q6_k, q4_0,    q4_0,    q4_0},
      FileTypeRow{F::q4_1,    "Q4_1",    q4_1,    q4_1,    q6_k, q4_1,    q4_1,    q4_1},
      FileTypeRow{F::q5_0,    "Q5_0",    q5_0,    q5_0,    q6_k, q5_0,    q5_0,    q5_0},
      FileTypeRow{F::q5_1,    "Q5_1",    q5_1,    q5_1,    q6_k, q5_1,    q5_1,    q5_1},
      FileTypeRow{F::iq4_nl,  "IQ4_NL",  iq4_nl,  iq4_nl,  q6_k, iq4_nl,  iq4_nl,  q5_k},
      FileTypeRow{F::iq4_xs,  "IQ4_XS",  iq4_xs,  iq4_xs,  q6_k, iq4_xs,  iq4_xs,  q5_k},
      FileTypeRow{F::iq3_m,   "IQ3_M",   iq3_s,   iq3_s,   q6_k, iq3_s,   q4_k,    q5_k},
      FileTypeRow{F::iq3_s,   "IQ3_S",   iq3_s,   iq3_s,   q6_k, iq3_s,   iq3_s,   q5_k},
      FileTypeRow{F::iq3_xs,  "IQ3_XS",  iq3_s,   iq3_s,   q6_k, iq3_xxs, iq3_s,   q5_k},
      FileTypeRow{F::iq3_xxs, "IQ3_XXS", iq3_xxs, iq3_s,   q5_k, iq2_s,   iq3_s,   q5_k},
      FileTypeRow{F::iq2_m,   "IQ2_M",   iq2_s,   iq3_s,   q5_k, iq2_s,   iq3_s,   q5_k},
      FileTypeRow{F::iq2_s,   "IQ2_S",   iq2_xs,  iq3_s,   q5_k, iq2_xs,  iq3_s,   q5_k},
      FileTypeRow{F::iq2_xs,  "IQ2_XS",  iq2_xs,  q2_k,    q5_k, iq2_xs,  iq2_xs,  q5_k},
      FileTypeRow{F::iq2_xxs, "IQ2_XXS", iq2_xxs, q2_k,    q5_k, iq2_xxs, iq2_xxs, q5_k},
      FileTypeRow{F::iq1_m,   "IQ1_M",   iq1_m,   q2_k,    q5_k, iq1_m,   iq2_xxs, q5_k},
      FileTypeRow{F::iq1_s,   "IQ1_S",   iq1_s,   q2_k,    q5_k, iq1_s,   iq2_xxs, q5_k},
      FileTypeRow{F::mxfp4,   "MXFP4",   q8_0,    q8_0,    q8_0, q8_0,    q8_0,    q8_0},
  };
}();
// clang-format on

consteval bool recipes_follow_enum() {
  for (std::size_t i = 0; i < kFileTypes.size(); ++i) {
    if (static_cast<std::size_t>(kFileTypes[i].type) != i) return false;
  }
  return true;
}
static_assert(recipes_follow_enum());

constexpr const FileTypeRow& row_of(FileType type) { return kFileTypes[static_cast<std::size_t>(type)]; }

/// A file type applied to a model: everything that a rule may ask.
struct Mix {
  const FileTypeRow& row;
  bool imatrix;
  int layers;
  int value_matrices;
  bool tied;
  bool grouped_by_four;  ///< at least four query heads a KV head
  bool eighty_grouped;   ///< the 70B rule
  bool eight_experts;    ///< the Mixtral rule
  bool many_experts;     ///< four or more

  FileType type() const { return row.type; }
  bool unquantized() const { return row.base == f32 || row.base == f16 || row.base == bf16; }
  /// Below about 2.7 bits: llama-quantize has a set of rules apart for them.
  bool very_low() const { return row.type >= FileType::iq2_m && row.type <= FileType::iq1_s; }
  /// What very low types step up to.
  Type step_up() const { return row.type == FileType::iq2_m || row.type == FileType::iq2_s ? iq3_s : q2_k; }
};

bool more_bits(int i, int n) { return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2; }

bool is_value(const Tensor& t) {
  return t.category == TensorCategory::attention_v || t.category == TensorCategory::attention_qkv;
}

/// Attention V and fused QKV. `index` counts these matrices.
Type value_type_by_file(const Mix& m, int index) {
  using F = FileType;
  switch (m.type()) {
    case F::q2_k: return m.grouped_by_four ? q4_k : q3_k;
    case F::q2_k_s:
    case F::iq3_xs:
    case F::iq3_s: return m.grouped_by_four ? q4_k : m.row.base;
    case F::iq3_xxs: return m.grouped_by_four ? q4_k : m.imatrix ? iq3_xxs : iq3_s;
    case F::iq3_m: return q4_k;
    case F::q3_k_m: return index < 2 ? q5_k : q4_k;
    case F::q3_k_l: return q5_k;
    case F::iq4_nl:
    case F::iq4_xs: return m.grouped_by_four ? q5_k : m.row.base;
    case F::q4_k_m:
    case F::q5_k_m: return more_bits(index, m.value_matrices) ? q6_k : m.row.base;
    case F::q4_k_s: return index < 4 ? q5_k : q4_k;
    default: return m.row.base;
  }
}

Type value_type(const Mix& m, int index) {
  if (m.very_low()) return m.grouped_by_four || m.many_experts ? q4_k : m.step_up();
  if (m.eight_experts && m.type() != FileType::mxfp4) return q8_0;
  const Type type = value_type_by_file(m, index);
  return m.eighty_grouped && (type == q3_k || type == q4_k) ? q5_k : type;
}

/// FFN down of dense layers, shared and routed experts.
Type down_type(const Mix& m, int layer) {
  using F = FileType;
  const bool first_eighth = layer < m.layers / 8;
  if (m.very_low()) return first_eighth ? m.step_up() : m.row.base;
  switch (m.type()) {
    case F::q2_k: return q3_k;
    case F::q2_k_s: return first_eighth ? q4_k : q2_k;
    case F::iq3_xxs: return m.imatrix ? iq3_xxs : first_eighth ? q4_k : q3_k;
    case F::q3_k_m: return layer < m.layers / 16 ? q5_k : q4_k;
    case F::q3_k_l: return q5_k;
    case F::iq3_m: return first_eighth || (m.eight_experts && more_bits(layer, m.layers)) ? q4_k : iq3_s;
    case F::q4_k_m:
    case F::q5_k_m: return more_bits(layer, m.layers) ? q6_k : m.row.base;
    case F::iq4_nl:
    case F::iq4_xs: return first_eighth && !m.imatrix ? q5_k : m.row.base;
    case F::q4_k_s: return first_eighth ? q5_k : q4_k;
    case F::q4_0: return first_eighth && m.imatrix ? q4_1 : q4_0;
    case F::q5_0: return first_eighth && m.imatrix ? q5_1 : q5_0;
    default: return m.row.base;
  }
}

/// FFN gate and up of dense layers, shared and routed experts.
Type gate_up_type(const Mix& m, int layer) {
  const bool middle = layer >= m.layers / 8 && layer < 7 * m.layers / 8;
  return m.type() == FileType::iq3_xs && middle ? iq3_xxs : m.row.base;
}

/// The output matrix, and an embedding that doubles as it.
Type output_type(const Mix& m, double row_length) {
  return fitting_type(m.row.base, row_length) == m.row.base ? m.row.output : q8_0;
}

Type key_type(const Mix& m) {
  if (!m.eight_experts || m.type() == FileType::mxfp4) return m.row.query_key;
  return m.very_low() ? q4_k : q8_0;
}

Type wanted_type(const Mix& m, const Tensor& t, int value_index) {
  using enum TensorCategory;
  if (t.category == kept_f32) return f32;
  if (m.unquantized()) return m.row.base;
  const bool packed = is_expert(t.category) || t.category == extra;
  if (packed && m.type() == FileType::mxfp4) return GgmlType::mxfp4;
  switch (t.category) {
    case kept_f16: return f16;
    case output: return output_type(m, t.row_length);
    case token_embedding:
    case per_layer_embedding: return m.tied ? output_type(m, t.row_length) : m.row.embedding;
    case attention_q: return m.row.query_key;
    case attention_k: return key_type(m);
    case attention_v:
    case attention_qkv: return value_type(m, value_index);
    case attention_output: return m.eight_experts ? m.row.attention_output_8x : m.row.attention_output;
    case ffn_down:
    case expert_down: return down_type(m, t.layer);
    case ffn_gate:
    case ffn_up:
    case expert_gate:
    case expert_up: return gate_up_type(m, t.layer);
    default: return m.row.base;
  }
}

Type overridden(const QuantizeOptions& options, TensorCategory category, Type type) {
  if (category == TensorCategory::token_embedding) return options.token_embedding.value_or(type);
  if (category == TensorCategory::output) return options.output.value_or(type);
  if (is_expert(category)) return options.experts.value_or(type);
  return type;
}

Mix mix_of(const Architecture& model, std::span<const Tensor> tensors, const FileTypeRow& row, bool imatrix) {
  const double kv_heads = model.kv_heads > 0 ? model.kv_heads : 1;
  int layers = 0;
  for (const Tensor& t : tensors) layers = std::max(layers, t.layer + 1);
  return {.row = row,
          .imatrix = imatrix,
          .layers = layers,
          .value_matrices = static_cast<int>(std::count_if(tensors.begin(), tensors.end(), is_value)),
          .tied = model.tied_embeddings,
          .grouped_by_four = model.heads / kv_heads >= 4,
          .eighty_grouped = model.layers == 80 && model.heads != kv_heads,
          .eight_experts = model.experts == 8,
          .many_experts = model.experts >= 4};
}

}  // namespace

std::optional<FileType> file_type_named(std::string_view name) {
  for (const FileTypeRow& row : kFileTypes) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

std::string_view file_type_name(FileType type) { return row_of(type).name; }

std::vector<GgmlType> storage_types(const Architecture& model,
                                    std::span<const Tensor> tensors,
                                    FileType type,
                                    const QuantizeOptions& options) {
  const Mix mix = mix_of(model, tensors, row_of(type), options.imatrix);
  std::vector<GgmlType> types;
  types.reserve(tensors.size());
  int values_seen = 0;
  for (const Tensor& t : tensors) {
    const Type wanted = wanted_type(mix, t, values_seen);
    types.push_back(fitting_type(overridden(options, t.category, wanted), t.row_length));
    values_seen += is_value(t);
  }
  return types;
}

}  // namespace tokroof::model
