#include "predict/load_time.hpp"

#include "model/rates.hpp"
#include "model/time/beyond_memory.hpp"

namespace tokroof::predict {

LoadTime load_time(const model::Scenario& s, const model::Step& step, double device_bytes) {
  const double drive = step.work.file_bytes / (model::kMappedReadShare * s.storage_bytes_per_s);
  const double link = model::unified_memory(s.device) || s.cpu_only
                          ? model::kUnknown
                          : device_bytes / (model::kCopyShare * s.link.host_bytes_per_s * s.n_devices);
  if (drive > 0 && !(link > drive)) {
    return {drive, "storage"};
  }
  return link > 0 ? LoadTime{link, "link"} : LoadTime{};
}

}  // namespace tokroof::predict
