#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/reads.hpp"
#include "predict/fitted.hpp"

namespace tokroof::judge {

/// The shortest prompt whose rate was measured with several engines of the fitted runs.
inline constexpr double kShortestPrompt = 64;

/// The rate that a correct run of one set-up shows, and the numbers that its words need.
struct ExpectedFigures {
  double tps = 0;  ///< 0: none
  double low_tps = 0, high_tps = 0;
  double ceiling_tps = 0;  ///< as the figure counts
  double scale = 1;        ///< of ln tps
  /// Where the file, or what is on the host, is not said: ln of the rate with what is assumed over that with the slowest
  /// and the fastest that people run. No rate between them deviates.
  double to_slowest = 0, to_fastest = 0;
  double streams = 1;                             ///< that the figure counts
  double streams_at_once = 1, streams_asked = 1;  ///< fewer at once: memory holds no more
  double tokens = 1;                              ///< of a step and a stream: drafts
  double bytes = 0;                               ///< that a step moves: weights, KV, state
  double bandwidth_bytes_per_s = 0;
  double host_bytes_per_s = 0;  ///< of a host that the model may have run on; 0: not known
  bool does_not_fit = false;    ///< that is why there is no prediction
  bool streams_unsaid = false;  ///< of an engine that serves many
  bool waits_unsaid = false;    ///< the time of prompts, of a length that is not said, is in the rate too
};

/// The same with words.
struct ExpectedRate : ExpectedFigures {
  std::string run_class;
  std::string refusal;  ///< why there is no prediction
  std::string unsaid;   ///< what is not said, in words
  /// Where the part on the host, or the host, is not said: the run as it is taken with each of the usual hosts, slowest
  /// first, the one in the middle being that of `tps`. Empty: as it is stated.
  std::vector<catalog::Run> taken;

  /// A correct run may show what `other` expects too, which takes `what` is not said `as` this: said where it differs.
  void widen(const ExpectedRate& other, std::string_view what = {}, std::string_view as = {});
};

/// What a run shows of one kind of figure, its decode rate or that of its prompt, where it was done right. What it does not
/// say (its file, the part on the host, build, backend, engine) is what people use most, or use as much: the range covers
/// them.
ExpectedRate expected_rate(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           const catalog::Run& run,
                           model::FigureKind kind);

}  // namespace tokroof::judge
