#include "cli/check_print.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/check_json.hpp"
#include "answers/colour.hpp"
#include "answers/table.hpp"
#include "catalog/runs_table.hpp"
#include "cli/all_cores.hpp"
#include "cli/check_table.hpp"
#include "cli/long_json.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

/// "unknown-device: the device is not stated" for people.
std::string sentence_of(const judge::Checked& c) {
  const std::string text = answers::reason_text(c);
  const bool device = text == "the device is not stated", model = text == "the model is not stated";
  return device ? text + ": --device NAME states it" : model ? text + ": --model NAME states it" : text;
}

std::string row_text(const catalog::Run& run, const judge::Checked& c, bool colour) {
  const std::string verdict = fmt::format("{:<10}", answers::heading_text(c));
  return fmt::format(
      "{} {}{}  {} {}\n           {}\n",
      colour ? answers::coloured(verdict, answers::colour_of(answers::verdict_text(answers::told_rate(c))))
             : verdict,
      run.table.empty() ? "" : catalog::place(run) + "  ",
      run.device.empty() ? "(no device)" : answers::machine_text(run),
      run.model.empty() ? "(no model)" : run.model,
      run.quant,
      sentence_of(c));
}

/// Returns how many rows were left out.
std::size_t print_rows(Session& session, const CheckAnswer& answer, bool odd_only, std::size_t most) {
  std::vector<std::uint32_t> shown = answer.surest_first(odd_only);
  const std::size_t left_out = shown.size() - std::min(shown.size(), most);
  shown.resize(shown.size() - left_out);
  const Format format = session.format();
  const bool colour = session.colour();
  const CheckColumns& columns = format == Format::markdown ? check_columns() : check_figures();
  if (format != Format::text) {
    session.print({.header = columns.header});
  }
  write_each(session.out(), shown.size(), [&](std::size_t i, std::string& text) {
    const catalog::Run run = answer.run(shown[i]);
    const judge::Checked checked = answer.rows()[shown[i]];
    text += format == Format::text       ? row_text(run, checked, colour)
            : format == Format::markdown ? answers::markdown_line(columns.cells(run, checked))
                                         : answers::csv_line(columns.cells(run, checked));
  });
  return left_out;
}

bool some_certain(const CheckAnswer& answer) {
  for (std::size_t row = 0; row < answer.rows().size(); ++row) {
    const judge::CheckedTable::Judged j = answer.rows().judged(row);
    if (j.certain && judge::deviates(j.verdict) && !answer.is_known(row)) {
      return true;
    }
  }
  return false;
}

constexpr std::string_view kCertainText =
    "!: no matter of chance, impossible or more than 5 times as far off as predictions usually are";

}  // namespace

std::string check_counts(const CheckAnswer& answer) {
  std::string total;
  std::size_t rows = 0;
  for (const auto& [verdict, count] : answer.new_verdicts()) {
    total += fmt::format("{}{} {}", total.empty() ? "" : ", ", count, verdict);
    rows += count;
  }
  std::size_t odd_prompts = 0;
  for (std::size_t row = 0; row < answer.rows().size(); ++row) {
    const bool prompt_only = answer.rows().is_odd(row) && !judge::deviates(answer.rows().judged(row).verdict);
    odd_prompts += prompt_only && !answer.is_known(row) ? 1 : 0;
  }
  total += odd_prompts > 0 ? fmt::format("; of {} of those only the prompt rate is odd", odd_prompts) : "";
  return !answer.has_baseline() ? total
         : rows == 0            ? fmt::format("{} known, 0 new", answer.known_rows())
                                : fmt::format("{} known, {} new ({})", answer.known_rows(), rows, total);
}

void print_check(Session& session, const CheckAnswer& answer, bool odd_only, std::size_t most) {
  const std::size_t left_out = print_rows(session, answer, odd_only, most);
  const bool md = session.format() == Format::markdown;
  const std::size_t findings = answer.new_findings();
  std::ostream& out = session.beside_table();
  out << (md ? "\n" : "");
  write_each(out, most == kEveryRow ? findings : 0, [&](std::size_t i, std::string& text) {
    const judge::Finding f = answer.new_finding(i);
    text += fmt::format("{}{}: {}: {}\n",
                        md ? "- " : "",
                        catalog::place(answer.run(f.rows.front())),
                        judge::finding_name(f.kind),
                        f.message);
  });
  const bool certain = some_certain(answer);
  if (answer.rows().size() > 1 || answer.has_baseline() || session.format() != Format::text) {
    out << fmt::format("{}{}: {}{}\n",
                       md && findings > 0 ? "\n" : "",
                       answers::rows_text(answer.rows().size()),
                       check_counts(answer),
                       certain ? fmt::format("  ({})", kCertainText) : "");
  } else if (certain) {
    out << kCertainText << '\n';
  }
  if (most != kEveryRow) {
    out << fmt::format(
        "These are the project's own runs, the surest deviations first. {} more that deviate: --odd; every "
        "row, and {} "
        "findings about whole sources: --all; a figure of yours: tokroof check \"3090 gets 40 tok/s on llama "
        "3 8b q4\"\n",
        left_out,
        findings);
  }
}

void write_check_json(Session& session, const CheckAnswer& answer, const JudgedRows& input) {
  constexpr const char* kRows = "@rows";
  constexpr const char* kFindings = "@findings";
  json document = {
      {"rows", kRows}, {"findings", kFindings}, {"summary", answers::verdict_counts(answer.rows())}};
  if (answer.has_baseline()) {
    document["baseline"] = {{"known", answer.known_rows()},
                            {"new", answer.rows().size() - answer.known_rows()},
                            {"new_verdicts", answer.new_verdicts()}};
  }
  for (const catalog::InputError& error : input.not_read) {
    document["not_read"].push_back({{"where", error.where}, {"message", error.message}});
  }
  for (const formats::Sentence& sentence : input.sentences) {
    document["sentences"].push_back({{"understood", sentence.read}, {"remarks", sentence.all_remarks()}});
  }
  const auto row_json = [&](std::size_t row) {
    json out = answers::checked_json(answer.rows()[row]);
    if (answer.has_baseline()) {
      out["known"] = answer.is_known(row);
    }
    return out;
  };
  const auto finding = [&](std::size_t i) { return answers::finding_json(answer.findings()[i]); };
  session.write(
      document,
      {{kRows, {answer.rows().size(), row_json}}, {kFindings, {answer.findings().size(), finding}}});
}

}  // namespace tokroof::cli
