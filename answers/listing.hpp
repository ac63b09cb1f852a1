#pragma once
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "answers/table.hpp"
#include "catalog/catalog.hpp"
#include "predict/fitted.hpp"

namespace tokroof::answers {

/// A column of a listing, in the units that people use.
struct ListColumn {
  std::string_view key;         ///< what --columns, --sort and conditions call it: "memory_gib"
  std::string_view title;       ///< "GiB"
  bool shown = true;            ///< without --columns
  std::string_view field = {};  ///< the JSON key of the same, where it is called otherwise: "memory_bytes"
  double unit = 1;              ///< of this column, in that of the JSON key
  std::string_view said_after =
      {};                 ///< units said with a number in a search, '|' between them: "gb|gib" for "24gb"
  bool is_month = false;  ///< texts such as "2026-08", which have an order
};

struct ListCell {
  std::string text;
  double number = std::numeric_limits<double>::quiet_NaN();  ///< NaN: the cell is a text, or not known
};

/// Entries of one kind: for people (units that they use) and for programs (SI units in the keys). The first column is
/// the name.
struct Listing {
  std::string_view kind;  ///< of one entry: "device"
  std::vector<ListColumn> columns;
  struct Entry {
    std::vector<ListCell> cells;  ///< one a column
    nlohmann::json document;
  };
  std::vector<Entry> entries;

  [[nodiscard]] nlohmann::json documents() const;
  [[nodiscard]] std::vector<std::string> names() const;
};

Listing list_devices(const catalog::Catalog& catalog, const predict::Fitted& fitted);
Listing list_models(const catalog::Catalog& catalog);
Listing list_quants(const catalog::Catalog& catalog);
Listing list_links(const catalog::Catalog& catalog);
Listing list_engines(const catalog::Catalog& catalog, const predict::Fitted& fitted);
/// Month of the newest model: "2026-08".
std::string_view newest_release(const catalog::Catalog& catalog);

/// How much there is of devices, models and fitted figures, and how new the newest is.
Listing list_data(const catalog::Catalog& catalog, const predict::Fitted& fitted);
Listing list_coefficients(const predict::Fitted& fitted, bool assumed_only);

/// What there are lists of.
inline constexpr std::array<std::string_view, 7> kListKinds{
    "devices", "models", "quants", "links", "engines", "coefficients", "data"};

/// The list of one of them; none: there is no such kind. `assumed_only`: of coefficients.
std::optional<Listing> list_of(std::string_view kind,
                               const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               bool assumed_only = false);

/// A number, with a decimal where it needs one; empty where it is not known.
ListCell number_cell(double value, double unit = 1);
ListCell text_cell(std::string_view text);

/// docs/coefficients.md: every coefficient with its prior and what the fit made of it.
std::string coefficients_document(const predict::Fitted& fitted);

}  // namespace tokroof::answers
