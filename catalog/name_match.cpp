#include "catalog/name_match.hpp"

#include "catalog/text.hpp"

namespace tokroof::catalog {

NameMatch usual_one(const SharedName& shared) {
  NameMatch out{std::string(shared.usual), {}, "the usual one"};
  for (const std::string_view name : split_at(shared.candidates, '|')) {
    out.candidates.emplace_back(name);
  }
  return out;
}

}  // namespace tokroof::catalog
