#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/labelled_report.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

std::string percent(const json& share) { return fmt::format("{:.0f}", 100 * share.get<double>()); }

}  // namespace

Table labelled_table(const json& figures) {
  Table table{.header = {"half",
                         "judged",
                         "cases",
                         "top 1 %",
                         "top 2 %",
                         "sound rows accused %",
                         "visible cases",
                         "top 1 %",
                         "top 2 %"},
              .rows = {}};
  for (const char* half : {"tuning", "test"}) {
    if (!figures["halves"].contains(half)) {
      continue;
    }
    for (const char* how : {"alone", "together"}) {
      const json& f = figures["halves"][half][how];
      table.rows.push_back({half,
                            std::string(how) == "alone" ? "alone" : "with other rows of the machine",
                            std::to_string(f["cases"].get<int>()),
                            percent(f["top1"]),
                            percent(f["top2"]),
                            percent(f["accused"]),
                            std::to_string(f["visible"]["cases"].get<int>()),
                            percent(f["visible"]["top1"]),
                            percent(f["visible"]["top2"])});
    }
  }
  return table;
}

}  // namespace tokroof::answers
