#include "formats/benchmarks/given_cells.hpp"

#include <cmath>
#include <utility>

#include "catalog/device_set.hpp"
#include "catalog/quant_names.hpp"

namespace tokroof {
namespace {

using Text = std::pair<const char*, std::string Run::*>;
using Number = std::pair<const char*, double Run::*>;

constexpr Text kTextCells[] = {{"source", &Run::source},
                               {"url", &Run::url},
                               {"date", &Run::date},
                               {"engine", &Run::engine},
                               {"engine_version", &Run::engine_version},
                               {"engine_date", &Run::engine_date},
                               {"backend", &Run::backend},
                               {"device", &Run::device},
                               {"split", &Run::split},
                               {"interconnect", &Run::interconnect},
                               {"host", &Run::host},
                               {"host_device", &Run::host_device},
                               {"model", &Run::model},
                               {"quant", &Run::quant},
                               {"placement", &Run::placement},
                               {"fa", &Run::flash_attention},
                               {"kv_type", &Run::kv_type},
                               {"speculative", &Run::speculative}};
constexpr Number kNumbers[] = {{"n_devices", &Run::n_devices},
                               {"replicas", &Run::replicas},
                               {"size_gib", &Run::size_gib},
                               {"ngl", &Run::n_gpu_layers},
                               {"threads", &Run::threads},
                               {"n_prompt", &Run::n_prompt},
                               {"n_gen", &Run::n_gen},
                               {"depth", &Run::depth},
                               {"concurrency", &Run::concurrency},
                               {"spec_tokens", &Run::spec_tokens},
                               {"acceptance", &Run::acceptance},
                               {"power_w", &Run::power_w}};

bool is_known(const Catalog& catalog, std::string Run::*member, const std::string& cell) {
  if (member == &Run::device) {
    return device_set(catalog, cell).found;
  }
  if (member == &Run::model) {
    return catalog.find_model(cell) != nullptr;
  }
  return member != &Run::quant || is_known_quant(catalog, cell);
}

}  // namespace

std::vector<std::string> fill_from(const Catalog& catalog, const Run& given, Run& run) {
  std::vector<std::string> differ;
  for (const auto& [title, member] : kTextCells) {
    if ((given.*member).empty()) {
      continue;
    }
    std::string& cell = run.*member;
    if (cell.empty() || !is_known(catalog, member, cell)) {
      cell = given.*member;
    } else if (cell != given.*member) {
      differ.emplace_back(title);
    }
  }
  for (const auto& [title, member] : kNumbers) {
    double& cell = run.*member;
    if (std::isnan(given.*member)) {
      continue;
    }
    if (std::isnan(cell)) {
      cell = given.*member;
    } else if (cell != given.*member) {
      differ.emplace_back(title);
    }
  }
  return differ;
}

}  // namespace tokroof
