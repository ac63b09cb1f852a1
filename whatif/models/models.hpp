#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "predict/prediction.hpp"
#include "predict/request.hpp"

namespace tokroof::whatif {

/// What models are ordered by: parameters, rate, most context, release.
enum class ModelsBy { size, tps, context, date };
inline constexpr std::array<std::string_view, 4> kModelsByNames{"size", "tps", "context", "date"};

/// By its name; none: there is no such order.
std::optional<ModelsBy> models_by(std::string_view name);

enum class ModelKind { any, dense, moe };

/// What is asked of a model.
struct ModelsFilter {
  double min_tps = model::kUnknown;  ///< of one stream, with the context in use; unknown: kUsualMinTps
  double context =
      model::kUnknown;  ///< tokens of a stream that must fit, and that are in use; unknown: kUsualContext
  /// Before the catalog's newest model, so that the answer does not change from day to day. A model whose date is not
  /// known is too old; unknown: kUsualMaxAge, by which only what is known to be older is left out. Infinite: any age.
  double max_age_months = model::kUnknown;
  std::string family;  ///< how a family or a name begins; empty: all
  ModelKind kind = ModelKind::any;
  ModelsBy by = ModelsBy::size;
};
inline constexpr double kUsualMinTps = 10;     ///< faster than most people read
inline constexpr double kUsualContext = 8192;  ///< a long conversation, or a source file and its answer

inline constexpr double kUsualMaxAge = 24;  ///< months, in which models of one size have grown out of sight

/// A model that runs as asked, with the largest of the usual file types that does.
struct RunnableModel {
  const model::Architecture* model = nullptr;
  std::vector<const model::Architecture*> same_shape;  ///< other entries that this row stands for
  predict::Request request;                            ///< what predict() answers alike
  predict::Prediction prediction;
  std::string placement;    ///< placement_name()
  std::string options;      ///< of the engine, that ask for this placement; empty: its default
  double most_context = 0;  ///< tokens of a stream that fit, at most the model's
};

/// One that does not, and why.
struct ExcludedModel {
  const model::Architecture* model = nullptr;
  std::vector<const model::Architecture*> same_shape;
  std::string
      code;  ///< does-not-fit, too-slow, short-context, older, no-date, other-kind, variant, cannot-model
  std::string reason;
  std::string quant;  ///< does-not-fit, too-slow: the smallest usual file type, of which they speak
  double needed_bytes = model::kUnknown;  ///< of it; unknown where one stream fits, but not all
};

/// What the smallest model that is larger than all rows would need.
struct NextSize {
  ExcludedModel model;
  double available_bytes = model::kUnknown;  ///< there, where it does not fit
  double tps = model::kUnknown;              ///< where it is too slow: its rate; else that of more devices
  double n_devices = model::kUnknown;  ///< that run it as asked; unknown: none of a few tried, or not asked
};

struct RunnableModels {
  ModelsFilter filter;              ///< with the defaults that were taken
  std::string released_since;       ///< "2024-08"; empty: any age
  predict::Request machine;         ///< the question with some model: its machine, its defaults
  std::vector<RunnableModel> rows;  ///< best first
  std::vector<ExcludedModel> excluded;
  std::optional<NextSize> next;
};

/// Best first.
void order_models(std::vector<RunnableModel>& rows, ModelsBy by);

/// Which models of the catalog the machine of a question runs as asked: every shape once (whatif/models/distinct_models), with
/// the largest of its usual file types (datasets/engines.json) that fits with the context and keeps the rate while that
/// context is in use. A stated file type is the only one tried, a stated depth is used instead of the context.
/// What the devices do not hold whole is placed on the host too, as fast as can be (whatif/placement), where the question
/// names a host and no placement. Throws InputError where the question is wrong for every model, or names one.
RunnableModels runnable_models(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Question& question,
                               const ModelsFilter& filter);

}  // namespace tokroof::whatif
