#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "predict/fitted.hpp"

namespace tokroof::predict {

/// What a fit that is not compiled in owns: the views of its FittedData point into it.
struct FittedStorage {
  std::deque<std::string> text;  // a deque: views into its strings survive additions
  std::vector<FittedParameter> parameters;
  CorrelationStorage correlations;
  std::vector<NamedNumber> widths, decode_interval, prefill_interval;
  std::vector<NamedRange> ln_bandwidth;
  std::vector<RunsBehind> behind;
  std::vector<OwnRuns> own;
  double own_scatter = 0;
  std::string_view newest_date, fingerprint, figures;

  std::string_view keep(std::string value) { return text.emplace_back(std::move(value)); }
};

/// A fit that lives as long as its copies do.
inline Fitted fitted_of(std::shared_ptr<const FittedStorage> s) {
  const FittedData data{.parameters = s->parameters,
                        .correlations = s->correlations.view(),
                        .widths = s->widths,
                        .decode_interval = s->decode_interval,
                        .prefill_interval = s->prefill_interval,
                        .ln_bandwidth = s->ln_bandwidth,
                        .behind = s->behind,
                        .newest_date = s->newest_date,
                        .fingerprint = s->fingerprint,
                        .figures = s->figures,
                        .own = s->own,
                        .own_scatter = s->own_scatter};
  return Fitted(data, std::move(s));
}

/// A copy that may be changed and that owns its text.
FittedStorage storage_of(const Fitted& fitted);

}  // namespace tokroof::predict
