#include "judge/check/expected_rate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "catalog/cache_on_host.hpp"
#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "catalog/text.hpp"
#include "catalog/usual_quant.hpp"
#include "judge/check/usual_hosts.hpp"
#include "model/ceiling.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"
#include "predict/prediction.hpp"

namespace tokroof::judge {
namespace {

constexpr double kLevel = 0.9;
constexpr std::string_view kUsualDrive = "samsung-990-pro-2tb";
/// Times the memory of the devices: beyond what a build that keeps less than is counted could hold.
constexpr double kSurelyTooMuch = 1.1;

struct Alternative {
  catalog::Run run;
  std::string_view unsaid;  ///< what it does not say
  std::string_view taken;   ///< as here
};

/// The run with what it does not say as others have it: the backend, and the engine of a checkpoint, of many streams or on a
/// Mac.
std::vector<Alternative> alternatives(const catalog::Catalog& catalog, const catalog::Run& run) {
  std::vector<Alternative> out;
  const catalog::DeviceSet set = catalog::device_set(catalog, run.device);
  if (!set.found || catalog::runs_on_host(run)) {
    return out;
  }
  const std::string engine = catalog::engine_or_usual(catalog, run, set.device);
  if (run.backend.empty() && catalog::engine_facts(catalog, engine).ggml) {
    const std::string_view usual = catalog::backend_of_run(catalog, set.device, engine);
    const bool idle = catalog::leaves_graphics_idle(catalog, set.device, engine) != nullptr;
    const std::string_view rival = idle ? catalog::backends_of(catalog, set.device).front()
                                        : catalog::rival_backend(catalog, set.device, engine, usual);
    if (!rival.empty()) {
      out.push_back({run, "the backend", rival});
      out.back().run.backend = rival;
    }
  }
  const auto with_engine = [&](std::string_view other) {
    if (other != engine) {
      out.push_back({run, "the engine", other});
      out.back().run.engine = other;
    }
  };
  if (set.device.vendor == "apple" && run.engine.empty() && run.backend.empty() && run.quant.empty()) {
    with_engine("mlx");
  }
  const bool checkpoint =
      !run.quant.empty() &&
      (model::bits_per_weight(run.quant) == 16 ||
       model::is_one_of(model::storage_class(run.quant), {"int4", "int8", "fp8", "nvfp4", "f16", "bf16"}));
  const bool served = run.quant.empty() && run.concurrency > 1;
  if (run.engine.empty() && (checkpoint || served)) {
    with_engine("vllm");
    with_engine("transformers");  // the publishers' own example
  }
  return out;
}

/// Expects one kind of figure.
class Expecting {
 public:
  Expecting(const catalog::Catalog& catalog, const predict::Fitted& fitted, model::FigureKind kind)
      : catalog_(catalog), fitted_(fitted), kind_(kind) {}

  /// What a run does not say is what people use most, or what they use as much.
  [[nodiscard]] ExpectedRate of(const catalog::Run& stated) const {
    constexpr double kUsualPrompt = 512, kShortPrompt = 16;  // llama-bench's, and that of a question
    catalog::Run run = stated;
    const bool open_length = !is_decode() && !(run.n_prompt > 0);
    run.n_prompt = open_length ? kUsualPrompt : run.n_prompt;
    const bool open_owner = is_decode() && run.concurrency > 1 && run.rate == catalog::StatedRate::unsaid;
    run.rate = open_owner ? catalog::StatedRate::aggregate : run.rate;
    ExpectedRate e = of_day(run);
    if (open_owner && e.tps > 0) {
      catalog::Run each = run;
      each.rate = catalog::StatedRate::stream;
      e.widen(of_day(each), "whether it is of all streams", "of each");
    }
    if (open_length && e.tps > 0) {
      catalog::Run question = run;
      question.n_prompt = kShortPrompt;
      e.widen(of_day(question), "the prompt's length", "16 tokens");
    }
    const double room = run.details.max_model_len;
    if (is_decode() && std::isnan(run.depth) && room > 0 && e.tps > 0) {
      catalog::Run full = run;
      full.depth = room;
      full.details.max_model_len = model::kUnknown;
      e.widen(of_day(full), "how much of the context is in use", fmt::format("{:.0f} tokens", room));
    }
    e.waits_unsaid = is_decode() && run.includes_prefill && !(run.n_prompt > 0);
    for (const Alternative& other : alternatives(catalog_, run)) {
      if (e.tps > 0) {
        e.widen(of_day(other.run), other.unsaid, other.taken);
      }
    }
    if (!is_decode() && run.n_prompt < kShortestPrompt && e.tps > 0) {
      e.tps = 0;
      e.refusal =
          fmt::format("a prompt of {:.0f} tokens is shorter than the {:.0f} and more that were fitted",
                      run.n_prompt,
                      kShortestPrompt);
    }
    return e;
  }

