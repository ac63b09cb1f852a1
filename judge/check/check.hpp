#pragma once
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/packed_runs.hpp"
#include "catalog/run.hpp"
#include "predict/each_part.hpp"
#include "predict/fitted.hpp"
#include "predict/prediction.hpp"

namespace tokroof::judge {

enum class Verdict { ok, slow, fast, impossible, unknown };
std::string_view verdict_name(Verdict verdict);

/// Times the ceiling above which a rate is impossible: bandwidths and sizes are published to three digits.
inline constexpr double kAboveCeiling = 1.02;
/// Deviations of a correct run beyond which a cell is certain not to be one: fast cells beyond it are 6 % of the slow.
inline constexpr double kCertain = 5;

/// What is to be said of one measured decode rate.
struct Checked {
  std::size_t run = 0;
  std::string fingerprint;  ///< of the row's content (catalog/fingerprint.hpp)
  std::string run_class;
  Verdict verdict = Verdict::unknown;
  bool certain = false;  ///< its cell lies beyond kCertain predictive deviations
  double measured_tps = 0;
  double predicted_tps = 0;          ///< 0: none
  double low_tps = 0, high_tps = 0;  ///< of a correct run
  double ceiling_tps = 0;
  double q = 1;        ///< false-discovery-adjusted two-sided tail under a correct run
  double z = 0;        ///< ln(predicted/measured rate) in deviations of a correct run; > 0: slow
  std::string reason;  ///< one sentence with the numbers
};

/// Whether a row was found to be odd.
constexpr bool deviates(Verdict verdict) { return verdict != Verdict::ok && verdict != Verdict::unknown; }

/// Checks every row: impossible above kAboveCeiling x the ceiling or where the configuration cannot exist (what
/// does not fit on a card and does not say where it is has a part on the host, with the engines that do so); slow or fast where
/// the rate is outside the 90 % interval of a correct run and q < 0.05 over the table; unknown where the row cannot be
/// modelled or its reading is saturated and so tells no rate, with the reason. One entry a row, in order.
///
///     q: Benjamini and Hochberg, J. R. Stat. Soc. B 57(1), 1995, on the tails of Student(nu = 5)
std::vector<Checked> check(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::span<const catalog::Run> runs);

/// The same of a table of any length: each set-up is predicted once, and a row's words are made when they are asked for.
class CheckedTable {
 public:
  struct Judged {
    double q = 1;
    Verdict verdict = Verdict::unknown;
    bool certain = false;
  };

  /// `runs` must outlive it.
  CheckedTable(const catalog::Catalog& catalog,
               const predict::Fitted& fitted,
               const catalog::PackedRuns& runs,
               const predict::EachPart& each_part = predict::one_by_one);

  [[nodiscard]] std::size_t size() const { return judged_.size(); }
  [[nodiscard]] const Judged& judged(std::size_t row) const { return judged_[row]; }
  [[nodiscard]] Checked operator[](std::size_t row) const;
  [[nodiscard]] std::size_t predictions() const { return expected_.size(); }
  [[nodiscard]] const catalog::PackedRuns& runs() const { return runs_; }
  /// Checked::z of a row; not finite where it has no rate or no prediction.
  [[nodiscard]] double deviations(std::size_t row) const;

 private:
  /// What a correct run of one set-up shows, and what its words need.
  struct Expected {
    std::string run_class;
    std::string refusal;        ///< why there is no prediction
    bool does_not_fit = false;  ///< that is why
    double tps = 0;             ///< 0: none
    double low_tps = 0, high_tps = 0;
    double ceiling_tps = 0;  ///< as the figure counts
    double scale = 1;        ///< of ln tps
    /// Where the file, or what is on the host, is not said: ln of the rate with what is assumed over that with the slowest
    /// and the fastest that people run. No rate between them deviates.
    double to_slowest = 0, to_fastest = 0;
    std::string unsaid;  ///< what that is, in words
    double streams = 1;  ///< that the figure counts
    double tokens = 1;   ///< of a step and a stream: drafts
    double bytes = 0;    ///< that a step moves: weights, KV, state
    double bandwidth_bytes_per_s = 0;
    double host_bytes_per_s = 0;  ///< of a host that the model may have run on; 0: not known

    /// A correct run may show what `other` expects too.
    void widen(const Expected& other);
  };
  static void cover_files(const catalog::Catalog& catalog,
                          const predict::Fitted& fitted,
                          const catalog::Run& run,
                          Expected& e);
  static bool cover_placements(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Run& run,
                               Expected& e);
  static void cover_cache(const catalog::Catalog& catalog,
                          const predict::Fitted& fitted,
                          const catalog::Run& run,
                          const model::MemoryNeed& need,
                          Expected& e);
  static void take(const catalog::Catalog& catalog,
                   const catalog::Run& run,
                   const predict::Prediction& p,
                   Expected& e);
  static Expected expected_of_build(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    const catalog::Run& run);
  static Expected expected(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           const catalog::Run& run);
  [[nodiscard]] const Expected& expected_of(std::size_t row) const { return expected_[runs_.set_up_of(row)]; }
  /// Whether a row has a rate and a prediction to compare it with.
  [[nodiscard]] bool comparable(std::size_t row) const;
  void adjust(const predict::EachPart& each_part);
  void judge();

  const catalog::PackedRuns& runs_;
  std::vector<Expected> expected_;
  std::vector<Judged> judged_;
};

}  // namespace tokroof::judge
