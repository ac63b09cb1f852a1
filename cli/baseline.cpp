#include "cli/baseline.hpp"

#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/fingerprint.hpp"
#include "catalog/input_file.hpp"
#include "cli/long_json.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

[[noreturn]] void bad(const std::string& file, const std::string& why) {
  throw catalog::InputError("bad-file", why, file);
}

/// The text under a key of an entry.
std::string text_of(const json& entry, const char* key) {
  const auto found = entry.is_object() ? entry.find(key) : entry.end();
  return entry.is_object() && found != entry.end() && found->is_string() ? found->get<std::string>() : "";
}

bool is_verdict(std::string_view text) {
  for (const judge::Verdict v : {judge::Verdict::ok,
                                 judge::Verdict::slow,
                                 judge::Verdict::fast,
                                 judge::Verdict::impossible,
                                 judge::Verdict::unknown}) {
    if (judge::verdict_name(v) == text) {
      return true;
    }
  }
  return false;
}

/// Rows and findings of an answer, of which only what tells them is kept: answers of large tables are large.
class Entries {
 public:
  explicit Entries(const std::string& file) : file_(file) {}

  void take(const std::string& list, const json& entry) {
    if (list == "rows") {
      take_row(entry);
    } else if (list == "findings") {
      take_finding(entry);
    }
  }

  [[nodiscard]] std::set<std::pair<std::string, std::string>> said() {
    for (const auto& [row, kind] : findings_) {
      if (row >= fingerprints_.size()) {
        bad(file_, fmt::format("a finding names row {} of {} rows", row, fingerprints_.size()));
      }
      said_.emplace(fingerprints_[row], kind);
    }
    return std::move(said_);
  }

 private:
  void take_row(const json& entry) {
    const std::string fingerprint = text_of(entry, "fingerprint"), verdict = text_of(entry, "verdict");
    if (!is_verdict(verdict)) {
      bad(file_,
          fmt::format("row {} has no verdict: this is no answer of 'tokroof check --json'",
                      fingerprints_.size()));
    }
    if (!catalog::is_fingerprint(fingerprint)) {
      bad(file_,
          fmt::format("row {} has no fingerprint: an older version wrote this; write it again with "
                      "'tokroof check --json'",
                      fingerprints_.size()));
    }
    said_.emplace(fingerprint, verdict);
    fingerprints_.push_back(fingerprint);
  }

  void take_finding(const json& entry) {
    const auto rows = entry.is_object() ? entry.find("rows") : entry.end();
    if (text_of(entry, "kind").empty() || rows == entry.end() || !rows->is_array() || rows->empty() ||
        !rows->front().is_number_unsigned()) {
      bad(file_, "a finding has no kind or no rows: this is no answer of 'tokroof check --json'");
    }
    findings_.emplace_back(rows->front().get<std::size_t>(), text_of(entry, "kind"));
  }

  const std::string& file_;
  std::vector<std::string> fingerprints_;
  std::vector<std::pair<std::size_t, std::string>> findings_;  // they stand before the rows
  std::set<std::pair<std::string, std::string>> said_;
};

}  // namespace

Baseline Baseline::read(const std::string& file) {
  Entries entries(file);
  json document;
  try {
    document = read_long_json(catalog::read_text(std::filesystem::path(file), catalog::kMostTableBytes),
                              [&](const std::string& list, const json& entry) { entries.take(list, entry); });
  } catch (const json::parse_error& error) {
    bad(file, fmt::format("this is no JSON, from byte {} on", error.byte));
  }
  for (const char* key : {"rows", "findings", "summary"}) {
    if (!document.is_object() || !document.contains(key)) {
      bad(file, fmt::format("this is no answer of 'tokroof check --json': it has no '{}'", key));
    }
  }
  Baseline out;
  out.said_ = entries.said();
  return out;
}

bool Baseline::has(const std::string& fingerprint, judge::Verdict verdict) const {
  return said_.contains({fingerprint, std::string(judge::verdict_name(verdict))});
}

bool Baseline::has(const std::string& fingerprint, judge::FindingKind finding) const {
  return said_.contains({fingerprint, std::string(judge::finding_name(finding))});
}

}  // namespace tokroof::cli
