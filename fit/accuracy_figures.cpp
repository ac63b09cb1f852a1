#include "fit/accuracy_figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fit/ablation.hpp"
#include "judge/score/paired_bootstrap.hpp"
#include "judge/score/second_source.hpp"

namespace tokroof::fit {
namespace {

using nlohmann::json;
using Group = std::vector<const judge::Scored*>;

/// Four digits are more than any of these figures is good for, and keep the stored file small.
json rounded(json value) {
  if (value.is_number_float()) {
    return std::stod(fmt::format("{:.4g}", value.get<double>()));
  }
  if (value.is_structured()) {
    for (json& item : value) {
      item = rounded(item);
    }
  }
  return value;
}

std::string kind_of(model::FigureKind figure) {
  return figure == model::FigureKind::decode ? "decode" : "prefill";
}

/// The stories that tell of at least a quarter of a group's figures.
json stories_of(const Group& group,
                std::span<const judge::Story> stories,
                const std::vector<catalog::Run>& runs) {
  constexpr std::ptrdiff_t kQuarter = 4;
  json out = json::array();
  for (const judge::Story& story : stories) {
    const auto told = std::count_if(group.begin(), group.end(), [&](const judge::Scored* s) {
      return judge::concerns(story, *s, runs[s->run]);
    });
    if (kQuarter * told >= static_cast<std::ptrdiff_t>(group.size())) {
      out.push_back(story.id);
    }
  }
  return out;
}

std::map<std::string, Group> decode_by(std::span<const judge::Scored> scored,
                                       std::string judge::Scored::*key) {
  std::map<std::string, Group> out;
  for (const judge::Scored& s : scored) {
    if (s.figure == model::FigureKind::decode) {
      out[s.*key].push_back(&s);
    }
  }
  return out;
}

/// Classes of a group, that of the most figures first.
json classes_of(const Group& group) {
  std::map<std::string, int> counts;
  for (const judge::Scored* s : group) {
    counts[s->run_class] += 1;
  }
  std::vector<std::pair<int, std::string>> order;
  order.reserve(counts.size());
  for (const auto& [name, count] : counts) {
    order.emplace_back(-count, name);
  }
  std::sort(order.begin(), order.end());
  json out = json::array();
  for (const auto& [count, name] : order) {
    out.push_back(name);
  }
  return out;
}

/// Devices of at least three cells, worst median first; those of fewer are counted only.
json worst_devices(std::span<const judge::Scored> scored,
                   std::span<const judge::Story> stories,
                   const std::vector<catalog::Run>& runs) {
  constexpr std::size_t kLeastCells = 3, kShown = 20;
  constexpr double kFarOff = 0.5;
  json all = json::array();
  int few = 0, few_far_off = 0;
  for (const auto& [device, group] : decode_by(scored, &judge::Scored::device)) {
    const judge::Accuracy a = judge::accuracy(group);
    if (a.cells < kLeastCells) {
      few += 1;
      few_far_off += a.median > kFarOff ? 1 : 0;
      continue;
    }
    all.push_back({{"device", device},
                   {"runs", a.runs},
                   {"cells", a.cells},
                   {"median", a.median},
                   {"bias", a.bias},
                   {"inside", judge::share_at(a.cover, 0.9)},
                   {"classes", classes_of(group)},
                   {"stories", stories_of(group, stories, runs)}});
  }
  std::stable_sort(all.begin(), all.end(), [](const json& a, const json& b) {
    return a["median"].get<double>() > b["median"].get<double>();
  });
  const std::size_t devices = all.size();
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, all.size())), all.end());
  return {{"devices", devices}, {"few_cells", few}, {"few_cells_far_off", few_far_off}, {"worst", all}};
}

/// The figure of a group that is nearest to the group's median error.
const judge::Scored& typical(const Group& group, double bias) {
  return **std::min_element(group.begin(), group.end(), [&](const judge::Scored* a, const judge::Scored* b) {
    return std::fabs(a->error() - bias) < std::fabs(b->error() - bias);
  });
}

json figure_json(const judge::Scored& s, const catalog::Run& run) {
  return {{"source", s.source},
          {"device", s.device},
          {"n_devices", std::isfinite(run.n_devices) ? run.n_devices : 1},
          {"model", run.model},
          {"quant", run.quant},
          {"measured_tps", s.measured_tps},
          {"predicted_tps", s.predicted_tps}};
}

json worst_cells(std::span<const judge::Scored> scored,
                 std::span<const judge::Story> stories,
                 const std::vector<catalog::Run>& runs) {
  constexpr std::size_t kShown = 20;
  json all = json::array();
  for (const auto& [cell, group] : decode_by(scored, &judge::Scored::cell)) {
    const judge::Accuracy a = judge::accuracy(group);
    json entry = figure_json(typical(group, a.bias), runs[typical(group, a.bias).run]);
    entry["median"] = a.median;
    entry["bias"] = a.bias;
    entry["inside"] = judge::share_at(a.cover, 0.9);
    entry["classes"] = classes_of(group);
    entry["stories"] = stories_of(group, stories, runs);
    all.push_back(entry);
  }
  std::stable_sort(all.begin(), all.end(), [](const json& a, const json& b) {
    return a["median"].get<double>() > b["median"].get<double>();
  });
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, all.size())), all.end());
  return all;
}

