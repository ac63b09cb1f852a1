#pragma once
#include <string>
#include <variant>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/question.hpp"
#include "predict/fitted.hpp"

namespace tokroof::predict {

/// A note of a request; a server whose requests arrive at a rate keeps its replicas busy with less than a stream each.
inline constexpr const char* kIdleReplicas = "fewer streams than replicas: some replicas idle";

/// A question without gaps, ready for predict().
struct Request {
  catalog::Run run;
  std::vector<catalog::Assumption> assumed;  ///< every default that was taken
  std::vector<std::string> notes;            ///< what the user should know beside that
  bool placement_stated = false;     ///< layers, experts or tensors on the host, shares of cards, a spill
  bool name_counts_devices = false;  ///< "2x3090", or a whole machine: --n-devices alone would mean others

  void assume(std::string name, std::variant<double, std::string> value) {
    assumed.push_back({std::move(name), std::move(value)});
  }
};

/// Resolves every name and fills every gap with its stated default. Throws InputError: unknown-name with the nearest
/// names, impossible-link, usage where options contradict each other or a needed one is missing.
///
/// Defaults: engine and backend by vendor; quant by engine; all layers on the device; several devices split as the
/// engine usually does, over the link that such machines usually have; 512 prompt tokens, 128 generated, an empty cache
/// of f16, one stream; a build as new as the newest that was fitted; the specified power limit.
Request complete(const catalog::Catalog& catalog, const Fitted& fitted, catalog::Question question);

/// Lists the number of threads with which the host of a run decodes fastest, where the run leaves it open: each prediction
/// chooses its own, because what is best with a long cache is not best with an empty one.
void assume_threads(const catalog::Catalog& catalog, const Fitted& fitted, Request& request);

}  // namespace tokroof::predict
