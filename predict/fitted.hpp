#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/coefficients.hpp"
#include "model/reads.hpp"
#include "predict/correlations.hpp"
#include "predict/interval.hpp"

namespace tokroof::predict {

/// One fitted value: coefficient (position in kCoefficients), label, parameter before its transform, its deviation.
struct FittedParameter {
  std::uint32_t coefficient = 0;
  std::string_view label;
  double parameter = 0;
  double sd = 0;
};

struct NamedNumber {
  std::string_view name;
  double value = 0;
};
struct NamedRange {
  std::string_view name;
  double low = 0, high = 0;
};
/// How many fitted runs stand behind a device, a family or an engine (label of that scope).
struct RunsBehind {
  model::Scope scope = model::Scope::device;
  std::string_view label;
  double runs = 0;
};

/// Figures of one's own machine that calibrated a fit: rows of this source and device are labelled as predictions are,
/// with no source, so that what was learned of the machine applies to both.
struct OwnRuns {
  std::string_view source, device;
  double figures = 0;
};

/// The result of a fit as plain views, so that the bundled one is constant data.
struct FittedData {
  std::span<const FittedParameter> parameters;  ///< sorted by coefficient, then label
  Correlations correlations;
  std::span<const NamedNumber> widths;                             ///< of the effects, by coefficient name
  std::span<const NamedNumber> decode_interval, prefill_interval;  ///< terms and shifts of IntervalModel
  std::span<const NamedRange> ln_bandwidth;                        ///< by backend
  std::span<const RunsBehind> behind;
  std::string_view newest_date;       ///< of an engine's build among the fitted runs
  std::string_view fingerprint;       ///< of the data that was fitted
  std::string_view figures;           ///< JSON text: the fit's figures, in sample and left out
  std::span<const OwnRuns> own = {};  ///< of a calibrated fit (tokroof calibrate)
  double own_scatter = 0;             ///< [ln] of one figure about the others of a calibrated machine
};

class Fitted;

/// Covariances of one parameter with others, in any order; quick where they ascend, as the parameters of a step do.
class CovarianceRow {
 public:
  CovarianceRow(const Fitted& fitted, std::size_t parameter);
  double with(std::size_t other);

 private:
  const Fitted& fitted_;
  std::size_t parameter_;
  std::size_t passed_ = 0;  ///< the last one that was asked for
  CorrelationRow left_;     ///< with it and those behind it
};

/// Coefficients as fitted, with what intervals need. Cheap to copy.
class Fitted {
 public:
  /// What was compiled in (datasets/coefficients.json).
  static const Fitted& bundled();
  /// Reads a file as `tokroof fit -o` or `calibrate -o` writes it; throws InputError.
  static Fitted load(const std::string& path);
  /// No fit at all: every coefficient at its prior.
  static Fitted priors() { return Fitted(FittedData{}); }

  explicit Fitted(const FittedData& data, std::shared_ptr<const void> owner = nullptr);

  [[nodiscard]] const FittedData& data() const { return data_; }
  /// Its copies have it, too, and no other fit: what a thread remembers is of one fit.
  [[nodiscard]] std::uint64_t id() const { return id_; }
  [[nodiscard]] const IntervalModel& interval(model::FigureKind figure) const {
    return figure == model::FigureKind::decode ? decode_ : prefill_;
  }
  /// Index into parameters; none: the label was in no fitted run and takes its prior.
  [[nodiscard]] std::optional<std::size_t> find(std::size_t coefficient, std::string_view label) const;
  /// Prior deviation of a parameter: the estimated width for effects.
  [[nodiscard]] double prior_sd(std::size_t coefficient) const;
  [[nodiscard]] double covariance(std::size_t a, std::size_t b) const;
  [[nodiscard]] double runs_behind(model::Scope scope, std::string_view label) const;

 private:
  static inline std::atomic<std::uint64_t> made_{0};

  FittedData data_;
  std::uint64_t id_ = ++made_;
  std::array<std::uint32_t, model::kCoefficientCount + 1>
      first_{};  ///< parameter of each coefficient, and the end
  std::shared_ptr<const void> owner_;
  IntervalModel decode_, prefill_;
};

}  // namespace tokroof::predict
