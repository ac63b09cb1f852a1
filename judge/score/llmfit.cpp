#include "judge/score/llmfit.hpp"

#include <algorithm>
#include <string>

#include "catalog/names.hpp"

namespace tokroof {
namespace {

/// What the tool knows of a storage type.
struct Format {
  std::string_view name;
  double nominal_bytes;  ///< a parameter, in the dense formula
  double stored_bytes;   ///< a parameter, in the formulas for experts
  double cpu_speed;
};

// clang-format off
constexpr Format kFormats[] = {
    {"f32",    0.5,   4.0,  1.0},  // missing in its table of nominal bytes, which then says 4 bits
    {"f16",    2.0,   2.0,  0.6},  {"bf16",   2.0,   2.0,  0.6},
    {"q8_0",   1.0,   1.05, 0.8},  {"q6_k",   0.75,  0.80, 0.95},
    {"q5_k_m", 0.625, 0.68, 1.0},  {"q4_k_m", 0.5,   0.58, 1.15},
    {"q4_0",   0.5,   0.58, 1.15}, {"q3_k_m", 0.375, 0.48, 1.25},
    {"q2_k",   0.25,  0.37, 1.35}, {"mxfp4",  0.53,  0.55, 1.15},
    {"mlx-q4", 0.5,   0.55, 1.15}, {"mlx-q8", 1.0,   1.0,  0.85},
    {"4bit",   0.5,   0.5,  1.2},  // AWQ, GPTQ, AutoRound
    {"8bit",   1.0,   1.0,  0.85},
};
// clang-format on

constexpr double kGb = 1e9;
constexpr double kEfficiency = 0.55;  // share of the bandwidth
constexpr double kFixedBytes = 3.2;   // "bandwidth-equivalent" bytes a parameter outside the experts
constexpr double kExpertsOnHostFactor = 0.8;
constexpr double kLayersOnHostFactor = 0.5;
constexpr double kCpuFactor = 0.3;
constexpr double kCpuX86 = 70, kCpuArm = 90;  // billions of parameters times tokens a second
constexpr double kManyCores = 8, kManyCoresFactor = 1.1;
constexpr double kPressureFrom = 0.60, kPressureFloor = 0.30;
constexpr double kSlowest = 0.1;  // tokens a second

/// The tool's name for a published one.
std::string tool_name(const Scenario& s) {
  std::string name = lower_case(s.quant);
  const auto contains = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (contains("awq") || contains("gptq") || contains("autoround")) {
    return nominal_bits(name) == 8 ? "8bit" : "4bit";
  }
  if (s.model->family == "gpt-oss" && !contains("mlx")) {
    return "mxfp4";  // whatever the file's label says
  }
  if (name.starts_with("ud-q") && name.find("_k") == 5) {  // ud-q4_k_xl, _l, _m, _s: as the plain type
    const std::string plain = name.substr(3, 4);
    return plain == "q8_k" ? "q8_0" : plain == "q6_k" || plain == "q2_k" ? plain : plain + "_m";
  }
  return name;
}

const Format* format_of(const Scenario& s) {
  const std::string name = tool_name(s);
  const auto it =
      std::find_if(std::begin(kFormats), std::end(kFormats), [&](const Format& f) { return f.name == name; });
  return it == std::end(kFormats) ? nullptr : it;
}

double active_parameters(const Architecture& m) { return m.experts > 1 ? m.active_parameters : m.parameters; }

double cpu_rate(const Scenario& s, const Format& format) {
  const bool arm = s.device.vendor == "apple" || s.device.simd.starts_with("neon");
  const double cores = s.host->threads >= kManyCores ? kManyCoresFactor : 1;
  return kCpuFactor * (arm ? kCpuArm : kCpuX86) / (active_parameters(*s.model) / kGb) * format.cpu_speed *
         cores;
}

double experts_on_host_rate(const Scenario& s, const Format& format) {
  const double bytes = active_parameters(*s.model) * format.nominal_bytes;
  return kExpertsOnHostFactor /
         (bytes / s.host->bandwidth_bytes_per_s + bytes / (kEfficiency * s.device.bandwidth_bytes_per_s));
}

/// Experts that fill the memory are taken to disturb the cache.
double memory_pressure(const Scenario& s, const Format& format) {
  const Architecture& m = *s.model;
  const double used = m.parameters / kGb * format.stored_bytes / s.device.memory_gib;
  if (!(used >= kPressureFrom && used <= 1)) {
    return 1;
  }
  return std::max(1 - (used - kPressureFrom) * (1 - m.experts_active / m.experts), kPressureFloor);
}

double experts_rate(const Scenario& s, const Format& format) {
  const Architecture& m = *s.model;
  const double experts = m.layers * m.experts_active * 3 * m.d_model * m.d_ff_expert;
  const double head = m.head_dim > 0 ? m.head_dim : m.d_model / m.heads;
  const double attention = m.layers * 2 * (m.heads + m.kv_heads) * head * m.d_model;
  const double shared = m.layers * 3 * m.d_model * m.shared_experts * m.d_ff_shared;
  const double fixed = attention + shared + m.layers * m.experts * m.d_model + 2 * m.vocab * m.d_model;
  return s.device.bandwidth_bytes_per_s / (experts * format.stored_bytes + fixed * kFixedBytes);
}

double experts_rate_without_shape(const Scenario& s, const Format& format) {
  const double e = s.model->experts;
  const double overhead = e <= 8 ? 0.90 : e <= 16 ? 0.85 : e <= 32 ? 0.80 : e <= 64 ? 0.70 : 0.40;
  return kEfficiency * overhead * s.device.bandwidth_bytes_per_s /
         (active_parameters(*s.model) * format.stored_bytes);
}

double rate_on_gpu(const Scenario& s, const Format& format) {
  const Architecture& m = *s.model;
  if (m.experts > 1 && !layers_on_host(s)) {
    const bool shape = m.d_ff_expert > 0 && m.heads > 0;
    return memory_pressure(s, format) *
           (shape ? experts_rate(s, format) : experts_rate_without_shape(s, format));
  }
  return kEfficiency * s.device.bandwidth_bytes_per_s / (active_parameters(m) * format.nominal_bytes) *
         (layers_on_host(s) ? kLayersOnHostFactor : 1);
}

}  // namespace

std::optional<double> llmfit(const Scenario& s, const Step& /*step*/) {
  const Format* format = format_of(s);
  if (!one_plain_stream(s) || format == nullptr) {
    return std::nullopt;
  }
  const double rate = s.cpu_only          ? cpu_rate(s, *format)
                      : s.experts_on_host ? experts_on_host_rate(s, *format)
                                          : rate_on_gpu(s, *format);
  return std::max(rate, kSlowest);
}

}  // namespace tokroof
