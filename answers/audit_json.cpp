#include "answers/audit_json.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

json claimed(const judge::Claim& c) {
  return c.has_number()   ? json::array({c.low, c.high})
         : c.word.empty() ? json(nullptr)
                          : json::array({c.word, c.word});
}

}  // namespace

bool deviates(const judge::Judgement& judged) {
  return judged.verdict != judge::ClaimVerdict::plausible &&
         judged.verdict != judge::ClaimVerdict::unverifiable;
}

json audit_json(std::span<const judge::Claim> claims, std::span<const judge::Judgement> judged) {
  json out = {{"claims", json::array()}, {"summary", json::object()}};
  for (const judge::ClaimVerdict v : judge::kClaimVerdicts) {
    out["summary"][std::string(judge::claim_verdict_name(v))] = 0;
  }
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const std::string verdict(judge::claim_verdict_name(judged[i].verdict));
    out["summary"][verdict] = out["summary"][verdict].get<int>() + 1;
    json claim = {{"id", claims[i].id},
                  {"verdict", verdict},
                  {"claimed", claimed(claims[i])},
                  {"unit", claims[i].unit},
                  {"predicted", number(judged[i].predicted)},
                  {"limit", number(judged[i].limit)},
                  {"reason", judged[i].reason}};
    if (claims[i].line_no > 0) {
      claim["line_no"] = claims[i].line_no;
    }
    if (claims[i].column > 0) {
      claim["column"] = claims[i].column;
      claim["text"] = claims[i].text;
    }
    out["claims"].push_back(std::move(claim));
  }
  return out;
}

}  // namespace tokroof::answers
