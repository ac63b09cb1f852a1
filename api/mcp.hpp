#pragma once
#include <string>
#include <string_view>

#include "api/input_line.hpp"
#include "catalog/catalog.hpp"
#include "predict/fitted.hpp"

namespace tokroof::api {

/// What a server of the Model Context Protocol (modelcontextprotocol.io, revisions 2024-11-05 to 2025-11-25) answers to a
/// message, a line of standard input. Its tools are the verbs of ask(): the text of a result is the verb's document, which
/// stands beside it as structuredContent; a verb's error is a result with isError. What is no request of the protocol is an
/// error of JSON-RPC 2.0. Empty: the message wants no answer. It keeps no state: every message stands for itself.
std::string mcp_answer(const catalog::Catalog& catalog,
                       const predict::Fitted& fitted,
                       std::string_view program_version,
                       const InputLine& line);

}  // namespace tokroof::api
