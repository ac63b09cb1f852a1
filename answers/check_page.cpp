#include "answers/check_page.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "answers/check_json.hpp"
#include "answers/plot/chart_svg.hpp"
#include "answers/plot/svg.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/visible_text.hpp"

namespace tokroof::answers {
namespace {

constexpr std::size_t kMostSound = 1000;  ///< rows: a browser shows no more in reasonable time

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
)";

constexpr std::string_view kStyle = R"(<style>
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --line: #ccc; --faint: #666; --bad: #b00020; --odd: #8a5a00; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16191d; --line: #3a4048; --faint: #a0a0a0; --bad: #ff8a80; --odd: #f0b030; --good: #6fcf97; }
}
body { font: 15px/1.45 system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; margin: 0; padding: 20px; background: var(--paper); color: var(--ink); }
main { max-width: 1100px; margin: auto; }
h1 { font-size: 21px; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 24px 0 6px; }
.counts { font-size: 17px; }
.wide { overflow-x: auto; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid var(--line); padding: 4px 10px 4px 0; text-align: left; vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.verdict { font-weight: 600; white-space: nowrap; }
.impossible { color: var(--bad); }
.slow, .fast { color: var(--odd); }
.ok { color: var(--good); }
.source, .unknown { color: var(--faint); }
.source { font-size: 13px; }
summary { cursor: pointer; }
</style>
)";

std::string text(std::string_view words) { return plot::escaped(catalog::visible(words)); }

std::string rate(double tps) { return tps > 0 ? catalog::significant(tps) : ""; }

std::string row_html(const CheckPage::Row& row) {
  const judge::Checked& c = row.checked;
  const std::string range =
      c.predicted_tps > 0
          ? fmt::format("{} ({} to {})", rate(c.predicted_tps), rate(c.low_tps), rate(c.high_tps))
          : "";
  return fmt::format(
      "<tr><td class=\"verdict {}\">{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
      judge::verdict_name(c.verdict),
      heading_text(c),
      row.run.table.empty() ? "" : text(catalog::place(row.run)),
      text(machine_text(row.run)),
      text(row.run.model + " " + row.run.quant),
      c.measured_tps > 0 ? catalog::measured_text(c.measured_tps) : "",
      range,
      rate(c.ceiling_tps),
      text(detail_text(c)));
}

std::string table_html(const CheckPage& page, std::span<const std::uint32_t> rows) {
  std::string out =
      "<div class=\"wide\"><table>\n<thead><tr><th>verdict</th><th>row</th><th>machine</th><th>model</th>"
      "<th class=\"number\">measured tok/s</th><th class=\"number\">expected (90 %)</th>"
      "<th class=\"number\">limit</th><th>why</th></tr></thead>\n<tbody>\n";
  for (const std::size_t row : rows) {
    out += row_html(page.row(row));
  }
  return out + "</tbody>\n</table></div>\n";
}

std::string findings_html(const CheckPage& page) {
  if (page.findings.empty()) {
    return "";
  }
  std::string out = "<h2>What the table shows</h2>\n<ul>\n";
  for (const std::string& finding : page.findings) {
    out += fmt::format("<li>{}</li>\n", text(finding));
  }
  return out + "</ul>\n";
}

std::string others_html(const CheckPage& page, std::span<const std::uint32_t> rows) {
  if (rows.empty()) {
    return "";
  }
  const std::size_t shown = std::min(rows.size(), kMostSound);
  std::string out = fmt::format("<details>\n<summary>{} that {} not deviate</summary>\n{}",
                                rows_text(rows.size()),
                                rows.size() == 1 ? "does" : "do",
                                table_html(page, rows.first(shown)));
  if (shown < rows.size()) {
    out += fmt::format("<p>and {} more: --csv has all of them</p>\n", rows.size() - shown);
  }
  return out + "</details>\n";
}

}  // namespace

std::string check_page(const CheckPage& page) {
  const auto sound = std::find_if(page.rows.begin(), page.rows.end(), [&](std::size_t row) {
    return !judge::deviates(page.row(row).checked.verdict);
  });
  const std::span<const std::uint32_t> rows(page.rows);
  const auto deviating = static_cast<std::size_t>(sound - page.rows.begin());
  const auto odd = rows.first(deviating), others = rows.subspan(deviating);
  std::string out(kHead);
  out += fmt::format(
      "<title>{0}</title>\n{1}</head>\n<body>\n<main>\n<h1>{0}</h1>\n<p class=\"counts\">{2}</p>\n",
      text(page.title),
      kStyle,
      text(page.counts));
  if (page.chart) {
    out += fmt::format("<div class=\"wide\">\n{}</div>\n", plot::chart_svg(*page.chart));
  }
  out += "<h2>Rows that deviate</h2>\n";
  out += odd.empty() ? "<p>None.</p>\n" : table_html(page, odd);
  out += findings_html(page) + others_html(page, others);
  out += fmt::format(
      "<p class=\"source\">A row is slow or fast where it lies outside the interval that holds 90 % of "
      "correct runs "
      "and its false-discovery rate over the table is below 5 %; impossible above what the hardware allows. "
      "An "
      "exclamation mark: impossible, or more than 5 times as far off as predictions usually are. {}.</p>\n",
      text(page.source));
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace tokroof::answers
