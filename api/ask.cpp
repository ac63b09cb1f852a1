#include "api/ask.hpp"

#include <array>
#include <functional>
#include <sstream>

#include <nlohmann/json.hpp>

#include "answers/capacity_report.hpp"
#include "answers/check_json.hpp"
#include "answers/diagnosis_json.hpp"
#include "answers/explain.hpp"
#include "answers/listing.hpp"
#include "answers/listing_query.hpp"
#include "answers/models_output.hpp"
#include "answers/plot/chart_svg.hpp"
#include "answers/plot/roofline_models.hpp"
#include "answers/rank_output.hpp"
#include "api/ask_sweep.hpp"
#include "api/model_question.hpp"
#include "api/models_filter.hpp"
#include "api/one_figure.hpp"
#include "api/placed_prediction.hpp"
#include "api/question_schema.hpp"
#include "api/rank_question.hpp"
#include "api/take.hpp"
#include "formats/benchmarks/import_json.hpp"
#include "formats/benchmarks/runs_json.hpp"
#include "formats/benchmarks/stories.hpp"
#include "predict/bundled_runs.hpp"
#include "predict/scenario_option.hpp"
#include "whatif/serving/service_cost.hpp"

namespace tokroof::api {
namespace {

using nlohmann::json;

struct Asking {
  const catalog::Catalog& catalog;
  const predict::Fitted& fitted;
  json question;  ///< keys are taken out as they are read: what is left are scenario options
  const formats::ModelFile* file = nullptr;  ///< where the model is one: the catalog has it

  [[nodiscard]] predict::Request completed(const catalog::Question& asked) const {
    return file != nullptr ? complete_with_file(catalog, fitted, asked, *file)
                           : predict::complete(catalog, fitted, asked);
  }

