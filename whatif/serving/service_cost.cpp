#include "whatif/serving/service_cost.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tokroof::whatif {
namespace {

/// Of all replicas, those that read prompts only included: the mean draw over decoding, as many streams as are then in flight,
/// reading, which takes a card to its limit, and waiting.
std::optional<predict::Prediction> while_serving(const catalog::Catalog& catalog,
                                                 const predict::Fitted& fitted,
                                                 const predict::Request& request,
                                                 const Served& service,
                                                 double idle_power_w) {
  const ServiceFigures& served = service.figures;
  catalog::Run busy = request.run;
  const double busy_share = std::fmin(served.reading_share + served.decoding_share, 1.0);
  busy.concurrency =
      std::max(std::round(served.in_flight / std::max(busy_share, 1e-6)), request.run.replicas);
  busy.rate = catalog::StatedRate::aggregate;
  auto out = predict::predict(catalog, fitted, busy).prediction;
  if (!out || !(out->draw.limit_w > 0)) {
    return out;
  }
  model::Draw& draw = out->draw;
  const double answering = out->scenario.replicas, reading = service.prefill_replicas / answering;
  const double idle_w = idle_power_w > 0 ? idle_power_w * out->scenario.n_devices * answering
                                         : std::fmin(model::kIdleShare * draw.limit_w, draw.watts);
  const auto mean_w = [&](double decoding_share, double reading_share) {
    return decoding_share * draw.watts + reading_share * draw.limit_w +
           std::max(1 - decoding_share - reading_share, 0.0) * idle_w;
  };
  draw.watts =
      mean_w(served.decoding_share, served.reading_share) + reading * mean_w(0, served.prefill_busy_share);
  draw.limit_w *= 1 + reading;
  out->scenario.replicas += service.prefill_replicas;
  return out;
}

}  // namespace

predict::Economics economics_of(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                const predict::Prediction& prediction,
                                predict::Request& request,
                                const Served* served,
                                const std::string& asked_device,
                                const predict::CostQuestion& question) {
  const auto busy = served != nullptr
                        ? while_serving(catalog, fitted, request, *served, question.idle_power_w)
                        : std::nullopt;
  const bool alone = served == nullptr;
  predict::Economics e =
      predict::economics(catalog, fitted, busy ? *busy : prediction, request, asked_device, question, alone);
  if (served != nullptr) {
    predict::set_rate(e, served->figures.output_tps);
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
  std::optional<Served> served;
  if (out.service) {
    served = Served{out.service->expected, out.service->traffic.prefill_replicas};
  }
  out.economics = economics_of(catalog,
                               fitted,
                               prediction,
                               request,
                               served ? &*served : nullptr,
                               asked.question.run.device,
                               asked.answer.cost);
  return out;
}

}  // namespace tokroof::whatif
