#include "cli/long_json.hpp"

#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/all_cores.hpp"

namespace tokroof::cli {
namespace {

constexpr int kIndent = 2;

void write_list(std::ostream& out, const LongList& list, std::size_t indent) {
  if (list.size == 0) {
    out << "[]";
    return;
  }
  const std::string line = '\n' + std::string(indent + kIndent, ' ');
  out << '[';
  write_each(out, list.size, [&](std::size_t i, std::string& text) {
    text += i == 0 ? "" : ",";
    text += line;
    for (const char c : json_text(list.element(i))) {
      if (c == '\n') {
        text += line;
      } else {
        text += c;
      }
    }
  });
  out << '\n' << std::string(indent, ' ') << ']';
}

}  // namespace

std::string json_text(const nlohmann::json& document) {
  return document.dump(kIndent, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json parsed_json(std::string_view text, bool strict) {
  return nlohmann::json::parse(text, nullptr, strict);
}

nlohmann::json read_long_json(
    std::string_view text,
    const std::function<void(const std::string& list, const nlohmann::json& element)>& take) {
  using nlohmann::json;
  constexpr int kKey = 1, kElement = 2;  // levels below the document
  std::string list;
  return json::parse(text, [&](int depth, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::key && depth == kKey) {
      list = value.get<std::string>();
    }
    const bool is_element = event == json::parse_event_t::object_end && depth == kElement;
    if (is_element) {
      take(list, value);
    }
    return !is_element;
  });
}

void write_long_json(std::ostream& out,
                     const nlohmann::json& document,
                     const std::map<std::string, LongList>& lists) {
  const std::string text = json_text(document);
  std::vector<std::pair<std::size_t, const std::pair<const std::string, LongList>*>> places;
  places.reserve(lists.size());
  for (const auto& list : lists) {
    places.emplace_back(text.find(": \"" + list.first + '"'), &list);
  }
  std::sort(places.begin(), places.end());
  std::size_t written = 0;
  for (const auto& [at, list] : places) {
    const std::size_t value = at + 2;
    const std::size_t line = text.rfind('\n', at) + 1;
    out << std::string_view(text).substr(written, value - written);
    write_list(out, list->second, text.find_first_not_of(' ', line) - line);
    written = value + list->first.size() + 2;
  }
  out << std::string_view(text).substr(written) << '\n';
}

}  // namespace tokroof::cli