/// Figures that a story tells of; those of `beside` at the same places go along.
Group told(const judge::Story& story,
           std::span<const judge::Scored> figures,
           const std::vector<catalog::Run>& runs,
           std::span<const judge::Scored> beside = {},
           Group* along = nullptr) {
  Group out;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (judge::concerns(story, figures[i], runs[figures[i].run])) {
      out.push_back(&figures[i]);
      if (along != nullptr) {
        along->push_back(&beside[i]);
      }
    }
  }
  return out;
}

json group_json(const Group& group, const std::vector<catalog::Run>& runs) {
  const judge::Accuracy a = judge::accuracy(group);
  const judge::Scored& one = typical(group, a.bias);
  return {{"runs", a.runs},
          {"cells", a.cells},
          {"devices", a.devices},
          {"median", a.median},
          {"bias", a.bias},
          {"inside", judge::share_at(a.cover, 0.9)},
          {"typical", figure_json(one, runs[one.run])}};
}

/// A story's figures, left out beside in sample; of rows that are not fitted at all: as predicted.
json story_figures(const judge::Story& story,
                   std::span<const judge::Scored> left_out,
                   std::span<const judge::Scored> same,
                   const std::vector<catalog::Run>& runs,
                   const Judged& judged) {
  Group in_sample;
  const Group left = told(story, left_out, runs, same, &in_sample);
  json out = {{"where", story.where}, {"fitted", !left.empty()}, {"cells", 0}};
  if (!left.empty()) {
    out.update(group_json(left, runs));
    const judge::Accuracy b = judge::accuracy(in_sample);
    out["in_sample"] = {{"median", b.median}, {"bias", b.bias}};
  } else if (const Group rows = told(story, judged.scored, judged.runs); !rows.empty()) {
    out.update(group_json(rows, judged.runs));
  }
  return out;
}

json figures_by_class(const Fit& fit, std::span<const judge::Scored> scored) {
  return judge::class_figures(judge::evaluation_report(fit.runs.size(), scored, fit.observations.refused));
}

/// What is shown of an evaluation beside the one with devices left out.
json brief(json by_class) {
  for (auto& [name, figures] : by_class.items()) {
    for (const char* key : {"coverage", "device_coverage", "sharpness", "runs", "bias"}) {
      figures.erase(key);
    }
  }
  return by_class;
}

// ---- ablations

/// |error| of both models by `key`: medians over the figures for which `wanted` holds.
template <class Key, class Wanted>
auto paired_medians(std::span<const predict::Observation> all,
                    const std::vector<double>& with,
                    const std::vector<double>& without,
                    const Key& key,
                    const Wanted& wanted) {
  using K = decltype(key(all.front()));
  struct Errors {
    std::string device;
    std::vector<double> with, without;
  };
  std::map<K, Errors> errors;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (wanted(i)) {
      Errors& e = errors[key(all[i])];
      e.device = all[i].device;
      e.with.push_back(std::fabs(with[i]));
      e.without.push_back(std::fabs(without[i]));
    }
  }
  std::map<K, judge::PairedCell> out;
  for (const auto& [k, e] : errors) {
    out[k] = {e.device, judge::quantile(e.with, 0.5), judge::quantile(e.without, 0.5)};
  }
  return out;
}

template <class K>
std::vector<judge::PairedCell> cells_of(const std::map<K, judge::PairedCell>& cells) {
  std::vector<judge::PairedCell> out;
  out.reserve(cells.size());
  for (const auto& [key, cell] : cells) {
    out.push_back(cell);
  }
  return out;
}

json worth_json(const judge::Worth& w) {
  return {{"cells", w.cells},
          {"devices", w.devices},
          {"median", {w.median_with, w.median_without}},
          {"median_change", {w.median_change.low, w.median_change.high}},
          {"mean", {w.mean_with, w.mean_without}},
          {"mean_change", {w.mean_change.low, w.mean_change.high}}};
}

bool beyond_chance(const judge::Worth& w) { return w.mean_change.low > 0 || w.mean_change.high < 0; }

