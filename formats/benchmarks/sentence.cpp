#include "formats/benchmarks/sentence.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
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
  constexpr double kMostModules = 64;
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
    const bool is_name = before && (sentence.words[i - 1].ends || *before > kMostModules);  // "3950x, 64gb"
    const auto count = times == std::string::npos ? (is_name ? std::nullopt : before)
                                                  : catalog::parse_number(word.substr(0, times));
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
    sentence.use(count && before ? i - 1 : i, named && sentence.free(next) ? next + 1 : i + 1);
  }
}

/// "58 gb of weights", "5.4 GB on disk", "a 20gb gguf": how large the model's file is.
void read_file_size(SentenceDraft& sentence) {
  constexpr double kGigabyte = 1e9, kGibibyte = 1024.0 * 1024 * 1024;
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    const std::string& word = sentence.text(i);
    const bool gib = word.ends_with("gib"), gb = word.ends_with("gb");
    const auto size =
        gib || gb ? catalog::parse_number(word.substr(0, word.size() - (gib ? 3 : 2))) : std::nullopt;
    const std::size_t next = sentence.is(i + 1, "of") ? i + 2 : i + 1;
    const bool on_disk = sentence.is(i + 1, "on") && sentence.is(i + 2, "disk");
    if (!sentence.free(i) || !size || !(*size > 0) || sentence.words[i].ends ||
        !(on_disk || sentence.is(next, {"weights", "gguf"}))) {
      continue;
    }
    sentence.out.run.size_gib = *size * (gib ? 1 : kGigabyte / kGibibyte);
    sentence.understood(fmt::format("a file of {:.3g} GiB", sentence.out.run.size_gib));
    sentence.use(i, on_disk ? i + 3 : next + 1);
  }
}

