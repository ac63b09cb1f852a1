#include "formats/benchmarks/sentence.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/visible_text.hpp"
#include "formats/benchmarks/given_cells.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "formats/benchmarks/sentence_draft.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

/// "64gb ram", "2x32gb ddr5", "128 GB of system memory" that no device was read with.
void read_host_memory_size(SentenceDraft& sentence) {
  constexpr double kMostOfCards = 2;  // sold with more than their maker puts on them
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    const std::string& word = sentence.text(i);
    const std::size_t times = word.find('x');
    const std::size_t unit = word.find("gb") != std::string::npos ? word.find("gb") : word.find("gib");
    if (!sentence.free(i) || unit == std::string::npos || unit == 0) {
      continue;
    }
    const auto size = catalog::parse_number(word.substr(times == std::string::npos ? 0 : times + 1,
                                                        unit - (times == std::string::npos ? 0 : times + 1)));
    const auto before =
        i > 0 && sentence.free(i - 1) && sentence.text(i - 1).ends_with('x')
            ? catalog::parse_number(sentence.text(i - 1).substr(0, sentence.text(i - 1).size() - 1))
            : std::nullopt;
    const auto count = times == std::string::npos ? before : catalog::parse_number(word.substr(0, times));
    std::size_t next = i + 1;
    while (sentence.is(next, {"of", "system", "host", "main", "cpu", "fast", "slow"})) {
      ++next;
    }
    const model::Device* card = sentence.catalog.find_device(sentence.out.run.device);
    const bool of_host = card != nullptr && card->kind == model::DeviceKind::gpu && size &&
                         *size * count.value_or(1) > kMostOfCards * card->memory_gib &&
                         !sentence.is(next, {"model", "models", "file", "weights", "vram", "quant"});
    const bool named =
        sentence.is(next, {"ram", "memory", "dram", "rdimm", "udimm", "sodimm"}) ||
        (sentence.text(next).find("ddr") != std::string::npos && !sentence.text(next).starts_with("gddr"));
    if (!(named || of_host) || !size || !(*size > 0)) {
      continue;
    }
    sentence.out.run.details.host_memory_gib = *size * count.value_or(1);
    sentence.understood(fmt::format("memory of {:g} GiB", sentence.out.run.details.host_memory_gib));
    sentence.use(before ? i - 1 : i, named && sentence.free(next) ? next + 1 : i + 1);
  }
}

/// "qwen3 32b 128k": where a model is asked about and nothing else is said of lengths, so many tokens there is to be room for.
void read_bare_context(SentenceDraft& sentence) {
  const catalog::Run& run = sentence.out.run;
  const bool asked = !run.model.empty() && !(run.tg_tps > 0) && !(run.pp_tps > 0);
  constexpr double kLeast = 1000, kMost = 10e6;
  for (std::size_t i = 0; i < sentence.words.size() && asked; ++i) {
    const auto tokens = sentence.text(i).ends_with('k') ? quantity(sentence.text(i), kKilo) : std::nullopt;
    const bool money = sentence.is(i + 1, {"usd", "dollars", "bucks", "euro", "euros", "eur"});
    if (sentence.free(i) && !money && is_number_between(tokens, kLeast, kMost)) {
      set_room(sentence, *tokens, i, i + 1);
    }
  }
}

/// Whether a word that nothing was made of may have said something of the set-up: all but the words around it.
bool says_something(std::string_view word) {
  constexpr std::string_view kPlain =
      " a about above actually after again aggregate all almost already also always am an and any anyone "
      "apiece "
      "approx approximately are around as at attached average averaging avg away b bad barely be because "
      "awesome been before bench benchmark benchmarks best better between box build but by can card cards "
      "chat claims close combined "
      "compared computer config configuration consistent consistently constant constantly cost could current "
      "currently "
      "decent device did do does doing done down dropped drops each easily else even ever every expected "
      "fast "
      "faster fine first for from gave gen generate generated generates generating generation get gets "
      "getting gguf give gives giving go goes going good got gpu gpus great had has have having he hello "
      "help here hey hi home how i i'd i'm i've if im in inference instead instruct into is isn't it "
      "it's its ive just less let like list little llm local locally look looks lot lots low mac machine "
      "make makes manage manages max maxes maybe me mean measured mere min minimum model models more most "
      "much my "
      "myself nearly new no normal not now of off ok okay old on once one only or other our out over "
      "overall pc peak peaking people per please possible post posted pretty processing prompt pushes quant "
      "quantization quantized quite rate reach read really reasonable reddit replaced reports result "
      "results rig right roughly run running runs said same saw says see seeing seems seen serve served "
      "server serves serving setup she should show shows single slow slower so solid some someone speed "
      "speeds stable steady still stock stuff sure sustained system take takes test tested testing than that "
      "that's the their "
      "them then there these they this those thanks though thread through throughput times to today together "
      "too total "
      "trying twice under unlike up upgraded us use used user using usually version versus very via vs "
      "want wanted wow was we we're weights well went were what when where which while who why will with "
      "without work working works would yes yet you your ";
  const bool letters = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return catalog::has_digit(word) || (letters && !catalog::contains(kPlain, fmt::format(" {} ", word)));
}

