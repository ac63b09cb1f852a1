#include "cli/import_report.hpp"

#include <iostream>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/visible_text.hpp"
#include "cli/check_table.hpp"
#include "formats/benchmarks/run_import.hpp"

namespace tokroof::cli {
namespace {

void note(const std::string& text) { std::cerr << "note: " << catalog::visible(text) << '\n'; }

void print_problems(const formats::ImportedFile& file) {
  constexpr std::size_t kShown = 8;
  std::map<std::string, std::size_t> same;  // a fault that every row has is said once
  for (const catalog::Problem& p : file.problems) {
    same[p.message] += 1;
  }
  std::map<std::string, bool> said;
  std::size_t shown = 0, covered = 0;
  for (const catalog::Problem& p : file.problems) {
    if (said[p.message] || shown == kShown) {
      continue;
    }
    said[p.message] = true;
    const std::size_t count = same[p.message];
    note(fmt::format(
        "{}: {}{}", p.where, p.message, count > 1 ? fmt::format(" (and {} more like it)", count - 1) : ""));
    shown += 1;
    covered += count;
  }
  if (file.problem_count > covered) {
    note(fmt::format("{}: {} more problems", file.name, file.problem_count - covered));
  }
}

void print_names(const formats::ImportNames& names) {
  for (const auto& [key, use] : names.uses()) {
    const auto& [kind, typed] = key;
    if (!use.slug.empty() && use.note.empty()) {
      continue;
    }
    std::string text = fmt::format("{} '{}'", kind, typed);
    if (!use.slug.empty()) {
      text += fmt::format(" taken as {}: {}", use.slug, use.note);
    } else {
      text += fmt::format(" is not known, kept as typed ({})", answers::rows_text(use.rows));
      if (!use.note.empty()) {
        text += "; " + use.note;
      }
      text += fmt::format("; nearest: {}", fmt::join(names.nearest(kind, typed, use), ", "));
    }
    note(text);
  }
}

}  // namespace

void report_import(const formats::RunImport& import) {
  if (!import.understood().empty()) {
    note(fmt::format("read: {}", fmt::join(import.understood(), ", ")));
  }
  for (const formats::ImportedFile& file : import.files()) {
    print_problems(file);
  }
  print_names(import.names());
}

}  // namespace tokroof::cli
