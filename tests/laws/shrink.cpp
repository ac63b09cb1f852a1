#include "tests/laws/shrink.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace tokroof::laws {
namespace {

/// Questions that say a little less, or something plainer.
std::vector<Question> plainer(const Question& question) {
  std::vector<Question> out;
  const auto with = [&](auto change) {
    Question q = question;
    change(q);
    if (q.options != question.options || q.own != question.own) {
      out.push_back(std::move(q));
    }
  };
  if (!question.own.is_null()) {
    with([&](Question& q) {
      q.options["device"] = q.own["like"];
      q.own = nullptr;
    });
    with([&](Question& q) { q.own["like"] = "rtx-3090"; });
    for (const auto& [key, value] : question.own.items()) {
      if (key != "slug" && key != "like") {
        with([&](Question& q) { q.own.erase(key); });
      }
    }
  } else {
    with([&](Question& q) { q.options["device"] = "rtx-3090"; });
  }
  for (const auto& [key, value] : question.options.items()) {
    if (key == "device" || key == "model") {
      continue;
    }
    with([&](Question& q) { q.options.erase(key); });
    if (value.is_number() && value.get<double>() > 2) {
      with([&](Question& q) { q.options[key] = 2; });
      with([&](Question& q) { q.options[key] = std::floor(value.get<double>() / 2); });
    }
  }
  for (const char* model : {"llama-3.1-8b", "qwen3-30b-a3b"}) {
    if (question.options["model"] != "llama-3.1-8b") {
      with([&](Question& q) { q.options["model"] = model; });
    }
  }
  return out;
}

}  // namespace

Judged judge(const Law& law, const Case& asked, std::uint64_t seed) {
  // What is compared must be a rate: that it is one is a law of its own.
  const bool is_rate = asked.answered() && asked.number("/decode/tps") > 0;
  if (!asked.answered() || (law.vary != nullptr && !is_rate) || !law.applies(asked)) {
    return {};
  }
  Case varied{asked.question, {}, asked.door};
  if (law.vary != nullptr) {
    Dice dice(seed);
    auto question = law.vary(asked, dice);
    if (!question) {
      return {};
    }
    varied.question = std::move(*question);
    varied.answer = asked.door->answer(law.verb, varied.question);
    if (law.may_refuse && !varied.answered()) {
      return {};
    }
  }
  const Case& other = law.vary != nullptr ? varied : asked;
  auto broken = law.broken(asked, other);
  return {true, broken ? std::optional<Violation>({asked, other, std::move(*broken)}) : std::nullopt};
}

Violation shrink(const Law& law, Violation violation, std::uint64_t seed) {
  int left = 400;  // questions: enough for the longest
  for (bool smaller = true; smaller && left > 0;) {
    smaller = false;
    for (Question& question : plainer(violation.asked.question)) {
      Door* door = violation.asked.door;
      Case asked{question, door->answer("predict", question), door};
      Judged judged = judge(law, asked, seed);
      --left;
      if (judged.violation) {
        violation = std::move(*judged.violation);
        smaller = true;
        break;
      }
    }
  }
  return violation;
}

}  // namespace tokroof::laws
