#pragma once
#include <optional>
#include <string>

#include "predict/economics.hpp"
#include "predict/scenario_option.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof::whatif {

/// How a service does, and the replicas beside those of the set-up.
struct Served {
  ServiceFigures figures;
  double prefill_replicas = 0;
};

/// Watts and money of a set-up; of a service, under its traffic: of all replicas the mean draw over decoding, reading
/// prompts and waiting, for which the tokens that it generates pay. Null `served`: no traffic is stated, and the
/// prediction's streams decode all the time.
predict::Economics economics_of(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                const predict::Prediction& prediction,
                                predict::Request& request,
                                const Served* served,
                                const std::string& asked_device,
                                const predict::CostQuestion& question);

/// What the traffic of a question makes of a prediction, and what that costs.
struct ServedPrediction {
  std::optional<Service> service;  ///< nothing: no traffic is stated
  predict::Economics economics;

  [[nodiscard]] const Service* served() const { return service ? &*service : nullptr; }
};

/// Defaults that are taken are added to `request`. Throws InputError as service_of() does.
ServedPrediction served_prediction(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const predict::Prediction& prediction,
                                   predict::Request& request,
                                   const predict::Asked& asked);

}  // namespace tokroof::whatif
