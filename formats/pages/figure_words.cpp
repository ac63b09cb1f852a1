#include "formats/pages/figure_words.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/mention_words.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "formats/pages/subject.hpp"
#include "model/device.hpp"
#include "model/names.hpp"
namespace tokroof::formats {
namespace {

struct HeadWord {
  std::string_view word;
  Metric metric;
  std::string_view unit;
};

constexpr std::string_view kRateUnit = "tok/s";  ///< in whichever spelling
constexpr std::string_view kRecommended = "recommended";

// The first that occurs decides: what must not be taken for a figure of a device stands first.
constexpr HeadWord kHeadWords[] = {
    {"/gb", Metric::ignored, ""},
    {"per gb", Metric::ignored, ""},
    {"/1b params", Metric::ignored, ""},
    {"/1b", Metric::ignored, ""},
    {"per 1b", Metric::ignored, ""},
    {"per billion", Metric::ignored, ""},
    {"per dollar", Metric::ignored, ""},
    {"per tok", Metric::ignored, ""},
    {"per token", Metric::ignored, ""},
    {"per watt", Metric::ignored, ""},
    {"/watt", Metric::ignored, ""},
    {"/w", Metric::ignored, ""},
    {"tok/j", Metric::ignored, ""},
    {"tg+pp", Metric::ignored, ""},
    {"pp+tg", Metric::ignored, ""},
    {"total token throughput", Metric::ignored, ""},  // prompts count in it
    {"request throughput", Metric::ignored, ""},
    {"per million", Metric::token_price, ""},
    {"tokens/$", Metric::ignored, ""},
    {kRecommended, Metric::ignored, ""},
    {"minimum", Metric::ignored, ""},
    {"min", Metric::ignored, ""},
    {"best for", Metric::ignored, ""},
    {"notes", Metric::ignored, ""},
    {"verdict", Metric::ignored, ""},
    {"max model", Metric::ignored, ""},
    {"max llm", Metric::ignored, ""},
    {"largest", Metric::ignored, ""},
    {"fits", Metric::ignored, ""},
    {"fit", Metric::ignored, ""},
    {"biggest", Metric::ignored, ""},
    {"cores", Metric::ignored, ""},
    {"compute units", Metric::ignored, ""},
    {"architecture", Metric::ignored, ""},
    {"n batch", Metric::ignored, ""},
    {"n ubatch", Metric::ignored, ""},
    {"per 1m", Metric::token_price, ""},
    {"/1m", Metric::token_price, ""},
    {"$/m", Metric::token_price, ""},
    {"/m tokens", Metric::token_price, ""},
    {"/mtok", Metric::token_price, ""},
    {"load time", Metric::ignored, ""},
    {"wall time", Metric::ignored, ""},
    {"p90", Metric::ignored, ""},
    {"p95", Metric::ignored, ""},
    {"p99", Metric::ignored, ""},
    {"ttft", Metric::first_token, ""},
    {"first token", Metric::first_token, ""},
    {"latency", Metric::ignored, ""},
    {"diff", Metric::ignored, ""},
    {"difference", Metric::ignored, ""},
    {"std", Metric::ignored, ""},
    {"stddev", Metric::ignored, ""},
    {"standard deviation", Metric::ignored, ""},
    {"deviation", Metric::ignored, ""},
    {"variance", Metric::ignored, ""},
    {"delta", Metric::ignored, ""},
    {"change", Metric::ignored, ""},
    {"kv cache", Metric::ignored, ""},
    {"kv-cache", Metric::ignored, ""},
    {"context", Metric::ignored, ""},
    {"cache", Metric::ignored, ""},
    {"headroom", Metric::ignored, ""},
    {"speedup", Metric::ignored, ""},
    {"speed-up", Metric::ignored, ""},
    {"scaling", Metric::ignored, ""},
    {"savings", Metric::ignored, ""},
    {"psu", Metric::ignored, ""},
    {"power supply", Metric::ignored, ""},
    {"idle", Metric::ignored, ""},
    {"electricity", Metric::ignored, ""},
    {"monthly", Metric::ignored, ""},
    {"per month", Metric::ignored, ""},
    {"/month", Metric::ignored, ""},
    {"/mo", Metric::ignored, ""},
    {"annual", Metric::ignored, ""},
    {"storage", Metric::ignored, ""},
    {"ssd", Metric::ignored, ""},
    {"download", Metric::ignored, ""},
    {"connection", Metric::ignored, ""},
    {"disk size", Metric::memory, ""},
    {"size on disk", Metric::memory, ""},
    {"interconnect", Metric::bandwidth, ""},
    {"nvlink", Metric::bandwidth, ""},
    {"pcie", Metric::ignored, ""},
    {"system ram", Metric::ignored, ""},
    {"swap", Metric::ignored, ""},
    {"system memory", Metric::ignored, ""},
    {"host memory", Metric::ignored, ""},
    {"bandwidth", Metric::bandwidth, ""},
    {"mem bw", Metric::bandwidth, ""},
    {"memory bw", Metric::bandwidth, ""},
    {"bw", Metric::bandwidth, ""},
    {"gb/s", Metric::bandwidth, "GB/s"},
    {"tb/s", Metric::bandwidth, "TB/s"},
    {"prefill", Metric::prefill, ""},
    {"prompt", Metric::prefill, ""},
    {"预填充", Metric::prefill, ""},
    {"預填充", Metric::prefill, ""},
    {"提示词", Metric::prefill, ""},
    {"提示詞", Metric::prefill, ""},
    {"プロンプト", Metric::prefill, ""},
    {"pp512", Metric::prefill, "tok/s"},
    {"pp", Metric::prefill, ""},
    {kRateUnit, Metric::decode, "tok/s"},
    {"tg128", Metric::decode, "tok/s"},
    {"hourly", Metric::hourly_price, ""},
    {"/hr", Metric::hourly_price, ""},
    {"/hour", Metric::hourly_price, ""},
    {"/h", Metric::hourly_price, ""},
    {"/ h", Metric::hourly_price, ""},
    {"per h", Metric::hourly_price, ""},
    {"per hour", Metric::hourly_price, ""},
    {"an hour", Metric::hourly_price, ""},
    {"rental", Metric::hourly_price, ""},
    {"cloud", Metric::hourly_price, ""},
    {"price", Metric::price, ""},
    {"msrp", Metric::price, ""},
    {"cost", Metric::price, ""},
    {"tflops", Metric::arithmetic, "TFLOPS"},
    {"tflop", Metric::arithmetic, "TFLOPS"},
    {"tops", Metric::arithmetic, "TOPS"},
    {"tdp", Metric::power, "W"},
    {"tgp", Metric::power, "W"},
    {"tbp", Metric::power, "W"},
    {"power", Metric::power, "W"},
    {"watts", Metric::power, "W"},
    {"vram", Metric::memory, ""},
    {"memory", Metric::memory, ""},
    {"ram", Metric::memory, ""},
    {"capacity", Metric::memory, ""},
    {"size", Metric::memory, ""},
    {"weights", Metric::memory, ""},
    {"speed", Metric::decode, ""},
    {"geschwindigkeit", Metric::decode, ""},
    {"速度", Metric::decode, ""},
    {"generation", Metric::decode, ""},
    {"decode", Metric::decode, ""},
    {"throughput", Metric::decode, ""},
    {"compute", Metric::arithmetic, ""},
    {"performance", Metric::arithmetic, ""},
    {"peak", Metric::arithmetic, ""},
    {"usd", Metric::price, "USD"},
    {"load", Metric::power, ""},  // beside "Idle"
    {"under load", Metric::power, ""},
};

}  // namespace

std::size_t word_at(std::string_view lower, std::string_view word) {
  for (std::size_t at = lower.find(word); at != std::string_view::npos; at = lower.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins =
        !catalog::is_name_letter(word.front()) || at == 0 || !catalog::is_name_letter(lower[at - 1]);
    const bool ends =
        !catalog::is_name_letter(word.back()) || end == lower.size() || !catalog::is_name_letter(lower[end]);
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

bool has_word(std::string_view lower, std::string_view word) {
  return word_at(lower, word) != std::string_view::npos;
}

bool has_one_word(std::string_view lower, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (has_word(lower, word)) return true;
  }
  return false;
}

bool has_one_word(std::string_view lower, const char* words) {
  return model::any_word(words, [&](std::string_view word) { return has_word(lower, word); });
}

double streams_of(std::string_view lower) {
  for (const std::string_view word : {"batch size", "batch", "concurrency", "bs"}) {
    if (const std::size_t at = lower.find(word); at != std::string_view::npos && has_word(lower, word)) {
      std::string_view rest = catalog::trimmed(lower.substr(at + word.size()));
      while (rest.starts_with('=') || rest.starts_with(':')) rest = catalog::trimmed(rest.substr(1));
      rest.remove_prefix(rest.starts_with("of ") ? 3 : 0);
      if (const double n = catalog::leading_number(rest); n >= 1) return n;
    }
  }
  for (const std::string_view word :
       {" concurrent", " parallel", " simultaneous", " users", " user", " streams", " requests"}) {
    if (const std::size_t at = lower.find(word); at != std::string_view::npos) {
      const std::size_t begin = lower.substr(0, at).find_last_not_of("0123456789");
      const auto n =
          catalog::parse_number(lower.substr(begin == std::string_view::npos ? 0 : begin + 1,
                                             at - (begin == std::string_view::npos ? 0 : begin + 1)));
      if (n && *n >= 1) return *n;
    }
  }
  return 0;
}

namespace {

/// What the cells below are: names, sizes of models, answers.
void take_cells(std::string_view lower, FigureHead& out) {
  out.names_device = has_one_word(lower,
                                  "gpu|gpus|device|card|hardware|chip|machine|accelerator|processor|cpu|"
                                  "soc|grafikkarte|karte|显卡|顯卡|硬件");
  out.counts_parameters = has_one_word(lower, {"params", "parameters", "size", "billions"});
  out.tells_fit = has_one_word(
      lower, "fits|fit|can run|runs|support|max model|max model size|max llm|largest model|biggest model");
  out.names_llm = has_one_word(lower, {"model", "models", "modell", "llm", "模型", "モデル"});
  out.names_model = out.names_llm ||
                    has_one_word(lower,
                                 "quant|quantization|precision|format|name|engine|backend|runtime|"
                                 "framework|quantisation|quantisierung|量化|量子化|精度|config|configuration|"
                                 "variant");
}

/// "pp2048" heads the same as "pp512": llama-bench is asked for prompts and answers of any length.
void usual_test(std::string& lower, std::string_view kind, std::string_view length) {
  for (std::size_t at = lower.find(kind); at != std::string::npos; at = lower.find(kind, at + 1)) {
    const std::size_t digits = at + kind.size();
    const std::size_t end = std::min(lower.find_first_not_of("0123456789", digits), lower.size());
    const bool begins = at == 0 || !catalog::is_name_letter(lower[at - 1]);
    if (begins && end > digits) lower.replace(digits, end - digits, length);
  }
}

bool says_deviation(std::string_view word) {
  return model::is_one_of(word, {"std", "stddev", "standard deviation", "deviation", "variance"});
}

/// "t/s (mean ± std)": means, with how far they vary.
bool heads_means(std::string_view lower) {
  return catalog::contains(lower, "±") || has_one_word(lower, {"+/-", "mean", "avg", "average"});
}

/// "Power (2x)", "Cost (4 cards)": of so many; 0: not said.
double count_in_brackets(std::string_view lower) {
  const std::size_t open = lower.find('(');
  const std::vector<PageWord> words =
      open == std::string_view::npos ? std::vector<PageWord>{}
                                     : page_words(lower.substr(open + 1, lower.find(')', open) - open - 1));
  if (words.size() == 1) return std::max(count_times(words[0].text), count_behind(words[0].text));
  const bool cards = words.size() == 2 && counts_cards(words[1].text);
  return cards && catalog::all_digits(words[0].text) ? catalog::parse_number(words[0].text).value_or(0) : 0;
}

bool heads_needs(std::string_view word, std::string_view lower) {
  return model::is_one_of(word, {kRecommended, "minimum", "min"}) && has_word(lower, "vram");
}

}  // namespace

FigureHead figure_head(std::string_view text) {
  std::string lower = catalog::lower_case(text);
  std::replace(lower.begin(), lower.end(), '_', ' ');  // "tokens_per_second"
  usual_test(lower, "pp", "512");
  usual_test(lower, "tg", "128");
  FigureHead out;
  for (const HeadWord& known : kHeadWords) {
    if (known.metric == Metric::ignored && says_deviation(known.word) && heads_means(lower)) continue;
    // "Recommended Model" heads names like any other column of models, "Min VRAM" what models need.
    if (known.word == kRecommended && has_one_word(lower, {"model", "models", "llm"})) continue;
    if (heads_needs(known.word, lower)) continue;
    if (model::is_one_of(known.word, {"kv cache", "kv-cache", "cache", "context"}) &&
        says_whole_memory(lower))
      continue;
    if (known.word == kRateUnit ? !names_unit(lower, kRateUnit) : !has_word(lower, known.word)) {
      continue;
    }
    out.metric = known.metric;
    out.unit = known.unit;
    break;
  }
  if (out.unit.empty() && (out.metric == Metric::bandwidth || out.metric == Metric::memory)) {
    out.unit = out.metric == Metric::memory ? (has_word(lower, "gib")   ? "GiB"
                                               : has_word(lower, "mib") ? "MiB"
                                               : has_word(lower, "gb")  ? "GB"
                                                                        : "")
               : has_word(lower, "tb/s")    ? "TB/s"
               : has_word(lower, "gb/s")    ? "GB/s"
                                            : "";
  }
  if (out.metric == Metric::first_token) {
    out.unit = has_word(lower, "ms") ? "ms" : has_one_word(lower, {"s", "sec", "secs", "seconds"}) ? "s" : "";
  }
  const bool rate = out.metric == Metric::prefill || out.metric == Metric::decode;
  if (rate && (names_unit(lower, kRateUnit) || has_word(lower, "token throughput"))) {
    out.unit = kRateUnit;
  }
  const bool money =
      out.metric == Metric::price || out.metric == Metric::hourly_price || out.metric == Metric::token_price;
  if (money) {
    const bool dollars = catalog::contains(lower, "$") || has_one_word(lower, {"usd", "msrp"});
    out.unit = dollars ? "USD" : catalog::contains(lower, "€") || has_word(lower, "eur") ? "EUR" : "";
  }
  out.concurrency = streams_of(lower);
  out.concurrency = out.concurrency > 0 || !says_one_stream(lower) ? out.concurrency : 1;
  const bool of_sizes = out.metric == Metric::none || has_one_word(lower, {"batch size", "batch-size"});
  out.counts_streams =
      of_sizes && !(out.concurrency > 0) &&
      out.metric != Metric::ignored &&  // "Batch 32" is over what so many streams do
      has_one_word(
          lower, {"users", "concurrency", "concurrent", "streams", "batch", "batch-size", "bs", "parallel"});
  out.metric = out.counts_streams ? Metric::none : out.metric;
  out.each = says_each(lower) || (rate && !(out.concurrency > 0) && !has_word(lower, "multi") &&
                                  has_one_word(lower, {"user", "client", "stream"}));  // "Tput User (TPS)"
  if (lower.starts_with("tp")) {
    const std::size_t digits = std::min(lower.find_first_not_of("= ", 2), lower.size());
    out.n_devices = catalog::parse_number(lower.substr(digits)).value_or(0);
  }
  out.n_devices = out.n_devices > 0 ? out.n_devices : count_in_brackets(lower);
  take_cells(lower, out);
  return out;
}

bool unit_fits(Metric metric, std::string_view unit) {
  switch (metric) {
    case Metric::decode:
    case Metric::prefill: return unit == "tok/s";
    case Metric::bandwidth: return model::is_one_of(unit, {"GB/s", "TB/s"});
    case Metric::arithmetic: return model::is_one_of(unit, {"TFLOPS", "PFLOPS", "TOPS"});
    case Metric::power: return model::is_one_of(unit, {"W", "kW"});
    case Metric::price: return model::is_one_of(unit, {"USD", "EUR"});
    case Metric::hourly_price: return model::is_one_of(unit, {"USD", "USD/h"});
    case Metric::token_price: return model::is_one_of(unit, {"USD", "USD/Mtoken"});
    case Metric::memory: return model::is_one_of(unit, {"GB", "GiB", "MiB"});
    case Metric::first_token: return model::is_one_of(unit, {"ms", "s"});
    case Metric::none:
    case Metric::ignored: return false;
  }
  return false;
}

std::string common_unit(std::string_view unit) {
  constexpr std::string_view kSame[][2] = {
      {"TB/s", "GB/s"}, {"GiB", "GB"}, {"MiB", "GB"}, {"PFLOPS", "TFLOPS"}, {"kW", "W"}};
  for (const auto& [other, common] : kSame) {
    if (unit == other) return std::string(common);
  }
  return std::string(unit);
}

std::string number_format(std::string_view lower) {
  constexpr std::string_view kFormats[][2] = {{"fp64", "FP64"},
                                              {"fp32", "FP32"},
                                              {"tf32", "TF32"},
                                              {"fp16", "FP16"},
                                              {"bf16", "FP16"},
                                              {"fp8", "FP8"},
                                              {"int8", "INT8"},
                                              {"fp4", "FP4"},
                                              {"nvfp4", "FP4"},
                                              {"int4", "INT4"}};
  const bool denied = has_one_word(
      lower,
      "without sparsity|ignoring sparsity|excluding sparsity|no sparsity|non-sparse|not sparse|w/o sparsity");
  const bool sparse = !denied && has_one_word(lower, {"sparse", "sparsity"});
  const std::string_view which = sparse ? "sparse" : denied || has_word(lower, "dense") ? "dense" : "";
  std::size_t first = std::string_view::npos;
  std::string out;
  for (const auto& [written, format] : kFormats) {
    if (const std::size_t at = lower.find(written); at < first && has_word(lower, written)) {
      first = at;
      out = format;
    }
  }
  return out + (out.empty() || which.empty() ? "" : " ") + std::string(which);
}

std::string number_format(std::string_view beside, std::string_view farther) {
  const auto parts = [](const std::string& said) {
    const bool alone = said == "sparse" || said == "dense";
    const std::size_t blank = alone ? 0 : std::min(said.find(' '), said.size());
    return std::pair(said.substr(0, blank), said.substr(std::min(blank + (alone ? 0 : 1), said.size())));
  };
  auto [format, zeros] = parts(number_format(beside));
  const auto [far_format, far_zeros] = parts(number_format(farther));
  // "With sparsity it does 1979 TFLOPS in FP16", not beside "FP8 sparse" of something else
  if (zeros.empty() && (format.empty() || far_format.empty() || far_format == format)) zeros = far_zeros;
  format = format.empty() ? far_format : format;
  return format + (format.empty() || zeros.empty() ? "" : " ") + zeros;
}

std::string training_method(std::string_view lower) {
  if (has_one_word(lower, {"qlora", "q-lora", "(q)lora"})) return "qlora";
  const bool four = has_one_word(lower, {"4-bit", "4bit", "int4", "nf4"});
  const bool eight = has_one_word(lower, {"8-bit", "8bit", "int8"});
  if (has_one_word(lower, {"lora", "dora", "peft", "adapter", "adapters"})) {
    return four ? "qlora" : eight ? "lora-8bit" : "lora";
  }
  return has_one_word(lower,
                      "full fine-tuning|full finetuning|full fine-tune|full finetune|full-parameter|"
                      "fully fine-tuning|full ft|full training|fine-tuning all")
             ? "full"
             : "";
}

bool says_run_memory(std::string_view lower) {
  return has_one_word(lower, {"vram", "ram", "memory", "footprint"});
}

bool says_whole_memory(std::string_view lower) {
  return has_word(lower, "weights") && has_one_word(lower, {"total", "all-in", "+"}) &&
         has_one_word(lower, {"cache", "kv", "context"});
}

const char* memory_method(std::string_view lower) {
  return has_one_word(lower,
                      "need|needs|needed|require|requires|required|requirement|requirements|minimum|min|"
                      "recommended|at least|want|wants")
             ? kNeeded
             : kRunMemory;
}

bool leads_to_room(std::string_view before) {
  const std::vector<PageWord> words = page_words(before);
  const auto is = [&](std::size_t behind_last, std::initializer_list<std::string_view> any) {
    return words.size() > behind_last && model::is_one_of(words[words.size() - 1 - behind_last].text, any);
  };
  const std::size_t article = is(0, {"a", "the", "your", "my", "only", "just", "about", "under"}) ? 1 : 0;
  const bool in = is(article, {"in", "into", "within", "inside", "on", "onto"});
  return is(article + (in ? 1 : 0), {"fit", "fits", "fitting"});
}

bool says_use_of_memory(std::string_view lower) {
  return has_one_word(lower,
                      "need|needs|needed|require|requires|required|requirement|takes|uses|used|use|usage|"
                      "in use|consumes|consumed|occupy|occupies|occupied|weights|weighs|reading|model size|"
                      "loads|loaded|consumption|footprint|fills|allocated|reserved|reserve|idle|overhead|"
                      "buffers|activations");
}

bool says_kind_of_price(std::string_view lower) {
  return has_one_word(lower,
                      "price|msrp|new|used|refurbished|launch|street|retail|ebay|amazon|newegg|list|rrp|"
                      "now|today|current|cost|low|high|average|second-hand|open-box|scalped|card|retailer|"
                      "seller|store|vendor|condition|provider");
}

bool says_machine(std::string_view lower) {
  return has_one_word(
      lower, "pc|build|builds|rig|rigs|workstation|machine|desktop|tower|setup|system|server|computer");
}

std::string power_method(std::string_view lower) {
  if (has_one_word(lower,
                   "measured|at the wall|from the wall|wall power|observed|pulled|drew|sustained|"
                   "in practice|typical|typically|average|averages|inference|generating|generation|"
                   "layer split|pipeline|part load")) {
    return "measured";
  }
  const bool rated =
      has_one_word(lower, "tdp|tgp|tbp|rated|specified|need|needs|require|requires|requirement|peak|maximum");
  return rated ? "rated" : "";
}

namespace {

/// "32,768", "32k", "2k-token": tokens at the front of a word that counts them. NaN: none.
double counted_tokens(std::string_view word) {
  std::string digits(word.substr(0, std::min(word.find_first_not_of("0123456789,."), word.size())));
  const std::string_view rest = word.substr(digits.size());
  catalog::replace_all(digits, ",", "");
  constexpr double kKilo = 1024, kMost = 1e7;
  const bool kilo = rest.starts_with('k');
  const std::string_view unit = kilo ? rest.substr(1) : rest;
  const auto n =
      model::is_one_of(unit, {"", "-token", "-tokens"}) ? catalog::parse_number(digits) : std::nullopt;
  const double tokens = std::round(n.value_or(0) * (kilo ? kKilo : 1));
  return tokens >= 1 && tokens <= kMost ? tokens : model::kUnknown;
}

bool is_prompt_word(std::string_view word) { return model::is_one_of(word, {"prompt", "prompts", "input"}); }

std::vector<std::string> words_with_marks(std::string_view lower) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < lower.size();) {
    const std::size_t end = std::min(lower.find_first_of(" \n()", at), lower.size());
    std::string_view word = lower.substr(at, end - at);
    while (!word.empty() && std::string_view(".,;:").find(word.back()) != std::string_view::npos) {
      word.remove_suffix(1);
    }
    if (!word.empty()) words.emplace_back(word);
    at = end + 1;
  }
  return words;
}

bool is_context_word(std::string_view word) { return model::is_one_of(word, {"context", "ctx", "contexts"}); }

/// "tg128 @ d16384", "62 t/s at 32k", "@32k": tokens that were there before; NaN: not said.
double depth_tokens(const std::vector<std::string>& words) {
  constexpr double kLeast = 256;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool joined = words[i].starts_with('@');
    const bool led = joined || (i > 0 && model::is_one_of(words[i - 1], {"@", "at", "depth"}));
    std::string_view said = std::string_view(words[i]).substr(joined ? 1 : 0);
    const bool deep = said.starts_with('d') && said.size() > 1 && catalog::is_digit(said[1]);
    said.remove_prefix(deep ? 1 : 0);
    const bool kilo = said.ends_with('k');
    if (const double n = counted_tokens(said); led && (deep || kilo) && n >= kLeast) return n;
  }
  return model::kUnknown;
}

}  // namespace