/// What is left open, said.
void leave_out(SentenceDraft& sentence, const catalog::Run& given) {
  catalog::Run& run = sentence.out.run;
  for (const std::string& column : fill_from(sentence.catalog, given, run).kept) {
    sentence.remark(
        fmt::format("the sentence says another {} than the option: the sentence's is kept", column));
  }
  const std::string words = run.model.empty() ? model_words(sentence) : "";
  const catalog::NameMatch usual =
      words.empty() ? catalog::NameMatch{} : sentence.catalog.names().typed_model(words).match;
  if (!usual.slug.empty()) {
    run.model = usual.slug;
    sentence.understood(run.model);
    sentence.remark(catalog::taken_as(words, usual));
    for (Word& word : sentence.words) {
      word.used = word.used || catalog::contains(words, word.text);
    }
  }
  if (run.model.empty()) {
    if (words.empty()) {
      sentence.out.unsaid.emplace_back("the model is not said");
    } else {
      sentence.out.near_models = sentence.catalog.names().model_names().nearest(words);
      sentence.remark(fmt::format("which model '{}' is, is not known; nearest: {}",
                                  catalog::visible(words),
                                  fmt::join(sentence.out.near_models, ", ")));
    }
  }
  read_bare_context(sentence);
  if (run.device.empty() && !sentence.device_open) {
    sentence.out.unsaid.emplace_back("the device is not said, or not known");
  }
  if (run.quant.empty()) {
    sentence.out.unsaid.emplace_back("the quantization is not said: the engine's usual one");
  }
  if (std::isnan(run.depth)) {
    sentence.out.unsaid.emplace_back(
        run.details.max_model_len > 0
            ? "such room need not be in use: from an empty cache to a full one ('at 8k' is in use)"
            : "the context is not said: an empty cache");
  }
  read_host_memory_size(sentence);
  std::string rest;
  for (const Word& word : sentence.words) {
    if (!word.used && says_something(word.text)) {
      rest += (rest.empty() ? "" : " ") + word.text;
    }
  }
  if (!rest.empty()) {
    sentence.remark(fmt::format("not understood: {}", catalog::visible(rest)));
  }
  sentence.out.unread = rest;
  const model::Engine* engine =
      sentence.catalog.find_engine(sentence.catalog.canonical("engine", run.engine));
  const bool paged = engine != nullptr && engine->paged_cache;
  const bool of_several = std::any_of(sentence.words.begin(), sentence.words.end(), [](const Word& word) {
    return model::is_one_of(
        word.text, {"throughput", "offline", "aggregate", "aggregated", "mlperf", "batched", "batching"});
  });
  const bool of_all = run.rate == catalog::StatedRate::aggregate;
  if (run.tg_tps > 0 && (of_all || (paged && of_several)) && std::isnan(run.concurrency)) {
    run.tg_tps = model::kUnknown;
    sentence.remark("the rate is of several streams, and how many is not said: it is not judged");
  }
  const auto unclear = std::find_if(sentence.words.begin(), sentence.words.end(), [](const Word& word) {
    return word.beside_figure && !word.used && !catalog::has_digit(word.text) && says_something(word.text);
  });
  if (unclear != sentence.words.end() && run.tg_tps > 0) {
    run.tg_tps = model::kUnknown;
    sentence.remark(fmt::format("what '{}' says of the rate is not understood: it is not judged",
                                catalog::visible(unclear->text)));
  }
  run.quality = "ok";
  if (run.split.empty() && run.n_devices == 1) {
    run.split = model::Split::none;
  }
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

/// "8x DDR4-3200": a module a channel, unless the processor has fewer.
void place_modules(SentenceDraft& sentence) {
  catalog::Run& run = sentence.out.run;
  const model::Device* processor =
      sentence.catalog.find_device(run.host_device.empty() ? run.device : run.host_device);
  const bool has_channels = processor != nullptr && processor->memory_channels > 0;
  if (!(sentence.memory_modules > 0) || run.details.host_channels > 0 || !has_channels) {
    return;
  }
  const double sockets = run.details.host_sockets > 1 ? run.details.host_sockets : 1;
  run.details.host_channels =
      std::min(std::ceil(sentence.memory_modules / sockets), processor->memory_channels);
  sentence.understood(fmt::format("{:.0f} memory channels", run.details.host_channels));
}

/// "64 tok/s per GPU", "64 tok/s/gpu": of each device of a set, so that all together make so many times more.
void sum_devices(SentenceDraft& sentence) {
  catalog::Run& run = sentence.out.run;
  bool each = false;
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    const bool pair = sentence.is(i, {"per"}) && sentence.is(i + 1, {"gpu", "card", "accelerator"});
    each = each || pair || of_all_devices(sentence.text(i)) != sentence.text(i);
    if (pair) sentence.use(i, i + 2);
  }
  const model::Device* device = sentence.catalog.find_device(run.device);
  if (each && std::isnan(run.n_devices) && device != nullptr && model::stacked_memory(*device)) {
    run.tg_tps = model::kUnknown;
    sentence.remark(
        "the rate is of each device of a server, and how many share the model is not said: it is not judged");
    return;
  }
  if (each && run.n_devices > 1 && run.tg_tps > 0) {
    run.tg_tps *= run.n_devices;
    run.rate = catalog::StatedRate::aggregate;
    sentence.understood(fmt::format("{} tok/s of all devices", catalog::measured_text(run.tg_tps)));
  }
}

