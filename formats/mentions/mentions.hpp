#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/name_match.hpp"
#include "formats/mentions/page_words.hpp"

namespace tokroof::formats {

enum class MentionKind { device, model, quant, engine };

/// A name of the catalog in a text.
struct Mention {
  MentionKind kind = MentionKind::device;
  std::size_t begin = 0, end = 0;  ///< in the text, its count included
  std::string slug;                ///< of a size alone ("70B"): generic-70b; empty: one of several devices
  std::string typed;               ///< of a device: its name, without a count
  double count = 0;                ///< of devices, where it is said ("2x", "dual"); 0: it is not
  bool processor = false;          ///< a device that may be the host of others
  double memory_mts = 0;  ///< of a processor, where it is said ("with DDR5-6000") [10^6/s]; 0: it is not
  std::vector<std::string> variants;  ///< devices that share its name, where there are several
  std::string set =
      {};  ///< "a+b+b": of a device that is said with others of which it makes a set; empty: it is alone
};

inline bool names_device(const Mention& m) { return m.kind == MentionKind::device; }

/// "DDR5-6000", "DDR5 at 6000 MT/s": transfers of a channel of memory [10^6/s], the first that is said; 0: none.
double memory_rate(std::string_view text);

/// Finds them. A name that stands for nothing is none: nothing is guessed.
class MentionFinder {
 public:
  explicit MentionFinder(const catalog::Catalog& catalog);  ///< the catalog must outlive it

  /// In the order of the text, none inside of another.
  [[nodiscard]] std::vector<Mention> find(std::string_view text);

  /// From here on what was found so far is known for short too: "Spark" of a "DGX Spark"; "9B" where the only family that
  /// was named is "Qwen 3.5"; "the MoE" where one mixture was; "the Mac Studio" where one
  /// chip of Apple was.
  void allow_short_names();

  /// From here on names are those of laptops' parts, where there is one of that name: "RTX 4080" below "Laptop GPUs".
  /// Returns whether they were before.
  bool of_laptops(bool are);

  /// The model of the page that is as large as this one, of which there are several: "qwen35moe 35B.A3B" is what llama-bench
  /// calls all of one shape. Empty: the page names none, or several.
  [[nodiscard]] std::string named_like(const std::string& model) const;

  /// The device of that name that has about so much memory; empty: none, or several.
  [[nodiscard]] std::string device_with_memory_of(const std::string& typed, double memory_gib);

 private:
  using Words = std::vector<PageWord>;
  static constexpr std::size_t kLongestWord = 60, kMostKnown = 20000;  ///< of a word; names looked up already

  void take_counts(Words& words, std::vector<double>& counts);
  void find_quants(const Words& words);
  void find_engines(const Words& words);
  void find_models(const Words& words);
  bool find_model_behind_size(const Words& words, std::size_t i);
  void find_sizes(const Words& words);
  [[nodiscard]] bool is_size_of_named(double billions) const;
  [[nodiscard]] bool has_found(MentionKind kind) const;
  void find_kinds(const Words& words);
  void find_macs(const Words& words);
  void find_devices(const Words& words, const std::vector<double>& counts);
  void take_count(Mention& mention, const Words& words, std::size_t i, std::size_t end);
  void join_second_ones();
  void join_sets();
  void find_memory_rates(const Words& words);

  [[nodiscard]] std::string_view unit_behind(const PageWord& word) const;
  [[nodiscard]] bool begins_figure(const PageWord& word) const;
  [[nodiscard]] bool begins_rating(const PageWord& word) const;
  [[nodiscard]] bool free(const Words& words, std::size_t begin, std::size_t end) const;
  void add(MentionKind kind, const Words& words, std::size_t begin, std::size_t end, std::string slug);
  [[nodiscard]] bool may_name_device(std::string_view word);
  /// A device, or several that a name may stand for.
  struct NamedDevice {
    std::string slug;
    bool several = false;
    bool sure = false;                       ///< no other one has that name
    std::vector<std::string> variants = {};  ///< all that have it, where there are several
    [[nodiscard]] bool none() const { return slug.empty() && !several; }
  };
  NamedDevice device_named(const std::string& typed);
  /// The laptop's part of that name, with the desktop's as its variant; `named` itself, where there is none.
  NamedDevice in_laptop(const std::string& typed, const NamedDevice& named);
  [[nodiscard]] bool is_in_laptop(const Words& words, std::size_t begin, std::size_t end) const;
  std::string with_memory_behind(const std::string& typed,
                                 const NamedDevice& named,
                                 const Words& words,
                                 std::size_t end);
  std::string larger_chip_with(const std::string& typed, double memory_gib);
  std::string model_slug(const std::string& typed);
  /// The only model that the page named in full and that is such a one; empty: none, or several.
  [[nodiscard]] std::string only_model(const std::function<bool(const model::Architecture&)>& such) const;
  [[nodiscard]] bool has_several_sizes(const std::string& version) const;

  const catalog::Catalog& catalog_;
  std::set<std::string, std::less<>> device_words_, model_families_, engines_;
  std::set<std::string, std::less<>> short_names_;  ///< last words of devices
  std::map<std::string, std::string>
      full_names_;  ///< of devices that were found, to their slugs, where no other has that name
  std::set<std::string> page_devices_;              ///< their slugs
  std::set<std::string> chips_;                     ///< names of chips of Apple that were found
  std::set<std::string> families_seen_, versions_;  ///< "qwen"; "qwen 3.5" where no size is said
  std::string family_;                              ///< the only one of them
  std::set<std::string> page_models_;               ///< slugs of those that were named in full
  std::string mixture_, dense_;                     ///< the only one of them that is one
  std::string chip_;                                ///< the name of the page's only chip of Apple
  std::map<std::string, double> memory_mts_;        ///< of processors, the fastest that was said
  std::map<std::string, bool> words_of_devices_;
  std::map<std::string, NamedDevice> devices_;                      ///< looked up already
  std::map<std::string, std::string> models_, quants_, by_memory_;  ///< likewise
  std::string_view text_;
  std::vector<bool> used_;  ///< by word
  bool of_laptops_ = false;
  std::vector<Mention> found_;
};

}  // namespace tokroof::formats
