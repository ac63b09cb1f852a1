#pragma once
#include <memory>
#include <string>
#include <vector>

#include "formats/models/hf_model.hpp"

namespace tokroof {

inline std::shared_ptr<ModelFile> model_of(const std::string& text) {
  std::vector<Problem> problems;
  const JsonFile file = parse_json(text, "config.json", problems);
  throw_if_any(problems);
  return hf_model(file);
}

}  // namespace tokroof
