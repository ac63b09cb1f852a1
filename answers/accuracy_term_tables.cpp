#include "answers/accuracy_term_tables.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/table.hpp"
#include "judge/score/paired_bootstrap.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

/// One term on the figures of one kind that read it.
struct Row {
  const json* term;
  std::string kind;
  const json* worth;
  [[nodiscard]] double gain() const {
    const json& mean = (*worth)["reading"]["mean"];
    return mean[1].get<double>() - mean[0].get<double>();
  }
};

std::vector<Row> rows_of(const json& terms) {
  std::vector<Row> out;
  for (const json& term : terms) {
    for (const char* kind : {"decode", "prefill"}) {
      if (term.contains(kind)) {
        out.push_back({&term, kind, &term[kind]});
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Row& a, const Row& b) { return a.gain() > b.gain(); });
  return out;
}

std::string percent(const json& error) { return fmt::format("{:.1f}", 100 * error.get<double>()); }

/// Change in percentage points with its interval; bold where the interval leaves out 0.
std::string change(const json& pair, const json& bounds) {
  const double low = 100 * bounds[0].get<double>(), high = 100 * bounds[1].get<double>();
  const double value = 100 * (pair[1].get<double>() - pair[0].get<double>());
  const char* mark = low > 0 || high < 0 ? "**" : "";
  return fmt::format("{0}{1:+.1f}{0} ({2:+.1f} to {3:+.1f})", mark, value, low, high);
}

std::string overview(const std::vector<Row>& rows) {
  Table table{{"term",
               "why it is there",
               "figures that read it",
               "cells",
               "devices",
               "median, %: with",
               "without",
               "capped mean, points",
               "on all cells"},
              {}};
  for (const Row& row : rows) {
    const json& r = (*row.worth)["reading"];
    const json& all = (*row.worth)["all"];
    table.rows.push_back({(*row.term)["term"].get<std::string>(),
                          (*row.term)["why"].get<std::string>(),
                          row.kind,
                          fmt::format("{}", r["cells"].get<int>()),
                          fmt::format("{}", r["devices"].get<int>()),
                          percent(r["median"][0]),
                          percent(r["median"][1]),
                          change(r["mean"], r["mean_change"]),
                          change(all["mean"], all["mean_change"])});
  }
  return markdown(table);
}

std::string by_class(const std::vector<Row>& rows) {
  Table table{{"term",
               "class",
               "cells",
               "devices",
               "median, %: with",
               "without",
               "its change, points",
               "capped mean, points"},
              {}};
  for (const Row& row : rows) {
    for (const auto& [name, w] : (*row.worth)["classes"].items()) {
      table.rows.push_back({(*row.term)["term"].get<std::string>(),
                            row.kind == "decode" ? name : "prefill: " + name,
                            fmt::format("{}", w["cells"].get<int>()),
                            fmt::format("{}", w["devices"].get<int>()),
                            percent(w["median"][0]),
                            percent(w["median"][1]),
                            change(w["median"], w["median_change"]),
                            change(w["mean"], w["mean_change"])});
    }
  }
  return markdown(table);
}

}  // namespace

std::string term_tables(const json& terms) {
  const std::vector<Row> rows = rows_of(terms);
  return fmt::format(R"(## What each term is worth

Each term is taken out (its coefficients held at a value where they do nothing, or labels made to share their values), all
others are fitted again, and devices are left out again: in 24 groups instead of one by one, with and without the term
alike. *Capped mean*: the mean error of the cells with errors above {:.0f} % counted as that, in percentage points; its change
is without minus with, so positive means that the term helps devices that the fit has not seen. In brackets 90 % of
{} draws of devices with replacement; bold where they leave out 0. Of terms worth nothing one in ten is bold by chance. A term
that changes nothing here may still matter to known devices, to `explain`, or to machines beyond these.

{}
Classes whose capped mean changes by more than chance, of three devices or more:

{})",
                     100 * kErrorCap,
                     kResamples,
                     overview(rows),
                     by_class(rows));
}

}  // namespace tokroof