/// One kind of figure under one ablation: cells that read the term, those of each class, and all cells.
json kind_worth(std::span<const predict::Observation> all,
                model::FigureKind figure,
                const std::vector<bool>& reading,
                const std::vector<double>& with,
                const std::vector<double>& without) {
  constexpr std::size_t kLeastDevices = 3;  // of fewer, draws say nothing
  const auto cell = [](const predict::Observation& o) { return o.cell; };
  const auto class_and_cell = [](const predict::Observation& o) { return std::pair(o.run_class, o.cell); };
  const auto of_kind = [&](std::size_t i) { return all[i].figure == figure; };
  const auto touched = [&](std::size_t i) { return of_kind(i) && reading[i]; };
  const auto concerned = cells_of(paired_medians(all, with, without, cell, touched));
  if (concerned.empty()) {
    return nullptr;
  }
  json out = {
      {"reading", worth_json(judge::paired_worth(concerned))},
      {"all", worth_json(judge::paired_worth(cells_of(paired_medians(all, with, without, cell, of_kind))))},
      {"classes", json::object()}};
  std::map<std::string, std::vector<judge::PairedCell>> classes;
  for (const auto& [key, pair] : paired_medians(all, with, without, class_and_cell, touched)) {
    classes[key.first].push_back(pair);
  }
  for (const auto& [name, cells] : classes) {
    const judge::Worth w = judge::paired_worth(cells);
    if (w.devices >= kLeastDevices && beyond_chance(w)) {
      out["classes"][name] = worth_json(w);
    }
  }
  return out;
}

/// Median signed error (ln predicted/measured rate) of a story's cells with and without its term.
json story_worth(const Fit& fit,
                 const judge::Story& story,
                 const std::vector<double>& with,
                 const std::vector<double>& without) {
  const std::span<const predict::Observation> all = fit.regression->observations();
  std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> cells;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (judge::concerns(story, judge::scored_identity(all[i]), fit.runs[all[i].run])) {
      cells[all[i].cell].first.push_back(-with[i]);
      cells[all[i].cell].second.push_back(-without[i]);
    }
  }
  std::vector<double> before, after;
  for (const auto& [name, errors] : cells) {
    before.push_back(judge::quantile(errors.first, 0.5));
    after.push_back(judge::quantile(errors.second, 0.5));
  }
  return {{"cells", cells.size()},
          {"with", judge::quantile(before, 0.5)},
          {"without", judge::quantile(after, 0.5)}};
}

json coefficients_of(const Ablation& ablation) {
  json out = json::array();
  for (const Neutral& neutral : ablation.held) {
    if (!neutral.coefficient.empty()) {
      out.push_back({neutral.coefficient, neutral.value});
    }
  }
  return out;
}

}  // namespace

json left_out_figures(const Fit& fit,
                      std::span<const judge::Story> stories,
                      const Judged& judged,
                      const Progress& progress) {
  const std::vector<judge::Scored> same = in_sample(fit);
  const std::vector<judge::Scored> device = evaluate_left_out(fit, LeaveOut::device, {}, progress).scored;
  json out = {{"rows", fit.runs.size()},
              {"figures", fit.observations.all.size()},
              {"parameters", fit.solution.parameters.size()},
              {"in_sample", brief(figures_by_class(fit, same))},
              {"device", figures_by_class(fit, device)},
              {"devices", worst_devices(device, stories, fit.runs)},
              {"cells", worst_cells(device, stories, fit.runs)},
              {"second_source", judge::second_source_figures(device, fit.runs)},
              {"stories", json::object()}};
  for (const judge::Story& story : stories) {
    out["stories"][story.id] = story_figures(story, device, same, fit.runs, judged);
  }
  for (const auto& [name, what] : {std::pair("source", LeaveOut::source),
                                   std::pair("model", LeaveOut::model),
                                   std::pair("architecture", LeaveOut::architecture)}) {
    out[name] = brief(figures_by_class(fit, evaluate_left_out(fit, what, {}, progress).scored));
  }
  return rounded(out);
}

json ablation_figures(const Fit& fit, std::span<const judge::Story> stories, const Progress& progress) {
  const std::span<const predict::Observation> all = fit.regression->observations();
  const std::span<const Ablation> table = ablations();
  const std::vector<double> with = left_out_without(fit, Ablation{});
  json terms = json::array();
  for (std::size_t t = 0; t < table.size(); ++t) {
    const Ablation& ablation = table[t];
    const std::vector<double> without = left_out_without(fit, ablation);
    std::vector<bool> reading;
    for (const predict::Observation& o : all) {
      reading.push_back(reads_term(o, ablation));
    }
    json entry = {{"name", ablation.name},
                  {"term", ablation.term},
                  {"why", ablation.why},
                  {"held", coefficients_of(ablation)},
                  {"stories", json::object()}};
    for (const model::FigureKind figure : {model::FigureKind::decode, model::FigureKind::prefill}) {
      const json worth = kind_worth(all, figure, reading, with, without);
      if (!worth.is_null()) {
        entry[kind_of(figure)] = worth;
      }
    }
    for (const judge::Story& story : stories) {
      if (story.without == ablation.name) {
        entry["stories"][story.id] = story_worth(fit, story, with, without);
      }
    }
    terms.push_back(entry);
    if (progress) {
      progress(t + 1, table.size());
    }
  }
  return rounded({{"terms", terms}, {"error_cap", judge::kErrorCap}, {"resamples", judge::kResamples}});
}

}  // namespace tokroof::fit