 private:
  [[nodiscard]] bool is_decode() const { return kind_ == model::FigureKind::decode; }

  [[nodiscard]] predict::PredictionOutcome predicted(const catalog::Run& run, bool must_fit) const {
    return predict::predict(catalog_, fitted_, run, {.must_fit = must_fit, .rate_only = is_decode()});
  }

  /// Null: the prompt of such a placement is not modelled.
  [[nodiscard]] const predict::Estimate* estimate_of(const predict::Prediction& p) const {
    return is_decode() ? &p.decode : p.prefill ? &*p.prefill : nullptr;
  }

  [[nodiscard]] double ceiling_of(const predict::Prediction& p, double streams) const {
    return is_decode() ? p.ceiling_tps * streams : p.prefill->limit_tps;
  }

  /// Of as many streams as run at once with that file.
  [[nodiscard]] double own_ceiling(const predict::Prediction& p) const {
    return ceiling_of(p, p.step.figure.streams);
  }

  /// Of 4-bit mixtures publishers leave different parts at 16 bit: only what a file without any cannot do is impossible.
  void cover_layouts(const catalog::Run& run, const predict::Prediction& p, ExpectedRate& e) const {
    const model::Work& w = p.step.work;
    const bool may_be_smaller =
        is_decode() && !(run.size_gib > 0) && w.mixture && w.weights_16_bit > 0 && w.expert_weights > 0;
    if (!may_be_smaller) {
      return;
    }
    constexpr double kBytes = 2;  // of a weight at 16 bit
    model::Step step = p.step;
    step.work.weight_bytes -= w.weights_16_bit * (kBytes - w.expert_bytes / w.expert_weights);
    e.ceiling_tps = std::max(e.ceiling_tps, model::ceiling_tps(step) * e.streams);
  }

  /// A run of no stated day is of a new build, or of one that is up to a year older.
  [[nodiscard]] ExpectedRate of_day(const catalog::Run& stated) const {
    catalog::Run run = stated;
    run.engine_date = predict::build_date(fitted_, stated);
    ExpectedRate e = of_build(run);
    if (!predict::is_undated(stated) || !(e.tps > 0)) {
      return e;
    }
    run.engine_date = predict::build_date(fitted_, stated, predict::kUsualBuildAge);
    e.widen(of_build(run), "the build", "a year old");
    return e;
  }

