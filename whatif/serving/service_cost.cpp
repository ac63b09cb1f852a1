#include "whatif/serving/service_cost.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tokroof::whatif {
namespace {

/// The set-up while as many streams decode as are in flight.
std::optional<predict::Prediction> while_serving(const catalog::Catalog& catalog,
                                                 const predict::Fitted& fitted,
                                                 const predict::Request& request,
                                                 const ServiceFigures& served) {
  catalog::Run busy = request.run;
  busy.concurrency = std::max(std::round(served.in_flight), 1.0);
  busy.rate = catalog::StatedRate::aggregate;
  return predict::predict(catalog, fitted, busy).prediction;
}

}  // namespace

predict::Economics economics_of(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                const predict::Prediction& prediction,
                                predict::Request& request,
                                const ServiceFigures* served,
                                const std::string& asked_device,
                                const predict::CostQuestion& question) {
  const auto busy = served != nullptr ? while_serving(catalog, fitted, request, *served) : std::nullopt;
  const bool alone = served == nullptr;
  predict::Economics e =
      predict::economics(catalog, fitted, busy ? *busy : prediction, request, asked_device, question, alone);
  if (served != nullptr) {
    predict::set_rate(e, served->output_tps);
  }
  return e;
}

ServedPrediction served_prediction(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const predict::Prediction& prediction,
                                   predict::Request& request,
                                   const predict::Asked& asked) {
  ServedPrediction out;
  out.service = service_of(catalog, fitted, request, prediction, asked.answer);
  out.economics = economics_of(catalog,
                               fitted,
                               prediction,
                               request,
                               out.service ? &out.service->expected : nullptr,
                               asked.question.run.device,
                               asked.answer.cost);
  return out;
}

}  // namespace tokroof::whatif
