#include "predict/completion.hpp"

#include <algorithm>
#include <limits>

#include "catalog/engine_formats.hpp"
#include "catalog/host.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "catalog/usual_quant.hpp"
#include "model/conditions.hpp"
#include "model/count/file_weights.hpp"
#include "model/count/quantization.hpp"
#include "model/time/speculation.hpp"
#include "model/units.hpp"
#include "predict/capacity.hpp"
#include "predict/engine_limits.hpp"
#include "predict/fastest_threads.hpp"
#include "predict/prediction.hpp"
#include "predict/quant_name.hpp"

namespace tokroof::predict {
namespace {

/// Whether the engine, or the one that is chosen where none is stated, runs the files of Ollama's library.
bool reads_gguf(const catalog::Catalog& catalog, const std::string& engine) {
  return engine.empty() || catalog::engine_facts(catalog, engine).ggml;
}

/// What a storage type is counted as, beside what it was taken as.
void count_as(Request& request, const std::string& quant) {
  catalog::Assumption* last = request.assumed.empty() ? nullptr : &request.assumed.back();
  auto* said = last != nullptr && last->name == "quant" ? std::get_if<std::string>(&last->value) : nullptr;
  if (said != nullptr && catalog::tells_reading(*said)) {
    *said += "; counted as " + quant;
  } else {
    request.assume("quant", quant);
  }
}

}  // namespace

Request Completion::done() {
  name_devices();
  name_engine();
  name_model();
  choose_engine();
  check_model();
  name_quant();
  name_host();
  place();
  spread();
  fill_workload();
  speculate();
  fill_rest();
  check_context();
  return std::move(out_);
}

void Completion::name_model() {
  if (run().model.empty()) {
    wrong_usage("--model", "which model? `tokroof list models` shows them");
  }
  const catalog::NamedModel named = catalog_.names().need_model(run().model, "--model", run().engine);
  model_ = catalog_.find_model(named.match.slug);
  if (!named.match.exact) {
    out_.assume("model", catalog::taken_as(run().model, named.match));
  }
  if (run().quant.empty() && model_->file != nullptr) {
    run().quant = model_->file->quant;
    out_.assume("quant", run().quant);
  } else if (run().quant.empty() && !named.unread_quant.empty()) {
    throw catalog::InputError(
        "unknown-name",
        fmt::format("'{}' names a file of a storage type that is not known, '{}': --quant names "
                    "the nearest",
                    run().model,
                    named.unread_quant),
        "--model",
        catalog_.nearest_storage_types(named.unread_quant));
  } else if (run().quant.empty() && !named.quant.empty()) {
    const std::string typed = catalog::lower_case(run().model);
    const bool only_bits = named.quant.starts_with("MLX-Q") && catalog::contains(typed, "bit") &&
                           !catalog::contains(typed, "mlx");
    run().quant = only_bits ? fmt::format("{}bit", named.quant.back()) : named.quant;
    out_.assume("quant", fmt::format("{}, of the model's name", run().quant));
  } else if (run().quant.empty() && !named.match.quant.empty() && reads_gguf(catalog_, run().engine)) {
    run().quant = named.match.quant;
    out_.assume("quant", fmt::format("{}, what Ollama's library has under this name", run().quant));
  }
  run().model = model_->slug;
}

/// The storage type in the catalog's spelling; as typed where the catalog has none of that name.
std::string Completion::meant_quant() const {
  const catalog::NameMatch named = catalog_.names().quant(out_.run.quant);
  return named.slug.empty() ? out_.run.quant : named.slug;
}

/// The weights of a model file need no counting.
bool Completion::weights_are_known() {
  const model::FileWeights* file = model_->file;
  if (file == nullptr) {
    return false;
  }
  const std::string meant = meant_quant();
  if (catalog::normalized(meant) != catalog::normalized(file->quant)) {
    out_.notes.push_back(
        fmt::format("the weights are counted for {}; those of the file are {}", meant, file->quant));
    return false;
  }
  run().quant = file->quant;
  return true;
}

void Completion::name_kv_type() {
  const std::string typed = run().kv_type;
  if (!typed.empty()) {
    run().kv_type = resolve_kv_type(catalog_, typed, run().engine);
  }
  if (run().kv_type.empty()) {
    run().kv_type = "f16";
    out_.assume("kv_type", run().kv_type);
  } else if (run().kv_type != catalog_.canonical("kv-type", typed)) {
    out_.assume("kv_type", fmt::format("'{}' is counted as {}", typed, run().kv_type));
  }
}

/// Of the size of a file that is stated: nothing is stored in a bit a weight, nor in more than 32 and what a vision part
/// adds.
void Completion::check_size() {
  constexpr double kFewestBits = 1, kMostBits = 40;
  const double bits = run().size_gib * model::kGib * 8 / model_->parameters;
  if (bits < kFewestBits || bits > kMostBits) {
    throw catalog::InputError(
        "usage",
        fmt::format("a file of {:g} GiB is no {}: {:.2g} bits for each of its {:.3g} weights",
                    run().size_gib,
                    model_->slug,
                    bits,
                    model_->parameters),
        "--size-gib");
  }
}

void Completion::name_quant() {
  check_size();
  name_kv_type();
  if (!weights_are_known()) {
    name_counted_quant();
  }
  check_format();
}

/// What most people would run here. Weights that stream from the host do not choose by the memory of the cards.
std::string Completion::usual_file() {
  double memory_gib = 0;
  for (const model::Device* device : cards_.empty() ? devices_ : cards_) {
    memory_gib += catalog::installed_gib(run(), *device) * (cards_.empty() ? run().n_devices : 1);
  }
  const model::Engine& engine = *catalog_.find_engine(run().engine);
  const std::string usual =
      catalog::usual_quant(engine, *model_, run().details.spill ? model::kUnknown : memory_gib * model::kGib);
  const bool refused = std::any_of(devices_.begin(), devices_.end(), [&](const model::Device* device) {
    return catalog::refuses_format(catalog_, catalog::engine_family(catalog_, engine.name), usual, *device);
  });
  return refused ? std::string(engine.quant) : usual;
}

void Completion::name_counted_quant() {
  const bool stated = !run().quant.empty();
  if (!stated) {
    run().quant = usual_file();
    out_.assume("quant", run().quant);
  }
  if (const std::string usual = catalog::usual_of_counted_bits(catalog_, run().quant, run().engine);
      !usual.empty()) {
    out_.assume("quant",
                fmt::format("'{}' is taken as {}, the usual file of as many bits", run().quant, usual));
    run().quant = usual;
  }
  if (catalog::NameMatch named = catalog_.names().need_quant(run().quant, "--quant"); !named.exact) {
    out_.assume("quant", catalog::taken_as(run().quant, named));
    run().quant = named.slug;
  }
  take_mlx_type();
  QuantName quant = resolve_quant(catalog_, *model_, run().quant, run().size_gib);
  if (!stated && !quant.counted_as.empty()) {  // no name was given that is to be kept
    quant.name = quant.counted_as;
  }
  if (!quant.counted_as.empty()) {
    count_as(out_, quant.counted_as);
  }
  if (std::isnan(run().size_gib) && quant.size_gib > 0) {
    run().size_gib = quant.size_gib;
    out_.assume("size_gib", quant.size_gib);
  }
  run().quant = quant.name;
}

/// MLX has types of its own under names that others have: its mxfp4 is that of every matrix, a GGUF's of the experts only.
void Completion::take_mlx_type() {
  if (catalog::engine_family(catalog_, run().engine) != "mlx") {
    return;
  }
  const catalog::StorageType* type = catalog_.find_storage_type("MLX " + catalog::lower_case(run().quant));
  if (type == nullptr || run().quant == model_->published) {
    return;
  }
  out_.assume("quant", fmt::format("'{}' is taken as {}", run().quant, type->name));
  run().quant = type->name;
}

void Completion::check_format() {
  for (const model::Device* device : devices_) {
    const catalog::EngineFormat* limit =
        catalog::format_limit(catalog_, catalog::engine_family(catalog_, run().engine), run().quant, *device);
    if (limit == nullptr) {
      continue;
    }
    const std::string why = limit_sentence(run().engine, run().quant, limit->why);
    if (limit->outcome == "refused") {
      wrong_usage(limit->classes.empty() ? "--engine" : "--quant", why);
    }
    out_.notes.push_back(limit->outcome == "as if" ? why + ": predicted as if it did" : why);
    return;
  }
}

void Completion::check_model() {
  const catalog::EngineModels* limit =
      catalog::model_limit(catalog_, run().engine, run().backend, model_->family);
  if (limit == nullptr) {
    return;
  }
  const std::string why = limit_sentence(run().engine, run().model, limit->why);
  if (limit->outcome == "refused") {
    wrong_usage("--model", why);
  }
  out_.notes.push_back(why + ": predicted as if it did");
}

void Completion::fill_workload() {
  if (run().n_prompt > 0 && std::isnan(run().depth)) {
    out_.notes.emplace_back(
        fmt::format("decoding is predicted from an empty cache on, as llama-bench measures it: --n-depth "
                    "{:.0f} has the prompt in the cache",
                    run().n_prompt));
  }
  fill(run().n_prompt, "n_prompt", 512);
  const model::Engine& engine = catalog::engine_facts(catalog_, run().engine);
  build_date_ = build_date(fitted_, run());
  const double year = catalog::decimal_year(build_date_);
  double micro_batch =
      std::numeric_limits<double>::infinity();  // of unlike cards the least, in whatever order
  for (const model::Device* device : devices_) {
    micro_batch = std::min(micro_batch, model::usual_micro_batch(engine, *device, year));
  }
  fill(run().micro_batch, "n_ubatch", micro_batch);
  fill(run().n_gen, "n_gen", 128);
  fill(run().depth, "n_depth", 0);
  fill(run().concurrency, "concurrency", 1);
  run().rate = catalog::StatedRate::unsaid;  // between the prompts of others
  if (run().concurrency < run().replicas) {
    out_.notes.emplace_back(kIdleReplicas);
  }
  if (std::max(run().depth, run().n_prompt) + run().n_gen > model_->max_context) {
    out_.notes.emplace_back(fmt::format("beyond the model's context of {:.0f} tokens", model_->max_context));
  }
  if (model_->host_tables_bytes > 0) {
    out_.notes.push_back(fmt::format(
        "its n-gram tables, {:.0f} GB, are beside the weights in the host's memory or on a drive; a device "
        "does not hold them",
        model_->host_tables_bytes / model::kGb));
  }
}

void Completion::speculate() {
  if (!catalog::drafts(run())) {
    run().speculative = model::Drafting::none;
    if (run().spec_tokens > 0 || run().acceptance > 0) {
      out_.notes.emplace_back(
          "nothing drafts, so drafted tokens change nothing: --speculative says what does");
    }
    return;
  }
  if (run().speculative.unknown()) {
    unknown_name("--speculative", "way to draft", run().speculative.text(), model::kDraftingNames);
  }
  const model::Drafting drafting = *run().speculative.value();
  if (drafting == model::Drafting::mtp && !model_->draft_head) {
    out_.notes.push_back(fmt::format(
        "the published checkpoint of {} has no head that drafts tokens (MTP): predicted as if one were added",
        model_->slug));
  }
  if (!model::shares_output(drafting)) {  // a model of its own
    out_.notes.emplace_back(model::kDraftsAreUsual);
  }
  fill(run().spec_tokens, "spec_tokens", model::usual_drafts(drafting));
}

void Completion::name_launches() {
  const bool may_be_eager = catalog::engine_facts(catalog_, run().engine).may_be_eager();
  if (may_be_eager && run().eager.empty()) {
    out_.assume("eager", std::string("the engine's default"));
  } else if (!may_be_eager && !run().eager.empty()) {
    wrong_usage("--eager", fmt::format("{} has no graphs that could be left out", run().engine));
  }
}

void Completion::fill_rest() {
  if (run().engine_date.empty()) {
    run().engine_date = build_date_;
    out_.assume("engine_date", run().engine_date);
  } else if (run().engine_date > fitted_.data().newest_date) {
    out_.notes.push_back(
        fmt::format("the newest build that was fitted is of {}: a later one is taken to be as fast",
                    fitted_.data().newest_date));
  }
  if (run().flash_attention.empty()) {
    out_.assume("flash_attn", std::string("the engine's default"));
  } else if (run().flash_attention == false && model::is_quantized_kv(run().kv_type) &&
             catalog::engine_facts(catalog_, run().engine).ggml) {
    out_.notes.push_back(
        fmt::format("without flash attention {} refuses to store values as {}: predicted as if it did",
                    run().engine,
                    run().kv_type));
  }
  name_launches();
  if (catalog::drafts(run()) && std::isnan(run().acceptance)) {
    say_acceptance();
  }
  const double limit = devices_.front()->tdp_w;
  if (std::isnan(run().power_w) && limit > 0 && devices_.size() == 1) {
    out_.assume("power_limit_w", limit);
  }
  if (run().host_device.empty() && !on_cpu_ && catalog::launching_host(catalog_, run()) == nullptr) {
    out_.assume("host_launch_speed", catalog::kUnknownLaunchSpeed);
  }
  if (std::isnan(run().threads) && (on_cpu_ || !run().placement.empty() || run().n_gpu_layers >= 0)) {
    run().details.decode_threads = 0;
    assume_threads(catalog_, fitted_, out_);
  }
}

/// Where the share that is accepted is not stated, the fit knows it for the way of drafting, with its uncertainty: the run
/// leaves it open, and what it comes to is listed.
void Completion::say_acceptance() {
  const auto p = predict(catalog_, fitted_, run(), {.rate_only = true}).prediction;
  if (!p) {
    return;
  }
  const model::Coefficients<double> c = bind(fitted_, p->step, model::FigureKind::decode).coefficients;
  const double accepted =
      (model::tokens_per_step(p->step, c) - 1) / (run().spec_tokens * c.get<"speculation_share">());
  out_.assume("acceptance", std::round(100 * accepted) / 100);
}

/// An engine that starts only where a whole sequence has room is told how long one may be, where the model's context is too much.
void Completion::check_context() {
  if (!catalog::engine_facts(catalog_, run().engine).needs_whole_context || run().details.max_model_len > 0) {
    return;
  }
  const std::optional<double> longest = longest_sequence(catalog_, run());
  if (longest && *longest < model_->max_context) {
    out_.notes.push_back(fmt::format(
        "{} starts only where a sequence as long as the model's context of {:.0f} tokens has room: "
        "state --max-model-len, {:.0f} at most",
        run().engine,
        model_->max_context,
        *longest));
  }
}

void assume_threads(const catalog::Catalog& catalog, const Fitted& fitted, Request& request) {
  const HostThreads threads = fastest_threads(catalog, fitted, request.run);
  if (!threads.some_idle()) {
    request.assume("threads", std::string("all cores"));
    return;
  }
  request.assume("threads", threads.fastest);
  request.assume("prompt_threads", std::string("all cores"));
}

Request complete(const catalog::Catalog& catalog, const Fitted& fitted, catalog::Question question) {
  return Completion(catalog, fitted, std::move(question)).done();
}

}  // namespace tokroof::predict