  /// What its source usually shows is left out: a correct run is asked for.
  [[nodiscard]] ExpectedRate of_build(const catalog::Run& run) const {
    ExpectedRate e;
    e.run_class = catalog::run_class(catalog_, run);
    if (catalog::notes_cache_on_host(run)) {
      e.refusal = "the KV cache is in the host's memory (-nkvo), which is not modelled";
      return e;
    }
    if (says_some_on_host(run)) {
      catalog::Run any = run;
      any.placement = {};
      if (cover_placements(any, e)) {
        e.unsaid = "; how much of it is on the host is not said";
        return e;
      }
    }
    predict::PredictionOutcome outcome = predicted(run, false);
    if (outcome.refusal && model::is_one_of(outcome.refusal->reason, {"unknown-cores", "unknown-host"}) &&
        cover_hosts(run, e)) {
      return e;
    }
    const bool too_big = outcome.refusal && outcome.refusal->reason == "does-not-fit";
    if (too_big && (cover_placements(run, e) || cover_spill(run, e))) {
      cover_smaller_files(run, e);
      return e;
    }
    catalog::Run fitting = run;
    if (const std::string_view type = too_big ? largest_that_fits(run) : ""; !type.empty()) {
      fitting.quant = type;
      outcome = predicted(fitting, false);
    }
    if (outcome.refusal) {
      const bool of_many = too_big && is_one_of_many(run);
      e.does_not_fit = too_big && !of_many;
      e.refusal = of_many ? "how many chips serve it is not said"
                          : outcome.refusal->reason + ": " + outcome.refusal->message;
      return e;
    }
    if (estimate_of(*outcome.prediction) == nullptr) {
      e.refusal = "the prompt's rate of such a placement is not modelled";
      return e;
    }
    const model::MemoryNeed& need = outcome.prediction->memory;
    if (need.host_bytes > 0 && need.spilled_bytes == 0 && catalog::states_placement(run) &&
        need.needed_bytes() > kSurelyTooMuch * need.available_bytes) {
      e.refusal = fmt::format(
          "the part that is stated to be on the device does not fit: {:.1f} GiB are needed, {:.1f} are there",
          need.needed_bytes() / model::kGib,
          need.available_bytes / model::kGib);
      return e;
    }
    take(fitting, *outcome.prediction, e);
    e.unsaid += shortage_words(run, *outcome.prediction);
    cover_files(run, e);
    cover_split(run, e);
    if (is_decode()) {
      cover_cache(run, outcome.prediction->memory, e);
    }
    return e;
  }

  /// Of what has room on a card, but not beside what its driver keeps of that, as predict counts: it may run, some of it over
  /// the bus.
  [[nodiscard]] std::string driver_words(const catalog::Run& run, const predict::Prediction& p) const {
    const std::string_view os =
        run.details.os.empty() ? catalog::kOperatingSystems[0] : std::string_view(run.details.os);
    const double needed = p.memory.needed_bytes(), whole = p.memory.available_bytes;
    const double usable = whole * catalog_.usable_memory_share(p.scenario.device, os);
    const bool server = p.scenario.facts.paged_cache;  // takes what there is
    if (server || !p.memory.devices.empty() || needed > whole ||
        !(model::missing_bytes(needed, usable) > 0)) {
      return "";
    }
    const auto [needs, has] = model::told_apart(needed, usable, model::kGib);
    return fmt::format(
        "; {} GiB are needed and {} are there: some may spill to the host's memory", needs, has);
  }

  /// Of what has no room on a host, or in memory that the chip shares with it: it may run, but not at this rate.
  [[nodiscard]] std::string shortage_words(const catalog::Run& run, const predict::Prediction& p) const {
    const model::MemoryNeed& need = p.memory;
    const bool shared = model::unified_memory(p.scenario.device) || p.step.how.cpu;
    const double needed = need.host_bytes > 0 ? need.host_bytes : need.needed_bytes();
    const double available = need.host_bytes > 0 ? need.host_available_bytes : need.available_bytes;
    if (!(need.host_bytes > 0 || shared)) {
      return driver_words(run, p);
    }
    if (!(model::missing_bytes(needed, available) > 0) || need.stored_bytes > 0) {
      return "";
    }
    const auto [needs, has] = model::told_apart(needed, available, model::kGib);
    return fmt::format("; it does not fit in memory: {} GiB are needed, {} are there", needs, has);
  }

  /// A chip that keeps weights in its own memory of some MB: hundreds serve a model, and nobody names their number.
  [[nodiscard]] bool is_one_of_many(const catalog::Run& run) const {
    constexpr double kLeastMemoryGib = 1;
    const model::Device* device = catalog_.find_device(run.device);
    return device != nullptr && device->memory_gib < kLeastMemoryGib && !(run.n_devices > 1);
  }

  /// "Partially offloaded", with neither the number of layers nor the host.
  static bool says_some_on_host(const catalog::Run& run) {
    return run.placement == catalog::StatedPlacement::part_on_host && std::isnan(run.n_gpu_layers) &&
           run.details.override_tensor.empty() && run.host_device.empty() && run.host.empty();
  }

