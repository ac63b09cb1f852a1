#include <cmath>

#include <fmt/format.h>

#include "catalog/tsv.hpp"
#include "formats/pages/page_claims.hpp"

namespace tokroof::formats {
namespace {

std::string number_cell(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

}  // namespace

std::string page_claims_table(const PageReading& reading, std::string_view page_name) {
  std::string out =
      "id\tguide\tline_no\tcolumn\tpassage\tsentence\tkind\tdevice\tn_devices\tinterconnect\tengine\t"
      "model\tquant\tprecision\tmethod\tversus\tcontext\tn_prompt\thost_memory_mts\tconcurrency\tphase\t"
      "value_lo\tvalue_hi\tunit\ttext\n";
  const std::string guide = catalog::clean_cell(page_name);
  int id = 0;
  for (const PageClaim& c : reading.claims) {
    out += fmt::format(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}"
        "\n",
        ++id,
        guide,
        c.place.line,
        c.place.column,
        number_cell(c.passage),
        number_cell(c.sentence),
        c.kind,
        c.device,
        number_cell(c.n_devices),
        c.interconnect,
        c.engine,
        c.model,
        c.quant,
        c.precision,
        c.method,
        c.versus,
        number_cell(c.context),
        number_cell(c.n_prompt),
        number_cell(c.host_memory_mts),
        number_cell(c.concurrency),
        c.phase,
        c.word.empty() ? number_cell(c.low) : c.word,
        c.word.empty() ? number_cell(c.high) : c.word,
        c.unit,
        c.text);
  }
  return out;
}

}  // namespace tokroof::formats
