#include "formats/benchmarks/given_cells.hpp"

#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/run_columns.hpp"

namespace tokroof::formats {
namespace {

void fill_number(std::string_view title, double given, double& cell, FilledCells& filled) {
  if (std::isnan(given)) {
    return;
  }
  if (std::isnan(cell)) {
    cell = given;
  } else if (cell != given) {
    filled.kept.emplace_back(title);
  }
}

bool is_known(const catalog::Catalog& catalog, std::string_view title, const std::string& cell) {
  if (title == "device") {
    return catalog::device_set(catalog, cell).found;
  }
  if (title == "model") {
    return catalog.find_model(cell) != nullptr;
  }
  return title != "quant" || catalog::is_known_quant(catalog, cell);
}

void fill_text(const catalog::Catalog& catalog,
               std::string_view title,
               const std::string& given,
               std::string& cell,
               FilledCells& filled) {
  if (given.empty()) {
    return;
  }
  const bool unknown = !cell.empty() && !is_known(catalog, title, cell);
  if (unknown) {
    filled.replaced.push_back(fmt::format("{} '{}'", title, cell));
  }
  if (cell.empty() || unknown) {
    cell = given;
  } else if (cell != given) {
    filled.kept.emplace_back(title);
  }
}

/// The given cells of one type.
template <class T, class Fill>
void each_given(const catalog::Run& given, catalog::Run& run, Fill fill) {
  for (const catalog::RunColumn& column : catalog::run_columns()) {
    const auto take = [&](const auto& stated, auto& cell) {
      if constexpr (std::is_same_v<std::remove_reference_t<decltype(cell)>, T>) {
        fill(column.title, stated, cell);
      }
    };
    if (column.is(catalog::kGiven)) {
      catalog::with_cell(column, take, given, run);
    }
  }
}

template <class Value>
void fill_word(const char* title,
               const catalog::Said<Value>& given,
               catalog::Said<Value>& cell,
               FilledCells& filled) {
  if (given.empty() || cell == given) {
    return;
  }
  if (cell.unknown()) {
    filled.replaced.push_back(fmt::format("{} '{}'", title, cell.text()));
  }
  if (cell.value()) {
    filled.kept.emplace_back(title);
  } else {
    cell = given;
  }
}

}  // namespace

FilledCells fill_from(const catalog::Catalog& catalog, const catalog::Run& given, catalog::Run& run) {
  FilledCells filled;
  each_given<std::string>(given, run, [&](std::string_view title, const auto& stated, auto& cell) {
    fill_text(catalog, title, stated, cell, filled);
  });
  fill_word("split", given.split, run.split, filled);
  // Servers print "draft acceptance" whatever drafts.
  if (given.speculative.value() && run.speculative.value() == model::Drafting::draft &&
      *given.speculative.value() != model::Drafting::none) {
    run.speculative = given.speculative;
  }
  fill_word("speculative", given.speculative, run.speculative, filled);
  fill_word("placement", given.placement, run.placement, filled);
  fill_word("fa", given.flash_attention, run.flash_attention, filled);
  fill_word("eager", given.eager, run.eager, filled);
  each_given<double>(given, run, [&](std::string_view title, double stated, double& cell) {
    fill_number(title, stated, cell, filled);
  });
  if (run.rate == catalog::StatedRate::unsaid) {
    run.rate = given.rate;
  } else if (given.rate != catalog::StatedRate::unsaid && run.rate != given.rate) {
    filled.kept.emplace_back("rate");
  }
  run.details.spill = run.details.spill || given.details.spill;
  run.expert_parallel = run.expert_parallel || given.expert_parallel;
  return filled;
}

}  // namespace tokroof::formats
