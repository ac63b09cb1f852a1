// The page's way in: one function, a verb and a question as JSON text to an answer as JSON text.
#include <cstdlib>
#include <cstring>
#include <string>

#include <nlohmann/json.hpp>

#include "api/ask.hpp"

namespace {

using nlohmann::json;

std::string answer(const char* verb, const char* question) {
  const json asked = json::parse(question, nullptr, false);
  if (asked.is_discarded()) {
    return tokroof::error_json(tokroof::InputError("usage", "the question is not JSON")).dump();
  }
  const json told = tokroof::ask(tokroof::Catalog::bundled(), tokroof::Fitted::bundled(), verb, asked);
  // Text that was pasted may be of any encoding; what is no UTF-8 is replaced, not refused.
  return told.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

/// The caller frees what it gets.
extern "C" char* tokroof_ask(const char* verb, const char* question) {
  const std::string text = answer(verb, question);
  auto* out = static_cast<char*>(std::malloc(text.size() + 1));
  if (out != nullptr) {
    std::memcpy(out, text.c_str(), text.size() + 1);
  }
  return out;
}
