#pragma once
#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "predict/fitted.hpp"

namespace tokroof::predict {

/// Threads with which the host of a run decodes. Unknown: the run cannot be predicted, or no host works.
struct HostThreads {
  double fastest = model::kUnknown;
  double cores = model::kUnknown;

  bool some_idle() const { return fastest < cores; }
};

/// Each thread draws memory bandwidth and adds to the barriers that end every layer (model/time/host_read.hpp), so a large
/// processor is faster with some of its cores idle.
HostThreads fastest_threads(const catalog::Catalog& catalog, const Fitted& fitted, const catalog::Run& run);

/// A run that leaves the number of threads to us (decode_threads 0) with the fastest one; others as they are.
catalog::Run with_fastest_threads(const catalog::Catalog& catalog, const Fitted& fitted, catalog::Run run);

}  // namespace tokroof::predict
