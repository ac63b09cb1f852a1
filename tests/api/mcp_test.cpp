#include "api/mcp.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/ask.hpp"

using namespace tokroof;
using nlohmann::json;

namespace {

std::string answered_text(const std::string& text) {
  return api::mcp_answer(
      catalog::Catalog::bundled(), predict::Fitted::bundled(), "1.2.3", {.text = text, .number = 4});
}

json replied(const json& message) { return json::parse(answered_text(message.dump())); }

json request(const std::string& method, const json& params = json::object()) {
  return {{"jsonrpc", "2.0"}, {"id", "a"}, {"method", method}, {"params", params}};
}

json called(const std::string& tool, const json& arguments) {
  return replied(request("tools/call", {{"name", tool}, {"arguments", arguments}}))["result"];
}

json revision_for(const json& asked) {
  return replied(request("initialize", {{"protocolVersion", asked}}))["result"]["protocolVersion"];
}

const json kCalled = {{"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}};

}  // namespace

TEST_CASE("A client gets the revision it asks for, or the newest where that is not known", "[api][mcp]") {
  CHECK(revision_for("2024-11-05") == "2024-11-05");
  CHECK(revision_for("2025-06-18") == "2025-06-18");
  CHECK(revision_for("2031-01-01") == "2025-11-25");
  CHECK(replied(request("initialize"))["error"]["code"] == -32602);
  const json answer = replied(request("initialize", {{"protocolVersion", "2025-06-18"}}))["result"];
  CHECK(answer["serverInfo"]["version"] == "1.2.3");
  CHECK(answer["capabilities"].contains("tools"));
}

TEST_CASE("A tool's result is the verb's document, as text and as structure", "[api][mcp]") {
  const json result = called("predict", kCalled);
  const json expected = api::ask(catalog::Catalog::bundled(), predict::Fitted::bundled(), "predict", kCalled);
  CHECK(result["isError"] == false);
  CHECK(result["structuredContent"] == expected);
  REQUIRE(result["content"].is_array());
  CHECK(result["content"][0]["type"] == "text");
  CHECK(json::parse(result["content"][0]["text"].get<std::string>()) == expected);
}

TEST_CASE("A tool's own error is a result, an unknown tool is an error of the protocol", "[api][mcp]") {
  json question = kCalled;
  question["device"] = "rtx-4091";
  const json result = called("predict", question);
  CHECK(result["isError"] == true);
  CHECK(result["structuredContent"]["error"]["suggestions"].size() > 0);
  CHECK(replied(request("tools/call", {{"name", "foretell"}}))["error"]["code"] == -32602);
  CHECK(replied(request("tools/call", {{"name", "plot"}}))["error"]["code"] == -32602);
  CHECK(replied(request("tools/call"))["error"]["code"] == -32602);
  CHECK(replied(request("resources/list"))["error"]["code"] == -32601);
}

TEST_CASE("Notifications and answers are not answered", "[api][mcp]") {
  CHECK(answered_text(R"({"jsonrpc": "2.0", "method": "notifications/initialized"})").empty());
  CHECK(answered_text(R"({"jsonrpc": "2.0", "id": 1, "result": {}})").empty());
  CHECK(answered_text(R"([{"jsonrpc": "2.0", "method": "notifications/initialized"}])").empty());
}

TEST_CASE("What is no request is answered with the code that JSON-RPC has for it", "[api][mcp]") {
  const auto code = [](const std::string& text) {
    const json answer = json::parse(answered_text(text));
    CHECK(answer["id"].is_null());
    CHECK(answer["jsonrpc"] == "2.0");
    return answer["error"]["code"].get<int>();
  };
  CHECK(code("{\"id\": 1") == -32700);
  CHECK(code("\"text\"") == -32600);
  CHECK(code("[]") == -32600);
  CHECK(code(R"({"jsonrpc": "2.0", "id": null, "method": "ping"})") == -32600);
  CHECK(code(R"({"jsonrpc": "2.0", "id": {"a": 1}, "method": "ping"})") == -32600);
  CHECK(replied({{"id", 1}, {"method", "ping"}})["error"]["code"] == -32600);
  CHECK(replied({{"jsonrpc", "2.0"}, {"id", 1}})["error"]["code"] == -32600);
  CHECK(replied({{"jsonrpc", "2.0"}, {"id", 1}, {"method", "ping"}, {"params", 3}})["error"]["code"] ==
        -32602);
}

TEST_CASE("A batch is answered as one, without its notifications", "[api][mcp]") {
  const json answer =
      replied({request("ping"), {{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}, 5});
  REQUIRE(answer.size() == 2);
  CHECK(answer[0]["result"] == json::object());
  CHECK(answer[1]["error"]["code"] == -32600);
}
