#include "formats/benchmarks/given_cells.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/quant_names.hpp"

namespace tokroof::formats {
namespace {

using Text = std::pair<const char*, std::string catalog::Run::*>;
using Number = std::pair<const char*, double catalog::Run::*>;

constexpr Text kTextCells[] = {{"source", &catalog::Run::source},
                               {"url", &catalog::Run::url},
                               {"date", &catalog::Run::date},
                               {"engine", &catalog::Run::engine},
                               {"engine_version", &catalog::Run::engine_version},
                               {"engine_date", &catalog::Run::engine_date},
                               {"backend", &catalog::Run::backend},
                               {"build", &catalog::Run::build},
                               {"device", &catalog::Run::device},
                               {"interconnect", &catalog::Run::interconnect},
                               {"network", &catalog::Run::network},
                               {"host", &catalog::Run::host},
                               {"host_device", &catalog::Run::host_device},
                               {"model", &catalog::Run::model},
                               {"quant", &catalog::Run::quant},
                               {"kv_type", &catalog::Run::kv_type}};
constexpr Number kNumbers[] = {{"n_devices", &catalog::Run::n_devices},
                               {"replicas", &catalog::Run::replicas},
                               {"pipeline_parallel", &catalog::Run::pipeline_parallel},
                               {"data_parallel_attention", &catalog::Run::data_parallel_attention},
                               {"machine_devices", &catalog::Run::machine_devices},
                               {"size_gib", &catalog::Run::size_gib},
                               {"ngl", &catalog::Run::n_gpu_layers},
                               {"threads", &catalog::Run::threads},
                               {"n_prompt", &catalog::Run::n_prompt},
                               {"n_gen", &catalog::Run::n_gen},
                               {"depth", &catalog::Run::depth},
                               {"concurrency", &catalog::Run::concurrency},
                               {"n_ubatch", &catalog::Run::micro_batch},
                               {"spec_tokens", &catalog::Run::spec_tokens},
                               {"acceptance", &catalog::Run::acceptance},
                               {"power_w", &catalog::Run::power_w}};

constexpr std::pair<const char*, double catalog::MachineDetails::*> kDetailNumbers[] = {
    {"n_cpu_moe", &catalog::MachineDetails::n_cpu_moe},
    {"host_channels", &catalog::MachineDetails::host_channels},
    {"host_memory_mts", &catalog::MachineDetails::host_memory_mts},
    {"host_sockets", &catalog::MachineDetails::host_sockets},
    {"host_memory_gib", &catalog::MachineDetails::host_memory_gib},
    {"gpu_memory_gib", &catalog::MachineDetails::gpu_memory_gib},
    {"gpu_memory_utilization", &catalog::MachineDetails::gpu_memory_utilization},
    {"max_model_len", &catalog::MachineDetails::max_model_len},
    {"max_num_seqs", &catalog::MachineDetails::max_num_seqs}};
constexpr std::string catalog::MachineDetails::*kDetailTexts[] = {&catalog::MachineDetails::tensor_split,
                                                                  &catalog::MachineDetails::override_tensor,
                                                                  &catalog::MachineDetails::os,
                                                                  &catalog::MachineDetails::storage};

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

bool is_known(const catalog::Catalog& catalog, std::string catalog::Run::*member, const std::string& cell) {
  if (member == &catalog::Run::device) {
    return catalog::device_set(catalog, cell).found;
  }
  if (member == &catalog::Run::model) {
    return catalog.find_model(cell) != nullptr;
  }
  return member != &catalog::Run::quant || catalog::is_known_quant(catalog, cell);
}

template <class Value>
void fill_word(const char* title,
               const catalog::Said<Value>& given,
               catalog::Said<Value>& cell,
               FilledCells& filled) {
  if (given.empty() || cell == given) {
    return;
  }
  if (cell.unknown()) {
    filled.replaced.push_back(fmt::format("{} '{}'", title, cell.text()));
  }
  if (cell.value()) {
    filled.kept.emplace_back(title);
  } else {
    cell = given;
  }
}

}  // namespace

FilledCells fill_from(const catalog::Catalog& catalog, const catalog::Run& given, catalog::Run& run) {
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
  fill_word("split", given.split, run.split, filled);
  // Servers print "draft acceptance" whatever drafts.
  if (given.speculative.value() && run.speculative.value() == model::Drafting::draft &&
      *given.speculative.value() != model::Drafting::none) {
    run.speculative = given.speculative;
  }
  fill_word("speculative", given.speculative, run.speculative, filled);
  fill_word("placement", given.placement, run.placement, filled);
  fill_word("fa", given.flash_attention, run.flash_attention, filled);
  fill_word("eager", given.eager, run.eager, filled);
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
  if (run.rate == catalog::StatedRate::unsaid) {
    run.rate = given.rate;
  } else if (given.rate != catalog::StatedRate::unsaid && run.rate != given.rate) {
    filled.kept.emplace_back("rate");
  }
  run.details.spill = run.details.spill || given.details.spill;
  return filled;
}

}  // namespace tokroof::formats
