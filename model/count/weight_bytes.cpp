#include "model/count/weight_bytes.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "model/count/layer_kinds.hpp"

namespace tokroof::model {

std::optional<WeightBytes> weight_bytes(const Architecture& model, std::string_view file_type, bool imatrix) {
  return weight_bytes(model, file_type, QuantizeOptions{.imatrix = imatrix});
}

std::optional<WeightBytes> weight_bytes(const Architecture& model,
                                        std::string_view file_type,
                                        const QuantizeOptions& options) {
  const std::optional<FileType> type = file_type_named(file_type);
  const bool has_shape = model.layers > 0 && model.layers <= kMostLayers && model.d_model > 0;
  if (!type || !has_shape) return std::nullopt;

  const std::vector<Tensor> tensors = tensor_list(model);
  const std::vector<GgmlType> types = storage_types(model, tensors, *type, options);
  WeightBytes sum;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const double bytes = stored_bytes(types[i], tensors[i].elements);
    sum.file_bytes += bytes;
    sum.read_bytes_per_token += bytes * tensors[i].read_share;
    if (is_expert(tensors[i].category)) sum.expert_bytes_total += bytes;
    if (is_table(tensors[i].category, tensors[i].read_share)) sum.table_bytes += bytes;
  }
  if (!std::isfinite(sum.file_bytes) || !std::isfinite(sum.read_bytes_per_token)) return std::nullopt;
  return sum;
}

}  // namespace tokroof::model
