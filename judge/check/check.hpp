#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/packed_runs.hpp"
#include "catalog/run.hpp"
#include "catalog/texts.hpp"
#include "judge/check/expected_rate.hpp"
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

/// What is to be said of one measured rate.
struct CheckedRate {
  Verdict verdict = Verdict::unknown;
  /// Its cell lies beyond kCertain predictive deviations; and no slow one is whose prompts may have taken the time.
  bool certain = false;
  double measured_tps = 0;
  double predicted_tps = 0;          ///< 0: none
  double low_tps = 0, high_tps = 0;  ///< of a correct run
  double ceiling_tps = 0;
  double q = 1;        ///< false-discovery-adjusted two-sided tail under a correct run
  double z = 0;        ///< ln(predicted/measured rate) in deviations of a correct run; > 0: slow
  std::string reason;  ///< one sentence with the numbers
};

/// What is to be said of a row: of its decode rate, or of its prompt rate where it has no other.
struct Checked : CheckedRate {
  std::size_t run = 0;
  std::string fingerprint;  ///< of the row's content (catalog/fingerprint.hpp)
  std::string run_class;
  model::FigureKind figure = model::FigureKind::decode;
  std::optional<CheckedRate> prompt;  ///< of a prompt rate beside the decode rate
};

/// Whether a row was found to be odd.
constexpr bool deviates(Verdict verdict) { return verdict != Verdict::ok && verdict != Verdict::unknown; }
/// The same of its decode rate or of its prompt's.
inline bool is_odd(const Checked& row) {
  return deviates(row.verdict) || (row.prompt && deviates(row.prompt->verdict));
}

/// Checks every row: impossible above kAboveCeiling x the ceiling or where the configuration cannot exist (what
/// does not fit on a card and does not say where it is has a part on the host, with the engines that do so); slow or fast where
/// the rate is outside the 90 % interval of a correct run and q < 0.05 over the table; unknown where the row cannot be
/// modelled or its reading is saturated and so tells no rate, with the reason. One entry a row, in order.
///
///     q: Benjamini and Hochberg, J. R. Stat. Soc. B 57(1), 1995, on the tails of Student(nu = 5)
std::vector<Checked> check(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::span<const catalog::Run> runs,
                           const predict::EachPart& each_part = predict::one_by_one);

/// Benjamini and Hochberg's adjusted tails: a step function of the tail, of which the steps are kept.
class AdjustedTails {
 public:
  AdjustedTails() = default;
  explicit AdjustedTails(std::vector<double> tails);
  /// Of one of the tails.
  [[nodiscard]] double operator()(double tail) const;

 private:
  struct Step {
    double to = 0, q = 1;
  };
  std::vector<Step> steps_;  ///< ascending; above the last: 1
};

/// The same of a table of any length: each set-up is predicted once, and a row's words are made when they are asked for.
class CheckedTable {
 public:
  struct Judged {
    Verdict verdict = Verdict::unknown;
    bool certain = false;
  };

  /// `runs` must outlive it.
  CheckedTable(const catalog::Catalog& catalog,
               const predict::Fitted& fitted,
               const catalog::PackedRuns& runs,
               const predict::EachPart& each_part = predict::one_by_one);

  [[nodiscard]] std::size_t size() const { return runs_.size(); }
  /// What the row's verdict is, and its q.
  [[nodiscard]] Judged judged(std::size_t row) const { return side_of(row).judged(row); }
  [[nodiscard]] double q(std::size_t row) const { return q(side_of(row), row); }
  /// Whether its decode rate or its prompt rate was found to be odd.
  [[nodiscard]] bool is_odd(std::size_t row) const;
  [[nodiscard]] Checked operator[](std::size_t row) const;
  [[nodiscard]] std::size_t predictions() const { return decode_.expected.size(); }
  [[nodiscard]] const catalog::PackedRuns& runs() const { return runs_; }
  /// z of a row's decode rate; not finite where it has none or no prediction.
  [[nodiscard]] double deviations(std::size_t row) const { return deviations(decode_, row); }

 private:
  /// What is expected of a set-up, with its words by number.
  struct Expected : ExpectedFigures {
    std::uint32_t run_class = 0, refusal = 0, unsaid = 0;
  };
  /// The rates of one kind.
  struct Side {
    model::FigureKind kind;
    std::vector<Expected> expected{};
    std::vector<std::uint32_t> expected_of{};  ///< of a set-up
    AdjustedTails adjusted{};
    std::vector<unsigned char> verdicts{};  ///< of each row: its verdict and whether that is certain

    [[nodiscard]] Judged judged(std::size_t row) const {
      return {static_cast<Verdict>(verdicts[row] >> 1U), (verdicts[row] & 1U) != 0};
    }
  };

  [[nodiscard]] const Side& side_of(std::size_t row) const {
    return runs_.tg_tps(row) > 0 || !(runs_.pp_tps(row) > 0) ? decode_ : prompt_;
  }
  [[nodiscard]] double measured_tps(const Side& side, std::size_t row) const {
    return side.kind == model::FigureKind::decode ? runs_.tg_tps(row) : runs_.pp_tps(row);
  }
  [[nodiscard]] const Expected& expected_of(const Side& side, std::size_t row) const {
    return side.expected[side.expected_of[runs_.set_up_of(row)]];
  }
  [[nodiscard]] double deviations(const Side& side, std::size_t row) const;
  [[nodiscard]] double tail(const Side& side, std::size_t row) const;
  [[nodiscard]] double q(const Side& side, std::size_t row) const;
  /// Whether a row has a rate and a prediction to compare it with.
  [[nodiscard]] bool comparable(const Side& side, std::size_t row) const;
  [[nodiscard]] std::vector<char> is_certain(const Side& side) const;  ///< of each set-up's cell
  void expect(const catalog::Catalog& catalog,
              const predict::Fitted& fitted,
              Side& side,
              const predict::EachPart& each_part);
  void adjust(Side& side, const predict::EachPart& each_part) const;
  void judge(Side& side, const predict::EachPart& each_part) const;
  [[nodiscard]] Judged judged(const Side& side, std::size_t row, bool certain) const;
  [[nodiscard]] CheckedRate rate(const Side& side, std::size_t row) const;

  const catalog::PackedRuns& runs_;
  catalog::Texts words_;
  Side decode_, prompt_;
};

}  // namespace tokroof::judge