  void take(const catalog::Run& run, const predict::Prediction& p, ExpectedRate& e) const {
    const model::Work& w = p.step.work;
    const predict::Estimate& figure = *estimate_of(p);
    e.tps = figure.tps();
    std::tie(e.low_tps, e.high_tps) = figure.correct(kLevel);
    e.scale = figure.scales.correct;
    e.streams = p.step.figure.streams;
    e.streams_at_once = std::floor(predict::streams_in_flight(p));
    e.streams_asked = p.scenario.concurrency;
    // Nobody serves one stream with cards of data centres.
    const bool of_server =
        p.scenario.facts.paged_cache || (run.engine.empty() && model::stacked_memory(p.scenario.device));
    e.streams_unsaid = of_server && std::isnan(run.concurrency);
    e.ceiling_tps = ceiling_of(p, e.streams);
    cover_layouts(run, p, e);
    e.tokens = 1 + w.drafted * (w.acceptance > 0 ? w.acceptance : 0.0);
    e.bytes = w.weight_bytes + w.kv_bytes + w.state_bytes;
    const model::Split split = p.scenario.split;
    const bool together = split == model::Split::tensor || split == model::Split::row;
    e.bandwidth_bytes_per_s = p.step.rates.bandwidth_bytes_per_s * (together ? p.scenario.n_devices : 1);
    const auto host = p.step.how.cpu ? std::nullopt : catalog::offload_host(catalog_, run);
    e.host_bytes_per_s = host ? host->bandwidth_bytes_per_s : 0;
  }

  /// Which files a run may have had that does not name its own; null: it does, or nothing is known of them.
  [[nodiscard]] const catalog::EngineFileTypes* files_of(const catalog::Run& run) const {
    const model::Architecture* model = catalog_.find_model(run.model);
    const model::Device* device = catalog_.find_device(run.device);
    if (model == nullptr || device == nullptr || !run.quant.empty() || run.size_gib > 0 ||
        catalog::is_trained_in_few_bits(*model)) {
      return nullptr;
    }
    return catalog::file_types(catalog_, catalog::engine_or_usual(catalog_, run, *device), model->family);
  }

  /// Of the files that a run may have had whose usual one is too big; empty: none fits.
  [[nodiscard]] std::string_view largest_that_fits(const catalog::Run& run) const {
    const catalog::EngineFileTypes* files = files_of(run);
    const auto types =
        files != nullptr ? catalog::split_at(files->types, '|') : std::vector<std::string_view>();
    const auto largest = std::find_if(types.rbegin(), types.rend(), [&](std::string_view type) {
      catalog::Run typed = run;
      typed.quant = type;
      return !predicted(typed, false).refusal;
    });
    return largest == types.rend() ? std::string_view() : *largest;
  }

  /// Where the usual file does not fit, a run that does not name its own may have had a smaller one that does.
  void cover_smaller_files(const catalog::Run& run, ExpectedRate& e) const {
    const catalog::EngineFileTypes* types = files_of(run);
    std::vector<std::string_view> fit;
    for (const std::string_view type :
         types != nullptr && e.tps > 0 ? catalog::split_at(types->types, '|') : fit) {
      catalog::Run typed = run;
      typed.quant = type;
      const predict::PredictionOutcome outcome = predicted(typed, false);
      if (outcome.refusal || estimate_of(*outcome.prediction) == nullptr) {
        continue;
      }
      ExpectedRate other;
      take(typed, *outcome.prediction, other);
      e.ceiling_tps = std::max(e.ceiling_tps, other.ceiling_tps);
      e.widen(other);
      fit.push_back(type);
    }
    if (!fit.empty()) {
      e.unsaid +=
          fit.size() > 1
              ? fmt::format("; the file is not said, and may be {} to {}, which fit", fit.front(), fit.back())
              : fmt::format("; the file is not said, and may be {}, which fits", fit.front());
    }
  }

