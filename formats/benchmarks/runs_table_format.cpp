// A runs table of our own: so that import also merges tables, of any length.
#include <utility>

#include "catalog/runs_table.hpp"
#include "formats/benchmarks/formats.hpp"

namespace tokroof::formats {
namespace {

class RunsTable : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "runs table"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    std::vector<catalog::Problem> problems;
    if (catalog::looks_like_runs_table(text)) {
      reader_ = std::make_unique<catalog::RunsReader>("");
      if (!reader_->header(text, line, problems)) {
        reader_.reset();
      }
      report(problems, line, rows);
      return true;
    }
    if (reader_ == nullptr) {
      return false;
    }
    if (std::optional<catalog::Run> run = reader_->row(text, line, problems)) {
      ImportedRun figure;
      figure.run = std::move(*run);
      figure.names_are_slugs = true;
      rows.row(std::move(figure), line);
    }
    report(problems, line, rows);
    return true;
  }
  void end(Rows& /*rows*/) override { reader_.reset(); }

 private:
  static void report(const std::vector<catalog::Problem>& problems, int line, Rows& rows) {
    for (const catalog::Problem& p : problems) {  // "where" is ":7:column" or ":7"
      const std::size_t column = p.where.find(':', 1);
      rows.problem(line, (column == std::string::npos ? "" : p.where.substr(column + 1) + ": ") + p.message);
    }
  }

  std::unique_ptr<catalog::RunsReader> reader_;
};

}  // namespace

void add_runs_table(Formats& formats) { formats.push_back(std::make_unique<RunsTable>()); }

}  // namespace tokroof::formats
