#include "model/count/storage_type.hpp"

#include <cmath>

namespace tokroof::model {
namespace {

consteval bool types_follow_enum() {
  for (std::size_t i = 0; i < kGgmlTypes.size(); ++i) {
    if (static_cast<std::size_t>(kGgmlTypes[i].type) != i) return false;
  }
  return true;
}
static_assert(types_follow_enum());

bool divides(GgmlType type, double row_length) {
  const double blocks = row_length / spec_of(type).block_elements;  // a power of two: exact
  return blocks == std::floor(blocks);
}

}  // namespace

GgmlType fitting_type(GgmlType wanted, double row_length) {
  if (divides(wanted, row_length)) return wanted;
  const GgmlType fallback = spec_of(wanted).fallback;
  return divides(fallback, row_length) ? fallback : GgmlType::f16;
}

std::optional<GgmlType> ggml_type_of_gguf_id(int id) {
  for (const GgmlTypeSpec& row : kGgmlTypes) {
    if (row.gguf_id == id) return row.type;
  }
  return std::nullopt;
}

}  // namespace tokroof::model
