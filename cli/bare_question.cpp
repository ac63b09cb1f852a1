#include "cli/bare_question.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/rank_question.hpp"
#include "catalog/device_words.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "cli/compare.hpp"
#include "cli/sentences.hpp"
#include "cli/wishes.hpp"
#include "formats/benchmarks/request_rate.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

using SaidWords = std::vector<std::string_view>;

bool says(const SaidWords& words, std::initializer_list<std::string_view> names) {
  return model::any_of(words, [&](std::string_view word) { return model::is_one_of(word, names); });
}

constexpr const char* kUsers = "users|user|people|streams|clients|sessions|nutzer|leute";

constexpr double kManyUsers = 16;  // nobody serves more of them by an engine of one's own machine

/// The words of options that have a value.
std::vector<std::string> stated(std::initializer_list<std::pair<const char*, std::string>> options) {
  std::vector<std::string> out;
  for (const auto& [option, value] : options) {
    if (!value.empty()) {
      out.insert(out.end(), {option, value});
    }
  }
  return out;
}

/// "16000"; "" of nothing.
std::string number(double value) { return value > 0 ? fmt::format("{:g}", value) : ""; }

/// "2xrtx-3090", "rtx-3090".
std::string with_count(const catalog::Run& run) {
  return run.n_devices > 1 ? fmt::format("{:.0f}x{}", run.n_devices, run.device) : run.device;
}

/// Tokens in the cache that are asked for.
double context_of(const catalog::Run& run) { return std::fmax(run.depth, run.details.max_model_len); }

/// Devices that words may mean which name none for sure.
std::vector<std::string> devices_near(const catalog::Catalog& catalog, const formats::Sentence& said) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> near = said.near_devices;
  if (near.empty() && !said.unread.empty() && catalog::has_digit(said.unread)) {
    near = catalog.names().device(said.unread).candidates;
    near = near.empty() ? catalog.names().device_names().nearest(said.unread, 3) : near;
  }
  near.resize(std::min(near.size(), kMost));
  return near;
}

/// "How much vram for qwen3 32b q4 at 32k context": of a model, and no device.
BareQuestion of_memory(const formats::Sentence& said, const SaidWords& words) {
  const catalog::Run& run = said.run;
  const SaidWords unread = catalog::split_at(said.unread, ' ');
  const bool all_read = model::all_of(unread, [](std::string_view word) {
    return model::is_one_of(word, "|memory|need|needed|needs|ram|require|requires|vram");
  });
  if (!all_read || !says(words, {"much"}) || !says(words, {"memory", "ram", "vram"})) {
    return {};
  }
  return {.verb = "capacity",
          .line = stated(
              {{"--model", run.model}, {"--quant", run.quant}, {"--n-depth", number(context_of(run))}})};
}

/// "24gb vram", "in 16 gb": a common card that has so much in its place. Empty: no memory of a card is named, or none that
/// a common one has.
std::vector<std::string> with_usual_cards(const catalog::Catalog& catalog,
                                          const SaidWords& words,
                                          std::string& note) {
  constexpr const char* kOfCards = "vram|gpu|card|graphics";
  const bool of_machine =
      says(words,
           {"ram", "ddr3", "ddr4", "ddr5", "mac", "macbook", "laptop", "phone", "cpu", "unified", "memory"});
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto behind = [&](std::size_t n) {
      return i + n < words.size() ? words[i + n] : std::string_view();
    };
    const bool apart = model::is_one_of(behind(1), {"gb", "gib"});
    const std::size_t next = i + (apart ? 2 : 1), of = next + (behind(next - i) == "of" ? 1 : 0);
    const bool says_card = of < words.size() && model::is_one_of(words[of], kOfCards);
    const double gib = catalog::memory_gib_of(std::string(words[i]) + (apart ? "gb" : ""));
    const catalog::Alias* card = gib > 0 && (says_card || !of_machine)
                                     ? catalog.alias("card-memory", fmt::format("{:g} gb", gib))
                                     : nullptr;
    if (card == nullptr) {
      out.emplace_back(words[i]);
      continue;
    }
    out.emplace_back(card->canonical);
    std::vector<std::string> others = catalog.names().cards_with(gib);
    std::erase(others, card->canonical);
    note += fmt::format("{}{:g} GB do not say how fast a card is: {} is taken; others with so much: {}",
                        note.empty() ? "" : "; ",
                        gib,
                        card->canonical,
                        fmt::join(others, ", "));
    i = says_card ? of : next - 1;
  }
  return note.empty() ? std::vector<std::string>() : out;
}

