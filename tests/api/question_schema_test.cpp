#include "api/question_schema.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/ask.hpp"
#include "model/names.hpp"

using namespace tokroof;
using nlohmann::json;

namespace {

json asked(std::string_view verb, const json& question) {
  return api::ask(catalog::Catalog::bundled(), predict::Fitted::bundled(), verb, question);
}

const json kValues = {
    {"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}, {"kind", "quants"}};

json needed_question(const api::AskedVerb& verb) {
  json out = json::object();
  for (const std::string_view key : verb.needed) {
    out[std::string(key)] = kValues[std::string(key)];
  }
  return out;
}

}  // namespace

TEST_CASE("Every verb that can be asked is listed, and only those", "[api][schema]") {
  const json names = asked("no such verb", json::object())["error"]["suggestions"];
  REQUIRE(names.size() == api::asked_verbs().size());
  for (const api::AskedVerb& verb : api::asked_verbs()) {
    CAPTURE(verb.name);
    CHECK(model::holds(names, verb.name));
    CHECK_FALSE(verb.help.empty());
  }
}

TEST_CASE("A verb takes every key of its schema, and no other", "[api][schema]") {
  for (const api::AskedVerb& verb : api::asked_verbs()) {
    const json schema = api::question_schema(verb);
    for (const auto& [key, one] : schema["properties"].items()) {
      CAPTURE(verb.name, key);
      json question = needed_question(verb);
      question[key] = json::array({json::object()});  // of no type that any key has
      const json answer = asked(verb.name, question);
      REQUIRE(answer.contains("error"));
      CHECK(answer["error"]["kind"] == "usage");
      CHECK_FALSE(one["description"].get<std::string>().empty());
    }
    CAPTURE(verb.name);
    json question = needed_question(verb);
    question["nonsense"] = 1;
    CHECK(asked(verb.name, question)["error"]["kind"] == "unknown-name");
  }
}

TEST_CASE("The keys that a schema requires are enough, and each of them is needed", "[api][schema]") {
  for (const api::AskedVerb& verb : api::asked_verbs()) {
    const json question = needed_question(verb);
    if (!question.empty()) {
      CAPTURE(verb.name);
      CHECK_FALSE(asked(verb.name, question).contains("error"));
    }
    for (const std::string_view key : verb.needed) {
      CAPTURE(verb.name, key);
      json without = question;
      without.erase(std::string(key));
      CHECK(asked(verb.name, without).contains("error"));
    }
  }
}

TEST_CASE("A value that a schema lists is one that the verb takes", "[api][schema]") {
  for (const api::AskedVerb& verb : api::asked_verbs()) {
    for (const api::QuestionKey& key : verb.keys) {
      for (const std::string_view choice : key.choices) {
        CAPTURE(verb.name, key.key, choice);
        json question = needed_question(verb);
        question[std::string(key.key)] = choice;
        if (verb.name == "check" || verb.name == "diagnose") {
          question.update({{"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"tps", 100}});
        }
        CHECK_FALSE(asked(verb.name, question).contains("error"));
      }
    }
  }
}