  /// A run that does not name its file may have had any that people run with its engine.
  void cover_files(const catalog::Run& run, ExpectedRate& e) const {
    const catalog::EngineFileTypes* types = files_of(run);
    if (types == nullptr) {
      return;
    }
    const std::vector<std::string_view> usual = catalog::split_at(types->usual, '|');
    // What is not said is covered by the types, and not by a wider interval of one.
    const double of_assumed = std::exchange(e.scale, 0);
    std::vector<std::string_view> fit;
    for (const std::string_view type : usual) {
      catalog::Run typed = run;
      typed.quant = type;
      const predict::PredictionOutcome outcome = predicted(typed, false);
      const predict::Estimate* figure = outcome.refusal ? nullptr : estimate_of(*outcome.prediction);
      if (figure == nullptr) {
        continue;
      }
      fit.push_back(type);
      const auto [low_tps, high_tps] = figure->correct(kLevel);
      const bool is_first = e.scale == 0;
      e.low_tps = is_first ? low_tps : std::min(e.low_tps, low_tps);
      e.high_tps = is_first ? high_tps : std::max(e.high_tps, high_tps);
      e.scale = std::max(e.scale, figure->scales.correct);
      const double apart = std::log(e.tps / figure->tps());
      e.to_slowest = is_first ? apart : std::max(e.to_slowest, apart);
      e.to_fastest = is_first ? apart : std::min(e.to_fastest, apart);
      e.ceiling_tps = std::max(e.ceiling_tps, own_ceiling(*outcome.prediction));
    }
    // It may be the smallest that there is, for all that few would choose it: only what that cannot do is impossible.
    catalog::Run smallest = run;
    smallest.quant = catalog::split_at(types->types, '|').front();
    if (const predict::PredictionOutcome outcome = predicted(smallest, false); !outcome.refusal) {
      e.ceiling_tps = std::max(e.ceiling_tps, own_ceiling(*outcome.prediction));
    }
    e.scale = e.scale > 0 ? e.scale : of_assumed;
    // What is assumed may be none of them: a model of a family that is published in one type.
    const double outside = std::fmax(e.to_fastest, 0) + std::fmin(e.to_slowest, 0);
    e.tps *= std::exp(-outside);
    e.to_slowest -= outside;
    e.to_fastest -= outside;
    if (fit.size() > 1) {
      e.unsaid = fmt::format("; the file is not said, and may be {} to {}", fit.front(), fit.back());
    } else if (usual.size() > 1) {
      e.unsaid = "; the file is not said, and most do not fit";
    }
  }

  /// llama.cpp splits by layers where nobody says otherwise, and may have been told to split rows: only what these cannot do
  /// is impossible.
  void cover_split(const catalog::Run& run, ExpectedRate& e) const {
    if (!(run.n_devices > 1) || !run.split.empty()) {
      return;
    }
    const catalog::DeviceSet set = catalog::device_set(catalog_, run.device);
    if (!set.found ||
        !catalog::engine_facts(catalog_, catalog::engine_or_usual(catalog_, run, set.device)).ggml) {
      return;
    }
    catalog::Run rows = run;
    rows.split = model::Split::row;
    const predict::PredictionOutcome outcome = predicted(rows, false);
    if (outcome.prediction && estimate_of(*outcome.prediction) != nullptr) {
      e.ceiling_tps = std::max(e.ceiling_tps, ceiling_of(*outcome.prediction, e.streams));
    }
  }

  [[nodiscard]] bool keeps_parts_on_host(const std::string& engine) const {
    const auto& placements = catalog_.data().engine_placements;
    return catalog::engine_facts(catalog_, engine).ggml ||
           std::any_of(placements.begin(), placements.end(), [&](const catalog::EnginePlacement& one) {
             return catalog::is_listed(one.engines, engine) &&
                    !(one.host_layers.empty() && one.host_experts.empty());
           });
  }

