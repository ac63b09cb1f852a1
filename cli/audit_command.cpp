#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/audit_json.hpp"
#include "answers/audit_report.hpp"
#include "answers/table.hpp"
#include "cli/audited_page.hpp"
#include "cli/long_json.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "cli/standard_input.hpp"
#include "judge/audit/audit.hpp"
#include "judge/audit/claims_table.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kAuditExamples =
    "EXAMPLES\n"
    "  The claims of the four bundled guides, those that do not hold\n"
    "    tokroof audit --odd\n"
    "  A table of one's own; exit status 1 if a claim does not hold\n"
    "    tokroof audit --claims claims.tsv --strict\n"
    "  What a page claims: Markdown, HTML or text; what does not hold, with line and column\n"
    "    tokroof audit buying-guide.html\n"
    "  What was read of it, as a table to correct and to judge\n"
    "    tokroof audit README.md --extract -o claims.tsv\n"
    "  The page with its claims marked and explained\n"
    "    tokroof audit README.md --html -o marked.html\n"
    "  The report with counts, findings and contradictions between guides\n"
    "    tokroof audit --report";

struct AuditOptions {
  std::string claims, output;
  bool strict = false, odd_only = false, report = false, all = false, extract = false, html = false;
};

ClaimsInput read(const AuditOptions& options, Session& session) {
  if (!options.claims.empty()) {
    return read_claims_or_page(options.claims, session.catalog());
  }
  if (is_piped_into()) {
    return read_claims_or_page("-", session.catalog());
  }
  ClaimsInput bundled;
  bundled.claims = judge::read_claims_text(catalog::bundled_claims(), "claims.tsv");
  return bundled;
}

/// Of a page, what does not hold, with its line and column.
answers::Table table(const AuditOptions& options,
                     const ClaimsInput& input,
                     const std::vector<judge::Judgement>& judged) {
  const bool page = input.page.has_value();
  const std::vector<judge::Claim>& claims = input.claims;
  answers::Table out{.header = {page ? "place" : "id", "verdict", "claim", "reason"},
                     .rows = {},
                     .columns = {answers::Column::left, answers::Column::word}};
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (!(options.odd_only || (page && !options.all)) || answers::deviates(judged[i])) {
      out.rows.push_back(
          {page ? fmt::format("{:.0f}:{:.0f}", claims[i].line_no, claims[i].column) : claims[i].id,
           std::string(judge::claim_verdict_name(judged[i].verdict)),
           answers::claim_text(claims[i]),
           judged[i].reason});
    }
  }
  return out;
}

std::string written(const answers::Table& rows, const Session& session, bool to_stdout) {
  return session.format() == Format::csv        ? answers::csv(rows)
         : session.format() == Format::markdown ? answers::markdown(answers::aligned(rows))
                                                : answers::plain(rows, to_stdout && session.colour());
}

/// The answers of a page that have a form of their own.
std::string own_form(const AuditOptions& options,
                     const ClaimsInput& input,
                     const std::vector<judge::Judgement>& judged) {
  return options.extract ? formats::page_claims_table(input.reading, options.claims)
                         : page_with_verdicts(input, judged);
}

void check_forms(const AuditOptions& options, const ClaimsInput& input, const Session& session) {
  const std::string option = options.extract ? "--extract" : options.html ? "--html" : "";
  if (!option.empty() && session.format() != Format::text) {
    throw catalog::InputError(
        "usage", option + " has a form of its own: --json, --csv and --md do not go with it", option);
  }
  if (!option.empty() && !input.page) {
    throw catalog::InputError("usage", option + " needs a page: Markdown, HTML or text", option);
  }
}

void run(const AuditOptions& options, Session& session) {
  const ClaimsInput input = read(options, session);
  check_forms(options, input, session);
  const std::vector<judge::Claim>& claims = input.claims;
  const judge::AuditContext context(session.catalog(), session.fitted(), claims);
  const std::vector<judge::Judgement> judged = judge::audit(context);
  std::string text;
  if (session.json()) {
    nlohmann::json answer = answers::audit_json(claims, judged);
    if (input.page) {
      add_not_understood(input.reading, answer);
    }
    if (options.output.empty()) {
      session.write(answer);
    } else {
      text = json_text(answer) + "\n";
    }
  } else if (options.extract || options.html) {
    text = own_form(options, input, judged);
  } else if (options.report) {
    text = answers::audit_report(context, judged);
  } else {
    const answers::Table rows = table(options, input, judged);
    text = rows.rows.empty() && input.page && session.format() == Format::text
               ? ""
               : written(rows, session, options.output.empty());
    if (session.format() == Format::text) {
      text += answers::verdict_counts(judged) + "\n" + (input.page ? not_understood_text(input.reading) : "");
    }
  }
  if (!options.output.empty()) {
    write_file(options.output, text);
  } else {
    session.out() << text;
  }
  if (options.strict && std::any_of(judged.begin(), judged.end(), answers::deviates)) {
    session.status = kDeviates;
  }
}

}  // namespace

void add_audit(Command app, Session& session) {
  auto options = std::make_shared<AuditOptions>();
  Command command = app.add_subcommand("audit", "Which of these claims of hardware guides hold?");
  command
      .add_option("CLAIMS,--claims",
                  options->claims,
                  "A page (Markdown, HTML, text) or a claims table; '-': standard input; none: what is piped "
                  "in, else the "
                  "bundled claims")
      .type_name("FILE");
  add_output_option(command, "-o,--output", options->output, "Write to this file");
  command.add_flag("--odd", options->odd_only, "Only claims that do not hold");
  command.add_flag("--all", options->all, "Of a page: the claims that hold too");
  const Option extract = command.add_flag(
      "--extract", options->extract, "Print the claims that were read of a page, as a table");
  command.add_flag("--html", options->html, "Print the page as HTML with its claims marked")
      .excludes(extract);
  command.add_flag("--report", options->report, "Print the report: counts, findings, contradictions");
  command.add_flag("--strict", options->strict, "Exit with status 1 if a claim does not hold");
  session.add_table_options(command);
  command.footer(kAuditExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