double context_tokens(std::string_view lower) {
  const std::vector<std::string> words = words_with_marks(lower);
  const auto word = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : ""; };
  constexpr double kLeast = 256;  // "2 contexts" are a number of them
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double n = counted_tokens(words[i]);
    if (!(n >= kLeast)) continue;
    std::size_t next = i + 1;
    next += model::is_one_of(word(next), {"tokens", "token"}) ? 1 : 0;
    next += model::is_one_of(word(next), {"of", "in"}) ? 1 : 0;
    const bool led = i > 1 && model::is_one_of(word(i - 1), {"of", "length", "size", "at"}) &&
                     (is_context_word(word(i - 2)) || (i > 2 && is_context_word(word(i - 3))));
    if (is_context_word(word(next)) || led) return n;
  }
  return depth_tokens(words);
}

double prompt_tokens(std::string_view lower) {
  const std::vector<std::string> words = words_with_marks(lower);
  const auto word = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : ""; };
  for (std::size_t i = 0; i < words.size(); ++i) {
    double n = counted_tokens(words[i]);
    if (std::isnan(n)) continue;
    const bool by_word = catalog::contains(words[i], "-token");
    std::size_t next = i + 1;
    const bool thousand = model::is_one_of(word(next), {"k", "thousand"});
    next += thousand ? 1 : 0;
    n *= thousand ? 1000 : 1;
    const bool tokens = by_word || model::is_one_of(word(next), {"tokens", "token"});
    next += tokens && !by_word ? 1 : 0;
    next += model::is_one_of(word(next), {"of", "long"}) ? 1 : 0;
    const bool of_length = i > 2 && is_prompt_word(word(i - 3)) && word(i - 2) == "length";
    const bool led =
        model::is_one_of(i > 0 ? word(i - 1) : "", {"of", "with", "is", "has", "at", "length"}) &&
        (of_length || (i > 1 && is_prompt_word(word(i - 2))));
    constexpr double kLeastBare = 64;  // "2 prompts" are a number of them
    if ((is_prompt_word(word(next)) || led) && (tokens || n >= kLeastBare)) return n;
    if (tokens && has_one_word(lower, {"prompt", "prompts", "input"})) return n;
  }
  return model::kUnknown;
}

