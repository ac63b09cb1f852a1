#include "answers/check_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::answers {

namespace {

nlohmann::json rate_json(const judge::CheckedRate& c) {
  using nlohmann::json;
  const auto rate = [](double tps) { return tps > 0 ? json(tps) : json(nullptr); };
  return {{"verdict", judge::verdict_name(c.verdict)},
          {"certain", c.certain},
          {"measured_tps", rate(c.measured_tps)},
          {"predicted_tps", rate(c.predicted_tps)},
          {"low_tps", rate(c.low_tps)},
          {"high_tps", rate(c.high_tps)},
          {"ceiling_tps", rate(c.ceiling_tps)},
          {"q", c.q},
          {"reason", c.reason}};
}

}  // namespace

nlohmann::json checked_json(const judge::Checked& c) {
  nlohmann::json out = rate_json(c);
  out["index"] = c.run;
  out["fingerprint"] = c.fingerprint;
  out["class"] = c.run_class;
  out["figure"] = c.figure == model::FigureKind::decode ? "decode" : "prompt";
  out["prompt"] = c.prompt ? rate_json(*c.prompt) : nlohmann::json(nullptr);
  return out;
}

nlohmann::json finding_json(const judge::Finding& f) {
  return {{"kind", judge::finding_name(f.kind)}, {"rows", f.rows}, {"message", f.message}};
}

std::map<std::string, std::size_t> verdict_counts(const judge::CheckedTable& rows) {
  std::map<std::string, std::size_t> counts;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    counts[std::string(judge::verdict_name(rows.judged(row).verdict))] += 1;
  }
  return counts;
}

nlohmann::json check_json(const judge::CheckedTable& rows, const judge::TableFindings& findings) {
  using nlohmann::json;
  json out = {{"rows", json::array()}, {"findings", json::array()}, {"summary", verdict_counts(rows)}};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    out["rows"].push_back(checked_json(rows[row]));
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    out["findings"].push_back(finding_json(findings[i]));
  }
  return out;
}

std::string verdict_text(const judge::CheckedRate& c) {
  return fmt::format(
      "{}{}", judge::verdict_name(c.verdict), c.certain && judge::deviates(c.verdict) ? "!" : "");
}

const judge::CheckedRate& told_rate(const judge::Checked& c) {
  const bool prompt_only = c.prompt && judge::deviates(c.prompt->verdict) && !judge::deviates(c.verdict);
  return prompt_only ? *c.prompt : c;
}

std::string heading_text(const judge::Checked& c) {
  const judge::CheckedRate& told = told_rate(c);
  return verdict_text(c) + (&told == &c ? "" : ", prompt " + verdict_text(told));
}

std::string reason_text(const judge::Checked& c) {
  const std::size_t colon = c.reason.find(": ");
  const bool has_slug = c.verdict == judge::Verdict::unknown && c.predicted_tps == 0 &&
                        colon != std::string::npos && c.reason.find(' ') == colon + 1;
  return has_slug ? c.reason.substr(colon + 2) : c.reason;
}

std::string detail_text(const judge::Checked& c) {
  if (!(c.predicted_tps > 0)) {
    return reason_text(c);
  }
  const std::size_t colon = c.reason.find(": ");
  return colon == std::string::npos ? "" : c.reason.substr(colon + 2);
}

std::string rows_text(std::size_t rows) { return fmt::format("{} row{}", rows, rows == 1 ? "" : "s"); }

std::string machine_text(const catalog::Run& run) {
  const bool set = run.device.find('+') != std::string::npos;  // names each of its cards
  return run.n_devices > 1 && !set ? fmt::format("{:.0f} x {}", run.n_devices, run.device) : run.device;
}

}  // namespace tokroof::answers
