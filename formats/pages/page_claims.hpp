#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "formats/pages/page.hpp"
#include "model/device.hpp"

namespace tokroof::formats {

/// A figure of a page with what it is of, in the words of a claims table (datasets/SCHEMA.md). Empty, kUnknown: not said.
struct PageClaim {
  std::string kind;  ///< measured, expected, spec, cost, power, capacity
  std::string device, interconnect, engine, model, quant, phase;
  std::string precision, method, versus;
  double n_devices = model::kUnknown, concurrency = model::kUnknown, n_prompt = model::kUnknown;
  double context = model::kUnknown;          ///< tokens
  double host_memory_mts = model::kUnknown;  ///< of a processor, as stated
  double passage = model::kUnknown;          ///< which paragraph or row of a table, counted
  double sentence =
      model::kUnknown;  ///< of the passage, or cell of the row: where it begins in the page, in bytes
  double low = model::kUnknown, high = model::kUnknown;
  std::string word;  ///< FITS, OOM, instead of figures
  std::string unit;
  std::size_t begin = 0, end = 0;  ///< where it stands in the page, in bytes
  PagePlace place;
  std::string text;  ///< as it is written there
};

/// A figure of which it is not known what it is of.
struct NotUnderstood {
  std::size_t begin = 0, end = 0;
  PagePlace place;
  std::string text;
  std::string why;
};

struct PageReading {
  std::vector<PageClaim> claims;              ///< in the page's order
  std::vector<NotUnderstood> not_understood;  ///< figures with a unit that claims have
};

inline constexpr std::size_t kMostPageClaims = 4000;

/// Finds the claims of a page: rates, bandwidths, sizes of memories and of models, arithmetic rates, watts, prices, what
/// fits. The device, the model and the storage type of a figure are looked for in its sentence; in a table in its cell, its
/// column's head and its row; then in the headings above. Where they are not there, or are several, the figure is not
/// understood. Throws InputError (bad-file) where a page has more than kMostPageClaims figures.
PageReading read_page_claims(const Page& page, const catalog::Catalog& catalog);

/// A table of claims with `line_no`, `column` and `text`, which read_claims_text() takes.
std::string page_claims_table(const PageReading& reading, std::string_view page_name);

}  // namespace tokroof::formats