/// "32 users", not "most users".
bool counts_users(std::string_view lower) {
  constexpr std::string_view kUsers = " users";
  const std::size_t at = lower.find(kUsers);
  return at != std::string_view::npos && at > 0 && catalog::is_digit(lower[at - 1]);
}

/// A text without what it denies, and without what a machine is said to be good for: "zero CPU offload", "no batching",
/// "great for batch jobs".
std::string affirmed(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  const auto is_denied = [](std::string_view word) {
    return model::is_one_of(word,
                            "offload|offloading|offloaded|cpu-offload|batching|batch|batches|batched|spill|"
                            "spilling|spills|spillover|swapping");
  };
  std::string out(lower);
  const auto blank = [&](std::size_t begin, std::size_t end) {
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(words[begin].begin),
              out.begin() + static_cast<std::ptrdiff_t>(words[end].end),
              ' ');
  };
  constexpr std::size_t kFar = 3;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool next = i + 1 < words.size() && !words[i + 1].cut_before;
    const bool good_for =
        words[i].text == "batch" && next &&
        model::is_one_of(words[i + 1].text, {"job", "jobs", "work", "task", "tasks", "use"});
    const bool off =
        next && is_denied(words[i].text) && model::is_one_of(words[i + 1].text, {"off", "disabled"});
    if (good_for || off) {
      blank(i, i + 1);
    }
    if (!model::is_one_of(words[i].text, {"no", "without", "zero", "0", "non", "never", "not"})) continue;
    for (std::size_t k = i + 1; k < words.size() && k <= i + kFar && !words[k].cut_before; ++k) {
      if (is_denied(words[k].text)) blank(i, k);
    }
  }
  return out;
}

