#include "api/mcp.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/ask.hpp"
#include "api/question_schema.hpp"
#include "catalog/json_file.hpp"
#include "catalog/visible_text.hpp"
#include "model/names.hpp"

namespace tokroof::api {
namespace {

using nlohmann::json;

/// Revisions of the protocol, the newest first. What differs between them does not concern tools that only answer.
constexpr std::array<std::string_view, 4> kRevisions{"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

constexpr const char* kInstructions =
    "tokroof predicts how fast language models run on given hardware (tokens a second, memory, watts, cost) "
    "and "
    "judges measured rates. Names are taken as people write them (4090, llama 3.1 8b, Q4_K_M); list gives "
    "all of "
    "them. Answers are in SI units, named in the keys; assumed lists every default that was taken.";

/// A drawing is for people.
constexpr std::string_view kNoTool = "plot";

/// An error of JSON-RPC.
struct RpcError : std::runtime_error {
  RpcError(int number, const std::string& message)
      : std::runtime_error(catalog::visible(message)), code(number) {}

  int code;
};
constexpr int kParseError = -32700, kInvalidRequest = -32600, kMethodNotFound = -32601,
              kInvalidParams = -32602;

struct Server {
  const catalog::Catalog& catalog;
  const predict::Fitted& fitted;
  std::string_view version;
};

json initialized(const Server& server, const json& params) {
  const auto asked = params.find("protocolVersion");
  if (asked == params.end() || !asked->is_string()) {
    throw RpcError(kInvalidParams, "initialize needs a protocolVersion");
  }
  const auto* const known = std::find(kRevisions.begin(), kRevisions.end(), asked->get<std::string>());
  return {{"protocolVersion", known == kRevisions.end() ? kRevisions.front() : *known},
          {"capabilities", {{"tools", json::object()}}},
          {"serverInfo", {{"name", "tokroof"}, {"title", "tokroof"}, {"version", server.version}}},
          {"instructions", kInstructions}};
}

json tools() {
  json out = json::array();
  for (const AskedVerb& verb : asked_verbs()) {
    if (verb.name != kNoTool) {
      out.push_back({{"name", verb.name},
                     {"description", verb.help},
                     {"inputSchema", question_schema(verb)},
                     {"annotations", {{"readOnlyHint", true}, {"openWorldHint", false}}}});
    }
  }
  return {{"tools", std::move(out)}};
}

bool is_tool(const json& name) {
  const auto verbs = asked_verbs();
  return name.is_string() && name != kNoTool &&
         model::any_of(verbs, [&](const AskedVerb& verb) { return name == verb.name; });
}

json called(const Server& server, const json& params) {
  const json name = params.value("name", json());
  if (!is_tool(name)) {
    throw RpcError(kInvalidParams, "unknown tool " + catalog::one_line(name));
  }
  json answer =
      ask(server.catalog, server.fitted, name.get<std::string>(), params.value("arguments", json::object()));
  json out;
  out["isError"] = answer.contains("error");
  out["content"] = {{{"type", "text"}, {"text", catalog::one_line(answer)}}};
  out["structuredContent"] = std::move(answer);
  return out;
}

json result(const Server& server, const std::string& method, const json& params) {
  if (method == "initialize") return initialized(server, params);
  if (method == "ping") return json::object();
  if (method == "tools/list") return tools();
  if (method == "tools/call") return called(server, params);
  throw RpcError(kMethodNotFound, "unknown method '" + method + "'");
}

json error_answer(const json& id, const RpcError& error) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", error.code}, {"message", error.what()}}}};
}

/// The id under which a message is answered; null where it has none that the protocol allows.
json id_of(const json& message) {
  json id = message.is_object() ? message.value("id", json()) : json();
  return id.is_string() || id.is_number() ? id : json();
}

/// Null: the message wants no answer.
json answer_to(const Server& server, const json& message) {
  const json id = id_of(message);
  try {
    if (!message.is_object() || message.value("jsonrpc", json()) != "2.0") {
      throw RpcError(kInvalidRequest, "not a message of JSON-RPC 2.0");
    }
    const auto method = message.find("method");
    if (method == message.end() && (message.contains("result") || message.contains("error"))) {
      return nullptr;  // an answer: nothing was asked of the client
    }
    if (method == message.end() || !method->is_string()) {
      throw RpcError(kInvalidRequest, "a request names a method");
    }
    if (!message.contains("id")) {
      return nullptr;  // a notification: there is no state that it could change
    }
    if (id.is_null()) {
      throw RpcError(kInvalidRequest, "an id is a text or a number");
    }
    const json params = message.value("params", json::object());
    if (!params.is_object()) {
      throw RpcError(kInvalidParams, "params is no object");
    }
    json out = {{"jsonrpc", "2.0"}, {"id", id}};
    out["result"] = result(server, method->get<std::string>(), params);
    return out;
  } catch (const RpcError& error) {
    return error_answer(id, error);
  }
}

/// Several messages in an array, which revision 2025-03-26 has.
json answers_to(const Server& server, const json& messages) {
  if (messages.empty()) {
    return error_answer(nullptr, {kInvalidRequest, "an empty batch"});
  }
  json out = json::array();
  for (const json& message : messages) {
    if (json answer = answer_to(server, message); !answer.is_null()) {
      out.push_back(std::move(answer));
    }
  }
  return out.empty() ? json() : out;
}

}  // namespace

std::string mcp_answer(const catalog::Catalog& catalog,
                       const predict::Fitted& fitted,
                       std::string_view program_version,
                       const InputLine& line) {
  const Server server{catalog, fitted, program_version};
  json answer;
  try {
    const json message = parsed(line);
    answer = message.is_array() ? answers_to(server, message) : answer_to(server, message);
  } catch (const catalog::InputError& error) {
    answer = error_answer(nullptr, {kParseError, error.where + ": " + error.message});
  }
  return answer.is_null() ? "" : catalog::one_line(answer);
}

}  // namespace tokroof::api
