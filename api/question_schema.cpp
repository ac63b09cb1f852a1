#include "api/question_schema.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "answers/listing.hpp"
#include "catalog/engines.hpp"
#include "model/names.hpp"
#include "model/split.hpp"
#include "whatif/models/models.hpp"
#include "whatif/rank/rank.hpp"

namespace tokroof::api {
namespace {

using nlohmann::json;
using Form = QuestionKey::Form;
using Words = std::vector<std::string_view>;

template <class Range>
Words words_of(const Range& range) {
  return {std::begin(range), std::end(range)};
}

Words list_kinds() {
  Words out = words_of(answers::kListKinds);
  out.emplace_back("options");
  return out;
}

/// What check and diagnose read.
std::vector<QuestionKey> figure_keys() {
  return {{"text",
           Form::text,
           "Rows of a runs table, what a benchmark tool printed, or a sentence: 3090 gets 40 t/s on llama 3 "
           "8b q4"},
          {"name", Form::text, "What errors call the text; otherwise: text"},
          {"tps", Form::number, "Instead of a text one figure: its decode rate [tok/s]"},
          {"pp_tps", Form::number, "Its prompt rate [tok/s]"},
          {"rate",
           Form::text,
           "Whether tps is of one stream or of all; otherwise: stream",
           {"stream", "aggregate"}}};
}

std::vector<QuestionKey> rank_keys() {
  return {{"devices",
           Form::names,
           "Devices, sets (a+b), cards in numbers (2xrtx-3090), systems by name; otherwise: all"},
          {"n_devices", Form::counts, "Cards in these numbers, where devices names none; otherwise: 1, 2, 4"},
          {"vendor", Form::text, "Only devices of this vendor"},
          {"kind", Form::text, "Only devices of this kind: gpu, apu, soc, cpu, system"},
          {"all", Form::flag, "Rank what nobody would buy too"},
          {"by",
           Form::text,
           "Order: rate of a stream, or of all streams by price, by watts, or their cost, the least price or "
           "number of devices; otherwise: tps, of a traffic devices",
           words_of(whatif::kRankByNames)},
          {"budget_usd", Form::number, "Machines that cost no more [USD]"},
          {"max_power_w", Form::number, "Machines that draw no more at the wall [W]"},
          {"min_tps", Form::number, "Machines on which one stream is not slower [tok/s]"},
          {"prices_usd", Form::prices, "Price of a device by its name, instead of the catalog's [USD]"}};
}

std::vector<QuestionKey> models_keys() {
  return {{"min_tps", Form::number, "Rate of one stream that is kept with the context in use; otherwise: 10"},
          {"context", Form::number, "Tokens of a stream that must fit, and are in use; otherwise: 8192"},
          {"max_age_months",
           Form::months,
           "Only models at most so many months older than the newest; any: all; otherwise: 24"},
          {"family", Form::text, "Only models whose family or name begins so: qwen3, gemma"},
          {"dense", Form::flag, "Only dense models"},
          {"moe", Form::flag, "Only mixtures of experts"},
          {"by", Form::text, "Order; otherwise: size", words_of(whatif::kModelsByNames)}};
}

std::vector<AskedVerb> all_verbs() {
  const Words setup = {"Machine", "Model and engine", "Workload"};
  const Words rated = {"Machine", "Model and engine", "Workload", "Answer"};
  const Words costed = {"Machine", "Model and engine", "Workload", "Answer", "Power and cost"};
  Words served = costed;
  served.push_back(predict::kTrafficGroup);
  return {
      {.name = "predict",
       .help = "How fast a language model runs on a machine: decode rate with its interval, what limits it, "
               "prompt rate and first token, memory, watts, cost; with a request_rate, how long requests "
               "wait and how many it can answer",
       .headings = served,
       .needed = {"device", "model"}},
      {.name = "explain",
       .help = "How a prediction comes about: every quantity with its symbol, value, unit and origin",
       .headings = costed,
       .needed = {"device", "model"}},
      {.name = "capacity",
       .help = "What fits on a machine: memory, longest context, streams, other storage types; without a "
               "model the largest models",
       .headings = setup,
       .needed = {"device"}},
      {.name = "models",
       .help = "Which models run on a machine, and how fast",
       .keys = models_keys(),
       .headings = rated,
       .left_out = {"model", "size_gib"},
       .needed = {"device"}},
      {.name = "rank",
       .help = "Which machine runs a model fastest, cheapest or with least power; with a request_rate, how "
               "many of each it takes",
       .keys = rank_keys(),
       .headings = served,
       .left_out = {"device"},
       .needed = {"model"}},
      {.name = "sweep",
       .help = "Predictions of every combination of several values: a list, \"a,b\" or a range such as "
               "0-32768*2; at most 10,000 rows",
       .keys = {{"intervals", Form::flag, "false: without low_tps and high_tps"},
                {"shard", Form::text, "i/n: the i-th of n equal parts"}},
       .headings = costed,
       .needed = {"device", "model"},
       .takes_lists = true},
      {.name = "check",
       .help = "Whether measured rates can be right: a verdict for each with what it should be. The options "
               "say what the text does not",
       .keys = figure_keys(),
       .headings = setup},
      {.name = "diagnose",
       .help = "Why measured rates are what they are: causes with probabilities, and the run that would "
               "tell them apart. The options say what the text does not",
       .keys = figure_keys(),
       .headings = setup},
      {.name = "list",
       .help = "Entries of a catalog: the names that options take, with what is known of each",
       .keys = {{"kind", Form::text, "Of what", list_kinds()},
                {"filter",
                 Form::text,
                 "Words and conditions that all hold, such as: rtx memory_gib>=24; otherwise: all, which "
                 "is long"}},
       .needed = {"kind"}},
      {.name = "plot",
       .help = "A prediction drawn beside measurements, as SVG",
       .keys = {{"plot", Form::text, "What to draw; otherwise: roofline", {"roofline"}}},
       .headings = costed,
       .needed = {"device", "model"}}};
}

json form_schema(Form form) {
  json text = {{"type", "string"}}, number = {{"type", "number"}, {"minimum", 0}};
  switch (form) {
    case Form::text: return text;
    case Form::number: return number;
    case Form::flag: return {{"type", "boolean"}};
    case Form::names: return {{"type", "array"}, {"items", text}};
    case Form::counts: return {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 1}}}};
    case Form::prices: return {{"type", "object"}, {"additionalProperties", number}};
    case Form::months: break;
  }
  return {{"anyOf", {number, {{"const", "any"}}}}};
}

