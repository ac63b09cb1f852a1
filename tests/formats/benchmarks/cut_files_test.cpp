// What is in a file is counted: it is a row, or it is said. Samples are cut off and lose cells at random places.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include "catalog/text.hpp"
#include "formats/benchmarks/csv.hpp"
#include "model/names.hpp"
#include "tests/formats/benchmarks/imported.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

std::size_t counted(const Imported& file) { return file.rows.size() + file.problems.size(); }

/// Rows but those of one line, and problems.
std::size_t counted_but(const Imported& file, int line) {
  const auto elsewhere = [&](const catalog::Run& run) { return run.line != line; };
  return file.problems.size() +
         static_cast<std::size_t>(std::count_if(file.rows.begin(), file.rows.end(), elsewhere));
}

std::string rates(const catalog::Run& run) {
  return std::to_string(run.pp_tps) + " " + std::to_string(run.tg_tps);
}

struct Sample {
  std::string name, text;
  std::vector<std::string> lines;
};

std::string joined(const std::vector<std::string>& lines, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) {
    out += lines[i] + "\n";
  }
  return out;
}

std::vector<Sample> samples() {
  std::vector<Sample> out;
  for (const auto& entry : std::filesystem::directory_iterator(TOKROOF_SOURCE_DIR "/tests/data/import")) {
    std::ifstream in(entry.path(), std::ios::binary);
    Sample sample{entry.path().filename().string(), {std::istreambuf_iterator<char>(in), {}}, {}};
    for (const std::string_view line : catalog::split_at(sample.text, '\n')) {
      sample.lines.emplace_back(line);
    }
    out.push_back(std::move(sample));
  }
  std::sort(out.begin(), out.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return out;
}

/// A row of a table without one of its cells; empty: the line is none.
std::string without_cell(const std::string& line, std::size_t which) {
  const char separator = line.starts_with('|') ? '|' : line.find('\t') != std::string::npos ? '\t' : ',';
  std::vector<std::string> cells;
  for (const std::string_view cell : catalog::split_at(line, separator)) {
    cells.emplace_back(cell);
  }
  constexpr std::size_t kFewest = 5;
  const bool bars = separator == '|';
  if (cells.size() < kFewest || line.find('"') != std::string::npos || line.find("--") != std::string::npos) {
    return "";
  }
  cells.erase(cells.begin() +
              static_cast<std::ptrdiff_t>(bars ? 1 + which % (cells.size() - 2) : which % cells.size()));
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += (i == 0 ? "" : std::string(1, separator)) + cells[i];
  }
  return out;
}

bool has_table(const std::string& name) {
  return name.ends_with(".csv") || name.ends_with(".md") || name.starts_with("batched") ||
         name.starts_with("sweep");
}

/// Whether a line of the same shape stands before it: the header, or a row that has one.
bool has_header(const std::vector<std::string>& lines, std::size_t line) {
  const auto shape = [](const std::string& text) {
    return std::pair(std::count(text.begin(), text.end(), '|'),
                     text.starts_with('|') ? 0 : std::count(text.begin(), text.end(), ','));
  };
  return std::any_of(lines.begin(),
                     lines.begin() + static_cast<std::ptrdiff_t>(line),
                     [&](const std::string& text) { return shape(text) == shape(lines[line]); });
}

}  // namespace

TEST_CASE("a file that ends early gives the rows before, and the one that it ends in is said", "[import]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  constexpr int kCuts = 12;  // of each sample
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const Imported whole = imported(sample.text);
    for (int i = 0; i < kCuts; ++i) {
      const std::size_t kept = random() % sample.lines.size();
      CAPTURE(kept);
      const Imported cut = imported(joined(sample.lines, kept));
      std::vector<std::string> there;
      for (const catalog::Run& run : cut.rows) {
        there.push_back(rates(run));
      }
      const auto begun = static_cast<std::size_t>(
          std::count_if(whole.rows.begin(), whole.rows.end(), [&](const catalog::Run& run) {
            return run.line <= static_cast<int>(kept);
          }));
      CHECK(counted(cut) >= begun);
      for (const catalog::Problem& p : cut.problems) {
        CHECK(p.where.starts_with("sample"));
      }
      // What differs from the whole file's rows was being read when it ended: no more than one, and a prompt's.
      std::size_t missing = 0;
      for (const catalog::Run& run : whole.rows) {
        missing += run.line <= static_cast<int>(kept) && !model::holds(there, rates(run)) ? 1 : 0;
      }
      CHECK(missing <= 1 + cut.problems.size());
    }
  }
}

TEST_CASE("a row of a table that lacks a cell is a row or is said with its line", "[import]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const Sample& sample : samples()) {
    if (!has_table(sample.name)) {
      continue;
    }
    CAPTURE(sample.name);
    const Imported whole = imported(sample.text);
    for (std::size_t line = 0; line < sample.lines.size(); ++line) {
      const std::string& old = sample.lines[line];
      std::vector<std::string> lines = sample.lines;
      lines[line] = without_cell(old, random());
      const bool is_row = std::any_of(whole.rows.begin(), whole.rows.end(), [&](const catalog::Run& run) {
        return run.line == static_cast<int>(line) + 1;
      });
      if (lines[line].empty() || !is_row || !has_header(sample.lines, line)) {
        continue;
      }
      CAPTURE(line + 1, lines[line]);
      const Imported less = imported(joined(lines, lines.size()));
      const int number = static_cast<int>(line) + 1;
      CHECK(counted_but(less, number) > counted_but(whole, number));
      const std::string where = "sample:" + std::to_string(line + 1);
      CHECK(std::any_of(less.problems.begin(), less.problems.end(), [&](const catalog::Problem& p) {
        return p.where == where && p.message.find("cells, the header has") != std::string::npos;
      }));
    }
  }
}

TEST_CASE("a row of KoboldCpp's table without its time is said with its line", "[import]") {
  const Imported less = imported(
      "Timestamp,Backend,Layers,Model,MaxCtx,GenAmount,ProcessingTime,ProcessingSpeed,GenerationTime,"
      "GenerationSpeed,"
      "TotalTime,Output,Flags\n"
      "koboldcpp_vulkan.dll,41,gemma-2-9b-it-Q6_K,4096,100,5.00,799.20,4.00,25.00,9.00,11111,Threads=6\n");
  REQUIRE(less.problems.size() == 1);
  CHECK(less.problems[0].where == "sample:2");
  CHECK(less.problems[0].message == "has 12 cells, the header has 13");
}
