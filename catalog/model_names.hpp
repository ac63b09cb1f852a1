#pragma once
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/name_match.hpp"

namespace tokroof::catalog {

/// Finds models by the names of files and repositories ("Meta-Llama-3.1-8B-Instruct", "bartowski/google_gemma-3-27b-it",
/// "qwen3:30b-a3b", "Qwen3 Next"), and by llama.cpp's types ("llama 8B") where the number of parameters tells which shape
/// it is. A size is never left out of what was written; one that was not written is taken where only one exists.
class ModelNames {
 public:
  explicit ModelNames(const Catalog& catalog);

  /// The first of `names` (without their storage types) that is known and has about `parameters` (kUnknown: not said).
  [[nodiscard]] NameMatch find(const std::vector<std::string>& names, double parameters) const;
  /// One name, as far as it tells a shape.
  [[nodiscard]] NameMatch find(std::string_view name) const;
  /// What a library that tags its models gives by a name without a tag, or with its tag "latest".
  [[nodiscard]] NameMatch library_default(std::string_view typed) const;
  /// A name that several generations have a right to ("llama 8b"): the one that people mean.
  [[nodiscard]] NameMatch usual(std::string_view typed) const;
  /// The same where the name is an old generation's own too ("qwen 7b").
  [[nodiscard]] NameMatch newer_than_own(std::string_view typed) const;
  /// A size alone ("70b"): the model of it that people mean.
  [[nodiscard]] NameMatch usual_size(std::string_view typed) const;
  /// A name that leaves out versions and sizes alone: "glm air" is GLM 4.5 Air. Where several shapes have it: what it may be.
  [[nodiscard]] NameMatch without_version(std::string_view typed) const;
  /// A name that leaves out words which tell no shape, and may be an alias's: "Nemotron Super 49B", "arctic".
  [[nodiscard]] NameMatch only_with_words(std::string_view typed) const;
  /// Entries that have all words of a name, and say more: one shape, or what it may be. "deepseek v4", "r1 qwen 14b", "glm 355b"
  [[nodiscard]] NameMatch with_all_words(std::string_view typed) const;
  /// "qwen3moe 30B.A3B": what llama.cpp prints for a model, without its parameters.
  [[nodiscard]] NameMatch of_type(std::string_view typed) const;
  /// Another way to write what was typed, and what must then hold of it.
  struct Otherwise {
    std::string name;
    std::optional<bool> of_experts = {};  ///< it is a mixture of experts, or is none
  };
  /// "R1 distill 70b", "qwen3 moe 30b", "qwen3-abliterated:14b", "gpt-oss ?B MXFP4 MoE".
  [[nodiscard]] std::vector<Otherwise> said_otherwise(std::string_view typed) const;
  /// What a name may be that has a letter too many, too few, wrong, out of order or doubled in a word that no model has, or a
  /// size without its letter.
  [[nodiscard]] std::vector<std::string> one_letter_off(std::string_view typed) const;
  /// Of text, the words that may tell which model it is, or are of no name.
  [[nodiscard]] static std::string telling_words(std::string_view text);
  /// An entry's own name or an alias.
  [[nodiscard]] NameMatch by_alias(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> nearest(std::string_view typed, std::size_t n = 3) const;

 private:
  using Words = std::vector<std::string>;

  [[nodiscard]] NameMatch dated_entry(const Words& words) const;
  using SaysIt = std::function<bool(std::string_view spelling, const model::Architecture&)>;
  [[nodiscard]] NameMatch entries_with(const SaysIt& says_it) const;
  [[nodiscard]] NameMatch aliases_with(const SaysIt& says_it) const;
  [[nodiscard]] NameMatch with_size_between(const Words& words) const;
  [[nodiscard]] static bool has_size(const model::Architecture& model,
                                     const Words& name,
                                     const std::string& size);
  void say_default(NameMatch& match, std::string_view name) const;
  [[nodiscard]] std::string_view quant_of_tag(std::string_view name) const;
  [[nodiscard]] NameMatch by_words(const Words& words) const;
  [[nodiscard]] NameMatch without_size(const Words& words) const;
  [[nodiscard]] NameMatch without_tail(const Words& words) const;
  /// Of the first tolerance under which some fit.
  [[nodiscard]] NameMatch by_type(std::string_view type,
                                  double parameters,
                                  std::initializer_list<double> tolerances) const;
  [[nodiscard]] NameMatch one_of(const std::vector<const model::Architecture*>& models) const;
  void add(std::string_view spelling, const model::Architecture& model);

  const Catalog& catalog_;
  std::map<std::string, const model::Architecture*, std::less<>>
      by_key_;                                                 ///< null: several models share the spelling
  std::map<std::string, const Alias*, std::less<>> by_shape_;  ///< keys of models that have another's shape
  std::multimap<std::string, const model::Architecture*, std::less<>>
      by_family_;  ///< keys without the size at their end
  std::map<std::string, const SharedName*, std::less<>> by_shared_name_;
  std::map<std::string, const Alias*, std::less<>> by_library_name_;  ///< keys without their tag "latest"
};

}  // namespace tokroof::catalog
