#pragma once
#include <optional>
#include <vector>

#include "judge/diagnose/variant.hpp"
#include "predict/fitted.hpp"

namespace tokroof::judge {

/// What a row would show if a variant were true: ln rates with their Student scales (nu of a correct run), and more.
struct Expectation {
  double ln_tps = 0, scale = 0.1;
  double ceiling_tps = 0;                              ///< as the figure counts
  double ln_pp_tps = model::kUnknown, pp_scale = 0.1;  ///< kUnknown: the model has no prompt rate for it
  double ln_file_bytes = model::kUnknown;              ///< counted from the label, not from the stated size
  double memory_share = 0;  ///< needed/available, on the devices or the host; 0: not known
};

/// Re-predicts a row under each variant of one cause; an entry without a value cannot be (the weights do not fit, no
/// such engine on a CPU). Variants of a cause share the width of the first: what differs between them hardly moves it.
/// What is usual for the row's source is not applied.
std::vector<std::optional<Expectation>> expectations(const catalog::Catalog& catalog,
                                                     const predict::Fitted& fitted,
                                                     const catalog::Run& row,
                                                     std::span<const Variant> variants,
                                                     bool must_fit = true);

/// The size of a row's file by its label alone; none: it cannot be counted.
std::optional<double> labelled_file_bytes(const catalog::Catalog& catalog, const catalog::Run& run);

}  // namespace tokroof::judge
