#include "formats/benchmarks/prompt_pairs.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "catalog/run_columns.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

bool same_setup(const ImportedRun& x, const ImportedRun& y) {
  const std::span<const catalog::RunColumn> columns = catalog::run_columns();
  const auto agree = [&](const catalog::RunColumn& column) {
    return !column.is(catalog::kSetUp) || catalog::same_cell(column, x.run, y.run);
  };
  return model::all_of(columns, agree) && x.model_names == y.model_names &&
         model::alike(x.memory_gib, y.memory_gib);
}

}  // namespace

void PromptPairs::add(ImportedRun figure, int line, Rows& rows) {
  const bool only_prompt = model::known(figure.run.pp_tps) && !model::known(figure.run.tg_tps);
  const bool only_generation =
      model::known(figure.run.tg_tps) && !model::known(figure.run.pp_tps) && !figure.run.includes_prefill;
  if (only_generation && prompt_ && same_setup(*prompt_, figure)) {
    figure.run.n_prompt = prompt_->run.n_prompt;
    figure.run.pp_tps = prompt_->run.pp_tps;
    figure.run.pp_depth = prompt_->run.pp_depth;
    prompt_.reset();
    rows.row(std::move(figure), line_);
    return;
  }
  flush(rows);
  if (only_prompt) {
    prompt_ = std::move(figure);
    line_ = line;
  } else {
    rows.row(std::move(figure), line);
  }
}

void PromptPairs::flush(Rows& rows) {
  if (prompt_) {
    rows.row(std::move(*prompt_), line_);
    prompt_.reset();
  }
}

}  // namespace tokroof::formats
