#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/catalog.hpp"
#include "predict/fitted.hpp"
#include "predict/table.hpp"

namespace tokroof {

/// Entries of one kind: for people (units that they use) and for programs (SI units in the keys).
struct Listing {
  std::vector<std::string> header;
  struct Entry {
    std::vector<std::string> cells;
    nlohmann::json document;
  };
  std::vector<Entry> entries;

  /// Only the entries with `text` in one of their cells, without regard to case.
  [[nodiscard]] Listing filtered(std::string_view text) const;
  [[nodiscard]] Table table() const;
  [[nodiscard]] nlohmann::json documents() const;
};

Listing list_devices(const Catalog& catalog, const Fitted& fitted);
Listing list_models(const Catalog& catalog);
Listing list_quants(const Catalog& catalog);
Listing list_links(const Catalog& catalog);
Listing list_engines(const Fitted& fitted);
Listing list_coefficients(const Fitted& fitted, bool assumed_only);

/// docs/coefficients.md: every coefficient with its prior and what the fit made of it.
std::string coefficients_document(const Fitted& fitted);

}  // namespace tokroof
