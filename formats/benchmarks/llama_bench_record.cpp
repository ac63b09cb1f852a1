#include "formats/benchmarks/llama_bench_record.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "catalog/cache_on_host.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/llama_command.hpp"
#include "formats/benchmarks/llama_log.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

std::vector<std::string> split_text(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (const std::string_view part : catalog::trimmed_parts(text, separator)) {
    if (!part.empty()) {
      parts.emplace_back(part);
    }
  }
  return parts;
}

/// "CUDA1": 1; kUnknown without a number.
double index_of(std::string_view device) {
  const std::size_t last = device.find_last_not_of("0123456789");
  return last == std::string_view::npos
             ? model::kUnknown
             : catalog::parse_number(device.substr(last + 1)).value_or(model::kUnknown);
}

/// The devices that a test ran on, of all that the machine has.
std::vector<std::string> devices_used(const Record& fields, const std::string& split) {
  std::vector<std::string> all = split_text(fields.text("gpu_info"), ", ");
  const auto at = [&](double index) {
    return index >= 0 && index < static_cast<double>(all.size()) ? all[static_cast<std::size_t>(index)]
                                                                 : std::string();
  };
  const std::string chosen = fields.text("devices");
  if (!chosen.empty() && chosen != "auto" && chosen != "none") {
    std::vector<std::string> used;
    for (const std::string& name : split_text(chosen, "/")) {
      used.push_back(at(index_of(name)));
    }
    const bool all_known = model::none_of(used, [](const auto& name) { return name.empty(); });
    return all_known ? used : std::vector<std::string>{};
  }
  if (split == "none" && all.size() > 1) {
    const std::string main = at(fields.number("main_gpu"));
    return main.empty() ? std::vector<std::string>{} : std::vector<std::string>{main};
  }
  const std::vector<std::string> shares = split_text(fields.text("tensor_split"), "/");
  if (shares.size() > 1) {
    std::vector<std::string> used;
    for (std::size_t i = 0; i < std::min(all.size(), shares.size()); ++i) {
      if (catalog::parse_number(shares[i]).value_or(1) > 0) {
        used.push_back(all[i]);
      }
    }
    return used;
  }
  return all;
}

/// Older builds: "cuda": true instead of "backends": "CUDA".
std::string backends_text(const Record& fields) {
  if (fields.has("backends")) {
    return fields.text("backends");
  }
  if (fields.has("backend")) {
    return fields.text("backend");
  }
  for (const std::string_view flag : {"cuda", "vulkan", "kompute", "metal", "sycl", "gpu_blas", "blas"}) {
    if (fields.number(flag) == 1) {
      return std::string(flag == "gpu_blas" ? "" : flag);
    }
  }
  return fields.has("cuda") ? "cpu" : "";
}

void set_machine(const Record& fields, ImportedRun& out) {
  catalog::Run& run = out.run;
  const std::string used = fields.text("devices");  // "Vulkan0" of a build for "ROCm,Vulkan"
  const bool says_used = !used.empty() && used != "auto" && used != "none" && !used.starts_with("RPC");
  run.backend = backend_of_text(says_used ? used : backends_text(fields));
  run.host = fields.text("cpu_info");
  run.threads = fields.number("n_threads");
  const std::string split = catalog::lower_case(fields.text("split_mode"));
  if (run.backend == "cpu") {
    run.device = run.host;
    run.n_devices = 1;
    run.split = model::Split::none;
    return;
  }
  set_devices(devices_used(fields, split), out);
  const std::string chosen = fields.text("devices");
  if (const std::size_t count = split_text(chosen, "/").size();
      count > 1 && std::isnan(run.n_devices) && chosen.starts_with("RPC")) {  // their names are not known
    run.n_devices = static_cast<double>(count);
  }
  run.split = run.n_devices == 1 ? model::Split::none : catalog::Said<model::Split>::read(split);
  if (fields.text("devices").find("RPC") != std::string::npos || fields.has("rpc_servers")) {
    run.split = model::Split::rpc;
  }
}

