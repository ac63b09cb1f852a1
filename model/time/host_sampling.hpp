#pragma once
#include "model/architecture.hpp"
#include "model/engine.hpp"

namespace tokroof::model {

/// Time that a server's host takes to sample the next token of one sequence, while the devices wait.
///
///     t = V hs
///
///   V    entries of the vocabulary             Architecture::vocab                  [1]
///   hs   sampling by entry                     Engine::host_sampling_ns_per_entry   [ns]
///
/// Source: the engine's entry in datasets/engines.json.
/// Ignores: the chain of samplers; caches of the host, which many sequences outgrow.
inline double host_sampling_time(const Engine& engine, const Architecture& model) {
  return 1e-9 * engine.host_sampling_ns_per_entry * model.vocab;
}

}  // namespace tokroof::model