/// Of a model and no device that is known.
BareQuestion without_device(const catalog::Catalog& catalog,
                            const formats::Sentence& said,
                            const SaidWords& words) {
  if (BareQuestion memory = of_memory(said, words); !memory.verb.empty()) {
    return memory;
  }
  BareQuestion out;
  const std::string model = " --model " + said.run.model;
  const bool no_card = says(words, {"no", "without", "ohne"}) && says(words, {"gpu", "card", "karte"});
  for (const std::string& name : no_card ? std::vector<std::string>{} : devices_near(catalog, said)) {
    out.commands.push_back("predict --device " + name + model);
  }
  if (no_card) {
    out.trouble = "which processor? Without a card it computes, from the memory that it has";
    out.commands.push_back("predict --device ryzen-9-9950x" + model);
  } else if (!said.near_devices.empty() || !said.unread.empty()) {
    out.trouble = fmt::format("which device? {}", fmt::join(said.remarks, "; "));
  } else {
    out.trouble = fmt::format("which device? None is named beside {}", said.run.model);
  }
  if (out.commands.empty()) {
    out.commands.push_back("predict --device NAME" + model);
  }
  out.commands.push_back("rank" + model);
  return out;
}

/// Of neither a device nor a model: what its words ask for.
BareQuestion without_names(const catalog::Catalog& catalog,
                           const std::string& joined,
                           const SaidWords& words) {
  BareQuestion out;
  if (out.trouble = catalog.names().closed_model(joined); !out.trouble.empty()) {
    out.commands = {"rank --model gpt-oss-20b", "rank --model gpt-oss-120b"};
    return out;
  }
  const Wishes wishes = wishes_of({words.begin(), words.end()});
  if (!wishes.budget.empty()) {
    out.trouble = "which model is it to run?";
    out.commands = {fmt::format("rank --budget-usd {:g} --model NAME", wishes.budget_usd)};
    return out;
  }
  for (const std::string_view word : words) {
    if (catalog::is_memory(word)) {
      const double gib = catalog::memory_gib_of(word);
      out.trouble = fmt::format("{:g} GB do not say how fast a device is: name it", gib);
      for (const std::string& card : catalog.names().cards_with(gib)) {
        out.commands.push_back("models --device " + card);
      }
      out.commands.resize(std::min<std::size_t>(out.commands.size(), 3));
      out.commands = out.commands.empty() ? std::vector<std::string>{"models --device NAME"} : out.commands;
      return out;
    }
  }
  if (words.size() > 1) {
    out.trouble = fmt::format("'{}' names neither a device nor a model that is known", joined);
    out.commands = {"models --device NAME", "rank --model NAME"};
    out.vague = true;
  }
  return out;
}

/// Of a device without a model.
BareQuestion without_model(const catalog::Catalog& catalog,
                           const std::string& joined,
                           const formats::Sentence& said,
                           const SaidWords& words) {
  BareQuestion out;
  if (!said.near_models.empty()) {
    out.trouble = fmt::format("which model? {}", fmt::join(said.remarks, "; "));
    const std::string device = said.run.device.empty() ? "NAME" : with_count(said.run);
    for (const std::string& name : said.near_models) {
      out.commands.push_back("predict --model " + name + " --device " + device);
    }
    return out;
  }
  if (!said.run.device.empty()) {
    const std::string device = with_count(said.run);
    const std::string closed = catalog.names().closed_model(joined);
    out.trouble = closed.empty() ? fmt::format("which model? '{}' is a device", device) : closed;
    out.commands = {"models --device " + device, "predict --model NAME --device " + device};
    return out;
  }
  const std::vector<std::string> near =
      said.near_devices.empty() ? catalog.names().device(joined).candidates : said.near_devices;
  if (near.empty()) {
    return without_names(catalog, joined, words);
  }
  constexpr std::size_t kShown = 8;
  const auto shown_end = near.begin() + static_cast<std::ptrdiff_t>(std::min(near.size(), kShown));
  out.trouble = fmt::format(
      "'{}' is one of: {}{}",
      joined,
      fmt::join(near.begin(), shown_end, ", "),
      near.size() > kShown ? fmt::format(" and {} more: `tokroof list devices`", near.size() - kShown) : "");
  for (std::size_t i = 0; i < std::min<std::size_t>(near.size(), 3); ++i) {
    out.commands.push_back("models --device " + near[i]);
  }
  return out;
}

/// "How many users can two h100 serve", "max users on": none that are said.
bool counts_users(const formats::Sentence& said, const SaidWords& words) {
  return says(words, {"many", "max", "maximum", "most", "wieviele", "viele"}) &&
         !(said.run.concurrency > 1) &&
         (says(words, {"concurrency"}) ||
          model::any_of(words, [](std::string_view word) { return model::is_one_of(word, kUsers); }));
}