void set_model(const Record& fields, ImportedRun& out) {
  catalog::Run& run = out.run;
  const std::string file = fields.text("model_filename");
  const std::string type = fields.text("model_type");
  run.model = !file.empty() ? file : type;
  run.quant = type;
  if (!type.empty() && !file.empty()) {
    out.model_names.push_back(type);
  }
  const double bytes = fields.number("model_size");
  const double parameters = fields.number("model_n_params");
  run.size_gib = bytes > 0 ? bytes / model::kGib : model::kUnknown;
  run.params_b = parameters > 0 ? parameters / 1e9 : model::kUnknown;
  out.parameters = parameters > 0 ? parameters : model::kUnknown;
}

void set_options(const Record& fields, ImportedRun& out) {
  catalog::Run& run = out.run;
  run.n_gpu_layers = fields.number("n_gpu_layers");
  const std::string flash = fields.text("flash_attn");  // -1, auto: not told
  run.flash_attention = catalog::WordOf<bool>::named(flash);
  const std::string k = catalog::lower_case(fields.text("type_k"));
  const std::string v = catalog::lower_case(fields.text("type_v"));
  run.kv_type = k == v || v.empty() ? k : fmt::format("{}/{}", k, v);
  const double moe = fields.number("n_cpu_moe");
  run.details.n_cpu_moe = moe > 0 ? moe : model::kUnknown;
  if (const std::string overrides = fields.text("tensor_buft_overrides"); overrides != "none") {
    run.details.override_tensor = overrides;
    std::replace(run.details.override_tensor.begin(), run.details.override_tensor.end(), ';', ',');
  }
  // A batch caps what is processed at once.
  constexpr double kUsualMicroBatch = 512;
  const double ubatch = fields.number("n_ubatch"), batch = fields.number("n_batch");
  if (ubatch >= 1) {
    run.micro_batch = std::fmin(ubatch, batch >= 1 ? batch : ubatch);
  } else if (batch >= 1 && batch < kUsualMicroBatch) {
    run.micro_batch = batch;
  }
  if (fields.number("no_kv_offload") == 1) {
    catalog::add_note(run, std::string(catalog::kCacheOnHostNote));
  }
}

}  // namespace

bool is_llama_bench(const Record& fields) {
  return fields.has_all({"n_prompt", "n_gen"}) && (fields.has("avg_ts") || fields.has("avg_ns"));
}

void take_llama_bench(const Record& fields, int line, PromptPairs& pairs, Rows& rows) {
  ImportedRun figure;
  catalog::Run& run = figure.run;
  const bool fork = fields.has("mla_attn") || fields.has("fused_moe") || fields.has("attn_max_batch");
  run.engine = fork ? "ik_llama.cpp" : "llama.cpp";
  const double build = fields.number("build_number");
  run.engine_version = build > 0 ? fmt::format("b{:.0f}", build) : "";
  run.date = fields.text("test_time").substr(0, 10);
  catalog::set_one_stream(run);
  run.speculative = model::Drafting::none;
  set_machine(fields, figure);
  set_model(fields, figure);
  set_options(fields, figure);
  run.n_prompt = fields.number("n_prompt");
  run.n_gen = fields.number("n_gen");
  run.depth = run.pp_depth = fields.number("n_depth");
  const double tokens = run.n_prompt + run.n_gen;
  double rate = fields.number("avg_ts");
  if (std::isnan(rate) && fields.number("avg_ns") > 0) {
    rate = tokens / fields.number("avg_ns") * 1e9;
  }
  if (std::isnan(rate)) {
    rows.problem(line, "a llama-bench test without a rate (avg_ts)");
    return;
  }
  if (!(tokens > 0)) {
    rows.problem(line, "a llama-bench test of no tokens, or n_prompt and n_gen are no numbers");
    return;
  }
  if (!(run.n_gen > 0)) {
    run.pp_tps = rate;
    run.n_gen = model::kUnknown;
  } else {
    run.tg_tps = rate * run.n_gen / tokens;
    run.tg_std = fields.number("stddev_ts") * run.n_gen / tokens;
    run.includes_prefill = run.n_prompt > 0;
    run.pp_depth = model::kUnknown;
    if (run.includes_prefill) {
      run.depth += run.n_prompt;
    }
  }
  pairs.add(std::move(figure), line, rows);
}

}  // namespace tokroof::formats