json key_schema(const QuestionKey& key) {
  json out = form_schema(key.form);
  out["description"] = key.help;
  if (!key.choices.empty()) {
    out["enum"] = key.choices;
  }
  return out;
}

json value_schema(const predict::ScenarioOption& option) {
  if (option.is_number()) {
    return {{"type", option.kind == predict::ScenarioOption::Kind::whole ? "integer" : "number"},
            {"minimum", option.least},
            {"maximum", option.most}};
  }
  if (option.kind == predict::ScenarioOption::Kind::flag) {
    return {{"type", "boolean"}};
  }
  json out = {{"type", "string"}};
  if (const Words some = option_choices(option); !some.empty()) {
    out["enum"] = some;
  }
  return out;
}

json option_schema(const predict::ScenarioOption& option, bool takes_lists) {
  json out = value_schema(option);
  if (takes_lists) {
    out = {{"anyOf", {out, {{"type", "string"}}, {{"type", "array"}, {"items", out}}}}};
  }
  out["description"] = option.help;
  if (!option.otherwise.empty()) {
    out["description"] = std::string(option.help) + "; otherwise: " + std::string(option.otherwise);
  }
  return out;
}

bool has(const Words& words, std::string_view word) { return model::holds(words, word); }

}  // namespace

std::span<const AskedVerb> asked_verbs() {
  static const std::vector<AskedVerb> verbs = all_verbs();
  return verbs;
}

json question_schema(const AskedVerb& verb) {
  json properties = json::object();
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    if (has(verb.headings, option.group) && !has(verb.left_out, option.key)) {
      properties[std::string(option.key)] = option_schema(option, verb.takes_lists);
    }
  }
  for (const QuestionKey& key : verb.keys) {
    properties[std::string(key.key)] = key_schema(key);
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", verb.needed},
          {"additionalProperties", false}};
}

std::vector<std::string_view> option_choices(const predict::ScenarioOption& option) {
  if (option.key == "split") return words_of(model::kSplitNames);
  if (option.key == "backend") return words_of(catalog::backends());
  return option.kind == predict::ScenarioOption::Kind::on_off ? Words{"1", "0"} : Words{};
}

}  // namespace tokroof::api
