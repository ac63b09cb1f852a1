#include "whatif/rank/fleet.hpp"

#include <cmath>

#include "catalog/input_error.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof::whatif {
namespace {

/// Requests a second that one replica takes.
double taken_per_s(const ServiceFigures& f) {
  return std::isnan(f.most_per_s_meeting) ? kUsualLoad * f.most_per_s : f.most_per_s_meeting;
}

}  // namespace

Fleet fleet_for(const catalog::Catalog& catalog,
                const predict::Fitted& fitted,
                predict::Request request,
                const predict::Prediction& prediction,
                const predict::AnswerOptions& options) {
  const double rate_per_s = options.traffic.request_rate_per_s;
  if (std::isnan(rate_per_s)) {
    throw catalog::InputError("usage", "how many are needed depends on --request-rate", "--ttft-slo");
  }
  if (options.traffic.prefill_replicas > 0) {
    throw catalog::InputError("usage", "rank counts replicas that read and answer", "--prefill-replicas");
  }
  const auto service = service_of(catalog, fitted, request, prediction, options);
  Fleet out;
  out.each_per_s = taken_per_s(service->expected);
  out.each_least_per_s = taken_per_s(service->slow);
  out.each_most_per_s = taken_per_s(service->fast);
  out.replicas = std::ceil(rate_per_s / out.each_per_s);
  out.most = std::ceil(rate_per_s / out.each_least_per_s);
  out.least = std::ceil(rate_per_s / out.each_most_per_s);
  return out;
}

}  // namespace tokroof::whatif
