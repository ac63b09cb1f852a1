#include "answers/listing_query.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "answers/listing_terms.hpp"
#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

std::vector<std::size_t> chosen_columns(const Listing& listing, std::string_view columns) {
  std::vector<std::size_t> out;
  if (!columns.empty() && columns != "all") {
    for (const std::string_view name : catalog::split_at(columns, ',')) {
      out.push_back(column_named(listing, name, "--columns"));
    }
    return out;
  }
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    if (listing.columns[i].shown || columns == "all") {
      out.push_back(i);
    }
  }
  return out;
}

struct SortKey {
  std::size_t column;
  bool descending, of_numbers;
};

SortKey sort_key(const Listing& listing, std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view direction = colon == std::string_view::npos ? "asc" : text.substr(colon + 1);
  if (direction != "asc" && direction != "desc") {
    throw catalog::InputError(
        "usage", fmt::format("'{}': after the colon stands asc or desc", text), "--sort");
  }
  const std::size_t column = column_named(listing, text.substr(0, colon), "--sort");
  return {column, direction == "desc", has_numbers(listing, column)};
}

/// -1, 0, 1: `a` stands before, beside, after `b`.
int order_of(const ListCell& a, const ListCell& b, const SortKey& key) {
  const auto known = [&](const ListCell& cell) {
    return key.of_numbers ? std::isfinite(cell.number) : !cell.text.empty();
  };
  if (known(a) != known(b)) {
    return known(a) ? -1 : 1;
  }
  if (!known(a)) {
    return 0;
  }
  const std::string left = catalog::lower_case(a.text), right = catalog::lower_case(b.text);
  const bool less = key.of_numbers ? a.number < b.number : left < right;
  const bool more = key.of_numbers ? a.number > b.number : left > right;
  const int order = less ? -1 : more ? 1 : 0;
  return key.descending ? -order : order;
}

}  // namespace

Listing filtered(const Listing& listing, std::string_view query) {
  const std::vector<ListTerm> terms = terms_of(listing, query);
  Listing out{listing.kind, listing.columns, {}};
  std::copy_if(listing.entries.begin(),
               listing.entries.end(),
               std::back_inserter(out.entries),
               [&](const Listing::Entry& entry) {
                 return model::all_of(terms, [&](const ListTerm& t) { return t.holds(listing, entry); });
               });
  return out;
}

Listing sorted(const Listing& listing, std::string_view order) {
  std::vector<SortKey> keys;
  for (const std::string_view text : catalog::split_at(order, ',')) {
    keys.push_back(sort_key(listing, text));
  }
  std::vector<std::size_t> places(listing.entries.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    for (const SortKey& key : keys) {
      const int order_here =
          order_of(listing.entries[a].cells[key.column], listing.entries[b].cells[key.column], key);
      if (order_here != 0) {
        return order_here < 0;
      }
    }
    return false;
  });
  Listing out{listing.kind, listing.columns, {}};
  out.entries.reserve(places.size());
  for (const std::size_t place : places) {
    out.entries.push_back(listing.entries[place]);
  }
  return out;
}

Table table_of(const Listing& listing, std::string_view columns) {
  const std::vector<std::size_t> chosen = chosen_columns(listing, columns);
  Table out{.header = {}};
  for (const std::size_t i : chosen) {
    out.header.emplace_back(listing.columns[i].title);
  }
  for (const Listing::Entry& entry : listing.entries) {
    std::vector<std::string> row;
    row.reserve(chosen.size());
    for (const std::size_t i : chosen) {
      row.push_back(entry.cells[i].text);
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

std::string why_nothing(const Listing& listing, std::string_view query) {
  std::string counts, unknown;
  const std::vector<ListTerm> terms = terms_of(listing, query);
  for (const ListTerm& term : terms) {
    const auto found = std::count_if(listing.entries.begin(),
                                     listing.entries.end(),
                                     [&](const Listing::Entry& entry) { return term.holds(listing, entry); });
    counts += fmt::format("{}'{}' {}", counts.empty() ? "" : ", ", term.text(), found);
    if (found == 0 && term.is_word()) {
      unknown += (unknown.empty() ? "" : "-") + term.text();
    }
  }
  std::string out = fmt::format("no {} has '{}'", listing.kind, query);
  if (terms.size() > 1) {
    out += fmt::format(" (each alone: {})", counts);
  }
  if (!unknown.empty()) {
    const std::vector<std::string> names = listing.names();
    const std::vector<std::string_view> views(names.begin(), names.end());
    out += fmt::format("\n  nearest: {}", fmt::join(catalog::nearest_names(unknown, views), ", "));
  }
  return out;
}

}  // namespace tokroof::answers
