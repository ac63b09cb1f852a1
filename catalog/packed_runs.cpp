#include "catalog/packed_runs.hpp"

#include <cmath>
#include <cstring>
#include <type_traits>

namespace tokroof::catalog {
namespace {

/// Every cell of a set-up, in one order for packing and unpacking.
template <class SomeRun, class Text, class Word, class Number, class Flag>
void each_cell(SomeRun& run, Text text, Word word, Number number, Flag flag) {
  for (auto* cell : {&run.source,
                     &run.date,
                     &run.engine,
                     &run.engine_version,
                     &run.engine_date,
                     &run.backend,
                     &run.build,
                     &run.device,
                     &run.interconnect,
                     &run.host,
                     &run.host_device,
                     &run.model,
                     &run.quant,
                     &run.kv_type,
                     &run.prompt_kind,
                     &run.quality,
                     &run.notes,
                     &run.details.tensor_split,
                     &run.details.override_tensor,
                     &run.network,
                     &run.details.os,
                     &run.details.storage}) {
    text(*cell);
  }
  word(run.split);
  word(run.speculative);
  word(run.placement);
  word(run.flash_attention);
  for (auto* cell : {&run.n_devices,
                     &run.replicas,
                     &run.pipeline_parallel,
                     &run.data_parallel_attention,
                     &run.size_gib,
                     &run.params_b,
                     &run.n_gpu_layers,
                     &run.threads,
                     &run.n_prompt,
                     &run.n_gen,
                     &run.depth,
                     &run.pp_depth,
                     &run.concurrency,
                     &run.micro_batch,
                     &run.spec_tokens,
                     &run.acceptance,
                     &run.power_w,
                     &run.details.n_cpu_moe,
                     &run.details.host_channels,
                     &run.details.host_memory_mts,
                     &run.details.host_sockets,
                     &run.details.host_memory_gib,
                     &run.machine_devices,
                     &run.details.gpu_memory_gib,
                     &run.details.gpu_memory_utilization,
                     &run.details.max_model_len,
                     &run.details.max_num_seqs}) {
    number(*cell);
  }
  flag(run.expert_parallel);
  flag(run.includes_prefill);
  flag(run.details.spill);
}

template <class T>
void append(std::string& packed, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  packed.append(bytes, sizeof value);
}

template <class T>
T taken(const char*& from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  from += sizeof value;
  return value;
}

}  // namespace

PackedRuns::PackedRuns(std::span<const Run> runs) {
  for (const Run& run : runs) {
    add(run);
  }
}

std::uint32_t PackedRuns::number_of(const std::string& text) {
  const auto [at, is_new] = text_numbers_.emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (is_new) {
    texts_.push_back(&at->first);
  }
  return at->second;
}

void PackedRuns::add(const Run& run) {
  std::uint64_t there = 0;  // which cells have something in them, a bit each
  std::uint64_t bit = 1;
  std::string values;
  const auto note = [&](bool something) {
    there |= something ? bit : 0;
    bit <<= 1U;
    return something;
  };
  const auto pack_flag = [&](bool flag) { note(flag); };
  each_cell(
      run,
      [&](const std::string& text) {
        if (note(!text.empty())) {
          append(values, number_of(text));
        }
      },
      [&](const auto& said) {
        if (note(!said.empty())) {
          append(values, number_of(said.text()));
        }
      },
      [&](double number) {
        if (note(!std::isnan(number))) {
          append(values, number);
        }
      },
      pack_flag);
  pack_flag(run.rate == StatedRate::stream);
  pack_flag(run.rate == StatedRate::aggregate);
  pack_flag(run.tg_tps > 0);  // whether there is such a rate changes what a row is taken for
  pack_flag(run.pp_tps > 0);
  append(values, there);
  const auto [at, is_new] =
      set_up_numbers_.emplace(std::move(values), static_cast<std::uint32_t>(set_ups_.size()));
  if (is_new) {
    set_ups_.push_back({&at->first, rows_.size()});
  }
  rows_.push_back(
      {at->second, number_of(run.table), number_of(run.url), run.line, run.pp_tps, run.tg_tps, run.tg_std});
}

Run PackedRuns::operator[](std::size_t row) const {
  const Row& r = rows_[row];
  const std::string& packed = *set_ups_[r.set_up].packed;
  const char* mask = packed.data() + packed.size() - sizeof(std::uint64_t);
  const char* from = packed.data();
  auto there = taken<std::uint64_t>(mask);
  const auto next = [&] {
    const bool something = (there & 1U) != 0;
    there >>= 1U;
    return something;
  };
  Run run;
  each_cell(
      run,
      [&](std::string& text) {
        if (next()) {
          text = *texts_[taken<std::uint32_t>(from)];
        }
      },
      [&](auto& said) {
        if (next()) {
          said = std::remove_reference_t<decltype(said)>::read(*texts_[taken<std::uint32_t>(from)]);
        }
      },
      [&](double& number) {
        if (next()) {
          number = taken<double>(from);
        }
      },
      [&](bool& flag) { flag = next(); });
  const bool of_stream = next(), of_all = next();
  run.rate = of_stream ? StatedRate::stream : of_all ? StatedRate::aggregate : StatedRate::unsaid;
  run.table = *texts_[r.table];
  run.url = *texts_[r.url];
  run.line = r.line;
  run.pp_tps = r.pp_tps;
  run.tg_tps = r.tg_tps;
  run.tg_std = r.tg_std;
  return run;
}

}  // namespace tokroof::catalog
