#include "model/count/weights.hpp"

#include <cstring>
#include <functional>
#include <string>
#include <type_traits>
#include <unordered_map>

#include "model/count/architecture_parameters.hpp"
#include "model/count/checkpoint_bytes.hpp"
#include "model/count/file_weights.hpp"
#include "model/count/quantization.hpp"

namespace tokroof::model {
namespace {

constexpr double kExpertShareLimit = 0.97;  // routed experts are never all that a token reads
constexpr double kMxfp4BytesPerWeight = 17.0 / 32;
constexpr double kQ8BytesPerWeight = 34.0 / 32;

/// DeepSeek V4: published with experts in FP4 and all else in FP8, and whatever a file's label says of its experts, all
/// else keeps at least 8 bits. What the file then has left is experts.
void keep_dense_at_8_bits(const Scenario& s, const WeightBytes& plain, WeightRead& read) {
  const Architecture& m = *s.model;
  const double rest = read.weights - read.expert_weights;
  const double labelled = plain.read_bytes_per_token - read.expert_bytes;
  const double per_weight = std::max(labelled / rest, kQ8BytesPerWeight);
  const double dense_file = (rest + m.vocab * m.d_model) * per_weight;  // the embedding is looked up
  double experts = plain.expert_bytes_total;
  if (s.file_bytes > 0) {
    experts = std::clamp(s.file_bytes - dense_file, 0.5 * experts, 1.8 * experts);
  } else {
    read.file_bytes = experts + dense_file;
  }
  read.expert_bytes = experts * m.experts_active / m.experts;
  read.bytes = rest * per_weight + read.expert_bytes;
}

/// Sizes by tensor or part, scaled to the file's size if it is stated.
void from_counted(const Scenario& s, const WeightBytes& plain, WeightRead& read) {
  const bool sized = s.file_bytes > 0;
  const double scale = sized ? std::clamp(s.file_bytes / plain.file_bytes, 0.5, 1.8) : 1.0;
  const Architecture& m = *s.model;
  read.file_bytes = sized ? s.file_bytes : plain.file_bytes;
  read.bytes = plain.read_bytes_per_token * scale;
  read.table_bytes = plain.table_bytes * scale;
  read.expert_bytes = m.experts > 0 ? plain.expert_bytes_total * m.experts_active / m.experts * scale : 0;
  if (m.family == "deepseek4") {
    read.expert_bytes = plain.expert_bytes_total * m.experts_active / m.experts;
    keep_dense_at_8_bits(s, plain, read);
    return;
  }
  if (!m.slug.starts_with("gpt-oss") || !sized) {
    return;
  }
  const double all_experts = read.expert_weights / m.experts_active * m.experts;
  const double rest = read.weights - read.expert_weights;
  if (s.file_bytes > 1.5 * all_experts) {  // published unpacked, at 16 bits
    read.bytes = 2 * read.weights;
    read.expert_bytes = 2 * read.expert_weights;
  } else {
    read.expert_bytes = read.expert_weights * kMxfp4BytesPerWeight;
    const double beyond = s.file_bytes - all_experts * kMxfp4BytesPerWeight;
    read.bytes = read.expert_bytes + rest * std::clamp(beyond / (rest + m.vocab * m.d_model), 1.0, 2.05);
  }
}

/// Whether the scenario runs the very file that the shape was read from.
bool runs_its_file(const Scenario& s) {
  constexpr double kSameSize = 0.01;  // sizes are published with two decimals, or without the header
  const FileWeights* file = s.model->file;
  if (file == nullptr || s.quant != file->quant) {
    return false;
  }
  return !(s.file_bytes > 0) || std::fabs(s.file_bytes / file->file_bytes - 1) < kSameSize;
}

WeightRead from_file(const Architecture& m, const LayerCounts& layers) {
  const FileWeights& file = *m.file;
  const double share = layers.mixture ? m.experts_active / m.experts : 0;
  WeightRead read;
  read.file_bytes = file.file_bytes;
  read.bytes = file.read_bytes;
  read.table_bytes = file.table_bytes;
  read.weights = file.read_weights;
  read.expert_bytes = std::min(file.expert_bytes * share, kExpertShareLimit * read.bytes);
  read.expert_weights = std::min(file.expert_weights * share, kExpertShareLimit * read.weights);
  return read;
}

bool same_bytes(const Architecture& a, const Architecture& b) {
  static_assert(std::is_trivially_copyable_v<Architecture>);
  // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): padding that differs costs one more count
  return std::memcmp(&a, &b, sizeof a) == 0;
}

/// weight_bytes() of the models and file types that were asked for last: a table, a sweep or a ranking asks for the same
/// few again and again, and hundreds of tensors cost more than all other counting. A shape is recognized by its bytes, so
/// that a number that is not known (NaN) equals itself, and by the one text that tensors depend on, which may have changed
/// in its place.
class LastCounted {
 public:
  std::optional<WeightBytes> at(const Architecture& m, std::string_view type) {
    constexpr std::size_t kMost = 4096;  // some megabytes
    const std::size_t hash = std::hash<double>{}(m.parameters) * 31 +
                             std::hash<double>{}(m.active_parameters) * 17 +
                             std::hash<std::string_view>{}(type);
    const auto found = entries_.find(hash);
    if (found != entries_.end() && found->second.type == type && found->second.linear_kind == m.linear_kind &&
        same_bytes(found->second.shape, m)) {
      return found->second.bytes;
    }
    if (entries_.size() >= kMost) {
      entries_.clear();
    }
    Entry entry{m, std::string(m.linear_kind), std::string(type), weight_bytes(m, type)};
    return entries_.insert_or_assign(hash, std::move(entry)).first->second.bytes;
  }

 private:
  struct Entry {
    Architecture shape;
    std::string linear_kind, type;
    std::optional<WeightBytes> bytes;
  };
  std::unordered_map<std::size_t, Entry> entries_;
};

}  // namespace

std::optional<WeightBytes> counted_bytes(const Architecture& m,
                                         const std::string& quant,
                                         const Engine& engine) {
  const std::string type = file_type_of(m.slug, quant);
  if (type == "MXFP4" && engine.checkpoints) {
    return checkpoint_bytes(m, type, engine);
  }
  thread_local LastCounted last;
  const auto counted = last.at(m, type);
  return counted && counted->file_bytes > 0 ? counted : checkpoint_bytes(m, quant, engine);
}

Result<WeightRead> weight_read_count(const Scenario& s, const LayerCounts& layers) {
  const Architecture& m = *s.model;
  if (runs_its_file(s)) {
    return from_file(m, layers);
  }
  WeightRead read;
  read.weights = parameters_read(m);
  if (layers.mixture) {
    read.expert_weights =
        std::min(layers.experts * m.experts_active * expert_parameters(m), kExpertShareLimit * read.weights);
  }
  if (const auto plain = counted_bytes(m, s.quant, s.facts); plain && plain->file_bytes > 0) {
    from_counted(s, *plain, read);
  } else if (s.file_bytes > 0) {
    read.file_bytes = s.file_bytes;
    read.bytes = read.file_bytes * read.weights / m.parameters;
    read.expert_bytes = read.file_bytes / m.parameters * read.expert_weights;
  } else {
    return Refusal{"unknown-quantization", "no storage type is known as '" + s.quant + "'"};
  }
  read.expert_bytes = layers.mixture ? std::min(read.expert_bytes, kExpertShareLimit * read.bytes) : 0;
  return read;
}

}  // namespace tokroof::model
