#pragma once
#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "predict/fitted.hpp"

namespace tokroof {

/// Threads with which the host of `run` decodes fastest, up to its cores: each thread draws memory bandwidth and adds to
/// the barriers that end every layer (model/time/host_read.hpp), so a large processor is faster with some of its cores
/// idle. Unknown: the run cannot be predicted, or no host works.
double fastest_threads(const Catalog& catalog, const Fitted& fitted, const Run& run);

}  // namespace tokroof
