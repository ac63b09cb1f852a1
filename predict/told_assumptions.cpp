#include "predict/told_assumptions.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/engine_formats.hpp"
#include "catalog/engines.hpp"
#include "model/names.hpp"

namespace tokroof::predict {
namespace {

/// The same run with another value of one default; `other`: that value in words, empty: there is none.
struct Varied {
  catalog::Run run;
  std::string other;
};

Varied other_quant(const catalog::Catalog& catalog, catalog::Run run) {
  const model::Engine engine = catalog::engine_facts(catalog, run.engine);
  const std::string wide = engine.ggml ? "Q8_0" : run.engine == "mlx" ? "8bit" : "FP8";
  run.quant = run.quant == wide ? std::string(engine.ggml ? "Q4_K_M" : "AWQ") : wide;
  run.size_gib = model::kUnknown;
  return {run, run.quant};
}

Varied other_depth(const catalog::Catalog& catalog, catalog::Run run) {
  const double kLong = std::max(8192.0, run.n_prompt);
  const model::Architecture* model = catalog.find_model(run.model);
  const double most = model != nullptr && model->max_context > 0 ? model->max_context - run.n_gen : kLong;
  run.depth = std::min(kLong, most);
  return {run, run.depth > 0 ? fmt::format("{:.0f}", run.depth) : ""};
}

/// The oldest build that was measured, and that can know the model.
Varied other_date(const catalog::Catalog& catalog, catalog::Run run) {
  constexpr std::size_t kMonth = 7;  // "2023-11"
  const std::string family = catalog::engine_family(catalog, run.engine);
  run.engine_date.clear();
  for (const catalog::OldestBuild& build : catalog::bundled_data_version().oldest_builds) {
    if (build.engine == family) {
      run.engine_date = build.date;
    }
  }
  const model::Architecture* model = catalog.find_model(run.model);
  if (!run.engine_date.empty() && model != nullptr && !model->released.empty()) {
    run.engine_date = std::max(run.engine_date, std::string(model->released) + "-01");
  }
  return {run, run.engine_date.empty() ? "" : "a build of " + run.engine_date.substr(0, kMonth)};
}

/// Whether the host is said by its memory alone.
bool is_unnamed(const catalog::Run& run) {
  return run.host_device.empty() && run.details.host_memory_mts > 0;
}

Varied other_host(const catalog::Catalog& catalog, catalog::Run run) {
  if (is_unnamed(run)) {
    return {run, ""};
  }
  if (const model::Device* slowest = catalog.slowest_launching_server()) {
    run.host_device = slowest->slug;
  }
  return {run, run.host_device};
}

Varied other_link(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  const bool slow = run.interconnect.starts_with("pcie3x4");
  const bool staged = run.interconnect.ends_with("-host") || run.interconnect.ends_with("-sys");
  run.interconnect = std::string(slow ? "pcie4x16" : "pcie3x4") + (staged ? "-host" : "");
  return {run, run.interconnect};
}

Varied other_cache(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  run.kv_type = "q8_0";
  return {run, run.kv_type};
}

Varied other_backend(const catalog::Catalog& catalog, catalog::Run run) {
  const model::Device* device = catalog.find_device(run.device);
  const bool ggml = catalog::engine_facts(catalog, run.engine).ggml;
  run.backend =
      device != nullptr && ggml ? catalog::rival_backend(catalog, *device, run.engine, run.backend) : "";
  return {run, run.backend};
}

Varied other_acceptance(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  run.acceptance = run.acceptance > 0.5 ? 0.5 : 0.8;
  return {run, fmt::format("{:g}", run.acceptance)};
}

/// All cores, where fewer were chosen; half of them of a host whose processor is not said.
Varied other_threads(const catalog::Catalog& /*catalog*/, catalog::Run run) {
  if (is_unnamed(run)) {
    run.threads /= 2;
    return {run, fmt::format("{:.0f}", run.threads)};
  }
  run.details.decode_threads = model::kUnknown;
  return {run, "all cores"};
}

struct Default {
  const char* name;
  Varied (*vary)(const catalog::Catalog&, catalog::Run);
};
constexpr Default kDefaults[] = {{"quant", other_quant},
                                 {"n_depth", other_depth},
                                 {"engine_date", other_date},
                                 {"host_launch_speed", other_host},
                                 {"link", other_link},
                                 {"kv_type", other_cache},
                                 {"backend", other_backend},
                                 {"acceptance", other_acceptance},
                                 {"threads", other_threads}};

/// Whether the engine has no kernels for the storage type on the device.
bool is_refused(const catalog::Catalog& catalog, const catalog::Run& run, const Prediction& prediction) {
  return catalog::refuses_format(
      catalog, catalog::engine_family(catalog, run.engine), run.quant, prediction.scenario.device);
}

/// Of what does not fit without end: it is told first.
double change(const ToldAssumption& told, double tps) {
  return told.fits ? std::fabs(std::log(told.other_tps / tps)) : INFINITY;
}

}  // namespace

std::vector<ToldAssumption> told_assumptions(const catalog::Catalog& catalog,
                                             const Fitted& fitted,
                                             const Request& request,
                                             const Prediction& prediction,
                                             std::size_t most) {
  const double kLeast = std::log(1.02), kDateIsTold = std::log(1.1);
  const double tps = aggregate_tps(prediction);
  std::vector<ToldAssumption> told;
  for (const Default& taken : kDefaults) {
    const auto is_it = [&](const catalog::Assumption& a) { return a.name == taken.name; };
    if (std::none_of(request.assumed.begin(), request.assumed.end(), is_it)) {
      continue;
    }
    const Varied varied = taken.vary(catalog, request.run);
    if (varied.other.empty()) {
      continue;
    }
    const auto outcome = predict(catalog, fitted, varied.run, {.rate_only = true});
    if (outcome.memory && taken.vary == other_depth) {
      told.push_back({taken.name, varied.other, 0, false});
    } else if (outcome.prediction && !is_refused(catalog, varied.run, *outcome.prediction)) {
      told.push_back({taken.name, varied.other, aggregate_tps(*outcome.prediction)});
    }
  }
  std::stable_sort(told.begin(), told.end(), [&](const auto& a, const auto& b) {
    return change(a, tps) > change(b, tps);
  });
  told.erase(std::remove_if(told.begin(), told.end(), [&](const auto& t) { return change(t, tps) < kLeast; }),
             told.end());
  const auto date = std::find_if(told.begin(), told.end(), [&](const ToldAssumption& t) {
    return t.name == "engine_date" && change(t, tps) > kDateIsTold;
  });
  if (date != told.end() && static_cast<std::size_t>(date - told.begin()) >= most) {
    std::rotate(told.begin() + static_cast<std::ptrdiff_t>(most) - 1, date, date + 1);
  }
  told.resize(std::min(told.size(), most));
  return told;
}

}  // namespace tokroof::predict
