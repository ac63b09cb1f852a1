#pragma once
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "catalog/run.hpp"

namespace tokroof::catalog {

/// What a list of cells is asked for.
enum RunColumnUse : unsigned char {
  kNoUse = 0,
  kGiven = 1,   ///< an option may state it beside a table or a sentence
  kSetUp = 2,   ///< two figures of a file that differ in it are of two set-ups
  kFigure = 4,  ///< differs between the rows of a set-up
};
constexpr RunColumnUse operator|(RunColumnUse a, RunColumnUse b) {
  return static_cast<RunColumnUse>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// One cell of a run: a column of a runs table.
struct RunColumn {
  using Member = std::variant<std::string Run::*,
                              double Run::*,
                              bool Run::*,
                              StatedRate Run::*,
                              Said<model::Split> Run::*,
                              Said<model::Drafting> Run::*,
                              Said<StatedPlacement> Run::*,
                              Said<bool> Run::*,
                              std::string MachineDetails::*,
                              double MachineDetails::*,
                              bool MachineDetails::*>;
  std::string_view title;
  Member member;
  RunColumnUse uses = kNoUse;
  double low = 0;
  double high = 1e9;
  bool whole = false;
  std::string_view choices = {};  ///< "0|1": what text may be; empty: anything

  [[nodiscard]] bool is(RunColumnUse use) const { return (uses & use) != 0; }
};

/// Of a runs table, in its order.
std::span<const RunColumn> run_columns();

template <class SomeRun, class Owner, class T>
auto& cell_at(SomeRun& run, T Owner::*member) {
  if constexpr (std::is_same_v<Owner, Run>) {
    return run.*member;
  } else {
    return run.details.*member;
  }
}

/// Whether both say the same in it, or nothing.
bool same_cell(const RunColumn& column, const Run& a, const Run& b);

/// Calls `take(cell)`, or `take(cell, cell of the other run)`.
template <class Take, class... SomeRun>
decltype(auto) with_cell(const RunColumn& column, Take&& take, SomeRun&... runs) {
  return std::visit([&](auto member) -> decltype(auto) { return take(cell_at(runs, member)...); },
                    column.member);
}

}  // namespace tokroof::catalog
