#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/count/memory.hpp"
#include "predict/request.hpp"

namespace tokroof::predict {

/// What a machine holds of one model at one storage type.
struct Capacity {
  model::Scenario scenario;
  double parameters = 0;
  double file_bytes = 0;     ///< weights as stored
  model::MemoryNeed memory;  ///< at the stated depth and concurrency
  bool fits = false;
  std::optional<double>
      most_depth;  ///< tokens in the cache when generation starts, with all streams; none: does not fit
  bool depth_is_models = false;  ///< the model's context, or the stated limit, ends there, not the memory
  std::optional<double>
      most_streams;  ///< that run at once at the stated depth; none: not one, or no limit is known
};

/// Refused where the weights cannot be counted.
struct CapacityOutcome {
  std::optional<Capacity> capacity{};
  std::optional<model::Refusal> refusal{};
};
CapacityOutcome capacity_of(const catalog::Catalog& catalog, const catalog::Run& run);

/// Tokens in the cache when generation starts that fit at most, with all streams of the run; the model's context or a
/// stated limit may end them. None: not even an empty cache fits.
std::optional<double> most_depth(const catalog::Catalog& catalog, const catalog::Run& run);

/// Tokens of a single sequence, prompt and answer, for which there is room at most, up to the model's context. None: the
/// weights alone do not fit.
std::optional<double> longest_sequence(const catalog::Catalog& catalog, const catalog::Run& run);

/// The storage types that people choose from under an engine, smallest first.
std::vector<std::string> usual_quants(const catalog::Catalog& catalog, std::string_view engine);

/// For each of `quants` the largest model of the catalog that fits what the question describes (its model and storage
/// type are left open), by parameters; types that nothing fits are left out.
std::vector<Capacity> largest_models(const catalog::Catalog& catalog,
                                     const Fitted& fitted,
                                     const catalog::Question& question,
                                     const std::vector<std::string>& quants);

/// The model of the question at each of `quants`.
std::vector<Capacity> by_quant(const catalog::Catalog& catalog,
                               const Fitted& fitted,
                               const catalog::Question& question,
                               const std::vector<std::string>& quants);

}  // namespace tokroof::predict
