#pragma once
#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "predict/fitted.hpp"
#include "predict/observation.hpp"

namespace tokroof::judge {

/// One figure with its prediction.
struct Scored {
  std::size_t run = 0;
  model::FigureKind figure = model::FigureKind::decode;
  std::string run_class, cell, source, device, engine, split;
  double measured_tps = 0, predicted_tps = 0;
  predict::Scales scales;

  [[nodiscard]] double error() const;  ///< ln(predicted rate / measured rate)
};

/// The observation's identity, without a prediction.
Scored scored_identity(const predict::Observation& o);

/// Predictions of all observations with stored coefficients; nothing is refitted.
std::vector<Scored> score(const predict::Fitted& fitted, std::span<const predict::Observation> observations);

/// Levels at which coverage is counted: the points of a reliability diagram.
inline constexpr std::array<double, 10> kLevels{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};

/// For each of kLevels, the share that lies inside the interval of a published figure at that level.
using LevelShares = std::array<double, kLevels.size()>;

/// How many figures a group holds and how far off they are. Quantiles of |error|: a cell counts once, with its median.
struct Accuracy {
  std::size_t runs = 0, cells = 0, devices = 0;
  double median = 0, p75 = 0, p90 = 0;
  double bias = 0;                  ///< median signed error; > 0: predicted too fast
  LevelShares cover{};              ///< of cells, each with the share of its runs
  LevelShares device_cover{};       ///< of devices, each with the share of its runs
  double sharp50 = 1, sharp90 = 1;  ///< median of high/low
};
Accuracy accuracy(std::span<const Scored* const> group);
nlohmann::json accuracy_json(const Accuracy& a);

/// The document of `tokroof evaluate --json` (docs: answers/schema/evaluate.schema.json).
nlohmann::json evaluation_report(std::size_t rows,
                                 std::span<const Scored> scored,
                                 std::span<const predict::NotModelled> refused);

/// The report's entries as one list by class: "all decode", each class, "prefill: " and each class, "all prefill".
nlohmann::json class_figures(const nlohmann::json& report);

/// Linear-interpolated quantile of unsorted values; p in [0, 1].
double quantile(std::vector<double> values, double p);

}  // namespace tokroof::judge