bool says_several_streams(std::string_view said) {
  const std::string lower = affirmed(said);
  const bool batch =
      !has_word(lower, "ubatch") && has_one_word(lower, {"batch", "batches", "batched", "batching"});
  return batch || counts_users(lower) ||
         has_one_word(lower,
                      "concurrent|concurrently|concurrency|simultaneous|parallel requests|parallel users|"
                      "aggregate|streams|total throughput");
}

bool says_each(std::string_view lower) {
  return has_one_word(lower,
                      "per user|per-user|/user|per request|per-request|/request|per stream|per-stream|"
                      "/stream|per session|per client|each");
}

bool says_one_stream(std::string_view lower) {
  return has_one_word(
      lower,
      "single-user|single user|one user|1 user|per user|per-user|single-stream|single stream|one stream|"
      "single request|single-request|one request|1 request|1 stream|single client|one client|"
      "single session|single sequence|lone user|one at a time|batch size 1|batch size of 1|batch 1|batch=1|"
      "bs=1");
}

double stated_streams(std::string_view lower) {
  if (says_one_stream(lower)) return 1;
  return says_several_streams(lower) ? streams_of(lower) : model::kUnknown;
}

namespace {

/// "4x GPU", "dual-GPU", "a single GPU"; unknown: it is not said, or differently in two places.
double stated_cards(std::string_view lower) {
  double out = model::kUnknown;
  const std::vector<PageWord> words = page_words(lower);
  const auto number = [](std::string_view word) {
    return catalog::all_digits(word) ? catalog::parse_number(word).value_or(0) : count_word(word);
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].text;
    const std::size_t dash = word.find("-gpu");
    const bool joined = dash != std::string::npos;
    const bool apart =
        i > 0 && !words[i].cut_before && model::is_one_of(word, {"gpu", "gpus"});  // no "3. GPU"
    const double n = joined  ? number(std::string_view(word).substr(0, dash))
                     : apart ? number(words[i - 1].text)
                             : 0;
    if (constexpr double kMost = 64; !(n >= 1 && n <= kMost) || counts_cores(words, i)) continue;
    if (out > 0 && out != n) return model::kUnknown;
    out = n;
  }
  return out;
}

}  // namespace