  /// A run that does not fit and does not say where it is has a part on the host, if its engine does that: from nothing on
  /// the device with the slowest of the usual hosts to all that fits with the fastest. The middle is all that fits, with
  /// the host in the middle. False: it is impossible.
  bool cover_placements(const catalog::Run& run, ExpectedRate& e) const {
    const catalog::DeviceSet set = catalog::device_set(catalog_, run.device);
    const model::Architecture* model = catalog_.find_model(run.model);
    const bool card = set.found && (set.device.kind == model::DeviceKind::gpu ||
                                    set.device.kind == model::DeviceKind::accelerator);
    if (catalog::states_placement(run) || catalog::runs_on_host(run) || model == nullptr || !card ||
        catalog::backends_of(catalog_, set.device).empty() ||  // no engine is known there
        !keeps_parts_on_host(catalog::engine_or_usual(catalog_, run, set.device)) || !(model->layers > 1)) {
      return false;
    }
    const auto with_layers = [](catalog::Run part, double layers) {
      part.n_gpu_layers = layers;
      return part;
    };
    const auto fitting = [&](const catalog::Run& part) {
      auto prediction = predicted(part, true).prediction;
      return prediction && estimate_of(*prediction) != nullptr ? std::move(prediction) : std::nullopt;
    };
    const auto tps_of = [&](const predict::Prediction& p) { return estimate_of(p)->tps(); };
    std::vector<std::pair<predict::Prediction, catalog::Run>> fullest;  // of each host
    double slowest = INFINITY;
    bool on_drive = false;
    for (const HostGuess& guess : hosts_of(catalog_, run, set.device)) {
      catalog::Run part = run;
      put_host(part, guess);
      catalog::Run roomy = part;  // the host may hold what the device does not, and not all
      roomy.details.host_memory_gib = model::kUnknown;
      const auto none = fitting(with_layers(roomy, 0));
      if (!none) {
        continue;
      }
      double fit = 0, beyond = model->layers;
      while (beyond - fit > 1) {
        const double layers = std::floor((fit + beyond) / 2);
        (fitting(with_layers(roomy, layers)) ? fit : beyond) = layers;
      }
      // All that fits, or the usual way of mixtures: which is faster.
      const auto best_of = [&](catalog::Run& in) {
        catalog::Run experts = in;
        in.n_gpu_layers = fit;
        auto most = fitting(in);
        if (model->experts > 1) {
          experts.placement = catalog::StatedPlacement::experts_on_host;
          auto other = fitting(experts);
          if (other && (!most || tps_of(*other) > tps_of(*most))) {
            most = std::move(other);
            in = std::move(experts);
          }
        }
        return most;
      };
      slowest = std::min(slowest, estimate_of(*none)->correct(kLevel).first);
      std::optional<predict::Prediction> most = best_of(part);
      if (!most) {  // nor on the host: the rest is read from a drive
        part = roomy;
        part.details.host_memory_gib = run.details.host_memory_gib;
        part.details.storage = kUsualDrive;
        most = best_of(part);
        on_drive = true;
      }
      if (!most) {
        continue;
      }
      slowest = std::min(slowest, estimate_of(*most)->correct(kLevel).first);
      fullest.emplace_back(std::move(*most), std::move(part));
    }
    if (fullest.empty()) {
      return false;
    }
    take_middle(fullest, e);
    e.low_tps = slowest;
    e.to_slowest = std::log(e.tps / slowest);
    e.unsaid = "; it does not fit, and how much of it is on the host is not said";
    if (on_drive) {
      // Times as fast: experts that are asked for often stay in memory (assumed).
      const double often_used = model->experts > 1 ? 3 : 1;
      e.high_tps *= often_used;
      e.to_fastest -= std::log(often_used);
      e.unsaid = "; it does not fit, nor in the host's memory, and which drive holds the rest is not said";
    }
    return true;
  }

  /// NVIDIA's driver for Windows puts what a card does not hold into the host's memory, unasked. False: it cannot have been so.
  bool cover_spill(const catalog::Run& run, ExpectedRate& e) const {
    const model::Device* device = catalog_.find_device(run.device);
    if (run.details.os != "windows" || device == nullptr || device->vendor != "nvidia" ||
        device->kind != model::DeviceKind::gpu) {
      return false;
    }
    catalog::Run spilled = run;
    spilled.details.spill = true;
    const predict::PredictionOutcome outcome = predicted(spilled, true);
    if (!outcome.prediction) {
      return false;
    }
    if (estimate_of(*outcome.prediction) == nullptr) {
      e.refusal = "the prompt's rate of weights that spill to the host's memory is not modelled";
      return true;
    }
    take(spilled, *outcome.prediction, e);
    e.unsaid = "; it does not fit, and what Windows spills to the host's memory is read over the link";
    return true;
  }

