#pragma once
#include <map>
#include <optional>
#include <utility>

#include "predict/fitted.hpp"
#include "predict/prediction.hpp"
#include "whatif/serving/server.hpp"

namespace tokroof::whatif {

/// A function of one number that is asked for at many: exact at knots, each computed when first needed, and a straight line
/// between two of them.
class Knots {
 public:
  /// `knots`, ascending; beyond the last one its line goes on.
  explicit Knots(std::vector<double> knots) : at_(std::move(knots)), value_(at_.size(), model::kUnknown) {}

  template <class F>
  double operator()(double x, const F& exact) {
    const std::size_t above = upper(x);
    const double low = value(above - 1, exact), high = value(above, exact);
    return low + (high - low) * (x - at_[above - 1]) / (at_[above] - at_[above - 1]);
  }

 private:
  [[nodiscard]] std::size_t upper(double x) const;
  template <class F>
  double value(std::size_t i, const F& exact) {
    if (std::isnan(value_[i])) {
      value_[i] = exact(at_[i]);
    }
    return value_[i];
  }

  std::vector<double> at_, value_;
};

/// The steps of one replica of a predicted set-up, by the equations of predict(): of so many sequences with so many tokens in
/// the cache, and of prompts.
class PredictedSteps {
 public:
  /// `run` is complete. Lengths beyond `most_tokens` are not asked for.
  PredictedSteps(const catalog::Catalog& catalog,
                 const predict::Fitted& fitted,
                 catalog::Run run,
                 double most_tokens);

  double decode_s(double sequences, double tokens);  ///< of a token of each
  /// Of prompts of so many tokens together, each of which attends to so many on average. Attention groups share them.
  double prompt_s(double tokens, double attended, double prompts);
  /// The prediction behind decode_s(), with its interval.
  [[nodiscard]] predict::Prediction decoding(double sequences, double tokens) const;

 private:
  [[nodiscard]] double exact_prompt_s(double tokens, double cached, double groups) const;

  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  catalog::Run run_;
  double most_tokens_;
  std::map<double, Knots> decode_;                     ///< by sequences
  std::map<std::pair<double, double>, Knots> prompt_;  ///< by prompt tokens and groups that have some
};

}  // namespace tokroof::whatif
