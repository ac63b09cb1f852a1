#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/labelled_report.hpp"
#include "answers/table.hpp"
#include "judge/diagnose/prior.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

std::string whole_percent(const json& share) { return fmt::format("{:.0f}", 100 * share.get<double>()); }

Table accuracy_rows(const json& figures) {
  Table table{.header = {"half",
                         "judged",
                         "cases",
                         "top 1 %",
                         "top 2 %",
                         "sound rows accused %",
                         "visible cases",
                         "top 1 %",
                         "top 2 %"},
              .rows = {}};
  for (const char* half : {"tuning", "test"}) {
    if (!figures["halves"].contains(half)) {
      continue;
    }
    for (const char* how : {"alone", "together"}) {
      const json& f = figures["halves"][half][how];
      table.rows.push_back({half,
                            std::string(how) == "alone" ? "alone" : "with other rows of the machine",
                            std::to_string(f["cases"].get<int>()),
                            whole_percent(f["top1"]),
                            whole_percent(f["top2"]),
                            whole_percent(f["accused"]),
                            std::to_string(f["visible"]["cases"].get<int>()),
                            whole_percent(f["visible"]["top1"]),
                            whole_percent(f["visible"]["top2"])});
    }
  }
  return table;
}

/// What was hidden against what was guessed first.
Table confusion_rows(const json& group) {
  std::set<std::string> guessed;
  for (const auto& [label, f] : group["by_label"].items()) {
    for (const auto& [name, count] : f["guessed"].items()) {
      guessed.insert(name);
    }
  }
  Table table{.header = {"hidden", "cases", "devices", "top 1 %", "top 2 %"}, .rows = {}};
  std::vector<std::string> columns;
  for (const std::string_view name : kCauseNames) {
    if (guessed.contains(std::string(name))) {
      columns.emplace_back(name);
    }
  }
  table.header.insert(table.header.end(), columns.begin(), columns.end());
  for (const std::string_view label : kCauseNames) {
    if (!group["by_label"].contains(label)) {
      continue;
    }
    const json& f = group["by_label"][std::string(label)];
    std::vector<std::string> row{std::string(label),
                                 std::to_string(f["cases"].get<int>()),
                                 std::to_string(f["devices"].get<int>()),
                                 whole_percent(f["top1"]),
                                 whole_percent(f["top2"])};
    for (const std::string& column : columns) {
      const int count = f["guessed"].value(column, 0);
      row.push_back(count > 0 ? std::to_string(count) : "");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table prior_rows() {
  Table table{.header = {"cause", "where", "odds against ok, or factor", "origin"}, .rows = {}};
  for (const PriorOdds& p : prior_odds()) {
    table.rows.push_back({std::string(cause_name(p.cause)),
                          std::string(sign_name(p.sign)),
                          fmt::format("{}{:g}", p.sign == Sign::any ? "" : "x ", p.odds),
                          std::string(p.origin)});
  }
  return table;
}

constexpr const char* kPriorHead =
    R"(
## Priors

Odds of a cause against a sound row, before its rate is looked at, with factors for what the row shows. Learned: from the
tuning half, every label counting once, sound rows as often as keeps nine tenths of them from being accused
(`judge/diagnose/prior_learning.hpp`; `tokroof diagnose --labelled --learn-priors` prints them anew); assumed: no such rows
are known; derived: from the distance at which `check` is certain (`judge/diagnose/likelihood.hpp`).

)";

constexpr const char* kDiagnosisHead =
    R"(<!-- Generated: build/tokroof diagnose --labelled --md --left-out docs/diagnosis-left-out.json > docs/diagnosis.md -->
# How good is `tokroof diagnose`?

Each hypothesis is a transformation of what a row states (`judge/diagnose/*_variants.cpp`), predicted anew with its own
width; what it leaves open (layers on the device, true depth, number of streams, which file) is integrated over. Its
probability is prior x predictive likelihood of the decode rate, of the prompt rate and of the file's size where they
are given, within the limits of memory and bandwidth. Rows of one machine share an offset, a frequency of faults and a
common cause (`judge/diagnose/posterior.hpp`). The likelihood of *ok* is the distribution of a correct run that `check`
uses, and *unexplained* is as likely as *ok* where `check` becomes certain: what it is certain of is never *ok*. An engine
that is not stated is the usual one, a host that is not stated one of those that are usual beside such a device.

## Labelled cases

Bundled runs whose circumstances are known, one of them hidden (`judge/diagnose/labelled_cases.hpp`). Halves are split by
device; priors and widths were learned from the tuning half alone. Percentages are balanced: every label counts once. The
coefficients are those of the bundled fit, which has seen these devices' runs, as they were; what is known of a row's
source is not applied. *Visible* leaves out cases whose rate lies within two deviations of what the row states: four cards
split by layers decode one stream as one card does, and a file of five bits in place of four costs a tenth.

The goal is 65 % of first guesses, 85 % of the first two, and at most 10 % of the sound rows accused. Sound rows are bundled
runs as published, but for those that `check` calls impossible: some of them are wrong figures, and accusing those is no
error. A reading of exactly 1000 tok/s is saturated and tells no rate: `check` says unknown, and nothing is diagnosed.

The second table is stricter: devices are dealt to four groups, and each is judged by a fit without its group
(`tokroof diagnose --labelled --leave-out --json > docs/diagnosis-left-out.json`, minutes).

)";

}  // namespace

std::string labelled_text(const json& figures, const json& left_out, bool markdown, bool colour) {
  const auto show = [&](const Table& table) {
    return markdown ? tokroof::markdown(table) : plain(table, colour);
  };
  const auto heading = [&](const std::string& title) {
    return markdown ? "\n### " + title + "\n\n" : "\n" + title + "\n";
  };
  std::string out = markdown ? kDiagnosisHead : "";
  out += show(accuracy_rows(figures));
  if (!left_out.is_null()) {
    out += heading("With the devices left out of the fit") + show(accuracy_rows(left_out));
  }
  const char* half = figures["halves"].contains("test") ? "test" : "tuning";
  const std::string title = half == std::string_view("test") ? "Test half" : "Tuning half";
  const json& shown = figures["halves"][half];
  out += heading(title + ", each case alone: first guess") + show(confusion_rows(shown["alone"]));
  out += heading(title + ", with up to three other rows of the machine: first guess") +
         show(confusion_rows(shown["together"]));
  if (!left_out.is_null() && left_out["halves"].contains(half)) {
    out += heading(title + ", each case alone, devices left out of the fit: first guess") +
           show(confusion_rows(left_out["halves"][half]["alone"]));
  }
  if (markdown) {
    out += kPriorHead + show(prior_rows());
  }
  return out;
}

}  // namespace tokroof
