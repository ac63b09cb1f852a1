#include "formats/benchmarks/sentence.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "formats/benchmarks/given_cells.hpp"
#include "formats/benchmarks/sentence_draft.hpp"

namespace tokroof::formats {
namespace {

/// What is left open, said.
void leave_out(SentenceDraft& sentence, const catalog::Run& given) {
  catalog::Run& run = sentence.out.run;
  for (const std::string& column : fill_from(sentence.catalog, given, run).kept) {
    sentence.remark(
        fmt::format("the sentence says another {} than the option: the sentence's is kept", column));
  }
  const std::string words = run.model.empty() ? model_words(sentence) : "";
  const catalog::NameMatch usual =
      words.empty() ? catalog::NameMatch{} : sentence.catalog.names().model(words).match;
  if (!usual.slug.empty()) {
    run.model = usual.slug;
    sentence.understood(run.model);
    sentence.remark(catalog::taken_as(words, usual));
    for (Word& word : sentence.words) {
      word.used = word.used || catalog::contains(words, word.text);
    }
  }
  if (run.model.empty()) {
    sentence.remark(
        words.empty() ? "the model is not said"
                      : fmt::format("which model '{}' is, is not known; nearest: {}",
                                    catalog::visible(words),
                                    fmt::join(sentence.catalog.names().model_names().nearest(words), ", ")));
  }
  if (run.device.empty() && !sentence.device_open) {
    sentence.remark("the device is not said, or not known");
  }
  if (run.quant.empty()) {
    sentence.remark("the quantization is not said: the engine's usual one");
  }
  if (std::isnan(run.depth)) {
    sentence.remark("the context is not said: an empty cache");
  }
  std::string rest;
  for (const Word& word : sentence.words) {
    if (!word.used && catalog::has_digit(word.text)) {
      rest += (rest.empty() ? "" : " ") + word.text;
    }
  }
  if (!rest.empty()) {
    sentence.remark(fmt::format("not understood: {}", catalog::visible(rest)));
  }
  const model::Engine* engine =
      sentence.catalog.find_engine(sentence.catalog.canonical("engine", run.engine));
  const bool of_several = std::any_of(sentence.words.begin(), sentence.words.end(), [](const Word& word) {
    return model::is_one_of(word.text, {"throughput", "offline", "aggregate", "aggregated", "mlperf"});
  });
  if (engine != nullptr && engine->paged_cache && of_several && std::isnan(run.concurrency)) {
    run.tg_tps = model::kUnknown;
    sentence.remark("the rate is of several streams, and how many is not said: it is not judged");
  }
  run.quality = "ok";
  run.split = run.split.empty() && run.n_devices == 1 ? "none" : run.split;
}

/// "25 layers on the CPU": the others are on the device.
void place_layers(SentenceDraft& sentence) {
  catalog::Run& run = sentence.out.run;
  const model::Architecture* model = sentence.catalog.find_model(run.model);
  if (model != nullptr && sentence.layers_on_host > 0) {
    run.n_gpu_layers = std::max(model->layers - sentence.layers_on_host, 0.0);
    sentence.understood(fmt::format("{:.0f} layers on the device", run.n_gpu_layers));
  }
}

}  // namespace

bool is_sentence(std::string_view text) {
  constexpr std::size_t kLongest = 2000;
  return text.size() <= kLongest && text.find(' ') != std::string_view::npos && has_rate(words_of(text));
}

Sentence read_sentence(const catalog::Catalog& catalog, std::string_view text, const catalog::Run& given) {
  SentenceDraft sentence(catalog, text);
  read_rates(sentence);
  read_workload(sentence);
  read_names(sentence);
  leave_out(sentence, given);
  place_layers(sentence);
  return std::move(sentence.out);
}

}  // namespace tokroof::formats
