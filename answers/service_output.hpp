#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "whatif/serving/service.hpp"

namespace tokroof::answers {

/// Under "serving" in the document of `tokroof predict --json`: the traffic, what the server goes by, and each figure with
/// its interval. An end that is null has no bound: there more comes than can be answered.
nlohmann::json service_json(const whatif::Service& service);

/// What people ask first: "4 requests/s: first token after 0.061 s, ...".
std::string service_sentence(const whatif::Service& service);

/// The rest, a line each.
std::string service_lines(const whatif::Service& service, double level);

}  // namespace tokroof::answers