  /// The prediction in the middle of those with several hosts, and up to the fastest.
  void take_middle(std::vector<std::pair<predict::Prediction, catalog::Run>>& with_hosts,
                   ExpectedRate& e) const {
    std::sort(with_hosts.begin(), with_hosts.end(), [&](const auto& a, const auto& b) {
      return estimate_of(a.first)->tps() < estimate_of(b.first)->tps();
    });
    const auto& [middle, run] = with_hosts[with_hosts.size() / 2];
    take(run, middle, e);
    e.taken.clear();
    for (const auto& [prediction, taken] : with_hosts) {
      e.taken.push_back(taken);
    }
    const predict::Estimate& fastest = *estimate_of(with_hosts.back().first);
    e.high_tps = fastest.correct(kLevel).second;
    e.to_fastest = std::log(e.tps / fastest.tps());
    if (is_decode()) {
      // Where what lies is not said: nothing streams faster than the faster of the device and the hosts.
      for (const auto& [prediction, taken] : with_hosts) {
        const double host = prediction.step.rates.host_bandwidth_bytes_per_s;
        e.bandwidth_bytes_per_s = std::fmax(e.bandwidth_bytes_per_s, host);
      }
      e.ceiling_tps = e.bandwidth_bytes_per_s / e.bytes * e.tokens * e.streams;
    }
  }

  /// A part is on a host that is not said: any of the usual ones.
  bool cover_hosts(const catalog::Run& run, ExpectedRate& e) const {
    const catalog::DeviceSet set = catalog::device_set(catalog_, run.device);
    if (!set.found || !run.host_device.empty() || catalog::runs_on_host(run)) {
      return false;
    }
    std::vector<std::pair<predict::Prediction, catalog::Run>> with_hosts;
    for (const HostGuess& guess : hosts_of(catalog_, run, set.device)) {
      catalog::Run part = run;
      put_host(part, guess);
      auto prediction = predicted(part, false).prediction;
      if (prediction && estimate_of(*prediction) != nullptr) {
        with_hosts.emplace_back(std::move(*prediction), std::move(part));
      }
    }
    if (with_hosts.empty()) {
      return false;
    }
    take_middle(with_hosts, e);
    const predict::Estimate& slowest = *estimate_of(with_hosts.front().first);
    e.low_tps = slowest.correct(kLevel).first;
    e.to_slowest = std::log(e.tps / slowest.tps());
    e.unsaid = "; the host is not said";
    return true;
  }

  /// Where the weights fit but the cache at the stated length does not fit beside them, a part is on the host, or the cache
  /// was smaller.
  void cover_cache(const catalog::Run& run, const model::MemoryNeed& need, ExpectedRate& e) const {
    ExpectedRate parts;
    parts.run_class = e.run_class;
    if (!(need.needed_bytes() > need.available_bytes) || !cover_placements(run, parts) ||
        !(parts.low_tps < e.low_tps)) {
      return;
    }
    parts.widen(e);
    e = std::move(parts);
    e.unsaid =
        fmt::format("; {:.1f} GiB of weights and {:.1f} of cache do not fit, and a part may be on the host",
                    need.weights_bytes / model::kGib,
                    need.kv_bytes / model::kGib);
  }

  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  model::FigureKind kind_;
};

}  // namespace

void ExpectedRate::widen(const ExpectedRate& other, std::string_view what, std::string_view as) {
  constexpr double kTold = 1.02;
  if (!(other.tps > 0)) {
    return;
  }
  if (!what.empty() && (other.low_tps * kTold < low_tps || other.high_tps > high_tps * kTold)) {
    const std::string clause = fmt::format("; {} is not said, and may be ", what);
    const std::size_t last = unsaid.rfind(';');
    const bool again = last != std::string::npos && unsaid.compare(last, clause.size(), clause) == 0;
    unsaid += again ? fmt::format(" or {}", as) : fmt::format("{}{}", clause, as);
  }
  const double apart = std::log(tps / other.tps);
  low_tps = std::min(low_tps, other.low_tps);
  high_tps = std::max(high_tps, other.high_tps);
  to_slowest = std::max(to_slowest, apart + other.to_slowest);
  to_fastest = std::min(to_fastest, apart + other.to_fastest);
}

ExpectedRate expected_rate(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           const catalog::Run& run,
                           model::FigureKind kind) {
  return Expecting(catalog, fitted, kind).of(run);
}

}  // namespace tokroof::judge
