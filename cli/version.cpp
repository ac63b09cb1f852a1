#include "cli/version.hpp"

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/listing.hpp"
#include "catalog/catalog.hpp"
#include "cli/session.hpp"
#include "fit/fit.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::cli {

void print_version(Session& session, bool as_json) {
  const catalog::DataVersion data = catalog::bundled_data_version();
  const std::string_view models_until = answers::newest_release(session.catalog());
  const std::string text = predict::fitted_text(session.fitted().data());
  const std::string_view texts[] = {text};
  const std::string fit = fit::fingerprint(texts);
  if (as_json) {
    session.write(
        {{"version", TOKROOF_VERSION},
         {"data", {{"fingerprint", data.fingerprint}, {"date", data.date}, {"models_until", models_until}}},
         {"fit", {{"fingerprint", fit}}}});
    return;
  }
  session.out() << fmt::format("tokroof {}\ndata {}, models until {}, measured until {}\nfit  {}\n",
                               TOKROOF_VERSION,
                               data.fingerprint,
                               models_until,
                               data.date,
                               fit);
}

}  // namespace tokroof::cli
