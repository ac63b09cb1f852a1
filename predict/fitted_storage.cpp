#include "predict/fitted_storage.hpp"

namespace tokroof::predict {

FittedStorage storage_of(const Fitted& fitted) {
  const FittedData& data = fitted.data();
  FittedStorage s;
  const auto keep = [&](std::string_view text) { return s.keep(std::string(text)); };
  const auto numbers = [&](std::span<const NamedNumber> from, std::vector<NamedNumber>& to) {
    for (const NamedNumber& n : from) {
      to.push_back({keep(n.name), n.value});
    }
  };
  for (const FittedParameter& p : data.parameters) {
    s.parameters.push_back({p.coefficient, keep(p.label), p.parameter, p.sd});
  }
  s.correlations = CorrelationStorage(data.correlations);
  numbers(data.widths, s.widths);
  numbers(data.decode_interval, s.decode_interval);
  numbers(data.prefill_interval, s.prefill_interval);
  for (const NamedRange& r : data.ln_bandwidth) {
    s.ln_bandwidth.push_back({keep(r.name), r.low, r.high});
  }
  for (const RunsBehind& b : data.behind) {
    s.behind.push_back({b.scope, keep(b.label), b.runs});
  }
  for (const OwnRuns& own : data.own) {
    s.own.push_back({keep(own.source), keep(own.device), own.figures});
  }
  s.own_scatter = data.own_scatter;
  s.newest_date = keep(data.newest_date);
  s.fingerprint = keep(data.fingerprint);
  s.figures = keep(data.figures);
  return s;
}

}  // namespace tokroof::predict
