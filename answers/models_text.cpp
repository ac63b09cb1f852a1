#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "answers/models_output.hpp"
#include "answers/prediction_text.hpp"
#include "catalog/number.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

/// "2 x rtx-3090 with ryzen-9-7950x"
std::string machine_words(const catalog::Run& run) {
  const bool several = run.n_devices > 1 && run.device.find('+') == std::string::npos;
  return (several ? fmt::format("{:.0f} x ", run.n_devices) : "") + run.device +
         (run.host_device.empty() ? "" : " with " + run.host_device);
}

std::string reason_words(const std::string& code) {
  static const std::map<std::string, const char*, std::less<>> reasons{
      {"does-not-fit", "do not fit"},
      {"too-slow", "too slow"},
      {"short-context", "of shorter context"},
      {"older", "older"},
      {"no-date", "undated"},
      {"other-kind", "of the other kind"},
      {"variant", "pruned or synthetic"},
      {"cannot-model", "cannot run"}};
  const auto it = reasons.find(code);
  return it == reasons.end() ? code : it->second;
}

/// How many rows count on more of unified memory than the system gives its GPU by default, and what that is.
std::string beyond_default_words(const whatif::RunnableModels& models) {
  double usual_bytes = 0;
  const auto needs_more = [&](const whatif::RunnableModel& row) {
    const model::Scenario& s = row.prediction.scenario;
    usual_bytes = s.n_devices * model::usual_gpu_memory_bytes(s.device);
    return !s.cpu_only && !(s.gpu_memory_gib > 0) && row.prediction.memory.needed_bytes() > usual_bytes;
  };
  const auto count = std::count_if(models.rows.begin(), models.rows.end(), needs_more);
  return count == 0
             ? ""
             : fmt::format(
                   "{} of them need more than the {:.1f} GB that the system lets a GPU use by default.\n",
                   count,
                   usual_bytes / 1e9);
}

bool memory_is_known(const whatif::RunnableModels& models) {
  const bool stated = models.machine.run.details.host_memory_gib > 0;
  return model::all_of(models.rows, [&](const whatif::RunnableModel& row) {
    const model::MemoryNeed& m = row.prediction.memory;
    const bool beside_card = row.prediction.scenario.device.kind != model::DeviceKind::cpu;
    const bool on_host = m.host_bytes > 0 || (row.prediction.scenario.cpu_only && beside_card);
    return std::isfinite(m.available_bytes) && (stated || !on_host);
  });
}

std::string next_words(const whatif::RunnableModels& models, const whatif::NextSize& next) {
  const whatif::ExcludedModel& m = next.model;
  std::string out =
      fmt::format("{}: {} ({})", models.rows.empty() ? "The nearest" : "One size up", m.model->slug, m.quant);
  if (m.code == "too-slow") {
    return fmt::format("{} would run at {} tok/s.\n", out, catalog::significant(next.tps));
  }
  const model::NeededOf gb = model::told_apart(m.needed_bytes, next.available_bytes, 1e9);
  out += fmt::format(" needs {} GB, {} GB are there{}",
                     gb.needed,
                     gb.available,
                     m.needed_bytes < next.available_bytes ? ", but not on each card" : "");
  if (next.n_devices > 0) {
    out += fmt::format("; {:.0f} x {} run it at {} tok/s",
                       next.n_devices,
                       models.machine.run.device,
                       catalog::significant(next.tps));
  }
  return out + ".\n";
}

}  // namespace

std::size_t shown_models(const whatif::RunnableModels& models, std::size_t top) {
  return top == 0 ? models.rows.size() : std::min(top, models.rows.size());
}

std::string models_heading(const whatif::RunnableModels& models) {
  const catalog::Run& run = models.machine.run;
  const whatif::ModelsFilter& f = models.filter;
  const std::size_t n = models.rows.size();
  const std::string memory = assumed_memory(models.machine.assumed);
  return readings_line(models.machine.assumed) +
         fmt::format(
             "{} under {} ({}){}\n{} model{} with at least {:g} tok/s at {:.0f} tokens of context{}\n",
             machine_words(run),
             run.engine,
             run.backend,
             memory.empty() ? "" : "; memory" + memory,
             n,
             n == 1 ? "" : "s",
             f.min_tps,
             run.depth + run.n_gen,
             models.released_since.empty() ? "" : ", since " + models.released_since);
}

std::string models_notes(const whatif::RunnableModels& models, std::size_t top) {
  std::string out;
  const std::size_t rest = models.rows.size() - shown_models(models, top);
  if (rest > 0) {
    out += fmt::format("{} more: --top 0 shows them, --browse looks through them.\n", rest);
  }
  out += beyond_default_words(models);
  if (!memory_is_known(models)) {
    out +=
        "How much memory is there is not known, and taken as the most there can be: --host-memory-gib says "
        "it.\n";
  }
  if (models.next) {
    out += next_words(models, *models.next);
  }
  std::map<std::string, int> codes;
  for (const whatif::ExcludedModel& e : models.excluded) {
    ++codes[e.code];
  }
  std::string why;
  for (const auto& [code, count] : codes) {
    why += fmt::format("{}{} {}", why.empty() ? "" : ", ", count, reason_words(code));
  }
  if (!why.empty()) {
    out += fmt::format("Not listed (--excluded names them): {}.\n", why);
  }
  return out +
         "+N: as many other entries of the same shape run alike. first: 512 prompt tokens and the first "
         "token.\n";
}

}  // namespace tokroof::answers