/// Of a device and a model.
BareQuestion of_both(const formats::Sentence& said, const SaidWords& words) {
  if (!said.apart.empty()) {
    std::vector<std::string> line = {said.apart.front(), with_count(said.run), said.run.model};
    if (!said.run.quant.empty()) {
      line.push_back(said.run.quant);
    }
    return {.verb = "compare", .line = std::move(line)};
  }
  const bool counts_tokens =
      says(words, {"max", "maximum", "most", "much", "what", "long", "longest", "largest"}) &&
      says(words, {"context", "ctx"}) && !(context_of(said.run) > 0);
  return {.verb = counts_users(said, words) || counts_tokens ? "capacity" : "predict"};
}

/// "1s", "50ms", "50 ms" behind a word of waiting times; "" of none. A number without a unit says nothing.
std::string waiting_time(const SaidWords& words, std::initializer_list<std::string_view> names) {
  constexpr std::size_t kNear = 5;
  const auto at = std::find_if(
      words.begin(), words.end(), [&](std::string_view word) { return model::is_one_of(word, names); });
  for (auto word = at; word != words.end() && word - at < static_cast<std::ptrdiff_t>(kNear); ++word) {
    const std::string_view number = word->substr(word->starts_with('<') ? 1 : 0);
    const std::string_view unit =
        number.substr(std::min(number.find_first_not_of("0123456789."), number.size()));
    const std::string_view behind = word + 1 == words.end() ? std::string_view() : word[1];
    const bool alone =
        unit.empty() && !number.empty() && model::is_one_of(behind, {"s", "ms", "sec", "seconds"});
    if (model::is_one_of(unit, {"s", "ms"}) && unit.size() < number.size()) {
      return std::string(number);
    }
    if (alone) {
      return std::string(number) + (behind == "ms" ? "ms" : "s");
    }
  }
  return "";
}

/// "At 20 requests per second, 2000 in 300 out, ttft under 1s": of a server that so much traffic reaches. Empty: no requests
/// are counted.
std::vector<std::string> traffic_of(const formats::Sentence& said, const SaidWords& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto rate = formats::request_rate_of(
        [&](std::size_t i) { return at + i < words.size() ? words[at + i] : std::string_view(); });
    if (rate) {
      return stated({{"--engine", said.run.engine.empty() ? "vllm" : said.run.engine},
                     {"--request-rate", number(rate->per_s)},
                     {"--n-prompt", number(said.run.n_prompt > 0 ? said.run.n_prompt : said.run.depth)},
                     {"--n-gen", number(said.run.n_gen)},
                     {"--ttft-slo", waiting_time(words, {"ttft", "first"})},
                     {"--itl-slo", waiting_time(words, {"itl", "tpot"})}});
    }
  }
  return {};
}

/// The machines of `line` for the traffic of the words or, without any, for the users that they tell of.
BareQuestion ranked(std::vector<std::string> line,
                    std::vector<std::string> work,
                    const formats::Sentence& said,
                    const SaidWords& words,
                    bool served) {
  const catalog::Run& run = said.run;
  BareQuestion out{.verb = "rank", .line = std::move(line)};
  if (work.empty()) {
    const bool waits = !waiting_time(words, {"ttft", "first", "itl", "tpot"}).empty();
    const bool many = run.concurrency >= kManyUsers && served;
    work = stated({{"--engine", run.engine.empty() && many ? "vllm" : run.engine},
                   {"--concurrency", run.concurrency > 1 ? number(run.concurrency) : ""},
                   {"--n-depth", number(context_of(run))},
                   {"--min-tps", waits ? "" : number(run.tg_tps)}});  // "under 1s" is no rate
    out.note =
        waits ? "waiting times are left out: they depend on how often requests come (\"at 20 req/s\")" : "";
  }
  out.line.insert(out.line.end(), work.begin(), work.end());
  return out;
}

/// "What GPU do I need for qwen3 32b q4 at 40 tok/s", "best card under $1000 for llama 70b": of no device, so that a rate is a
/// wish. Nothing: no machine is asked for, or not all is understood.
BareQuestion of_wished_machine(const catalog::Catalog& catalog,
                               const std::vector<std::string>& typed,
                               const SaidWords& words) {
  const bool asks = says(words, {"what", "what's", "whats", "which", "cheapest", "best", "fastest"}) ||
                    (says(words, {"need", "buy", "want"}) && says(words, {"i", "to", "should"}));
  if (!asks) {
    return {};
  }
  std::vector<std::string> apart;  // a quoted question is one word
  for (const std::string& word : typed) {
    for (const std::string_view one : catalog::split_at(word, ' ')) {
      apart.emplace_back(one);
    }
  }
  const Wishes wishes = wishes_of(apart);
  const formats::Sentence said =
      formats::read_sentence(catalog, fmt::format("{}", fmt::join(wishes.rest, " ")));
  if (said.run.model.empty() || !said.run.device.empty() || !said.unread.empty() ||
      !said.near_devices.empty()) {
    return {};
  }
  std::vector<std::string> traffic = traffic_of(said, words);
  const bool cheapest = wishes.by.empty() && said.run.tg_tps > 0 && traffic.empty();
  return ranked(stated({{"--model", said.run.model},
                        {"--quant", said.run.quant},
                        {"--budget-usd", number(wishes.budget_usd)},
                        {"--by", cheapest ? "usd" : wishes.by},
                        {"--kind", wishes.kind},
                        {"--vendor", wishes.vendor}}),
                std::move(traffic),
                said,
                words,
                true);
}

