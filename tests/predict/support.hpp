#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof {

/// A question that names a device, a model and a storage type, nothing else.
inline Question question(std::string_view device, std::string_view model, std::string_view quant) {
  Question q;
  q.run.device = device;
  q.run.model = model;
  q.run.quant = quant;
  return q;
}

inline Request completed(const Question& q) { return complete(Catalog::bundled(), Fitted::bundled(), q); }

/// The prediction for it; fails the test where there is none.
inline Prediction predicted(const Question& q,
                            const Fitted& fitted = Fitted::bundled(),
                            const Catalog& catalog = Catalog::bundled()) {
  PredictionOutcome outcome = predict(catalog, fitted, complete(catalog, fitted, q).run);
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
  } catch (const InputError& error) {
    return error.kind;
  }
  return "";
}

}  // namespace tokroof
