#include "cli/sarif.hpp"

#include <array>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/fingerprint.hpp"
#include "cli/long_json.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

struct Rule {
  std::string_view id, text;
};
constexpr std::array<Rule, 9> kRules{
    {{"impossible", "Above what the machine's bandwidth allows, or a configuration that cannot exist"},
     {"slow", "Slower than a correct run of this configuration"},
     {"fast", "Faster than a correct run of this configuration"},
     {"unknown", "Cannot be modelled"},
     {"near-duplicate", "The same run twice"},
     {"repeated-value", "One rate to the last digit in many rows"},
     {"swapped-columns", "Prompt and decode rate exchanged"},
     {"size-unit", "File sizes in another unit"},
     {"stream-aggregate", "One stream's rate where all streams' is stated, or the reverse"}}};

json result(std::string_view rule,
            std::string_view level,
            const std::string& text,
            const std::string& file,
            int line,
            const std::string& fingerprint) {
  return {
      {"ruleId", rule},
      {"level", level},
      {"message", {{"text", text}}},
      {"partialFingerprints", {{"row/v1", fingerprint}}},
      {"locations",
       {{{"physicalLocation", {{"artifactLocation", {{"uri", file}}}, {"region", {{"startLine", line}}}}}}}}};
}

std::string_view level_of(const judge::CheckedRate& c) {
  if (c.verdict == judge::Verdict::unknown) {
    return "note";
  }
  return c.verdict == judge::Verdict::impossible || c.certain ? "error" : "warning";
}

}  // namespace

void write_sarif(Session& session, const CheckAnswer& answer) {
  const judge::CheckedTable& rows = answer.rows();
  json rules = json::array();
  for (const Rule& rule : kRules) {
    rules.push_back({{"id", rule.id}, {"shortDescription", {{"text", rule.text}}}});
  }
  std::vector<std::uint32_t> odd;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const bool reported = rows.judged(i).verdict != judge::Verdict::ok || rows.is_odd(i);
    if (reported && !answer.is_known(i)) {
      odd.push_back(i);
    }
  }
  const auto result_of = [&](std::size_t i) {
    if (i < odd.size()) {
      const judge::Checked c = rows[odd[i]];
      const judge::CheckedRate& rate =
          judge::deviates(c.verdict) || !(c.prompt && judge::deviates(c.prompt->verdict)) ? c : *c.prompt;
      return result(judge::verdict_name(rate.verdict),
                    level_of(rate),
                    c.reason,
                    answer.file_of(c.run),
                    answer.run(c.run).line,
                    c.fingerprint);
    }
    const judge::Finding f = answer.new_finding(i - odd.size());
    const std::size_t row = f.rows.front();
    const std::string_view level = f.kind == judge::FindingKind::near_duplicate ? "note" : "warning";
    const catalog::Run run = answer.run(row);
    return result(judge::finding_name(f.kind),
                  level,
                  f.message,
                  answer.file_of(row),
                  run.line,
                  catalog::run_fingerprint(run));
  };
  constexpr const char* kResults = "@results";
  session.write({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs",
                  {{{"tool", {{"driver", {{"name", "tokroof"}, {"rules", rules}}}}},
                    {"columnKind", "unicodeCodePoints"},
                    {"results", kResults}}}}},
                {{kResults, {odd.size() + answer.new_findings(), result_of}}});
}

}  // namespace tokroof::cli
