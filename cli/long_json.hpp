#pragma once
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tokroof::cli {

/// A list of a document that is made an element at a time.
struct LongList {
  std::size_t size = 0;
  std::function<nlohmann::json(std::size_t)> element;
};

/// The text of a document, indented by two; bytes that are not UTF-8 are replaced.
std::string json_text(const nlohmann::json& document);

/// The document of a text. What is no JSON throws json::exception, or (not strict) gives a discarded document. One parser
/// for all verbs: compiling it takes two seconds.
nlohmann::json parsed_json(std::string_view text, bool strict = true);

/// Writes json_text() of a document with lists that need not fit into memory: where one belongs, `document` has the
/// text of its key in `lists`. The order of the keys and every blank are as if the list had been in the document.
void write_long_json(std::ostream& out,
                     const nlohmann::json& document,
                     const std::map<std::string, LongList>& lists);

/// Reads what write_long_json() writes: `take` gets every object of a list of the document, with the list's key, and the
/// document goes on without it. Throws json::parse_error.
nlohmann::json read_long_json(
    std::string_view text,
    const std::function<void(const std::string& list, const nlohmann::json& element)>& take);

}  // namespace tokroof::cli
