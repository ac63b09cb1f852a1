#include "cli/audited_page.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/audit_report.hpp"
#include "catalog/input_file.hpp"
#include "catalog/visible_text.hpp"
#include "formats/pages/marked_page.hpp"
#include "judge/audit/claims_table.hpp"

namespace tokroof::cli {
namespace {

std::string count_text(const formats::PageReading& reading) {
  const std::size_t n = reading.not_understood.size();
  return fmt::format("{} figure{} not understood", n, n == 1 ? "" : "s");
}

}  // namespace

ClaimsInput read_claims_or_page(const std::string& path, const catalog::Catalog& catalog) {
  std::string text = path == "-" ? catalog::read_text(std::cin, path, catalog::kMostTableBytes)
                                 : catalog::read_text(std::filesystem::path(path), catalog::kMostTableBytes);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw catalog::InputError("bad-file", "the file is empty", path);
  }
  ClaimsInput out;
  out.path = path;
  if (judge::is_claims_table(text)) {
    out.claims = judge::read_claims_text(text, path);
    return out;
  }
  out.page = formats::read_page(std::move(text), path);
  out.reading = formats::read_page_claims(*out.page, catalog);
  out.claims = judge::read_claims_text(formats::page_claims_table(out.reading, path), path);
  return out;
}

std::string page_with_verdicts(const ClaimsInput& input, std::span<const judge::Judgement> judged) {
  std::vector<formats::PageMark> marks;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const formats::PageClaim& claim = input.reading.claims[i];
    const std::string verdict(judge::claim_verdict_name(judged[i].verdict));
    marks.push_back(
        {claim.begin,
         claim.end,
         verdict,
         fmt::format("{}: {}: {}", verdict, answers::claim_text(input.claims[i]), judged[i].reason)});
  }
  for (const formats::NotUnderstood& figure : input.reading.not_understood) {
    marks.push_back({figure.begin, figure.end, "unknown", "not understood: " + figure.why});
  }
  return formats::marked_page(
      *input.page, marks, fmt::format("{}; {}", answers::verdict_counts(judged), count_text(input.reading)));
}

void add_not_understood(const ClaimsInput& input, bool of_several, nlohmann::json& answer) {
  nlohmann::json& all = answer["not_understood_at"];
  all = all.is_null() ? nlohmann::json::array() : all;
  for (const formats::NotUnderstood& figure : input.reading.not_understood) {
    all.push_back({{"line_no", figure.place.line},
                   {"column", figure.place.column},
                   {"text", figure.text},
                   {"why", figure.why}});
    if (of_several) all.back()["page"] = input.path;
  }
  answer["not_understood"] = all.size();
}

std::string not_understood_text(const ClaimsInput& input, bool of_several) {
  constexpr std::size_t kMostShown = 20;
  const formats::PageReading& reading = input.reading;
  std::string out = (of_several ? input.path + ": " : "") + count_text(reading) +
                    (reading.not_understood.empty() ? "\n" : ":\n");
  for (std::size_t i = 0; i < std::min(kMostShown, reading.not_understood.size()); ++i) {
    const formats::NotUnderstood& figure = reading.not_understood[i];
    out += fmt::format("  {}:{}  {}  ({})\n",
                       figure.place.line,
                       figure.place.column,
                       catalog::visible(figure.text),
                       figure.why);
  }
  if (reading.not_understood.size() > kMostShown) {
    out += fmt::format("  and {} more (--json lists all)\n", reading.not_understood.size() - kMostShown);
  }
  return out;
}

}  // namespace tokroof::cli
