#include "predict/engine_limits.hpp"

#include <cmath>

#include <fmt/format.h>

#include "catalog/engine_formats.hpp"
#include "catalog/engines.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"

namespace tokroof::predict {
namespace {

bool divides(double n, double heads) { return std::fmod(heads, n) == 0; }

bool even_heads(const model::Architecture& m, double n) {
  const auto kv_even = [n](double kv_heads) { return divides(n, kv_heads) || divides(kv_heads, n); };
  const bool shared_cache = m.mla_kv_rank > 0;
  return divides(n, m.heads) && (shared_cache || kv_even(m.kv_heads)) &&
         (!(m.global_heads > 0) || divides(n, m.global_heads)) &&
         (!(m.global_kv_heads > 0) || kv_even(m.global_kv_heads));
}

std::string even_counts(const model::Architecture& m) {
  std::string out;
  for (double n = 1; n <= m.heads; ++n) {
    if (even_heads(m, n)) {
      out += fmt::format("{}{:.0f}", out.empty() ? "" : ", ", n);
    }
  }
  return out;
}

}  // namespace

std::string limit_sentence(std::string_view engine, std::string_view what, std::string_view why) {
  std::string sentence(why);
  if (const std::size_t at = sentence.find("{}"); at != std::string::npos) {
    sentence.replace(at, 2, what);
  }
  return fmt::format("{} {}", engine, sentence);
}

std::string does_not_run(const catalog::Catalog& catalog, const catalog::Run& run) {
  const model::Device* device = catalog.find_device(run.device);
  const catalog::EngineFormat* format =
      device == nullptr
          ? nullptr
          : catalog::format_limit(catalog, catalog::engine_family(catalog, run.engine), run.quant, *device);
  if (format != nullptr && format->outcome != "another way") {
    return limit_sentence(run.engine, run.quant, format->why);
  }
  const model::Architecture* model = catalog.find_model(run.model);
  const catalog::EngineModels* models =
      model == nullptr ? nullptr : catalog::model_limit(catalog, run.engine, run.backend, model->family);
  return models == nullptr ? "" : limit_sentence(run.engine, run.model, models->why);
}

std::string split_fault(const catalog::Catalog& catalog,
                        std::string_view family,
                        model::Split split,
                        const model::Architecture& model,
                        double n_devices) {
  const bool whole_layers =
      split == model::Split::layer || split == model::Split::pipeline || split == model::Split::rpc;
  if (whole_layers && n_devices > model.layers) {
    return fmt::format("{} has {:.0f} layers, which {:.0f} devices cannot share: each needs one at least",
                       model.slug,
                       model.layers,
                       n_devices);
  }
  for (const catalog::EngineSplit& row : catalog.data().engine_splits) {
    if (!catalog::is_listed(row.engines, family) ||
        !catalog::is_listed(row.splits, model::split_name(split))) {
      continue;
    }
    if (n_devices > row.most_devices) {
      return fmt::format("{} is built for {:.0f} devices at most", family, row.most_devices);
    }
    constexpr double kNoAttention = 1;  // what the catalog states of models without heads
    if (row.divides_heads && model.heads > kNoAttention && !even_heads(model, n_devices)) {
      return fmt::format(
          "{} gives every device as many heads; {:.0f} ({:.0f} of the KV cache) of {} go to {} "
          "devices, not to {:.0f}",
          family,
          model.heads,
          model.kv_heads,
          model.slug,
          even_counts(model),
          n_devices);
    }
  }
  return "";
}

}  // namespace tokroof::predict
