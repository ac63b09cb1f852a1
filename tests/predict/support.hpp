#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::test {

/// A question that names a device, a model and a storage type, nothing else.
inline catalog::Question question(std::string_view device, std::string_view model, std::string_view quant) {
  catalog::Question q;
  q.run.device = device;
  q.run.model = model;
  q.run.quant = quant;
  return q;
}

inline predict::Request completed(const catalog::Question& q) {
  return predict::complete(catalog::Catalog::bundled(), predict::Fitted::bundled(), q);
}

/// The prediction for it; fails the test where there is none.
inline predict::Prediction predicted(const catalog::Question& q,
                                     const predict::Fitted& fitted = predict::Fitted::bundled(),
                                     const catalog::Catalog& catalog = catalog::Catalog::bundled()) {
  predict::PredictionOutcome outcome =
      predict::predict(catalog, fitted, predict::complete(catalog, fitted, q).run);
  if (!outcome.prediction) {
    throw std::runtime_error(outcome.refusal->reason + ": " + outcome.refusal->message);
  }
  return *outcome.prediction;
}

/// What kind of error a call throws; empty: none.
template <class F>
std::string kind_of_error(F call) {
  try {
    call();
  } catch (const catalog::InputError& error) {
    return error.kind;
  }
  return "";
}

}  // namespace tokroof::test
