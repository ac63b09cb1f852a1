#include "judge/score/story.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"
#include "catalog/input_file.hpp"

namespace tokroof::judge {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 10> kColumns{
    "source", "device", "class", "engine", "backend", "model", "quant", "split", "n_devices", "figure"};

std::string value_of(const std::string& column, const Scored& s, const catalog::Run& run) {
  if (column == "source") return s.source;
  if (column == "device") return s.device;
  if (column == "class") return s.run_class;
  if (column == "engine") return s.engine.substr(0, s.engine.find('|'));
  if (column == "backend") return s.engine.substr(s.engine.find('|') + 1);
  if (column == "model") return run.model;
  if (column == "quant") return run.quant;
  if (column == "split") return s.split;
  if (column == "n_devices") return fmt::format("{}", run.n_devices);
  return s.figure == model::FigureKind::decode ? "decode" : "prefill";
}

std::vector<std::string> patterns(const json& value) {
  return value.is_array() ? value.get<std::vector<std::string>>()
                          : std::vector<std::string>{value.get<std::string>()};
}

Story read_story(const json& entry, const std::string& path) {
  Story s{.id = entry.at("id").get<std::string>(), .without = entry.value("without", "")};
  for (const auto& [column, value] : entry.at("where").items()) {
    if (std::find(kColumns.begin(), kColumns.end(), column) == kColumns.end()) {
      throw catalog::InputError("bad-file", s.id + ": no column is called '" + column + "'", path);
    }
    s.where[column] = patterns(value);
  }
  s.where.try_emplace("figure", std::vector<std::string>{"decode"});
  return s;
}

}  // namespace

std::vector<Story> read_stories(const std::string& path) {
  const std::string text = catalog::read_text(path, catalog::kMostFigureBytes);
  try {
    std::vector<Story> out;
    for (const json& entry : json::parse(text)) {
      out.push_back(read_story(entry, path));
    }
    return out;
  } catch (const json::exception& error) {
    throw catalog::InputError("bad-file", error.what(), path);
  }
}

bool matches_pattern(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) {
    return pattern == text;
  }
  if (!text.starts_with(pattern.substr(0, star))) {
    return false;
  }
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t skip = star; skip <= text.size(); ++skip) {
    if (matches_pattern(rest, text.substr(skip))) {
      return true;
    }
  }
  return false;
}

bool concerns(const Story& story, const Scored& figure, const catalog::Run& run) {
  return std::all_of(story.where.begin(), story.where.end(), [&](const auto& condition) {
    const std::string value = value_of(condition.first, figure, run);
    return std::any_of(condition.second.begin(), condition.second.end(), [&](const std::string& pattern) {
      return matches_pattern(pattern, value);
    });
  });
}

}  // namespace tokroof::judge
