#include "predict/cli/import_report.hpp"

#include <cstdio>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::cli {
namespace {

using nlohmann::json;

void print_problems(const ImportedFile& file) {
  constexpr std::size_t kShown = 8;
  std::map<std::string, std::size_t> same;  // a fault that every row has is said once
  for (const Problem& p : file.problems) {
    same[p.message] += 1;
  }
  std::map<std::string, bool> said;
  std::size_t shown = 0, covered = 0;
  for (const Problem& p : file.problems) {
    if (said[p.message] || shown == kShown) {
      continue;
    }
    said[p.message] = true;
    const std::size_t count = same[p.message];
    fmt::print(stderr,
               "note: {}: {}{}\n",
               p.where,
               p.message,
               count > 1 ? fmt::format(" (and {} more like it)", count - 1) : "");
    shown += 1;
    covered += count;
  }
  if (file.problem_count > covered) {
    fmt::print(stderr, "note: {}: {} more problems\n", file.name, file.problem_count - covered);
  }
}

void print_names(const ImportNames& names) {
  for (const auto& [key, use] : names.uses()) {
    const auto& [kind, typed] = key;
    if (!use.slug.empty() && use.note.empty()) {
      continue;
    }
    std::string text = fmt::format("note: {} '{}'", kind, typed);
    if (!use.slug.empty()) {
      text += fmt::format(" taken as {}: {}", use.slug, use.note);
    } else {
      text += fmt::format(" is not known, kept as typed ({} rows)", use.rows);
      if (!use.note.empty()) {
        text += "; " + use.note;
      }
      text += fmt::format("; nearest: {}", fmt::join(names.nearest(kind, typed, use), ", "));
    }
    fmt::print(stderr, "{}\n", text);
  }
}

}  // namespace

void report_import(const RunImport& import) {
  for (const ImportedFile& file : import.files()) {
    print_problems(file);
  }
  print_names(import.names());
}

InputError nothing_read(const RunImport& import) {
  for (const ImportedFile& file : import.files()) {
    if (!file.problems.empty()) {
      const std::string more =
          file.problem_count > 1 ? fmt::format(" (and {} more)", file.problem_count - 1) : "";
      return {"bad-file", file.problems.front().message + more, file.problems.front().where};
    }
  }
  return {"bad-file",
          "nothing in it that a benchmark prints",
          import.files().empty() ? "" : import.files().front().name};
}

json import_json(const RunImport& import) {
  json out = {{"rows", import.rows()}, {"files", json::array()}, {"names", json::array()}};
  for (const ImportedFile& file : import.files()) {
    json problems = json::array();
    for (const Problem& p : file.problems) {
      problems.push_back({{"where", p.where}, {"message", p.message}});
    }
    out["files"].push_back({{"file", file.name},
                            {"rows", file.rows},
                            {"formats", file.formats},
                            {"problems", std::move(problems)},
                            {"problem_count", file.problem_count}});
  }
  for (const auto& [key, use] : import.names().uses()) {
    out["names"].push_back({{"kind", key.first},
                            {"typed", key.second},
                            {"name", use.slug.empty() ? json(nullptr) : json(use.slug)},
                            {"rows", use.rows},
                            {"note", use.note},
                            {"nearest", import.names().nearest(key.first, key.second, use)}});
  }
  return out;
}

}  // namespace tokroof::cli