/// "How many h100 for 1000 users with llama 70b": of how many devices it takes.
BareQuestion of_devices(const catalog::Catalog& catalog,
                        const formats::Sentence& said,
                        const SaidWords& words) {
  const catalog::Run& run = said.run;
  const auto many = std::find(words.begin(), words.end(), "many");
  const bool of_others = many == words.end() || many + 1 == words.end() ||
                         model::is_one_of(many[1], kUsers) ||
                         model::is_one_of(many[1], "tok|token|tokens|tps|tok/s|layers|experts|gb|watts");
  const model::Device* device = catalog.find_device(run.device);
  if (of_others || device == nullptr || run.model.empty() || run.n_devices > 1 ||
      !said.near_devices.empty()) {
    return {};
  }
  return ranked(stated({{"--model", run.model},
                        {"--quant", run.quant},
                        {"--devices", run.device},
                        {"--n-devices", "1,2,4,8"}}),
                traffic_of(said, words),
                said,
                words,
                device->kind == model::DeviceKind::gpu);
}

/// "What can I run on a 3060 12gb": of a device, and no model.
BareQuestion of_models(const formats::Sentence& said, const SaidWords& words) {
  const bool asks = says(words, {"what", "which", "best"}) &&
                    says(words, {"run", "runs", "model", "models", "llm", "llms", "fit", "fits"});
  const catalog::Run& run = said.run;
  if (!asks || run.device.empty() || !run.model.empty() || !said.near_models.empty() ||
      !said.unread.empty()) {
    return {};
  }
  return {.verb = "models",
          .line = stated({{"--device", with_count(run)},
                          {"--context", number(context_of(run))},
                          {"--host-memory-gib", number(run.details.host_memory_gib)}})};
}

BareQuestion question_of(const catalog::Catalog& catalog, const std::vector<std::string>& words) {
  const std::string joined = fmt::format("{}", fmt::join(words, " "));
  const std::string lower = catalog::lower_case(joined);
  SaidWords said_words = catalog::split_at(lower, ' ');
  for (std::string_view& word : said_words) {
    word = word.substr(0, word.find_last_not_of("?!.,") + 1);
  }
  if (BareQuestion wished = of_wished_machine(catalog, words, said_words); !wished.verb.empty()) {
    return wished;
  }
  const formats::Sentence said = formats::read_sentence(catalog, joined);
  if (std::string note;
      said.run.device.empty() && said.near_devices.empty() && wishes_of(words).budget.empty()) {
    const std::vector<std::string> of_cards = with_usual_cards(catalog, said_words, note);
    BareQuestion asked = of_cards.empty() ? BareQuestion() : question_of(catalog, of_cards);
    if (!asked.verb.empty() && asked.verb != "check") {  // no figure is judged by a card that nobody named
      asked.note = note;
      asked.line = asked.line.empty() ? of_cards : asked.line;
      return asked;
    }
  }
  if (BareQuestion devices = of_devices(catalog, said, said_words); !devices.verb.empty()) {
    return devices;
  }
  if (formats::is_sentence(joined)) {
    return {.verb = counts_users(said, said_words) ? "capacity" : "check"};
  }
  const bool compares = says(said_words, {"vs", "vs.", "versus", "than", "or"}) ||
                        (says(said_words, {"from"}) && says(said_words, {"to"}));
  try {
    if (compares && !compared({joined}).lines.empty()) {
      return {.verb = "compare"};
    }
  } catch (const catalog::InputError&) {  // it names no two of a kind
  }
  if (names_apart(catalog.names(), words).size() > words.size()) {
    return {.verb = "predict"};
  }
  if (BareQuestion models = of_models(said, said_words); !models.verb.empty()) {
    return models;
  }
  if (said.run.device.empty() || said.run.model.empty()) {
    return said.run.model.empty() ? without_model(catalog, joined, said, said_words)
                                  : without_device(catalog, said, said_words);
  }
  return of_both(said, said_words);
}

}  // namespace

BareQuestion bare_question(const catalog::Catalog& catalog, const std::vector<std::string>& words) {
  try {
    return question_of(catalog, words);
  } catch (const catalog::InputError& error) {  // of its budget
    return {.commands = {"rank --budget-usd 1000 --model NAME"}, .trouble = error.message};
  }
}

}  // namespace tokroof::cli
