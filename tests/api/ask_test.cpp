#include "api/ask.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "predict/request.hpp"
#include "predict/scenario_option.hpp"

using namespace tokroof;
using nlohmann::json;

namespace {

json bundled(std::string_view verb, const json& question) {
  return api::ask(catalog::Catalog::bundled(), predict::Fitted::bundled(), verb, question);
}

const json kAsked = {
    {"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}, {"n_depth", 4096}};

}  // namespace

TEST_CASE("A question as JSON is answered as predict() answers it") {
  catalog::Question question;
  question.run.device = "rtx-4090";
  question.run.model = "llama-3.1-8b";
  question.run.quant = "Q4_K_M";
  question.run.depth = 4096;
  const predict::Request request =
      predict::complete(catalog::Catalog::bundled(), predict::Fitted::bundled(), question);
  const double tps = predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), request.run)
                         .prediction.value()
                         .decode.tps();
  const json answer = bundled("predict", kAsked);
  CHECK(answer["decode"]["tps"] == tps);
  CHECK(answer["scenario"]["n_depth"] == 4096);
  CHECK(answer["assumed"]["level"] == 0.9);
  CHECK(answer["energy"]["power_w"].is_number());
}

TEST_CASE("Options may be numbers or text, and null is not stated") {
  json question = kAsked;
  const json once = bundled("predict", question);
  question["n_depth"] = "4096";
  question["link"] = nullptr;
  question["level"] = nullptr;
  CHECK(bundled("predict", question) == once);
}

TEST_CASE("Every option is found by its key and by each long spelling") {
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    CHECK(&predict::scenario_option(option.key) == &option);
    CHECK(&predict::scenario_option(option.long_name()) == &option);
    const int setters = (option.text != nullptr) + (option.number != nullptr) + (option.flag != nullptr) +
                        (option.word.read != nullptr);
    CHECK(setters == 1);
    CHECK(option.is_number() == (option.number != nullptr));
  }
  CHECK(predict::scenario_option("n_ubatch").key == "n_ubatch");
  CHECK(predict::scenario_option("split-mode").key == "split");
}

TEST_CASE("What is wrong with a question is said as the command line says it") {
  json question = kAsked;
  question["n_dept"] = 1;
  json error = bundled("predict", question)["error"];
  CHECK(error["kind"] == "unknown-name");
  CHECK(error["suggestions"][0] == "n_depth");

  question = kAsked;
  question["n_depth"] = -1;
  error = bundled("predict", question)["error"];
  CHECK(error["kind"] == "usage");
  CHECK(error["where"] == "--n-depth");

  question = kAsked;
  question["device"] = json::array();
  CHECK(bundled("predict", question)["error"]["kind"] == "usage");
  CHECK(bundled("predict", 3)["error"]["kind"] == "usage");
  CHECK(bundled("foretell", kAsked)["error"]["suggestions"].size() == 10);

  question = kAsked;
  question["model"] = "llama-3.1-405b";
  const json refused = bundled("predict", question);
  CHECK(refused["error"]["kind"] == "does-not-fit");
  CHECK(refused["memory"]["needed_bytes"] > refused["memory"]["available_bytes"]);
  CHECK_FALSE(refused.contains("decode"));
}

