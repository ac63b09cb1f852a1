#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

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
#include "model/names.hpp"

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
  std::vector<std::string> claims;
  std::string output;
  bool strict = false, odd_only = false, report = false, all = false, extract = false, html = false;
};

/// Files that are judged each by itself, their claims and verdicts one after the other.
struct Audited {
  std::vector<ClaimsInput> inputs;
  std::vector<judge::Claim> claims;
  std::vector<judge::Judgement> judged;

  [[nodiscard]] bool several() const { return inputs.size() > 1; }
  [[nodiscard]] bool has_page() const {
    return model::any_of(inputs, [](const ClaimsInput& i) { return i.page.has_value(); });
  }
};

std::vector<ClaimsInput> read(const AuditOptions& options, Session& session) {
  std::vector<ClaimsInput> inputs;
  for (const std::string& path : options.claims) {
    inputs.push_back(read_claims_or_page(path, session.catalog()));
  }
  if (inputs.empty() && is_piped_into()) {
    inputs.push_back(read_claims_or_page("-", session.catalog()));
  }
  if (inputs.empty()) {
    inputs.emplace_back().claims = judge::read_claims_text(catalog::bundled_claims(), "claims.tsv");
  }
  return inputs;
}

/// "12:5" of a page, "a.md:12:5" of one of several; of a table the claim's id.
std::string place(const Audited& audited, const judge::Claim& claim) {
  if (!audited.has_page() || !(claim.column > 0)) return claim.id;
  const std::string at = fmt::format("{:.0f}:{:.0f}", claim.line_no, claim.column);
  return audited.several() ? claim.guide + ":" + at : at;
}

/// Of a page, what does not hold, with its line and column.
answers::Table table(const AuditOptions& options, const Audited& audited) {
  const bool page = audited.has_page();
  answers::Table out{.header = {page ? "place" : "id", "verdict", "claim", "reason"},
                     .columns = {answers::Column::left, answers::Column::word}};
  for (std::size_t i = 0; i < audited.claims.size(); ++i) {
    const judge::Judgement& judged = audited.judged[i];
    if (!(options.odd_only || (page && !options.all)) || answers::deviates(judged)) {
      out.rows.push_back({place(audited, audited.claims[i]),
                          std::string(judge::claim_verdict_name(judged.verdict)),
                          answers::claim_text(audited.claims[i]),
                          judged.reason});
    }
  }
  return out;
}

std::string written(const answers::Table& rows, const Session& session, bool to_stdout) {
  return session.format() == Format::csv        ? answers::csv(rows)
         : session.format() == Format::markdown ? answers::markdown(answers::aligned(rows))
                                                : answers::plain(rows, to_stdout && session.colour());
}

void check_forms(const AuditOptions& options, const Audited& audited, const Session& session) {
  const std::string option = options.extract ? "--extract" : options.html ? "--html" : "";
  if (!option.empty() && session.format() != Format::text) {
    throw catalog::InputError(
        "usage", option + " has a form of its own: --json, --csv and --md do not go with it", option);
  }
  if (!option.empty() && !audited.has_page()) {
    throw catalog::InputError("usage", option + " needs a page: Markdown, HTML or text", option);
  }
  if (audited.several() && (!option.empty() || options.report)) {
    const std::string one = options.report ? "--report" : option;
    throw catalog::InputError("usage", one + " is of one file: name one at a time", one);
  }
}

nlohmann::json as_json(const Audited& audited) {
  nlohmann::json answer = answers::audit_json(audited.claims, audited.judged);
  for (const ClaimsInput& input : audited.inputs) {
    if (input.page) add_not_understood(input, audited.several(), answer);
  }
  std::size_t at = 0;
  for (const ClaimsInput& input : audited.inputs) {
    for (std::size_t i = 0; audited.several() && i < input.claims.size(); ++i) {
      answer["claims"][at++]["page"] = input.path;
    }
  }
  return answer;
}

std::string as_text(const AuditOptions& options, const Audited& audited, const Session& session) {
  const answers::Table rows = table(options, audited);
  std::string text = rows.rows.empty() && audited.has_page() && session.format() == Format::text
                         ? ""
                         : written(rows, session, options.output.empty());
  if (session.format() == Format::text) {
    text += answers::verdict_counts(audited.judged) + "\n";
    for (const ClaimsInput& input : audited.inputs) {
      text += input.page ? not_understood_text(input, audited.several()) : "";
    }
  }
  return text;
}

void run(const AuditOptions& options, Session& session) {
  Audited audited{read(options, session), {}, {}};
  check_forms(options, audited, session);
  std::string text;
  for (const ClaimsInput& input : audited.inputs) {
    const judge::AuditContext context(session.catalog(), session.fitted(), input.claims);
    const std::vector<judge::Judgement> judged = judge::audit(context);
    text = options.extract  ? formats::page_claims_table(input.reading, input.path)
           : options.html   ? page_with_verdicts(input, judged)
           : options.report ? answers::audit_report(context, judged)
                            : "";
    audited.claims.insert(audited.claims.end(), input.claims.begin(), input.claims.end());
    audited.judged.insert(audited.judged.end(), judged.begin(), judged.end());
  }
  if (session.json() && options.output.empty()) {
    session.write(as_json(audited));
  } else if (session.json()) {
    text = json_text(as_json(audited)) + "\n";
  } else if (text.empty()) {
    text = as_text(options, audited, session);
  }
  if (!options.output.empty()) {
    write_file(options.output, text);
  } else if (!session.json()) {
    session.out() << text;
  }
  if (options.strict && model::any_of(audited.judged, answers::deviates)) {
    session.status = kDeviates;
  }
}

}  // namespace

void add_audit(Command app, Session& session) {
  auto options = std::make_shared<AuditOptions>();
  Command command = app.add_subcommand("audit", "Which of these claims of hardware guides hold?");
  command
      .add_option(
          "CLAIMS,--claims",
          options->claims,
          "Pages (Markdown, HTML, text) or claims tables, each judged by itself; '-': standard input; "
          "none: what is piped in, else the bundled claims")
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