  template <class T>
  T take(const char* key, T otherwise) {
    return tokroof::api::take(question, key, std::move(otherwise));
  }
};

/// Predicts, and hands what came out to `shown`.
using Shown = std::function<json(predict::Request&, const predict::Prediction&)>;
json predicted(const Asking& a, const predict::Asked& asked, const Shown& shown) {
  const bool level_stated = a.question.contains("level") && !a.question["level"].is_null();
  predict::Request request = a.completed(asked.question);
  if (!level_stated) {
    request.assume("level", asked.answer.level);
  }
  const auto [outcome, suggestions] = predict_placed(a.catalog, a.fitted, request);
  if (!outcome.prediction) {
    return answers::refusal_json(outcome, request, suggestions);
  }
  return shown(request, *outcome.prediction);
}

json ask_predict(Asking& a) {
  const predict::Asked asked = predict::asked_with_traffic(a.question);
  return predicted(a, asked, [&](predict::Request& request, const predict::Prediction& p) {
    const auto told = whatif::served_prediction(a.catalog, a.fitted, p, request, asked);
    return answers::prediction_json(p, request, told.economics, asked.answer, told.served());
  });
}

json ask_explain(Asking& a) {
  const predict::Asked asked = predict::asked_from_json(a.question);
  return predicted(a, asked, [&](predict::Request& request, const predict::Prediction& p) {
    const predict::Economics e =
        predict::economics(a.catalog, a.fitted, p, request, asked.question.run.device, asked.answer.cost);
    return answers::explain_json(answers::explain(a.fitted, p, e, asked.answer), request);
  });
}

json ask_capacity(Asking& a) {
  const predict::Asked asked = predict::asked_from_json(a.question);
  const answers::CapacityReport report = answers::capacity_report(
      a.catalog, a.fitted, asked.question, [&](const catalog::Question& q) { return a.completed(q); });
  return report.refusal ? answers::refusal_json("cannot-model", report.refusal->message)
                        : answers::capacity_json(report);
}

json ask_rank(Asking& a) {
  const whatif::CandidateChoice choice = take_candidates(a.question);
  whatif::RankQuestion question = take_limits(a.catalog, a.question);
  const std::string by = a.take("by", std::string());
  predict::Asked asked = predict::asked_with_traffic(a.question);
  asked.answer.cost.prices_usd.swap(question.answer.cost.prices_usd);
  question.question = asked.question;
  question.answer = asked.answer;
  question.by = by.empty() ? whatif::usual_order(asked.answer.traffic)
                           : order_named(by, whatif::rank_by, whatif::kRankByNames);
  return answers::ranking_json(
      whatif::rank(a.catalog, a.fitted, question, whatif::candidates(a.catalog, choice)), question);
}

json options_json() {
  json out = json::array();
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    json one = {{"key", option.key},
                {"option", option.long_name()},
                {"group", option.group},
                {"type", option.type},
                {"default", option.otherwise},
                {"help", option.help}};
    if (option.is_number()) {
      one["least"] = option.least;
      one["most"] = option.most;
      one["whole"] = option.kind == predict::ScenarioOption::Kind::whole;
    }
    if (const auto some = option_choices(option); !some.empty()) {
      one["choices"] = some;
    }
    out.push_back(std::move(one));
  }
  return {{"options", out}};
}

json ask_models(Asking& a) {
  const whatif::ModelsFilter filter = take_models_filter(a.question);
  const predict::Asked asked = predict::asked_from_json(a.question);
  return answers::models_json(whatif::runnable_models(a.catalog, a.fitted, asked.question, filter),
                              asked.answer.level);
}

json ask_list(Asking& a) {
  const std::string kind = a.take("kind", std::string());
  const std::string filter = a.take("filter", std::string());
  if (!a.question.empty()) {
    const std::string& key = a.question.begin().key();
    throw catalog::InputError("unknown-name", "unknown option '" + key + "'", key, {"kind", "filter"});
  }
  if (kind == "options") {
    return options_json();
  }
  const auto all = answers::list_of(kind, a.catalog, a.fitted);
  if (!all) {
    std::vector<std::string> known(answers::kListKinds.begin(), answers::kListKinds.end());
    known.emplace_back("options");
    throw catalog::InputError("unknown-name", "unknown kind '" + kind + "'", "kind", known);
  }
  return {{kind, filter.empty() ? all->documents() : answers::filtered(*all, filter).documents()}};
}

/// The runs that were fitted, read when first asked for.
const std::vector<catalog::Run>& fitted_runs() {
  static const std::vector<catalog::Run> runs = predict::embedded_runs().runs;
  return runs;
}

json ask_plot(Asking& a) {
  const std::string kind = a.take("plot", std::string("roofline"));
  if (kind != "roofline") {
    throw catalog::InputError("unknown-name", "unknown plot '" + kind + "'", "plot", {"roofline"});
  }
  const predict::Asked asked = predict::asked_from_json(a.question);
  return predicted(a, asked, [&](const predict::Request& request, const predict::Prediction& p) -> json {
    return {{"svg",
             plot::chart_svg(
                 plot::roofline(a.catalog, a.fitted, p, request.run, fitted_runs(), asked.answer.level))}};
  });
}

/// The rows of a text, and what was not understood of it.
struct Pasted {
  std::vector<catalog::Run> runs;
  json import;
};

Pasted read_pasted(Asking& a) {
  const std::string text = a.take("text", std::string());
  const std::string name = a.take("name", std::string("text"));
  const OneFigure figure = take_figure(a.question);
  const predict::Asked asked = predict::asked_from_json(a.question);
  Pasted out;
  if (figure.is_stated() && text.empty()) {
    out.runs = {figure_row(a.catalog, asked, figure)};
    return out;
  }
  const catalog::Run given = stated_cells(a.catalog, asked);
  formats::RunImport import(
      a.catalog, given, [&](catalog::Run&& run) { out.runs.push_back(std::move(run)); });
  import.read_prose(!formats::is_one_sentence(text));
  std::istringstream in(text);
  import.read_stream(in, name);
  if (import.rows() == 0 && formats::is_sentence(text)) {
    const std::vector<formats::Sentence> sentences = formats::read_sentences(a.catalog, text, given);
    for (const formats::Sentence& sentence : sentences) {
      out.runs.push_back(sentence.run);
    }
    out.import = formats::import_json(sentences, name);
    return out;
  }
  if (import.rows() == 0) {
    throw formats::nothing_read(import);
  }
  out.import = formats::import_json(import);
  return out;
}

json ask_check(Asking& a) {
  const Pasted pasted = read_pasted(a);
  const catalog::PackedRuns runs(pasted.runs);
  const judge::CheckedTable rows(a.catalog, a.fitted, runs);
  json out = answers::check_json(rows, judge::table_findings(a.catalog, a.fitted, rows));
  out["runs"] = formats::runs_json(pasted.runs);
  if (!pasted.import.is_null()) {
    out["import"] = pasted.import;
  }
  return out;
}

json ask_diagnose(Asking& a) {
  const Pasted pasted = read_pasted(a);
  const std::vector<judge::Checked> checked = judge::check(a.catalog, a.fitted, pasted.runs);
  json out = answers::diagnosis_json(checked, judge::diagnose(a.catalog, a.fitted, pasted.runs, checked));
  out["runs"] = formats::runs_json(pasted.runs);
  if (!pasted.import.is_null()) {
    out["import"] = pasted.import;
  }
  return out;
}

json ask_sweep(Asking& a) { return sweep_answer(a.catalog, a.fitted, a.question); }

struct Verb {
  std::string_view name;
  json (*answer)(Asking&);
};
constexpr std::array<Verb, 10> kVerbs{{{"predict", ask_predict},
                                       {"explain", ask_explain},
                                       {"capacity", ask_capacity},
                                       {"rank", ask_rank},
                                       {"models", ask_models},
                                       {"sweep", ask_sweep},
                                       {"list", ask_list},
                                       {"plot", ask_plot},
                                       {"check", ask_check},
                                       {"diagnose", ask_diagnose}}};

json answer(Asking& asking, std::string_view verb) {
  for (const Verb& v : kVerbs) {
    if (v.name == verb) {
      return v.answer(asking);
    }
  }
  std::vector<std::string> names;
  names.reserve(kVerbs.size());
  for (const Verb& v : kVerbs) {
    names.emplace_back(v.name);
  }
  throw catalog::InputError("unknown-name", "unknown verb '" + std::string(verb) + "'", "verb", names);
}

}  // namespace

json ask(const catalog::Catalog& catalog,
         const predict::Fitted& fitted,
         std::string_view verb,
         const json& question) {
  try {
    if (!question.is_object()) {
      throw catalog::InputError("usage", "a question is an object: {\"device\": ..., \"model\": ...}");
    }
    const auto model = question.find("model");
    if (model == question.end() || !model->is_string() ||
        !formats::names_model_file(catalog, model->get<std::string>())) {
      Asking asking{catalog, fitted, question};
      return answer(asking, verb);
    }
    const auto file = formats::read_model_file(catalog, model->get<std::string>());
    const catalog::Catalog extended = formats::with_model(catalog, file);
    Asking asking{extended, fitted, question, file.get()};
    return answer(asking, verb);
  } catch (const catalog::InputError& error) {
    return answers::error_json(error);
  } catch (const std::exception& error) {  // a defect of the program itself: said, not thrown through a page
    return answers::refusal_json("cannot-model", error.what());
  }
}

}  // namespace tokroof::api
