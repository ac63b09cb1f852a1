#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/device_names.hpp"

namespace tokroof {

/// Finds models by the names of files and repositories ("Meta-Llama-3.1-8B-Instruct", "bartowski/google_gemma-3-27b-it",
/// "qwen3:30b-a3b"), and by llama.cpp's types ("llama 8B") where the number of parameters tells which shape it is.
class ModelNames {
 public:
  explicit ModelNames(const Catalog& catalog);

  /// The first of `names` (without their storage types) that is known and has about `parameters` (kUnknown: not said).
  [[nodiscard]] NameMatch find(const std::vector<std::string>& names, double parameters) const;
  [[nodiscard]] std::vector<std::string> nearest(std::string_view typed) const;

 private:
  [[nodiscard]] const Architecture* by_name(std::string_view name) const;
  [[nodiscard]] NameMatch by_type(std::string_view type, double parameters) const;
  void add(std::string_view spelling, const Architecture& model);

  const Catalog& catalog_;
  std::map<std::string, const Architecture*> by_key_;  ///< null: several models share the spelling
};

}  // namespace tokroof
