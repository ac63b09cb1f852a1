#include "api/answer_line.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/ask.hpp"

using namespace tokroof;
using nlohmann::json;

namespace {

json answered(const std::string& text, std::size_t number = 1, bool too_long = false) {
  const std::string line = api::answer_line(catalog::Catalog::bundled(),
                                            predict::Fitted::bundled(),
                                            {.text = text, .number = number, .too_long = too_long});
  REQUIRE(line.find('\n') == std::string::npos);
  return json::parse(line);
}

const json kQuestion = {{"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}};

}  // namespace

TEST_CASE("A request on a line is answered under its id with the verb's document", "[api][serve]") {
  for (const json& id : {json(7), json("seven"), json(nullptr), json({{"a", {1, 2}}})}) {
    const json answer = answered(json{{"id", id}, {"method", "predict"}, {"params", kQuestion}}.dump());
    CHECK(answer["id"] == id);
    CHECK(answer["result"] ==
          api::ask(catalog::Catalog::bundled(), predict::Fitted::bundled(), "predict", kQuestion));
    CHECK(answer.size() == 2);
  }
}

TEST_CASE("A refusal keeps its id and what stands beside the error", "[api][serve]") {
  json question = kQuestion;
  question["model"] = "llama-3.1-405b";
  json answer = answered(json{{"id", 1}, {"method", "predict"}, {"params", question}}.dump());
  CHECK(answer["id"] == 1);
  answer.erase("id");
  CHECK(answer == api::ask(catalog::Catalog::bundled(), predict::Fitted::bundled(), "predict", question));
  CHECK(answer["memory"]["fits"] == false);
}

TEST_CASE("What is wrong with a line is told with its number", "[api][serve]") {
  const auto error = [](const std::string& text, bool too_long = false) {
    const json answer = answered(text, 12, too_long);
    CHECK_FALSE(answer.contains("result"));
    return answer["error"];
  };
  CHECK(error("{\"id\": 1,")["where"] == "standard input:12");
  CHECK(error("[1]")["where"] == "standard input:12");
  CHECK(error("{\"id\": NaN}")["kind"] == "bad-file");
  CHECK(error("{\"id\": 1, \"id\": 2}")["where"] == "standard input:12:id");
  CHECK(error(std::string(100, '['))["kind"] == "bad-file");
  CHECK(error("", true)["message"] == "more than 16 MiB: not read");
  CHECK(error("{}")["where"] == "standard input:12:method");
  CHECK(error(R"({"method": "predicts"})")["suggestions"][0] == "predict");
  const json member = error(R"({"method": "predict", "parms": {}})");
  CHECK(member["where"] == "standard input:12:parms");
  CHECK(member["suggestions"][0] == "params");
  CHECK(error(R"({"method": "predict", "params": [1]})")["kind"] == "usage");
  CHECK(error(R"({"method": "predict"})")["where"] == "--device");
}

TEST_CASE("A faulty request is answered under its id where that could be read", "[api][serve]") {
  CHECK(answered(R"({"id": 5, "method": "no"})")["id"] == 5);
  CHECK(answered("nonsense")["id"].is_null());
}
