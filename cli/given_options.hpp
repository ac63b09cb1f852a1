#pragma once
#include <list>
#include <string>

#include "catalog/run.hpp"

namespace tokroof::cli {

class Command;
class Session;

/// Options for what imported files do not say: --device, --model, --quant, --engine, ...
class GivenOptions {
 public:
  void add_to(Command command);
  /// The cells of the options that were used, under the catalog's names. Throws InputError for what is none.
  [[nodiscard]] catalog::Run cells(Session& session) const;

 private:
  struct Given {
    std::string option, column, text;
  };
  std::list<Given> given_;  ///< one for each option, in place: the parser writes into them
};

}  // namespace tokroof::cli
