#include "formats/benchmarks/import_json.hpp"

#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tokroof::formats {

using nlohmann::json;

namespace {

/// Each once: the first may be a harmless note, and which of them is why nothing was read only a reader can tell.
std::string all_messages(const ImportedFile& file) {
  constexpr std::size_t kMostShown = 6;
  std::string out;
  std::set<std::string> shown;
  for (const catalog::Problem& p : file.problems) {
    if (shown.size() < kMostShown && shown.insert(p.message).second) {
      out += out.empty() ? p.message : fmt::format("; {}: {}", p.where, p.message);
    }
  }
  return out + (file.problem_count > shown.size()
                    ? fmt::format(" (and {} more)", file.problem_count - shown.size())
                    : "");
}

}  // namespace

catalog::InputError nothing_read(const RunImport& import) {
  for (const ImportedFile& file : import.files()) {
    if (!file.problems.empty()) {
      return {"bad-file", all_messages(file), file.problems.front().where};
    }
  }
  return {"bad-file",
          "no rate was found in it: neither what a benchmark prints nor a sentence such as \"3090 gets 40 "
          "t/s on llama 3 8b q4\"",
          import.files().empty() ? "" : import.files().front().name};
}

json import_json(const RunImport& import) {
  json out = {{"rows", import.rows()}, {"files", json::array()}, {"names", json::array()}};
  for (const ImportedFile& file : import.files()) {
    json problems = json::array();
    for (const catalog::Problem& p : file.problems) {
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
  if (!import.understood().empty()) {
    out["understood"] = import.understood();
  }
  return out;
}

json import_json(std::span<const Sentence> sentences, const std::string& name) {
  json problems = json::array(), understood = json::array();
  for (const Sentence& sentence : sentences) {
    for (const std::string& remark : sentence.all_remarks()) {
      problems.push_back({{"where", name}, {"message", remark}});
    }
    for (const std::string& words : sentence.read) {
      understood.push_back(words);
    }
  }
  const json file = {{"file", name},
                     {"rows", sentences.size()},
                     {"formats", {{"sentence", sentences.size()}}},
                     {"problems", problems},
                     {"problem_count", problems.size()}};
  return {{"rows", sentences.size()},
          {"files", json::array({file})},
          {"names", json::array()},
          {"understood", understood}};
}

}  // namespace tokroof::formats