double stated_parallel(std::string_view lower) {
  for (const std::string_view word :
       {"tp", "tensor-parallel-size", "tensor_parallel_size", "tensor parallel size"}) {
    for (std::size_t at = lower.find(word); at != std::string_view::npos; at = lower.find(word, at + 1)) {
      if (at > 0 && catalog::is_name_letter(lower[at - 1])) continue;
      std::string_view rest = catalog::trimmed(lower.substr(at + word.size()));
      rest = catalog::trimmed(rest.substr(std::min(rest.find_first_not_of("=: "), rest.size())));
      const auto n = catalog::parse_number(rest.substr(0, rest.find_first_not_of("0123456789")));
      if (constexpr double kMost = 64; n && *n >= 1 && *n <= kMost) return *n;
    }
  }
  return stated_cards(lower);
}

bool names_kind_of_card(std::string_view lower) {
  return model::is_one_of(catalog::trimmed(lower),
                          {"gpu", "gpus", "graphics", "graphics card", "graphics cards", "video card"});
}

double stated_nodes(std::string_view lower) {
  for (const PageWord& word : page_words(lower)) {
    const std::size_t dash = word.text.find("-node");
    const std::string number = word.text.substr(0, dash);
    const double n = dash == std::string::npos     ? 0
                     : catalog::all_digits(number) ? catalog::parse_number(number).value_or(0)
                                                   : catalog::number_word(number);
    if (n >= 1) return n;
  }
  return model::kUnknown;
}

