#include "judge/score/gguf_parser.hpp"

#include <algorithm>
#include <cmath>

#include "model/count/architecture_parameters.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

constexpr double kLogicalBatch = 2048, kPhysicalBatch = 512;  // llama.cpp's defaults, and the tool's
constexpr double kCellPadding = 256;                          // with flash attention
constexpr double kToolYear = 2026.5;

/// Tokens that the cache is allocated for.
double allocated_context(const Scenario& s) {
  const double filled = std::max(s.context + s.n_gen / 2, kPhysicalBatch);
  return kCellPadding * std::ceil(filled / kCellPadding);
}

/// What the devices hold between them.
struct Parts {
  double layers = 0, layer_parameters = 0, layer_bytes = 0;
  double head_parameters = 0, head_bytes = 0;
  double input_parameters = 0, input_bytes = 0;
  double kv_bytes = 0, kv_values = 0;
};

/// A tied embedding is held twice: looked up on the host, multiplied with on the device. Its bytes are taken at the
/// file's average.
Parts parts_of(const Scenario& s, const Step& step, double context) {
  const Architecture& m = *s.model;
  Parts p;
  p.layers = m.layers;
  p.input_parameters = p.head_parameters = m.vocab * m.d_model;
  const double table = m.tied_embeddings ? p.input_parameters : p.input_parameters + p.head_parameters;
  p.layer_parameters = m.parameters - table;
  const double bytes_per_parameter = step.work.file_bytes / m.parameters;
  p.layer_bytes = p.layer_parameters * bytes_per_parameter;
  p.input_bytes = p.head_bytes = p.input_parameters * bytes_per_parameter;
  Scenario allocated = s;
  allocated.context = context;
  allocated.window_micro_batch = kLogicalBatch;  // a window layer is given window + logical batch,
  allocated.engine_year = kToolYear;             // whatever llama.cpp did when the run was made
  p.kv_bytes = kv_cache(allocated, layer_counts(m)).held_bytes;
  p.kv_values = p.kv_bytes / kv_bytes_per_value(s.kv_type);
  return p;
}

/// `share` of the layers, with the head or without.
GgufDevice device_with(const Parts& p, double share, bool head) {
  GgufDevice d;
  d.layers = p.layers * share + (head ? 1 : 0);
  d.layer_parameters = p.layer_parameters * share;
  d.input_output_parameters = head ? p.head_parameters : 0;
  d.weight_bytes = p.layer_bytes * share + (head ? p.head_bytes : 0);
  d.kv_bytes = p.kv_bytes * share;
  d.kv_values = p.kv_values * share;
  return d;
}

/// The processor, which also looks up the input embedding.
GgufDevice on_processor(GgufDevice d, const Parts& p, const Host& host) {
  d.input_output_parameters += p.input_parameters;
  d.weight_bytes += p.input_bytes;
  d.flops = host.fp32_flops;
  d.bandwidth_bytes_per_s = host.bandwidth_bytes_per_s;
  return d;
}

std::vector<GgufDevice> devices_of(const Scenario& s, const Step& step, const Parts& p) {
  if (s.cpu_only) {
    return {on_processor(device_with(p, 1, true), p, *s.host)};
  }
  const bool head_on_host = layers_on_host(s);  // the head is the last layer to leave the processor
  const double share = head_on_host ? s.layers_on_gpu / s.model->layers : 1;
  std::vector<GgufDevice> devices;
  for (int i = 0; i < static_cast<int>(s.n_devices); ++i) {
    GgufDevice d =
        device_with(p, share / s.n_devices, !head_on_host && i + 1 == static_cast<int>(s.n_devices));
    d.flops = step.rates.fp16_flops;
    d.bandwidth_bytes_per_s = s.device.bandwidth_bytes_per_s;
    devices.push_back(d);
  }
  if (head_on_host) {
    devices.push_back(on_processor(device_with(p, 1 - share, true), p, *s.host));
  }
  return devices;
}

}  // namespace

double gguf_parser_rate(const std::vector<GgufDevice>& devices,
                        double layers,
                        double d_model,
                        double context) {
  const double tokens = std::min(context, kPhysicalBatch);
  const double batch = kLogicalBatch / tokens;
  double slowest = 0, squares = 0;
  for (const GgufDevice& d : devices) {
    const double compute = std::max((2 * d.layer_parameters * batch + d.input_output_parameters) / d.flops,
                                    d.weight_bytes / d.bandwidth_bytes_per_s);
    const double kv =
        std::max(2 * d.kv_values * batch / d.flops, d.kv_bytes * batch / d.bandwidth_bytes_per_s);
    const double hop = 4 * d_model * tokens / d.bandwidth_bytes_per_s;
    const double t = (compute + kv + hop) * d.layers / (layers + 2);
    slowest = std::max(slowest, t);
    squares += t * t;
  }
  return slowest / squares;
}

std::optional<double> gguf_parser(const Scenario& s, const Step& step) {
  if (!one_plain_stream(s) || !ggml_engine(s.engine) || s.experts_on_host) {
    return std::nullopt;
  }
  const double context = allocated_context(s);
  const Parts p = parts_of(s, step, context);
  return gguf_parser_rate(devices_of(s, step, p), p.layers, s.model->d_model, context);
}

}  // namespace tokroof
