#pragma once
#include <string>

#include "model/device.hpp"

namespace tokroof {

/// One row of a runs table (datasets/SCHEMA.md): a configuration and up to two measured rates, as published.
/// Text is as in the table, empty = not known; numbers are kUnknown where the cell is empty.
struct Run {
  std::string table;  ///< file name without folder and extension
  int line = 0;       ///< in that file, the header being line 1
  std::string source, url, date;
  std::string engine, engine_version, engine_date, backend;
  std::string device;  ///< slug, unequal sets joined by '+'
  double n_devices = kUnknown, replicas = kUnknown;
  std::string split, interconnect, host, host_device;
  std::string model, quant;
  double size_gib = kUnknown, params_b = kUnknown, n_gpu_layers = kUnknown;
  std::string placement;
  double threads = kUnknown;
  std::string flash_attention;  ///< "", "0", "1"
  std::string kv_type;
  double n_prompt = kUnknown, n_gen = kUnknown, depth = kUnknown, pp_depth = kUnknown, concurrency = kUnknown;
  double micro_batch = kUnknown;  ///< prompt tokens processed at once (n_ubatch)
  std::string speculative;
  double spec_tokens = kUnknown, acceptance = kUnknown;
  std::string rate;  ///< stream, aggregate
  bool includes_prefill = false;
  std::string prompt_kind;
  double pp_tps = kUnknown, tg_tps = kUnknown, tg_std = kUnknown, power_w = kUnknown;
  std::string quality, notes;
};

}  // namespace tokroof
