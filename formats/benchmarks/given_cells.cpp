#include "formats/benchmarks/given_cells.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

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
                               {"build", &Run::build},
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
                               {"speculative", &Run::speculative},
                               {"rate", &Run::rate}};
constexpr Number kNumbers[] = {{"n_devices", &Run::n_devices},
                               {"replicas", &Run::replicas},
                               {"size_gib", &Run::size_gib},
                               {"ngl", &Run::n_gpu_layers},
                               {"threads", &Run::threads},
                               {"n_prompt", &Run::n_prompt},
                               {"n_gen", &Run::n_gen},
                               {"depth", &Run::depth},
                               {"concurrency", &Run::concurrency},
                               {"n_ubatch", &Run::micro_batch},
                               {"spec_tokens", &Run::spec_tokens},
                               {"acceptance", &Run::acceptance},
                               {"power_w", &Run::power_w}};

constexpr std::pair<const char*, double MachineDetails::*> kDetailNumbers[] = {
    {"n_cpu_moe", &MachineDetails::n_cpu_moe},
    {"host_channels", &MachineDetails::host_channels},
    {"host_memory_mts", &MachineDetails::host_memory_mts},
    {"host_sockets", &MachineDetails::host_sockets},
    {"host_memory_gib", &MachineDetails::host_memory_gib},
    {"gpu_memory_gib", &MachineDetails::gpu_memory_gib},
    {"gpu_memory_utilization", &MachineDetails::gpu_memory_utilization},
    {"max_model_len", &MachineDetails::max_model_len},
    {"max_num_seqs", &MachineDetails::max_num_seqs}};
constexpr std::string MachineDetails::*kDetailTexts[] = {&MachineDetails::tensor_split,
                                                         &MachineDetails::override_tensor,
                                                         &MachineDetails::os,
                                                         &MachineDetails::storage};

void fill_number(const char* title, double given, double& cell, FilledCells& filled) {
  if (std::isnan(given)) {
    return;
  }
  if (std::isnan(cell)) {
    cell = given;
  } else if (cell != given) {
    filled.kept.emplace_back(title);
  }
}

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

FilledCells fill_from(const Catalog& catalog, const Run& given, Run& run) {
  FilledCells filled;
  for (const auto& [title, member] : kTextCells) {
    if ((given.*member).empty()) {
      continue;
    }
    std::string& cell = run.*member;
    const bool unknown = !cell.empty() && !is_known(catalog, member, cell);
    if (unknown) {
      filled.replaced.push_back(fmt::format("{} '{}'", title, cell));
    }
    if (cell.empty() || unknown) {
      cell = given.*member;
    } else if (cell != given.*member) {
      filled.kept.emplace_back(title);
    }
  }
  for (const auto& [title, member] : kNumbers) {
    fill_number(title, given.*member, run.*member, filled);
  }
  for (const auto& [title, member] : kDetailNumbers) {
    fill_number(title, given.details.*member, run.details.*member, filled);
  }
  for (const auto member : kDetailTexts) {
    std::string& cell = run.details.*member;
    cell = cell.empty() ? given.details.*member : cell;
  }
  run.details.spill = run.details.spill || given.details.spill;
  return filled;
}

}  // namespace tokroof
