#pragma once
#include "formats/mentions/mentions.hpp"
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/page.hpp"
#include "formats/pages/subject.hpp"

namespace tokroof::formats {

/// What stands around a table.
struct TableContext {
  Subject subject;
  std::string title;    ///< the last heading
  std::string caption;  ///< a line of text between them
  std::string legend;   ///< one below it: "tok/s, llama.cpp, empty context"
};

/// Finds the claims of a table. What a figure is, its column's head says, or its row's label (tables that list the
/// properties of several devices side by side); what it is of, its own cell, its column's head, the names of its row, and
/// then `context`.
void read_table_claims(const PageBlock& table,
                       const TableContext& context,
                       MentionFinder& finder,
                       ClaimCollector& collector);

}  // namespace tokroof::formats
