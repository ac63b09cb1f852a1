#pragma once
#include <memory>
#include <string>
#include <vector>

#include "formats/models/hf_model.hpp"

namespace tokroof::test {

inline std::shared_ptr<formats::ModelFile> model_of(const std::string& text) {
  std::vector<catalog::Problem> problems;
  const catalog::JsonFile file = catalog::parse_json(text, "config.json", problems);
  catalog::throw_if_any(problems);
  return formats::hf_model(catalog::Catalog::bundled(), file);
}

}  // namespace tokroof::test
