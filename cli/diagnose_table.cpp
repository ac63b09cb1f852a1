#include "cli/diagnose_table.hpp"

#include <string>

#include <fmt/format.h>

#include "answers/check_json.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"
#include "cli/check_table.hpp"

namespace tokroof::cli {
namespace {

std::string known(double tps) { return tps > 0 ? fmt::format("{:.4g}", tps) : ""; }

std::string guess(const Diagnosed& d, std::size_t i) {
  return i < d.hypotheses.size() ? fmt::format("{} ({:.0f} %): {}",
                                               cause_name(d.hypotheses[i].cause),
                                               100 * d.hypotheses[i].probability,
                                               d.hypotheses[i].explanation)
                                 : "";
}

}  // namespace

Table diagnose_table(std::span<const Run> runs,
                     std::span<const Checked> checked,
                     std::span<const Diagnosed> diagnosed,
                     std::span<const std::size_t> shown) {
  Table table{
      .header =
          {"row", "machine", "model", "tok/s", "a correct run", "most probable", "or", "what would tell"},
      .rows = {},
      .columns = {}};
  for (const std::size_t i : shown) {
    const Run& run = runs[i];
    const Checked& c = checked[i];
    table.rows.push_back({place(run),
                          machine_text(run),
                          run.model + " " + run.quant,
                          measured_text(run.tg_tps),
                          c.predicted_tps > 0 ? significant(c.low_tps) + "-" + significant(c.high_tps) : "",
                          guess(diagnosed[i], 0),
                          guess(diagnosed[i], 1),
                          diagnosed[i].next_measurement});
  }
  return table;
}

Table diagnose_figures(std::span<const Run> runs,
                       std::span<const Checked> checked,
                       std::span<const Diagnosed> diagnosed,
                       std::span<const std::size_t> shown) {
  Table table{.header = {"table",
                         "line",
                         "machine",
                         "model",
                         "quant",
                         "verdict",
                         "measured_tps",
                         "low_tps",
                         "high_tps",
                         "hypothesis",
                         "probability",
                         "hypothesis_tps",
                         "explanation",
                         "next_measurement"},
              .rows = {},
              .columns = {}};
  for (const std::size_t i : shown) {
    const Run& run = runs[i];
    const Checked& c = checked[i];
    for (const Hypothesis& h : diagnosed[i].hypotheses) {
      table.rows.push_back({run.table,
                            std::to_string(run.line),
                            machine_text(run),
                            run.model,
                            run.quant,
                            std::string(verdict_name(c.verdict)),
                            known(run.tg_tps),
                            known(c.low_tps),
                            known(c.high_tps),
                            std::string(cause_name(h.cause)),
                            fmt::format("{:.4g}", h.probability),
                            known(h.predicted_tps),
                            h.explanation,
                            diagnosed[i].next_measurement});
    }
  }
  return table;
}

}  // namespace tokroof::cli
