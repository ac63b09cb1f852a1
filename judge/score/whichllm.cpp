#include "judge/score/whichllm.hpp"

#include <algorithm>
#include <string>

#include "catalog/names.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof {
namespace {

struct Named {
  std::string_view name;
  double value;
};

// clang-format off
constexpr Named kTypeEfficiency[] = {
    {"f32", 0.30},    {"f16", 0.40},    {"bf16", 0.40},   {"q8_0", 0.45},   {"q6_k", 0.50},    {"q5_k_m", 0.52},
    {"q5_k_s", 0.52}, {"q5_0", 0.50},   {"q4_k_m", 0.55}, {"q4_k_s", 0.55}, {"q4_0", 0.53},    {"q3_k_m", 0.50},
    {"q3_k_s", 0.48}, {"q3_k_l", 0.50}, {"q2_k", 0.45},   {"iq4_xs", 0.52}, {"iq4_nl", 0.50},  {"iq3_s", 0.45},
    {"iq3_m", 0.45},  {"iq3_xs", 0.45}, {"iq3_xxs", 0.42}, {"iq2_s", 0.40}, {"iq2_m", 0.40},   {"iq2_xxs", 0.38},
    {"iq1_m", 0.35},  {"iq1_s", 0.35},  {"tq2_0", 0.35},  {"tq1_0", 0.32},
};
/// Bytes a weight of repositories without a GGUF file; the first part that occurs decides.
constexpr Named kBytesPerWeight[] = {
    {"awq", 0.5},  {"gptq", 0.5}, {"mxfp4", 0.53125}, {"nvfp4", 0.5625}, {"int4", 0.5}, {"4bit", 0.5},
    {"mlx-q4", 0.5}, {"int8", 1.0}, {"mlx-q8", 1.0}, {"fp8", 1.0},      {"bf16", 2.0}, {"f16", 2.0}, {"fp16", 2.0},
};
constexpr Named kVendor[] = {{"nvidia", 1.00}, {"amd", 0.78}, {"apple", 0.82}, {"intel", 0.65}};
// clang-format on

constexpr double kUnlistedType = 0.45, kUnlistedVendor = 0.7;
constexpr double kReferenceBandwidth = 256e9;  // B/s, where the floor of the share read is kFloor
constexpr double kFloor = 0.05, kHighestFloor = 0.25;
constexpr double kOffload = 0.45, kOffloadUnified = 0.85;
constexpr double kSeveralGpus = 0.70;
constexpr double kCpu = 18, kSmallest = 0.5, kCpuSlowest = 0.3;  // billions of parameters, tokens a second

template <std::size_t n>
double value_or(const Named (&table)[n], std::string_view name, double otherwise) {
  const auto it =
      std::find_if(std::begin(table), std::end(table), [&](const Named& e) { return e.name == name; });
  return it == std::end(table) ? otherwise : it->value;
}

/// It reads the type from the file's name, where "UD-" is no part of it.
std::string tool_name(std::string_view quant) {
  const std::string name = lower_case(quant);
  return name.starts_with("ud-") ? name.substr(3) : name;
}

double stored_bytes(const Scenario& s, const Step& step, const std::string& type) {
  if (ggml_engine(s.engine)) {
    return step.work.file_bytes;
  }
  const auto it = std::find_if(std::begin(kBytesPerWeight), std::end(kBytesPerWeight), [&](const Named& e) {
    return type.find(e.name) != std::string::npos;
  });
  return it == std::end(kBytesPerWeight) ? kUnknown : s.model->parameters * it->value;
}

/// Share of the file that a token is taken to read.
double share_read(const Scenario& s) {
  const Architecture& m = *s.model;
  if (!(m.experts > 1)) {
    return 1;
  }
  const double floor =
      std::min(kHighestFloor, kFloor * std::max(1.0, s.device.bandwidth_bytes_per_s / kReferenceBandwidth));
  return std::min(1.0, std::max(m.active_parameters / m.parameters, floor));
}

}  // namespace

std::optional<double> whichllm(const Scenario& s, const Step& step) {
  const std::string type = tool_name(s.quant);
  const double bytes = stored_bytes(s, step, type);
  if (!one_plain_stream(s) || !(bytes > 0)) {
    return std::nullopt;
  }
  const double efficiency = value_or(kTypeEfficiency, type, kUnlistedType);
  if (s.cpu_only) {
    const double billions = (s.model->experts > 1 ? s.model->active_parameters : s.model->parameters) / 1e9;
    return std::max(kCpuSlowest, kCpu / std::max(billions, kSmallest) * efficiency / kUnlistedType);
  }
  double rate = s.device.bandwidth_bytes_per_s / (bytes * share_read(s)) * efficiency *
                value_or(kVendor, s.device.vendor, kUnlistedVendor);
  if (!in_one_place(s)) {
    rate *= unified_memory(s.device) ? kOffloadUnified : kOffload;
  }
  return s.n_devices > 1 ? rate * s.n_devices * kSeveralGpus : rate;
}

}  // namespace tokroof
