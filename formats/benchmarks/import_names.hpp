#pragma once
#include <map>
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "catalog/name_match.hpp"
#include "catalog/remembered.hpp"
#include "formats/benchmarks/imported_run.hpp"

namespace tokroof::formats {

/// What became of one name that files typed.
struct NameUse {
  std::string slug;  ///< empty: kept as typed
  std::vector<std::string> candidates;
  std::string note;
  std::size_t rows = 0;
};

/// Turns the names of figures into those of the catalog; what is not known stays as typed. Keeps count of each.
class ImportNames {
 public:
  /// `given`: where a name may stand for several devices or models and this is one of them, it is taken.
  ImportNames(const catalog::Catalog& catalog, const catalog::Run& given)
      : catalog_(catalog), given_device_(given.device), given_model_(given.model) {}

  void resolve(ImportedRun& figure);
  /// Only names that the catalog does not know; the others stay as they are spelled.
  void resolve_unknown(ImportedRun& figure);
  /// By kind ("device", "model", "quant", "engine") and the name as typed. The first kMostNames of them.
  [[nodiscard]] const std::map<std::pair<std::string, std::string>, NameUse>& uses() const { return uses_; }

  /// What a name that was not found may stand for, or what is spelled most like it.
  [[nodiscard]] std::vector<std::string> nearest(const std::string& kind,
                                                 const std::string& typed,
                                                 const NameUse& use) const;

  static constexpr std::size_t kMostNames = 1000;

 private:
  /// A file type as the catalog spells it; what its bits alone leave open is counted.
  void take_quant(catalog::Run& run);
  void resolve_table_row(ImportedRun& figure);
  void resolve_device(ImportedRun& figure);
  void resolve_host(catalog::Run& run);
  void resolve_model_and_quant(ImportedRun& figure);
  void resolve_engine(catalog::Run& run);
  bool take_backend(catalog::Run& run);
  catalog::NameMatch find_device(const std::string& typed, double memory_gib);
  void count(const char* kind, const std::string& typed, const catalog::NameMatch& match);

  const catalog::Catalog& catalog_;
  std::string given_device_, given_model_;
  catalog::Remembered<catalog::NameMatch> known_devices_, known_models_;  ///< looking one up takes a while
  std::map<std::pair<std::string, std::string>, NameUse> uses_;
};

}  // namespace tokroof::formats
