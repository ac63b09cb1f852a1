#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "answers/plot/curve.hpp"

namespace tokroof::test {

/// A committed drawing, as text. TOKROOF_WRITE_GOLDEN=1 writes it instead (look at it before it is committed).
inline std::string golden(const std::string& name, const std::string& fresh) {
  const std::filesystem::path path =
      std::filesystem::path(TOKROOF_SOURCE_DIR) / "tests" / "golden" / "plot" / name;
  if (std::getenv("TOKROOF_WRITE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << fresh;
  }
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Rates of two made-up cards over the depth, with a measurement of each.
inline plot::Chart depth_chart() {
  const plot::CurveQuestion question{.title = "Rates over the depth",
                                     .subtitle = "Made-up figures of two cards.",
                                     .source = "made up",
                                     .x_label = "tokens in the cache",
                                     .x_unit = ""};
  std::vector<plot::CurveRow> predicted, measured;
  for (const char* name : {"card <a>", "card b"}) {
    const double first = name[5] == 'b' ? 60 : 100;
    for (const double depth : {8192.0, 0.0, 4096.0, 16384.0}) {
      const double tps = first / (1 + depth / 20000);
      predicted.push_back(
          {.x = depth, .series = name, .tps = tps, .low_tps = 0.8 * tps, .high_tps = 1.25 * tps});
    }
    measured.push_back({.x = 4096, .series = name, .tps = 0.8 * first});
  }
  return plot::curve(question, predicted, measured);
}

/// Rates of two made-up cards by storage type.
inline plot::Chart names_chart() {
  const plot::CurveQuestion question{.title = "Rates by storage type",
                                     .subtitle = "",
                                     .source = "made up",
                                     .x_label = "storage type",
                                     .x_unit = ""};
  std::vector<plot::CurveRow> predicted;
  double tps = 100;
  for (const char* quant : {"Q4_K_M", "Q8_0", "F16"}) {
    for (const char* card : {"card a", "card b"}) {
      predicted.push_back(
          {.category = quant, .series = card, .tps = tps, .low_tps = 0.8 * tps, .high_tps = 1.25 * tps});
      tps *= 0.8;
    }
  }
  return plot::curve(question, predicted);
}

}  // namespace tokroof::test