/// "70% power limit": of what the device is specified with.
void limit_power(SentenceDraft& sentence) {
  catalog::Run& run = sentence.out.run;
  const model::Device* device = sentence.catalog.find_device(run.device);
  if (!(sentence.power_share > 0)) {
    return;
  }
  if (device == nullptr || !(device->tdp_w > 0)) {
    sentence.remark(fmt::format("{:.0f} % of which power, is not known", 100 * sentence.power_share));
    return;
  }
  run.power_w = std::round(sentence.power_share * device->tdp_w);
  sentence.understood(
      fmt::format("{:.0f} W, {:.0f} % of {:.0f}", run.power_w, 100 * sentence.power_share, device->tdp_w));
}

/// "TTFT 1.2 s": with the prompt's length, and nobody else in line, the prompt's rate.
void read_first_token(SentenceDraft& sentence) {
  catalog::Run& run = sentence.out.run;
  const FirstToken first = first_token_of(sentence.words);
  if (!(first.seconds > 0)) {
    return;
  }
  sentence.use(first.begin, first.end);
  const std::string time = catalog::measured_text(first.seconds);
  const double tokens = run.n_prompt > 0 ? run.n_prompt : model::kUnknown;
  if (run.pp_tps > 0 || run.concurrency > 1 || !(tokens > 0)) {
    sentence.remark(
        run.pp_tps > 0 || run.concurrency > 1
            ? fmt::format("a first token after {} s is not judged", time)
            : fmt::format("a first token after {} s is judged where the prompt's length is said: \"ttft {} s "
                          "with a 2k prompt\"",
                          time,
                          time));
    return;
  }
  run.pp_tps = tokens / first.seconds;
  sentence.understood(fmt::format(
      "a first token after {} s: {} tok/s of the prompt", time, catalog::measured_text(run.pp_tps)));
}

}  // namespace

std::vector<std::string> Sentence::all_remarks() const {
  std::vector<std::string> out = remarks;
  out.insert(out.end(), unsaid.begin(), unsaid.end());
  return out;
}

bool is_sentence(std::string_view text) {
  constexpr std::size_t kLongest = 2000;
  return text.size() <= kLongest && text.find(' ') != std::string_view::npos && has_rate(words_of(text));
}

bool is_one_sentence(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  const bool json = text.starts_with('{') || text.starts_with('[');
  return !json && text.find_first_of("\t\n") == std::string_view::npos && is_sentence(text);
}

Sentence read_sentence(const catalog::Catalog& catalog, std::string_view text, const catalog::Run& given) {
  SentenceDraft sentence(catalog, text);
  read_rates(sentence);
  read_workload(sentence);
  read_names(sentence);
  limit_power(sentence);
  read_first_token(sentence);
  sum_devices(sentence);
  leave_out(sentence, given);
  place_layers(sentence);
  place_modules(sentence);
  return std::move(sentence.out);
}

}  // namespace tokroof::formats