TEST_CASE("A pasted table gets verdicts, and rows that do not name the machine are given it") {
  const char* table =
      "| model                          |       size |     params | backend    | ngl |          test |       "
      "       "
      "t/s |\n"
      "| ------------------------------ | ---------: | ---------: | ---------- | --: | ------------: | "
      "-------------------: |\n"
      "| llama 8B Q4_K - Medium         |   4.58 GiB |     8.03 B | CUDA       |  99 |         tg128 |      "
      "    9.50 ± 0.02 |\n";
  const json answer = bundled(
      "check", {{"text", table}, {"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}});
  REQUIRE(answer.contains("rows"));
  CHECK(answer["rows"][0]["verdict"] == "slow");
  CHECK(answer["runs"][0]["device"] == "rtx-4090");
  CHECK(answer["import"]["rows"] == 1);
  const json why = bundled(
      "diagnose", {{"text", table}, {"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}});
  CHECK(why["rows"][0]["hypotheses"][0]["name"] != "ok");
  CHECK(bundled("check", {{"text", "no benchmark at all"}})["error"]["kind"] == "bad-file");
}

TEST_CASE("A rate is of one stream or of all, and nothing else") {
  json question = {{"device", "rtx-4090"},
                   {"model", "llama-3.1-8b"},
                   {"quant", "Q4_K_M"},
                   {"concurrency", 4},
                   {"tps", 130}};
  for (const char* of : {"stream", "aggregate"}) {
    question["rate"] = of;
    CHECK(bundled("check", question)["rows"][0]["verdict"] ==
          (of == std::string_view("stream") ? "ok" : "slow"));
  }
  question["rate"] = "total";
  CHECK(bundled("check", question)["error"]["where"] == "--rate");
}

TEST_CASE("A roofline is a drawing with the machine's runs, or a refusal where a set-up has none") {
  const json answer = bundled("plot", kAsked);
  REQUIRE(answer.contains("svg"));
  const std::string svg = answer["svg"];
  CHECK(svg.starts_with("<svg"));
  CHECK(svg.find("llama-3.1-8b") != std::string::npos);
  json question = kAsked;
  question["concurrency"] = 8;
  CHECK(bundled("plot", question)["error"]["kind"] == "usage");
  question = kAsked;
  question["plot"] = "pie";
  CHECK(bundled("plot", question)["error"]["suggestions"][0] == "roofline");
}

TEST_CASE("Lists, rankings, capacities and explanations are the documents of their verbs") {
  CHECK(bundled("list", {{"kind", "devices"}, {"filter", "4090"}})["devices"].size() >= 1);
  const json options = bundled("list", {{"kind", "options"}})["options"];
  CHECK(options.size() == predict::scenario_options().size());
  for (const json& option : options) {
    if (option["key"] == "split") CHECK(option["choices"].size() == 6);
    if (option["key"] == "model") CHECK_FALSE(option.contains("choices"));
  }
  const json ranking = bundled(
      "rank",
      {{"model", "qwen3-32b"}, {"quant", "Q4_K_M"}, {"devices", {"rtx-4090", "rtx-3090"}}, {"by", "tps"}});
  CHECK(ranking["rows"][0]["device"] == "rtx-4090");
  CHECK(bundled("rank", {{"model", "qwen3-32b"}, {"by", "beauty"}})["error"]["kind"] == "unknown-name");
  CHECK(bundled("capacity", {{"device", "rtx-4090"}, {"model", "qwen3-32b"}}).contains("alternatives"));
  CHECK(bundled("explain", kAsked)["steps"].size() > 10);
}

TEST_CASE("A sweep's rows are the answers to its questions one by one") {
  const json answer = bundled("sweep",
                              {{"device", {"rtx-4090", "rtx-3090"}},
                               {"model", "llama-3.1-8b"},
                               {"quant", "Q4_K_M"},
                               {"n_depth", "0-4096*64"}});
  REQUIRE(answer["rows"].size() == 2 * 4);
  for (const json& row : answer["rows"]) {
    const json one = bundled("predict",
                             {{"device", row["device"]},
                              {"model", row["model"]},
                              {"quant", row["quant"]},
                              {"n_depth", row["n_depth"]}});
    CHECK(row["tps"].get<double>() == Approx(one["decode"]["tps"].get<double>()).epsilon(1e-12));
    CHECK(row["low_tps"].get<double>() == Approx(one["decode"]["low_tps"].get<double>()).epsilon(1e-9));
    CHECK(row["bound_by"] == one["step"]["bound_by"]);
  }
  CHECK(answer["rows"][3]["n_depth"] == 4096);
}

TEST_CASE("A sweep that is too large or wrong is refused as a whole") {
  const auto error = [](json question) {
    question["model"] = "llama-3.1-8b";
    return bundled("sweep", question)["error"];
  };
  CHECK(error({{"device", "rtx-4090"}, {"n_depth", "0-10000"}})["message"].get<std::string>().find(
            "10001 rows") == 0);
  CHECK(error({{"device", {"rtx-4090", "rtx-409"}}})["kind"] == "unknown-name");
  CHECK(error({{"device", "rtx-4090"}, {"n_depth", "9-1"}})["where"] == "--n-depth");
  CHECK(error({{"device", json::array()}})["kind"] == "usage");
  CHECK(error({{"device", "rtx-4090"}, {"nonsense", 1}})["kind"] == "unknown-name");
}
