#include <iostream>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/audit_json.hpp"
#include "answers/audit_report.hpp"
#include "answers/table.hpp"
#include "catalog/input_file.hpp"
#include "cli/long_json.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "judge/audit/audit.hpp"
#include "judge/audit/claims_table.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  The claims of the four bundled guides, those that do not hold\n"
    "    tokroof audit --odd\n"
    "  A table of one's own; exit status 1 if a claim does not hold\n"
    "    tokroof audit --claims claims.tsv --strict\n"
    "  The report with counts, findings and contradictions between guides\n"
    "    tokroof audit --report";

struct Options {
  std::string claims, output;
  bool strict = false, odd_only = false, report = false;
};

std::vector<Claim> read(const Options& options) {
  if (options.claims.empty()) {
    return read_claims_text(bundled_claims(), "claims.tsv");
  }
  if (options.claims == "-") {
    return read_claims_text(read_text(std::cin, "-", kMostTableBytes), "-");
  }
  return read_claims(options.claims);
}

Table table(const Options& options, const std::vector<Claim>& claims, const std::vector<Judgement>& judged) {
  Table out{
      .header = {"id", "verdict", "claim", "reason"}, .rows = {}, .columns = {Column::left, Column::word}};
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (!options.odd_only || deviates(judged[i])) {
      out.rows.push_back({claims[i].id,
                          std::string(claim_verdict_name(judged[i].verdict)),
                          claim_text(claims[i]),
                          judged[i].reason});
    }
  }
  return out;
}

std::string written(const Table& rows, const Session& session, bool to_stdout) {
  return session.format() == Format::csv        ? csv(rows)
         : session.format() == Format::markdown ? markdown(aligned(rows))
                                                : plain(rows, to_stdout && session.colour());
}

void run(const Options& options, Session& session) {
  const std::vector<Claim> claims = read(options);
  const AuditContext context(session.catalog(), session.fitted(), claims);
  const std::vector<Judgement> judged = audit(context);
  std::string text;
  if (session.json() && options.output.empty()) {
    session.write(audit_json(claims, judged));
  } else if (session.json()) {
    text = json_text(audit_json(claims, judged)) + "\n";
  } else if (options.report) {
    text = audit_report(context, judged);
  } else {
    const Table rows = table(options, claims, judged);
    text = written(rows, session, options.output.empty());
    text += session.format() == Format::text ? verdict_counts(judged) + "\n" : "";
  }
  if (!options.output.empty()) {
    write_file(options.output, text);
  } else {
    session.out() << text;
  }
  if (options.strict && std::any_of(judged.begin(), judged.end(), deviates)) {
    session.status = kDeviates;
  }
}

}  // namespace

void add_audit(Command app, Session& session) {
  auto options = std::make_shared<Options>();
  Command command = app.add_subcommand("audit", "Which of these claims of hardware guides hold?");
  command
      .add_option(
          "CLAIMS,--claims", options->claims, "Claims table; '-': standard input; none: the bundled ones")
      .type_name("FILE");
  add_output_option(command, "-o,--output", options->output, "Write to this file");
  command.add_flag("--odd", options->odd_only, "Only claims that do not hold");
  command.add_flag("--report", options->report, "Print the report: counts, findings, contradictions");
  command.add_flag("--strict", options->strict, "Exit with status 1 if a claim does not hold");
  session.add_table_options(command);
  command.footer(kExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
