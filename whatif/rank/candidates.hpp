#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::whatif {

/// A machine to be ranked: devices, or a system by name.
struct Candidate {
  std::string name;                    ///< as shown: rtx-4090, 2xrtx-3090, rtx-5090+rtx-4090, dgx-h100
  std::string device;                  ///< what `--device` takes
  double n_devices = model::kUnknown;  ///< unknown: as the device says
  bool asked = true;                   ///< stated by the user: ranked even where nobody would buy it
};

/// Which machines: names (`2xrtx-3090` is two of it), or everything in the catalog that computes.
struct CandidateChoice {
  std::vector<std::string> devices;  ///< empty, or one "all": the whole catalog
  std::string vendor, kind;          ///< of the whole catalog only these; empty: all
  std::vector<double>
      counts;  ///< cards whose name says no number in these; empty: as named, of the whole catalog kUsualCounts
  bool all = false;  ///< of the whole catalog also what nobody would buy
};

/// Cards that people put into one machine.
inline constexpr double kUsualCounts[] = {1, 2, 4};

/// Throws InputError for a name, vendor or kind that does not exist. Each machine once, in the catalog's order.
std::vector<Candidate> candidates(const catalog::Catalog& catalog, const CandidateChoice& choice);

}  // namespace tokroof::whatif
