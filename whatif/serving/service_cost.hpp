#pragma once
#include <string>

#include "predict/economics.hpp"
#include "whatif/serving/service.hpp"

namespace tokroof::whatif {

/// Watts and money of a set-up; of a service, under its traffic: the devices draw what decoding as many streams as are in
/// flight draws, and the tokens that it generates pay. Null `served`: no traffic is stated, and the prediction's streams
/// decode all the time.
predict::Economics economics_of(const catalog::Catalog& catalog,
                                const predict::Fitted& fitted,
                                const predict::Prediction& prediction,
                                predict::Request& request,
                                const ServiceFigures* served,
                                const std::string& asked_device,
                                const predict::CostQuestion& question);

}  // namespace tokroof::whatif
