#include <algorithm>
#include <iterator>

#include "formats/models/gguf_header.hpp"
#include "model/count/storage_type.hpp"

namespace tokroof::formats {
namespace {

struct NamedType {
  std::uint32_t id;
  std::string_view name;
  GgufBlock block;  ///< no elements: rows carry scales of their own, or the layout is not known
};

// clang-format off
/// Beside those that llama-quantize writes (kGgmlTypes): plain numbers, and what ik_llama.cpp and newer builds add.
constexpr NamedType kOtherTypes[] = {
    {9, "Q8_1", {32, 36}}, {15, "Q8_K", {256, 292}}, {24, "I8", {1, 1}},   {25, "I16", {1, 2}},
    {26, "I32", {1, 4}},   {27, "I64", {1, 8}},      {28, "F64", {1, 8}},  {36, "I2_S", {}},
    {41, "Q1_0", {}},      {42, "Q2_0", {}},
    {133, "Q6_0", {}},     {134, "IQ1_BN", {}},      {135, "IQ2_BN", {}},  {137, "IQ2_K", {}},
    {138, "IQ3_K", {}},    {139, "IQ4_K", {}},       {140, "IQ5_K", {}},   {141, "IQ6_K", {}},
    {144, "IQ4_KS", {}},   {145, "IQ2_KS", {}},      {146, "IQ4_KSS", {}}, {151, "Q8_KV", {}},
    {152, "IQ5_KS", {}},   {153, "IQ2_KT", {}},      {154, "IQ3_KT", {}},  {155, "IQ4_KT", {}},
    {156, "IQ3_KS", {}},   {157, "IQ2_KL", {}},      {158, "IQ1_KT", {}},
    {202, "Q4_0_R8", {}},  {206, "Q5_0_R4", {}},     {208, "Q8_0_R8", {}}, {210, "Q2_K_R4", {}},
    {211, "Q3_K_R4", {}},  {212, "Q4_K_R4", {}},     {213, "Q5_K_R4", {}}, {214, "Q6_K_R4", {}},
    {216, "IQ2_XXS_R4", {}}, {217, "IQ2_XS_R4", {}}, {218, "IQ3_XXS_R4", {}}, {219, "IQ1_S_R4", {}},
    {220, "IQ4_NL_R4", {}}, {221, "IQ3_S_R4", {}},   {222, "IQ2_S_R4", {}}, {223, "IQ4_XS_R8", {}},
    {229, "IQ1_M_R4", {}}, {230, "BF16_R16", {}},    {233, "Q6_0_R4", {}}, {335, "IQ2_BN_R4", {}},
    {337, "IQ2_K_R4", {}}, {338, "IQ3_K_R4", {}},    {339, "IQ4_K_R4", {}}, {340, "IQ5_K_R4", {}},
    {344, "IQ4_KS_R4", {}}, {352, "IQ5_KS_R4", {}},  {397, "Q8_K_R16", {}}, {398, "Q8_KV_R8", {}},
    {399, "Q8_K_R8", {}},
};
// clang-format on

const NamedType* other_type(std::uint32_t type) {
  const auto* found = std::find_if(
      std::begin(kOtherTypes), std::end(kOtherTypes), [&](const NamedType& t) { return t.id == type; });
  return found == std::end(kOtherTypes) ? nullptr : found;
}

std::optional<model::GgmlType> common_type(std::uint32_t type) {
  constexpr std::uint32_t kMostTypes = 1000;
  return type < kMostTypes ? model::ggml_type_of_gguf_id(static_cast<int>(type)) : std::nullopt;
}

}  // namespace

std::string gguf_type_name(std::uint32_t type) {
  if (const auto known = common_type(type)) {
    return std::string(model::spec_of(*known).name);
  }
  const NamedType* other = other_type(type);
  return other != nullptr ? std::string(other->name) : "type " + std::to_string(type);
}

std::optional<GgufBlock> gguf_block(std::uint32_t type) {
  if (const auto known = common_type(type)) {
    return GgufBlock{model::spec_of(*known).block_elements, model::spec_of(*known).block_bytes};
  }
  const NamedType* other = other_type(type);
  return other != nullptr && other->block.elements > 0 ? std::optional(other->block) : std::nullopt;
}

}  // namespace tokroof::formats
