#include "catalog/engine_names.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/engines.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// "0.11.0", "v1", "b6000", "nightly".
bool is_version(std::string_view word) {
  const std::string_view number = word.substr(word.starts_with('v') || word.starts_with('b') ? 1 : 0);
  return model::is_one_of(word, {"latest", "nightly", "main", "master", "dev"}) ||
         (!number.empty() && is_digit(number[0]));
}

/// Words of a name in lower case; brackets, colons and "==" part them too.
std::vector<std::string> words_of(std::string_view typed) {
  std::string plain = lower_case(typed);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return contains("()[],:=\t", std::string_view(&c, 1)); }, ' ');
  std::vector<std::string> out;
  for (const std::string_view word : split_at(plain, ' ')) {
    if (!word.empty()) {
      out.emplace_back(word);
    }
  }
  return out;
}

std::string_view known_backend(const Catalog& catalog, std::string_view name) {
  const Alias* alias = catalog.alias("backend", name);
  const std::string_view canonical = alias != nullptr ? alias->canonical : name;
  const auto all = backends();
  const auto found = std::find(all.begin(), all.end(), canonical);
  return found != all.end() ? *found : std::string_view();
}

/// Reads what stands behind an engine's name; false: a word is none of that.
bool take_words_behind(const Catalog& catalog, const std::vector<std::string>& words, NamedEngine& out) {
  for (const std::string& word : words) {
    const std::string_view backend = backend_named(catalog, word);
    if (!backend.empty() && out.backend.empty()) {
      out.backend = backend;
    } else if (is_version(word)) {
      out.version += (out.version.empty() ? "" : " ") + word;
    } else if (!model::is_one_of(word, {"on", "with", "using", "via", "backend", "version", "build"})) {
      return false;
    }
  }
  return true;
}

}  // namespace

NamedEngine engine_named(const Catalog& catalog, std::string_view typed) {
  NamedEngine out;
  out.engine = catalog.find_engine(catalog.canonical("engine", typed));
  const std::vector<std::string> words = words_of(typed);
  for (std::size_t n = words.size(); n > 0 && out.engine == nullptr; --n) {
    const auto behind = words.begin() + static_cast<std::ptrdiff_t>(n);
    const std::string name = fmt::format("{}", fmt::join(words.begin(), behind, " "));
    NamedEngine read{catalog.find_engine(catalog.canonical("engine", name))};
    if (read.engine != nullptr && take_words_behind(catalog, {behind, words.end()}, read)) {
      out = std::move(read);
    }
  }
  return out;
}

std::string_view backend_named(const Catalog& catalog, std::string_view typed) {
  if (typed.empty()) {
    return {};
  }
  const std::string plain = lower_case(trimmed(typed));
  if (const std::string_view known = known_backend(catalog, plain); !known.empty()) {
    return known;
  }
  const std::size_t letters = plain.find_last_not_of("0123456789. v") + 1;
  return letters > 0 && letters < plain.size()
             ? known_backend(catalog, std::string_view(plain).substr(0, letters))
             : std::string_view();
}

}  // namespace tokroof::catalog
