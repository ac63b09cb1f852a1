#include "whatif/rank/fleet.hpp"

#include <cmath>
#include <utility>

#include "catalog/input_error.hpp"
#include "predict/prediction.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof::whatif {
namespace {

/// Requests a second that the replicas take.
double taken_per_s(const ServiceFigures& f) {
  const double usual = kUsualLoad * f.most_per_s;
  return std::isnan(f.most_per_s_meeting) ? usual : std::fmin(usual, f.most_per_s_meeting);
}

/// The same set-up with another number of replicas, and how it serves.
class Replicas {
 public:
  Replicas(const catalog::Catalog& catalog,
           const predict::Fitted& fitted,
           predict::Request request,
           const predict::AnswerOptions& options)
      : catalog_(catalog), fitted_(fitted), request_(std::move(request)), options_(options) {}

  Service serve(double replicas) {
    predict::Request request = with(replicas);
    return *service_of(catalog_, fitted_, request, predicted(request), options_);
  }

  ServiceFigures figures(double replicas, bool find_most) {
    const predict::Request request = with(replicas);
    return expected_service(catalog_, fitted_, request, predicted(request), options_.traffic, find_most);
  }

  /// Without objectives every request meets them.
  bool do_for(double rate_per_s, double replicas) {
    const ServiceFigures f = figures(replicas, false);
    return rate_per_s <= kUsualLoad * f.most_per_s && f.met_share >= kMetShare;
  }

 private:
  [[nodiscard]] predict::Request with(double replicas) const {
    predict::Request out = request_;
    out.run.replicas = replicas;
    return out;
  }

  [[nodiscard]] predict::Prediction predicted(const predict::Request& request) const {
    return *predict::predict(catalog_, fitted_, request.run).prediction;
  }

  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  predict::Request request_;
  const predict::AnswerOptions& options_;
};

}  // namespace

Fleet fleet_for(const catalog::Catalog& catalog,
                const predict::Fitted& fitted,
                const predict::Request& request,
                const predict::AnswerOptions& options) {
  const double rate_per_s = options.traffic.request_rate_per_s;
  if (std::isnan(rate_per_s)) {
    throw catalog::InputError("usage", "how many are needed depends on --request-rate", "--ttft-slo");
  }
  if (options.traffic.prefill_replicas > 0) {
    throw catalog::InputError("usage", "rank counts replicas that read and answer", "--prefill-replicas");
  }
  if (request.run.replicas > 1) {
    throw catalog::InputError("usage", "rank finds how many are needed for the requests", "--replicas");
  }
  Replicas replicas(catalog, fitted, request, options);
  const ServiceFigures one = replicas.figures(1, true);
  Fleet out;
  out.replicas = std::ceil(rate_per_s / taken_per_s(one));
  double too_few = std::fmax(std::ceil(rate_per_s / (kUsualLoad * one.most_per_s)) - 1, 0);
  while (std::isfinite(out.replicas) && out.replicas - too_few > 1) {
    const double middle = std::floor((out.replicas + too_few) / 2);
    (replicas.do_for(rate_per_s, middle) ? out.replicas : too_few) = middle;
  }
  const double together = std::isfinite(out.replicas) ? out.replicas : 1;
  const Service service = replicas.serve(together);
  out.figures = service.expected;
  out.each_per_s = taken_per_s(service.expected) / together;
  out.each_least_per_s = taken_per_s(service.slow) / together;
  out.each_most_per_s = taken_per_s(service.fast) / together;
  out.most = std::fmax(std::ceil(rate_per_s / out.each_least_per_s), out.replicas);
  out.least = std::fmin(std::ceil(rate_per_s / out.each_most_per_s), out.replicas);
  return out;
}

}  // namespace tokroof::whatif
