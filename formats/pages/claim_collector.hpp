#pragma once
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "formats/pages/figure_words.hpp"
#include "formats/pages/page_claims.hpp"
#include "formats/pages/quantities.hpp"
#include "formats/pages/subject.hpp"

namespace tokroof {

/// Puts figures into claims, or among what was not understood.
class ClaimCollector {
 public:
  ClaimCollector(const Page& page, const Catalog& catalog, PageReading& out)
      : page_(page), catalog_(catalog), lines_(page.source), out_(out) {}

  [[nodiscard]] const Catalog& catalog() const { return catalog_; }

  /// A figure of `text` that is of `subject`. What it needs to be a claim and is not there: not understood.
  void figure(const SourceText& text,
              const Quantity& quantity,
              Metric metric,
              const Subject& subject,
              double streams = 0,
              std::string_view link = {});
  /// FITS or OOM.
  void word(const SourceText& text,
            std::size_t begin,
            std::size_t end,
            std::string_view word,
            const Subject& subject);
  void not_understood(const SourceText& text, const Quantity& quantity, std::string why);
  /// Both in the page's order.
  void finish();

 private:
  void add(const SourceText& text, std::size_t begin, std::size_t end, PageClaim claim);
  void check_number() const;

  const Page& page_;
  const Catalog& catalog_;
  PageLines lines_;
  PageReading& out_;
  std::set<std::tuple<std::size_t, std::size_t, std::string>>
      seen_;  ///< a cell that spans several is read once
};

}  // namespace tokroof
