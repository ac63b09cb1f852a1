#pragma once
#include <span>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "judge/diagnose/cause.hpp"

namespace tokroof::judge {

/// A run whose circumstances are known, with one of them hidden: the answer that diagnose() should find.
struct LabelledCase {
  catalog::Run run;
  Cause label = Cause::ok;
  bool tuning = false;     ///< priors and widths may be learned from it; else it only tests
  std::size_t origin = 0;  ///< the row that it was made from
};

/// What is hidden, one kind after the other:
///
///     ok               nothing; rows that are impossible as stated (check.hpp) are no such cases
///     cpu              placement and backend blanked; a run of a processor is given to a card of the catalog, with the
///                      processor as its host or with no host
///     experts-cpu      placement blanked
///     partial-offload  layers on the device blanked
///     quant            another file type named; the size, which would tell, blanked in half of the cases
///     depth            set to 0 (rows of 4096 tokens or more)
///     aggregate        all streams' rate given as that of one
///     prefill          the prompt's rate given as decode
///     speculative      drafting blanked
///     devices          one card's run reported as of four, with the engine's usual split
///
/// What a hidden circumstance leaves in other columns goes with it (pp_depth, threads, spec_tokens, ...). At most
/// kCasesOfDevice cases of a kind for a device, chosen by a hash of the row: large collections do not outvote the rest.
/// The half is a hash of the stated device: no device is in both.
std::vector<LabelledCase> labelled_cases(const catalog::Catalog& catalog, std::span<const catalog::Run> runs);

inline constexpr std::size_t kCasesOfDevice = 12;

enum class Half { both, tuning, test };
inline bool is_in(const LabelledCase& c, Half half) {
  return half == Half::both || c.tuning == (half == Half::tuning);
}

}  // namespace tokroof::judge
