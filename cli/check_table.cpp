#include "cli/check_table.hpp"

#include <cmath>

#include <fmt/format.h>

#include "catalog/runs_table.hpp"

namespace tokroof::cli {
namespace {

/// Empty where it is not known, or where nothing was predicted.
std::string positive(double value) {
  return std::isfinite(value) && value > 0 ? fmt::format("{:.6g}", value) : "";
}

}  // namespace

const CheckColumns& check_columns() {
  static const CheckColumns columns{{"verdict", "row", "machine", "model", "why"},
                                    [](const catalog::Run& run, const judge::Checked& c) {
                                      return std::vector<std::string>{answers::heading_text(c),
                                                                      catalog::place(run),
                                                                      answers::machine_text(run),
                                                                      run.model + " " + run.quant,
                                                                      c.reason};
                                    }};
  return columns;
}

const CheckColumns& check_figures() {
  static const CheckColumns columns{
      answers::titles("verdict|certain|table|line|machine|model|quant|class|measured_tps|"
                      "predicted_tps|low_tps|high_tps|ceiling_tps|q|reason|figure|prompt_verdict"),
      [](const catalog::Run& run, const judge::Checked& c) {
        const bool predicted = c.predicted_tps > 0;
        return std::vector<std::string>{std::string(judge::verdict_name(c.verdict)),
                                        c.certain ? "yes" : "no",
                                        run.table,
                                        std::to_string(run.line),
                                        answers::machine_text(run),
                                        run.model,
                                        run.quant,
                                        c.run_class,
                                        positive(c.measured_tps),
                                        positive(c.predicted_tps),
                                        predicted ? positive(c.low_tps) : "",
                                        predicted ? positive(c.high_tps) : "",
                                        positive(c.ceiling_tps),
                                        predicted ? fmt::format("{:.3g}", c.q) : "",
                                        c.reason,
                                        c.figure == model::FigureKind::decode ? "decode" : "prompt",
                                        std::string(c.prompt ? judge::verdict_name(c.prompt->verdict) : "")};
      }};
  return columns;
}

}  // namespace tokroof::cli
