#pragma once
#include <string>

#include "catalog/run.hpp"
#include "model/architecture.hpp"
#include "model/split.hpp"

namespace tokroof::catalog {

/// How a run's tensor split is shared beyond its matrices; what it does not state is 1. Stages of one device are a pipeline:
/// `split` is then that.
model::Parallel parallel_of(const Run& run, double n_devices, model::Split& split);

/// Why those devices cannot be shared so, or empty: the parts must be whole, and only routed experts can lie on more
/// devices than the attention.
std::string parallel_fault(const model::Parallel& parallel,
                           model::Split split,
                           double n_devices,
                           bool unequal_devices,
                           const model::Architecture& model);

}  // namespace tokroof::catalog
