#pragma once
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/name_match.hpp"

namespace tokroof::catalog {

/// Begins the note of a name whose S was read as Super: "4070S".
inline constexpr std::string_view kItsSIsSuper = "its S is Super";

/// Finds devices by what people and drivers write ("4090", "rtx3090ti", "Mac Studio M3 Ultra", "Tesla V100-PCIE-16GB",
/// "AMD Radeon RX 7900 XTX (RADV NAVI31)", "13th Gen Intel(R) Core(TM) i9-13900K"): as sets of words. A word that tells
/// products apart (a number, Ti, Super, laptop, Max) is never left out or ignored; one that says little may be.
class DeviceNames {
 public:
  explicit DeviceNames(const Catalog& catalog);  ///< the catalog must outlive it

  [[nodiscard]] const Catalog& catalog() const { return catalog_; }

  /// One device. `memory_gib` tells cards of one name apart; kUnknown: not known.
  [[nodiscard]] NameMatch find(std::string_view typed, double memory_gib) const;
  /// The same where no whole machine is meant: "2x RTX PRO 6000 Workstation" are two cards.
  [[nodiscard]] NameMatch find_part(std::string_view typed, double memory_gib) const;
  /// Names with one word of letters put right that no device has: "rxt 3090". Numbers are never wrong.
  [[nodiscard]] std::vector<std::string> one_letter_off(std::string_view typed) const;
  /// Those with the most words in common, of the vendor that is named: best first.
  [[nodiscard]] std::vector<std::string> nearest(std::string_view typed, std::size_t n) const;

  /// The same of some entries only.
  [[nodiscard]] std::vector<std::string> nearest_of(std::string_view typed,
                                                    std::size_t n,
                                                    std::span<const std::string_view> slugs) const;

  /// A name in two parts: what may be a device, and the words that are none of its own.
  struct Apart {
    std::string rest, words;
  };
  /// "HP Z440 2x 3060": without the machine around a device; the longest rest first, none: no machine is named.
  [[nodiscard]] std::vector<Apart> machines_apart(std::string_view typed) const;
  /// "4090 Mystic Light": without words of letters that nothing in the catalog has.
  [[nodiscard]] Apart unknown_words_apart(std::string_view typed) const;
  /// "4060ti", "rtx3090": words of devices that were written as one, in lower case; itself for another word.
  [[nodiscard]] std::vector<std::string> words_within(std::string_view word) const;
  /// Words that no device has, beside the name of this one. False: one is the name of another generation, or it is a chip
  /// whose makers tell its sizes apart by words ("M3 Max").
  [[nodiscard]] bool may_be_called(std::string_view words, const model::Device& device) const;

 private:
  using Words = std::vector<std::string>;
  /// A way to write an entry, or a name that several share.
  struct Spelling {
    const model::Device* device;  ///< null: shared
    const SharedName* shared;     ///< null: of one device
    bool own;                     ///< slug or name, no alias
    Words words;                  ///< sorted
  };
  /// Another way to read a name that says nothing as it stands.
  struct Reading {
    std::string name;
    std::string_view note;
    bool (*may_be)(const model::Device&);
  };
  struct Found {
    std::vector<const model::Device*> devices;
    const SharedName* shared = nullptr;
  };

  /// The name without what board partners call their coolers and editions: "EVGA RTX 3080 FTW3", "3090 FE".
  [[nodiscard]] std::string without_boards_words(std::string_view name) const;
  [[nodiscard]] std::string in_laptop(std::string_view name) const;
  [[nodiscard]] std::string under_number(std::string_view line) const;
  [[nodiscard]] NameMatch read(std::string_view typed, double memory_gib) const;
  [[nodiscard]] NameMatch or_cards(NameMatch processor, std::string_view typed, double memory_gib) const;
  [[nodiscard]] NameMatch only_one_of_maker(std::string_view typed) const;
  [[nodiscard]] NameMatch in_machine(std::string_view typed, double memory_gib) const;
  [[nodiscard]] std::optional<NameMatch> by_alias(std::string_view name) const;
  [[nodiscard]] std::optional<NameMatch> as_read(const Reading& reading, double memory_gib) const;
  void add(std::string_view text, const model::Device* device, const SharedName* shared, bool own = false);
  [[nodiscard]] Words known_words(std::string_view name) const;
  [[nodiscard]] Words joined_words(std::string_view name) const;
  [[nodiscard]] bool is_known(std::string_view word) const;
  bool split(std::string_view word, Words& out) const;
  [[nodiscard]] Found by_words(const Words& typed, bool parts_only = false) const;
  [[nodiscard]] NameMatch chosen(const Found& found, const Words& typed, double memory_gib) const;
  [[nodiscard]] const SharedName* shared_by(std::span<const model::Device* const> devices) const;

  const Catalog& catalog_;
  std::vector<Words> board_phrases_, laptop_phrases_, machine_phrases_;
  std::vector<Spelling> spellings_;
  std::map<std::string, std::vector<std::size_t>, std::less<>>
      with_word_;  ///< spellings by each of their words
};

}  // namespace tokroof::catalog
