// The table that evalscope's load test prints, under names of its own.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/serving_figures.hpp"

namespace tokroof::formats {
namespace {

class EvalScope : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "evalscope"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    const std::vector<std::string> cells = split_markdown(text);
    const std::string key = cells.size() == 2 ? catalog::lower_case(cells.front()) : "";
    if (key == "time taken for tests (s)") {
      put(rows);
      line_ = line;
    }
    if (line_ == 0 || catalog::trimmed(text).empty()) {
      return false;
    }
    if (cells.size() != 2) {
      const bool rule = text.starts_with("+--") || text.starts_with("+==");
      if (!rule) {
        put(rows);
      }
      return rule;
    }
    figures_[key] = printed_number(cells.back());
    return true;
  }
  void end(Rows& rows) override { put(rows); }

 private:
  [[nodiscard]] double figure(std::string_view key) const {
    const auto found = figures_.find(key);
    return found == figures_.end() ? model::kUnknown : found->second;
  }

  void put(Rows& rows) {
    if (line_ == 0) {
      return;
    }
    const double succeeded = figure("succeed requests");
    const double requests = succeeded > 0 ? succeeded : figure("total requests");
    nlohmann::json fields = nlohmann::json::object();
    const auto set = [&](const char* name, double value) {
      if (std::isfinite(value)) fields[name] = value;
    };
    set("max_concurrency", figure("number of concurrency"));
    set("completed", requests);
    set("failed", figure("failed requests"));
    set("output_throughput", figure("output token throughput (tok/s)"));
    set("mean_tpot_ms", 1e3 * figure("average time per output token (s)"));
    set("total_input_tokens", requests * figure("average input tokens per request"));
    set("total_output_tokens", requests * figure("average output tokens per request"));
    const Record record(fields);
    if (has_serving_figures(record)) {
      rows.row(serving_row(record), line_);
    } else {
      rows.problem(line_, "a table of evalscope without a rate of output tokens");
    }
    figures_.clear();
    line_ = 0;
  }

  std::map<std::string, double, std::less<>> figures_;
  int line_ = 0;  ///< of the table that is being read; 0: none is
};

}  // namespace

void add_evalscope(Formats& formats) { formats.push_back(std::make_unique<EvalScope>()); }

}  // namespace tokroof::formats