bool is_hedged(std::string_view lower) {
  return says_partly_on_host(lower) || said_drafts(lower).value_or(false) || says_processor_alone(lower) ||
         catalog::contains(lower, "n't") || catalog::contains(lower, "n’t") ||
         catalog::contains(lower, "?") ||
         has_one_word(lower,
                      "if|not|never|barely|no|only|nor|whether|almost|cannot|would|could|might|under|until|"
                      "before|unless");
}

bool says_training(std::string_view lower) {
  return has_one_word(
      lower,
      {"fine-tuning", "finetuning", "fine-tune", "finetune", "fine-tunes", "training", "train", "trains"});
}

bool says_laptops(std::string_view lower) {
  return has_one_word(lower,
                      {"laptop", "laptops", "notebook gpu", "notebook gpus", "mobile gpu", "mobile gpus"}) &&
         !has_one_word(lower, "desktop|desktops|vs|vs.|versus|compared|egpu|no|not|without|than");
}

bool says_host_memory(std::string_view lower) {
  return !has_word(lower, "unified") &&  // "coherent unified system memory"
         has_one_word(
             lower, "system ram|system memory|host memory|host ram|cpu ram|ddr3|ddr4|ddr5|lpddr4|dimm|dimms");
}

std::optional<bool> said_drafts(std::string_view lower) {
  constexpr std::string_view kDrafts[] = {"speculative",
                                          "speculation",
                                          "draft",
                                          "drafts",
                                          "drafted",
                                          "drafting",
                                          "drafter",
                                          "mtp",
                                          "eagle",
                                          "medusa"};
  std::optional<bool> out;
  std::string before;
  bool denied = has_one_word(lower, {"baseline", "vanilla"});
  for (const PageWord& word : page_words(lower)) {
    const std::string_view own = std::string_view(word.text).substr(0, word.text.find('-'));
    const bool drafts = std::find(std::begin(kDrafts), std::end(kDrafts), own) != std::end(kDrafts);
    denied = denied || (drafts && model::is_one_of(before, {"no", "without", "not", "non", "disabled"})) ||
             (out && model::is_one_of(word.text, {"off", "disabled"}));
    if (drafts) out = true;
    before = word.text;
  }
  return denied ? false : out;
}

bool says_processor_alone(std::string_view lower) {
  return has_one_word(lower, {"cpu-only", "cpu only", "on cpu", "using cpu", "cpu fallback"});
}

bool says_partly_on_host(std::string_view said) {
  const std::string lower = affirmed(said);
  const bool host = says_host_memory(lower) || has_one_word(lower, {"ram", "cpu"});
  const bool shared =
      has_one_word(lower, {"split", "shared", "spread", "plus", "rest", "remaining", "part", "experts"}) ||
      catalog::contains(lower, "exps");
  const bool some_layers =
      has_one_word(lower, "layers") && has_one_word(lower, {"on the gpu", "on gpu", "to the gpu", "in vram"});
  return (host && shared) || some_layers ||
         has_one_word(lower,
                      "ktransformers|n-cpu-moe|ncmoe|cpu-moe|override-tensor|spill|spills|spilling|"
                      "system memory|host memory|offload|offloading|offloaded|to cpu|to the cpu|system ram");
}

}  // namespace tokroof::formats
