#include "answers/audit_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "answers/table.hpp"
#include "judge/audit/contradictions.hpp"

namespace tokroof::answers {
namespace {

std::map<judge::ClaimVerdict, int> count(std::span<const judge::Judgement> judged) {
  std::map<judge::ClaimVerdict, int> out;
  for (const judge::Judgement& j : judged) {
    out[j.verdict] += 1;
  }
  return out;
}

/// Verdicts by one text column of the claims.
std::string table_by(std::string judge::Claim::*column,
                     const char* title,
                     std::span<const judge::Claim> claims,
                     std::span<const judge::Judgement> judged) {
  Table out{{title, "claims"}, {}};
  std::map<std::string, std::vector<judge::Judgement>> groups;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    groups[claims[i].*column].push_back(judged[i]);
  }
  for (const judge::ClaimVerdict v : judge::kClaimVerdicts) {
    out.header.emplace_back(judge::claim_verdict_name(v));
  }
  for (const auto& [name, members] : groups) {
    std::vector<std::string> row = {name, std::to_string(members.size())};
    auto counts = count(members);
    for (const judge::ClaimVerdict v : judge::kClaimVerdicts) {
      row.push_back(std::to_string(counts[v]));
    }
    out.rows.push_back(std::move(row));
  }
  return markdown(out);
}

/// How far a claim is off, as a factor: by its limit if it is beyond it, else by the predicted figure.
double distance(const judge::Claim& claim, const judge::Judgement& j) {
  const double reference = j.verdict == judge::ClaimVerdict::impossible && j.limit > 0 ? j.limit
                           : j.predicted > 0                                           ? j.predicted
                                                                                       : j.limit;
  const double d = claim.has_number() && claim.middle() > 0 && reference > 0
                       ? std::fabs(std::log(claim.middle() / reference))
                       : 0;
  return std::isfinite(d) ? d : 0;
}

/// The worst of a verdict, no two of the same device, model and unit.
std::string findings(judge::ClaimVerdict verdict,
                     std::size_t most,
                     std::span<const judge::Claim> claims,
                     std::span<const judge::Judgement> judged) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (judged[i].verdict == verdict) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return distance(claims[a], judged[a]) > distance(claims[b], judged[b]);
  });
  Table out{{"claim", "guide, line", "what is claimed", "why"}, {}};
  std::set<std::string> seen;
  for (const std::size_t i : order) {
    const judge::Claim& c = claims[i];
    if (out.rows.size() < most && seen.insert(c.device + "|" + c.model + "|" + c.unit).second) {
      out.rows.push_back(
          {c.id, fmt::format("{}, {:.0f}", c.guide, c.line_no), claim_text(c), judged[i].reason});
    }
  }
  return markdown(out);
}

std::string contradiction_table(const judge::AuditContext& context) {
  Table out{{"quantity", "one", "other"}, {}};
  for (const judge::Contradiction& c : judge::contradictions(context)) {
    const auto side = [](const judge::Claim& claim) {
      return fmt::format(
          "guide {}, line {:.0f}: {} {}", claim.guide, claim.line_no, judge::claimed_text(claim), claim.unit);
    };
    std::string what = fmt::format("{} {} {} {}", c.one->kind, c.one->device, c.one->model, c.one->quant);
    out.rows.push_back({what, side(*c.one), side(*c.other)});
  }
  return out.rows.empty() ? "None.\n" : markdown(out);
}

}  // namespace

std::string verdict_counts(std::span<const judge::Judgement> judged) {
  auto counts = count(judged);
  std::string out = fmt::format("{} claim{}:", judged.size(), judged.size() == 1 ? "" : "s");
  for (const judge::ClaimVerdict v : judge::kClaimVerdicts) {
    out += fmt::format(
        "{} {} {}", v == judge::kClaimVerdicts[0] ? "" : ",", counts[v], judge::claim_verdict_name(v));
  }
  return out;
}

std::string claim_text(const judge::Claim& c) {
  std::string out;
  const auto add = [&](const std::string& word) {
    if (!word.empty()) {
      out += (out.empty() ? "" : " ") + word;
    }
  };
  add(c.n_devices > 1 ? fmt::format("{:.0f} x", c.n_devices) : "");
  add(c.device);
  add(c.interconnect);
  add(c.model);
  add(c.quant);
  add(c.precision);
  add(c.method);
  add(c.engine);
  add(c.n_prompt > 0 ? fmt::format("prompt of {:.0f} tokens", c.n_prompt) : "");
  add(c.versus.empty() ? "" : "against " + c.versus);
  add(c.context > 0 ? fmt::format("at {:.0f} tokens", c.context) : "");
  add(c.phase);
  if (c.has_number() || !c.word.empty()) {
    out +=
        fmt::format("{}{} {}", out.empty() ? "" : ": ", judge::claimed_text(c), c.word.empty() ? c.unit : "");
  }
  return out;
}

std::string audit_report(const judge::AuditContext& context, std::span<const judge::Judgement> judged) {
  const std::span<const judge::Claim> claims = context.claims();
  std::string out =
      "<!-- Generated by: tokroof audit --report > docs/audit.md -->\n"
      "# What the guides claim, and what holds\n\n"
      "Every claim of the table is judged by the same rules (`tokroof audit`): against hard limits, the "
      "interval of\n"
      "published figures, the catalogs, and the guide's own figures.\n\n"
      "A page of one's own is judged the same way: `tokroof audit PAGE` ([how](audit-pages.md)).\n\n"
      "- **plausible**: within what such machines do, or true to the specification.\n"
      "- **suspect**: outside the wide interval, or at odds with the guide's other figures.\n"
      "- **impossible**: above a hard limit, or it cannot fit or exist.\n"
      "- **wrong-spec**: a size, rate or property that is not so, or a sum that contradicts the guide's own "
      "assumptions.\n"
      "- **unverifiable**: nothing to compute with; the reason says what is missing.\n\n";
  out += verdict_counts(judged) + ".\n\n## By guide\n\n" +
         table_by(&judge::Claim::guide, "guide", claims, judged);
  out += "\n## By kind\n\n" + table_by(&judge::Claim::kind, "kind", claims, judged);
  constexpr std::size_t kMost = 20;
  out +=
      "\n## The most striking\n\nOrdered by how far the figure is off; one claim of each device, model and "
      "unit.\n";
  for (const auto& [verdict, title] : {std::pair{judge::ClaimVerdict::impossible, "Impossible"},
                                       {judge::ClaimVerdict::wrong_spec, "Not so"},
                                       {judge::ClaimVerdict::suspect, "Suspect"}}) {
    out += fmt::format("\n### {}\n\n", title) + findings(verdict, kMost, claims, judged);
  }
  out +=
      "\n## Contradictions between guides\n\nThe same quantity of the same thing, more than 5 % apart.\n\n" +
      contradiction_table(context);
  return out;
}

}  // namespace tokroof::answers
