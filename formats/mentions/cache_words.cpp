#include "formats/mentions/cache_words.hpp"

#include "catalog/text.hpp"
#include "formats/mentions/mention_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

std::vector<CacheWords> cache_words(std::string_view text, const std::vector<PageWord>& words) {
  constexpr std::size_t kLongestType = 20;
  const auto is = [&](std::size_t i, std::initializer_list<std::string_view> any) {
    return i < words.size() && model::is_one_of(words[i].text, any);
  };
  const auto is_type = [&](std::size_t i) {
    return i < words.size() && words[i].text.size() <= kLongestType && may_be_quant(words[i].text);
  };
  const auto parted_by = [&](std::size_t i, std::string_view signs) {  // before the i-th word
    return text.substr(words[i - 1].end, words[i].begin - words[i - 1].end).find_first_not_of(signs) ==
           std::string_view::npos;
  };
  std::vector<CacheWords> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is(i, {"kv", "kvcache", "cache"}) && !words[i].text.starts_with("kv-cache")) {
      continue;
    }
    const bool two = is(i, {"kv"}) && is(i + 1, {"cache"});
    std::size_t behind = i + (two ? 2 : 1);
    behind += is(behind, {"type", "quant"}) ? 1 : 0;
    behind += is(behind, {"at", "in", "is"}) ? 1 : 0;
    const bool type_behind = is_type(behind) && parted_by(behind, " :=");
    const bool glued = i > 1 && words[i - 1].text.size() == 1 && is_type(i - 2) && parted_by(i - 1, "/");
    const std::size_t before = i - (glued ? 2 : 1);  // "q4/4 cache"
    const bool type_before = i > 0 && is_type(before) && !words[i].cut_before;
    if (type_before && (!type_behind || two || !is(i, {"kv"}))) {
      out.push_back({before, i + (two ? 2 : 1), words[before].text});
    } else if (type_behind) {
      out.push_back({i, behind + 1, words[behind].text});
    }
    i += two ? 1 : 0;
  }
  return out;
}

std::optional<NameAndCache> name_and_cache(std::string_view text) {
  const std::vector<PageWord> words = page_words(text);
  const std::vector<CacheWords> found = cache_words(text, words);
  if (found.empty()) {
    return std::nullopt;
  }
  const std::size_t end = words[found.front().end - 1].end;
  std::string name(text.substr(0, words[found.front().begin].begin));
  while (!name.empty() && std::string_view(" (,+[").find(name.back()) != std::string_view::npos) {
    name.pop_back();
  }
  std::string_view rest = text.substr(end);
  rest.remove_prefix(std::min(rest.find_first_not_of(")]"), rest.size()));
  return NameAndCache{name + std::string(rest), found.front().type};
}

}  // namespace tokroof::formats
