#pragma once
#include <sstream>
#include <string>
#include <vector>

#include "formats/benchmarks/run_import.hpp"

namespace tokroof::test {

/// What the reader of benchmarks makes of a file's text.
struct Imported {
  std::vector<catalog::Run> rows;
  std::vector<catalog::Problem> problems;
};

inline Imported imported(const std::string& text) {
  Imported out;
  formats::RunImport import(
      catalog::Catalog::bundled(), {}, [&](catalog::Run&& run) { out.rows.push_back(std::move(run)); });
  std::istringstream in(text);
  import.read_stream(in, "sample");
  out.problems = import.files().front().problems;
  return out;
}

}  // namespace tokroof::test
