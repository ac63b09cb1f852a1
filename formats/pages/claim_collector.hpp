#pragma once
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "formats/pages/figure_words.hpp"
#include "formats/pages/page_claims.hpp"
#include "formats/pages/quantities.hpp"
#include "formats/pages/subject.hpp"

namespace tokroof::formats {

/// A card of a machine, with a memory of its own.
bool is_card(const model::Device& device);

/// Puts figures into claims, or among what was not understood.
class ClaimCollector {
 public:
  ClaimCollector(const Page& page, const catalog::Catalog& catalog, PageReading& out)
      : page_(page), catalog_(catalog), lines_(page.source), out_(out) {}

  [[nodiscard]] const catalog::Catalog& catalog() const { return catalog_; }

  /// The page says that its rates are of one stream.
  void rates_of_one_stream() { one_stream_ = true; }

  /// What follows stands in another paragraph or row: figures of one passage may be parts of one sum.
  void begin_passage() { passage_ += 1; }

  /// A figure of `text` that is of `subject`. What it needs to be a claim and is not there: not understood.
  void figure(const SourceText& text,
              const Quantity& quantity,
              Metric metric,
              const Subject& named,
              double streams = 0,
              std::string_view link = {});
  /// "has NVLink": a link without a figure, at these words.
  void link(const SourceText& text,
            std::size_t begin,
            std::size_t end,
            std::string_view link,
            const Subject& subject);
  /// "1.9x": of the subject, against another device or fewer of its own.
  void ratio(const SourceText& text,
             const Quantity& quantity,
             const Subject& subject,
             std::string_view versus,
             std::string_view link);
  /// A figure of a sum of its passage, where nothing else was read of it.
  void part_of_sum(const SourceText& text,
                   const Quantity& quantity,
                   std::string_view kind,
                   std::string_view method,
                   const Subject& subject);
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
  void share_streams();
  [[nodiscard]] bool has_no_room(const Subject& subject) const;
  [[nodiscard]] bool may_be_of_several(const Subject& subject) const;
  [[nodiscard]] std::string variant_with(const Quantity& quantity,
                                         Metric metric,
                                         const Subject& subject) const;

  const Page& page_;
  const catalog::Catalog& catalog_;
  PageLines lines_;
  PageReading& out_;
  double passage_ = 0;
  bool one_stream_ = false;
  std::set<std::tuple<std::size_t, std::size_t, std::string>>
      seen_;  ///< a cell that spans several is read once
};

}  // namespace tokroof::formats
