#include "cli/diagnose_table.hpp"

#include <string>

#include <fmt/format.h>

#include "answers/check_json.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"

namespace tokroof::cli {
namespace {

std::string known(double tps) { return tps > 0 ? fmt::format("{:.4g}", tps) : ""; }

std::string guess(const judge::Diagnosed& d, std::size_t i) {
  return i < d.hypotheses.size() ? fmt::format("{} ({:.0f} %): {}",
                                               judge::cause_name(d.hypotheses[i].cause),
                                               100 * d.hypotheses[i].probability,
                                               d.hypotheses[i].explanation)
                                 : "";
}

}  // namespace

answers::Table diagnose_table(std::span<const catalog::Run> runs,
                              std::span<const judge::Checked> checked,
                              std::span<const judge::Diagnosed> diagnosed,
                              std::span<const std::size_t> shown) {
  answers::Table table{
      .header =
          {"row", "machine", "model", "tok/s", "a correct run", "most probable", "or", "what would tell"},
      .columns = {}};
  for (const std::size_t i : shown) {
    const catalog::Run& run = runs[i];
    const judge::Checked& c = checked[i];
    table.rows.push_back(
        {catalog::place(run),
         answers::machine_text(run),
         run.model + " " + run.quant,
         catalog::measured_text(run.tg_tps),
         c.predicted_tps > 0 ? catalog::significant(c.low_tps) + "-" + catalog::significant(c.high_tps) : "",
         guess(diagnosed[i], 0),
         guess(diagnosed[i], 1),
         diagnosed[i].next_measurement});
  }
  return table;
}

answers::Table diagnose_figures(std::span<const catalog::Run> runs,
                                std::span<const judge::Checked> checked,
                                std::span<const judge::Diagnosed> diagnosed,
                                std::span<const std::size_t> shown) {
  answers::Table table{
      .header = answers::titles("table|line|machine|model|quant|verdict|measured_tps|low_tps|high_tps|"
                                "hypothesis|probability|hypothesis_tps|explanation|next_measurement"),
      .columns = {}};
  for (const std::size_t i : shown) {
    const catalog::Run& run = runs[i];
    const judge::Checked& c = checked[i];
    for (const judge::Hypothesis& h : diagnosed[i].hypotheses) {
      table.rows.push_back({run.table,
                            std::to_string(run.line),
                            answers::machine_text(run),
                            run.model,
                            run.quant,
                            std::string(judge::verdict_name(c.verdict)),
                            known(run.tg_tps),
                            known(c.low_tps),
                            known(c.high_tps),
                            std::string(judge::cause_name(h.cause)),
                            fmt::format("{:.4g}", h.probability),
                            known(h.predicted_tps),
                            h.explanation,
                            diagnosed[i].next_measurement});
    }
  }
  return table;
}

}  // namespace tokroof::cli
