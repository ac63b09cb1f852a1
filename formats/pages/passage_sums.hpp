#pragma once
#include <string>
#include <vector>

#include "formats/pages/claim_collector.hpp"
#include "formats/pages/sentence_names.hpp"

namespace tokroof::formats {

/// Figures of a paragraph of which one follows from the others: watts, hours a day and a price of electricity make an
/// amount of money; a price and what is saved a month or an hour make a payback; a number of steps or tokens and a rate
/// make a time, with what an hour costs a price. All of them are read as claims, so that the sum can be judged; without a
/// sum they are not.
class PassageSums {
 public:
  void add(const SourceText& sentence, const SentenceNames& names);
  void read(ClaimCollector& collector) const;

 private:
  struct Part {
    SourceText sentence;
    Quantity quantity;
    Subject subject;
    bool of_payback = false;  ///< its words speak of one
    bool bill = false;        ///< what running a machine costs
  };
  /// "40 Gbps, roughly 5 GB/s": one rate in bits and in bytes.
  void add_bits(const SourceText& sentence, const SentenceNames& names);
  /// A million tokens: what they cost, how long they take.
  void add_tokens(const SourceText& sentence, const SentenceNames& names);
  void read_tokens(ClaimCollector& collector) const;
  /// Hours in which something pays for itself; whether there are any.
  bool read_hours(ClaimCollector& collector) const;
  bool read_bills_of_hours(ClaimCollector& collector) const;
  [[nodiscard]] bool has(bool (*test)(const std::string& unit)) const;
  void take(ClaimCollector& collector, bool (*test)(const std::string& unit), std::string_view method) const;

  std::vector<Part> parts_;
  std::vector<Part> bits_;
  std::vector<Part> tokens_;                        ///< of sums of a million tokens
  std::size_t token_times_ = 0, token_prices_ = 0;  ///< those among them that others come to
  std::string lower_;
};

}  // namespace tokroof::formats