/// "iogpu.wired_limit_mb=27500": what macOS lets the GPU use of a Mac's memory.
void read_wired_limit(SentenceDraft& sentence) {
  constexpr double kMebibytes = 1024;
  for (std::size_t i = 0; i < sentence.words.size(); ++i) {
    const auto limit =
        sentence.text(i).ends_with("wired_limit_mb") ? quantity(sentence.text(i + 1)) : std::nullopt;
    if (limit && *limit > 0) {
      sentence.out.run.details.gpu_memory_gib = *limit / kMebibytes;
      sentence.understood(fmt::format("{:.3g} GiB for the GPU", *limit / kMebibytes));
      sentence.use(i, i + 2);
    }
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
      " a about above actually after again aggregate all almost already also although always am "
      "an and any anyone anyway apiece approx approximately are around as at attached average "
      "averaging avg away awesome b bad barely baseline be because been before bench benchmark "
      "benchmarks best better between box build but by can card cards chat claims close cold "
      "combined compared computer config configuration consistent consistently constant "
      "constantly cost could current currently decent decrease decreased decreases decreasing "
      "degrades despite device did do does doing done down dropped drops each easily else even "
      "ever every expected fast faster fine first fit fits for from gave gen generate generated "
      "generates generating generation get gets getting gguf give gives giving go goes going "
      "good got gpu gpus great growing grows had has have having he hello help here hey hi "
      "holds home honestly how i i'd i'm i've if im in increase increased increases increasing "
      "inference instead instruct into is isn't it it's its ive just less let like list little "
      "llm local locally look looks lot lots low mac machine make makes manage manages max "
      "maxes maybe me mean measured median mere min minimum model models more most much my myself "
      "nearly new no normal not now of off ok okay old on once one only or other our out over "
      "overall pc peak peaking people per please possible post posted pretty processing prompt "
      "pushes quant quantization quantized quite rate reach read really reasonable reddit "
      "remain remained remains replaced reports result results rig right roughly run running "
      "runs sadly said same saw says see seeing seems seen serve served server serves serving "
      "setup she should show shows simply single slow slower so solid some somehow someone "
      "speed speeds stable stay stayed staying stays steady still stock stuff sure sustained "
      "system take takes test tested testing than thanks that that's the their them then there "
      "these they this those though thread through throughput times to today together too total "
      "trying twice under unfortunately unlike up upgraded us use used user using usually "
      "version versus very via vs want wanted warm warm-up warmed warmup was we we're weights "
      "well went were what when where whereas which while who why will with without work "
      "working works would wow yes yesterday yet you your ";
  const bool letters = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return catalog::has_digit(word) || (letters && !catalog::contains(kPlain, fmt::format(" {} ", word)));
}

void take_model(SentenceDraft& sentence, const std::string& typed, const catalog::NameMatch& match) {
  sentence.out.run.model = match.slug;
  sentence.understood(match.slug);
  if (catalog::normalized(typed) != catalog::normalized(match.slug)) {
    sentence.remark(catalog::taken_as(typed, match));
  }
}

/// "llama-3.1-8b-lexi-uncensored-v2", "Llama3.3_70b_Q5_K_S.gguf": a name that is joined to one word says more than the model, which
/// the names of files and options say, too.
void read_joined_name(SentenceDraft& sentence) {
  catalog::Run& run = sentence.out.run;
  for (std::size_t i = 0; i < sentence.words.size() && run.model.empty(); ++i) {
    const std::string& word = sentence.text(i);
    const bool joined =
        word.find_first_of("-_") != std::string::npos && !word.starts_with('-') && catalog::has_digit(word);
    if (!sentence.free(i) || !joined) {
      continue;
    }
    const catalog::NamedModel named = sentence.catalog.names().model(word);
    if (named.match.slug.empty()) {
      continue;
    }
    take_model(sentence, word, named.match);
    if (run.quant.empty() && !named.quant.empty()) {
      run.quant = named.quant;
      sentence.understood(named.quant);
    }
    sentence.use(i, i + 1);
  }
}

/// GPTQ was the type of the first LLaMA, of whose sizes newer families have some.
bool is_of_first_llama(const catalog::Run& run, std::string_view size) {
  return (run.engine == "exllama" || run.quant.starts_with("GPTQ")) &&
         model::is_one_of(size, {"30b", "33b", "65b"});
}

/// A model that is said by its size, maybe with a word before it.
void read_sized_model(SentenceDraft& sentence) {
  const std::string words = model_words(sentence);
  if (words.empty()) {
    sentence.out.unsaid.emplace_back("the model is not said");
    return;
  }
  const std::string size = words.substr(words.rfind(' ') + 1);
  catalog::NameMatch usual = sentence.catalog.names().typed_model(words).match;
  if (usual.slug.empty() && is_of_first_llama(sentence.out.run, size)) {
    usual = sentence.catalog.names().typed_model("llama 1 " + size).match;
  }
  if (usual.slug.empty()) {
    sentence.out.near_models = sentence.catalog.names().model_names().nearest(words);
    sentence.remark(fmt::format("which model '{}' is, is not known; nearest: {}",
                                catalog::visible(words),
                                fmt::join(sentence.out.near_models, ", ")));
    return;
  }
  take_model(sentence, words, usual);
  for (Word& word : sentence.words) {
    word.used = word.used || catalog::contains(words, word.text) ||
                (catalog::contains(word.text, "-") && catalog::contains(word.text, size));
  }
}

/// What is left open, said.
void leave_out(SentenceDraft& sentence, const catalog::Run& given, const catalog::Run& around) {
  catalog::Run& run = sentence.out.run;
  fill_from(sentence.catalog, around, run);
  for (const std::string& column : fill_from(sentence.catalog, given, run).kept) {
    sentence.remark(
        fmt::format("the sentence says another {} than the option: the sentence's is kept", column));
  }
  if (run.model.empty()) {
    read_joined_name(sentence);
  }
  if (run.model.empty()) {
    read_sized_model(sentence);
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
  read_file_size(sentence);
  read_host_memory_size(sentence);
  read_wired_limit(sentence);
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
    const bool pair = sentence.is(i, "per") && sentence.is(i + 1, {"gpu", "card", "accelerator"});
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
  return text.size() <= kLongestSentence && text.find(' ') != std::string_view::npos &&
         has_rate(words_of(text));
}

bool is_one_sentence(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  const bool json = text.starts_with('{') || text.starts_with('[');
  return !json && text.find_first_of("\t\n") == std::string_view::npos && is_sentence(text);
}

Sentence read_sentence(const catalog::Catalog& catalog,
                       std::string_view text,
                       const catalog::Run& given,
                       const catalog::Run& around) {
  SentenceDraft sentence(catalog, text);
  read_rates(sentence);
  read_workload(sentence);
  read_names(sentence);
  limit_power(sentence);
  read_first_token(sentence);
  sum_devices(sentence);
  leave_out(sentence, given, around);
  place_layers(sentence);
  place_modules(sentence);
  return std::move(sentence.out);
}

}  // namespace tokroof::formats
