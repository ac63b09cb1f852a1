#pragma GCC visibility push(default)  // all else is hidden: the internals change from version to version
#include "library/tokroof.h"
#pragma GCC visibility pop

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "answers/error_json.hpp"
#include "api/ask.hpp"
#include "api/input_line.hpp"
#include "catalog/json_file.hpp"

namespace {

using namespace tokroof;

std::string answer(const char* verb, const char* question) {
  try {
    if (verb == nullptr || question == nullptr) {
      throw catalog::InputError("usage", "a verb and a question are texts, not NULL");
    }
    std::vector<catalog::Problem> problems;
    const catalog::JsonFile asked = catalog::parse_json(question, "question", problems);
    catalog::throw_if_any(problems);
    return catalog::one_line(
        api::ask(catalog::Catalog::bundled(), predict::Fitted::bundled(), verb, asked.document));
  } catch (const catalog::InputError& error) {
    return catalog::one_line(answers::error_json(error));
  }
}

}  // namespace

char* tokroof_ask(const char* verb, const char* question) {
  try {
    const std::string text = answer(verb, question);
    auto* out = static_cast<char*>(std::malloc(text.size() + 1));
    if (out != nullptr) {
      std::memcpy(out, text.c_str(), text.size() + 1);
    }
    return out;
  } catch (...) {  // nothing of C++ reaches the caller
    return nullptr;
  }
}

void tokroof_free(char* answer) { std::free(answer); }
