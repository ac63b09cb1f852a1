#include "formats/benchmarks/prompt_pairs.hpp"

#include <cmath>
#include <utility>

namespace tokroof::formats {
namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same_setup(const ImportedRun& x, const ImportedRun& y) {
  constexpr std::string catalog::Run::*kTexts[] = {&catalog::Run::engine,
                                                   &catalog::Run::engine_version,
                                                   &catalog::Run::backend,
                                                   &catalog::Run::build,
                                                   &catalog::Run::device,
                                                   &catalog::Run::interconnect,
                                                   &catalog::Run::network,
                                                   &catalog::Run::host,
                                                   &catalog::Run::model,
                                                   &catalog::Run::quant,
                                                   &catalog::Run::kv_type,
                                                   &catalog::Run::notes};
  constexpr double catalog::Run::*kNumbers[] = {&catalog::Run::n_devices,
                                                &catalog::Run::replicas,
                                                &catalog::Run::pipeline_parallel,
                                                &catalog::Run::data_parallel_attention,
                                                &catalog::Run::machine_devices,
                                                &catalog::Run::size_gib,
                                                &catalog::Run::params_b,
                                                &catalog::Run::n_gpu_layers,
                                                &catalog::Run::threads,
                                                &catalog::Run::depth,
                                                &catalog::Run::micro_batch,
                                                &catalog::Run::concurrency,
                                                &catalog::Run::power_w};
  for (const auto text : kTexts) {
    if (x.run.*text != y.run.*text) {
      return false;
    }
  }
  for (const auto number : kNumbers) {
    if (!same(x.run.*number, y.run.*number)) {
      return false;
    }
  }
  return x.run.split == y.run.split && x.run.speculative == y.run.speculative &&
         x.run.placement == y.run.placement && x.run.flash_attention == y.run.flash_attention &&
         x.run.eager == y.run.eager && x.run.rate == y.run.rate && x.model_names == y.model_names &&
         same(x.n_cpu_moe, y.n_cpu_moe) && same(x.memory_gib, y.memory_gib);
}

}  // namespace

void PromptPairs::add(ImportedRun figure, int line, Rows& rows) {
  const bool only_prompt = model::known(figure.run.pp_tps) && !model::known(figure.run.tg_tps);
  const bool only_generation =
      model::known(figure.run.tg_tps) && !model::known(figure.run.pp_tps) && !figure.run.includes_prefill;
  if (only_generation && prompt_ && same_setup(*prompt_, figure)) {
    figure.run.n_prompt = prompt_->run.n_prompt;
    figure.run.pp_tps = prompt_->run.pp_tps;
    figure.run.pp_depth = prompt_->run.pp_depth;
    prompt_.reset();
    rows.row(std::move(figure), line_);
    return;
  }
  flush(rows);
  if (only_prompt) {
    prompt_ = std::move(figure);
    line_ = line;
  } else {
    rows.row(std::move(figure), line);
  }
}

void PromptPairs::flush(Rows& rows) {
  if (prompt_) {
    rows.row(std::move(*prompt_), line_);
    prompt_.reset();
  }
}

}  // namespace tokroof::formats
