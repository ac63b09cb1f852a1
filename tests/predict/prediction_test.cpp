#include "predict/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "answers/explain.hpp"
#include "answers/prediction_text.hpp"
#include "catalog/device_file.hpp"
#include "catalog/number.hpp"
#include "model/time/decode_time.hpp"
#include "model/time/prompt_launch.hpp"
#include "predict/student.hpp"
#include "tests/predict/support.hpp"

namespace tokroof::test {
namespace {

/// One question of each kind of machine.
std::vector<catalog::Question> questions() {
  std::vector<catalog::Question> out;
  out.push_back(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"));
  out.push_back(question("m3-ultra-80c", "qwen3-30b-a3b", "Q4_K_M"));
  out.push_back(question("ryzen-9-7950x", "llama-3.1-8b", "Q4_K_M"));
  out.push_back(question("b200", "llama-3.3-70b", "FP8"));
  catalog::Question split = question("rtx-3090", "llama-3.3-70b", "Q4_K_M");
  split.run.n_devices = 2;
  for (const auto mode : {model::Split::layer,
                          model::Split::row,
                          model::Split::tensor,
                          model::Split::pipeline,
                          model::Split::rpc}) {
    split.run.split = mode;
    out.push_back(split);
  }
  catalog::Question batch = question("h100-sxm", "llama-3.1-8b", "BF16");
  batch.run.engine = "vllm";
  batch.run.concurrency = 32;
  out.push_back(batch);
  catalog::Question experts = question("rtx-4090", "qwen3-235b-a22b", "Q4_K_M");
  experts.run.host_device = "epyc-9355";
  experts.run.details.n_cpu_moe = 94;
  out.push_back(experts);
  catalog::Question layers = question("rtx-4090", "llama-3.3-70b", "Q4_K_M");
  layers.run.host_device = "ryzen-9-7950x";
  layers.run.n_gpu_layers = 30;
  out.push_back(layers);
  catalog::Question drafts = question("rtx-4090", "llama-3.1-8b", "Q4_K_M");
  drafts.run.speculative = model::Drafting::mtp;
  drafts.run.spec_tokens = 3;
  drafts.run.acceptance = 0.6;
  out.push_back(drafts);
  return out;
}

TEST_CASE("an architecture that nobody knows is predicted like its vendor's latest",
          "[predict][new-family]") {
  for (const std::string like : {"rtx-5090", "h100-sxm", "b200", "rx-9070-xt", "mi300x", "m5-max-40c"}) {
    const std::string arch = like == "m5-max-40c" ? "Apple M9" : "Next";
    const catalog::Catalog catalog =
        catalog::with_devices(catalog::Catalog::bundled(),
                              R"({"devices": [{"slug": "next", "like": ")" + like + R"(", "arch": ")" + arch +
                                  R"(", "generation": ")" + arch + R"("}]})",
                              "next.json");
    for (const char* quant : {"Q4_K_M", "Q8_0"}) {
      CAPTURE(like, quant);
      const predict::Prediction known = predicted(question(like, "llama-3.1-8b", quant));
      const predict::Prediction p =
          predicted(question("next", "llama-3.1-8b", quant), predict::Fitted::bundled(), catalog);
      CHECK(p.decode.tps() == Approx(known.decode.tps()).epsilon(0.2));
      CHECK(p.basis.family_runs == 0);
    }
  }
}

TEST_CASE("the parts add up to the step, and the step gives the rate", "[predict][property]") {
  for (const catalog::Question& q : questions()) {
    const predict::Prediction p = predicted(q);
    double sum = 0;
    for (const predict::StepPart& part : p.parts) {
      sum += part.seconds_s;
    }
    CAPTURE(q.run.device, q.run.split.text());
    CHECK(sum == Approx(p.step_s).epsilon(1e-12));
    const double tokens = p.decode.tps() * p.step_s;
    CHECK(tokens >= Approx(1).epsilon(1e-9));
    CHECK(tokens <= Approx(1 + p.step.work.drafted).epsilon(1e-9));
  }
}

TEST_CASE("no prediction exceeds its ceiling, priors included", "[predict][property]") {
  for (const catalog::Question& q : questions()) {
    CAPTURE(q.run.device, q.run.split.text());
    CHECK(predicted(q).decode.tps() < predicted(q).ceiling_tps);
    CHECK(predicted(q, predict::Fitted::priors()).decode.tps() <
          predicted(q, predict::Fitted::priors()).ceiling_tps);
  }
}

TEST_CASE("an unmeasured machine has a wider interval than a measured one", "[predict]") {
  const auto width = [](const predict::Prediction& p) {
    const auto [low, high] = p.decode.published(0.9);
    return std::log(high / low);
  };
  const catalog::Question q = question("rtx-4090", "llama-3.1-8b", "Q4_K_M");
  CHECK(width(predicted(q, predict::Fitted::priors())) > width(predicted(q)));
  CHECK(predicted(q).basis.device_runs > 0);
  CHECK(predicted(q, predict::Fitted::priors()).basis.device_runs == 0);
  CHECK(predicted(q, predict::Fitted::priors()).basis.notes.size() >= 3);
}

TEST_CASE("an interval's ends are its quantiles around the rate", "[predict]") {
  const predict::Prediction p = predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"));
  const auto [low, high] = p.decode.published(0.8);
  CHECK(std::sqrt(low * high) == Approx(p.decode.tps()));
  CHECK(std::log(high / p.decode.tps()) ==
        Approx(p.decode.scales.published * predict::student_quantile(p.decode.scales.published_nu, 0.9)));
}

TEST_CASE("bind takes fitted values where their label is known, priors where not", "[predict][estimate]") {
  const predict::Prediction p = predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"));
  const std::size_t eta = model::position("weight_read_efficiency");
  const auto found = predict::Fitted::bundled().find(eta, "cuda");
  REQUIRE(found);
  CHECK(predict::bind(predict::Fitted::bundled(), p.step, model::FigureKind::decode)
            .coefficients.parameters[eta] == predict::Fitted::bundled().data().parameters[*found].parameter);
  CHECK(predict::bind(predict::Fitted::priors(), p.step, model::FigureKind::decode)
            .coefficients.parameters[eta] == model::prior_parameter(model::kCoefficients[eta], "cuda"));
  CHECK(predict::bind(predict::Fitted::priors(), p.step, model::FigureKind::decode).ln_effects == 0);
}

TEST_CASE("from priors alone the variance is the sum of squared slopes times prior deviations",
          "[predict][estimate]") {
  const predict::Prediction p =
      predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"), predict::Fitted::priors());
  model::Coefficients<double> c =
      predict::bind(predict::Fitted::priors(), p.step, model::FigureKind::decode).coefficients;
  double variance = 0;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    if (!model::reads(model::kCoefficients[i], model::FigureKind::decode, p.step) ||
        model::kCoefficients[i].scope == model::Scope::machine_model) {  // of calibrated machines
      continue;
    }
    double slope = 1;
    if (model::kCoefficients[i].part != model::Part::effect) {
      const double at = c.parameters[i];
      c.parameters[i] = at + 1e-3;
      const double above = std::log(model::decode_time(p.step, c).total());
      c.parameters[i] = at - 1e-3;
      slope = (above - std::log(model::decode_time(p.step, c).total())) / 2e-3;
      c.parameters[i] = at;
    }
    variance += std::pow(slope * model::kCoefficients[i].prior_sd, 2);
  }
  CHECK(p.decode.spread.variance == Approx(variance).epsilon(1e-5));
}

TEST_CASE("what does not fit comes with its arithmetic and no prediction", "[predict]") {
  const predict::Request r = completed(question("rtx-4090", "llama-3.3-70b", "Q4_K_M"));
  const predict::PredictionOutcome out =
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), r.run);
  CHECK_FALSE(out.prediction);
  REQUIRE(out.refusal);
  CHECK(out.refusal->reason == "does-not-fit");
  REQUIRE(out.memory);
  CHECK_FALSE(out.memory->fits());
}

TEST_CASE("documents hold no number that JSON lacks", "[predict][property]") {
  for (const catalog::Question& q : questions()) {
    predict::Request r = completed(q);
    const predict::Prediction p = predicted(q);
    const predict::Economics e =
        predict::economics(catalog::Catalog::bundled(), predict::Fitted::bundled(), p, r, q.run.device, {});
    const std::string text = answers::prediction_json(p, r, e, {}).dump();
    CAPTURE(text);
    CHECK(text.find("NaN") == std::string::npos);
    CHECK(text.find("inf") == std::string::npos);
    CHECK(answers::prediction_json(p, r, e, {})["decode"]["tps"].is_number());
  }
}

TEST_CASE("prompts of unlike cards are held to the units that each of them has",
          "[predict][prediction][unit]") {
  // Only one of the two multiplies 8-bit integers on matrix units, and it is the other that needs 16 bits for them.
  const predict::Prediction both = predicted(question("titan-xp+rtx-2070", "deepseek-coder-7b", "BF16"));
  const model::Device& xp = *catalog::Catalog::bundled().find_device("titan-xp");
  const model::Device& rtx = *catalog::Catalog::bundled().find_device("rtx-2070");
  const double peaks = std::fmax(2 * std::fmax(xp.fp16_flops, xp.fp32_flops), xp.int8_ops) + rtx.fp16_flops;
  const double most_tps = peaks / (2 * model::least_prompt_weights(both.step.work));
  CHECK(both.prefill->limit_tps <= most_tps * 1.0001);
  CHECK(both.prefill->published(0.999).second <= most_tps * 1.0001);
}

TEST_CASE("streams that ask at once wait for the prompts before theirs", "[predict][prediction][unit]") {
  catalog::Question q = question("h100-sxm", "llama-3.1-8b", "BF16");
  q.run.engine = "vllm";
  q.run.n_prompt = 1000;
  q.run.concurrency = 5;
  const predict::Prediction p = predicted(q);
  // The first waits for one prompt, the fifth for five: three on average.
  CHECK(p.ttft_s == Approx(3 * 1000 / p.prefill->tps()));
  q.run.replicas = 5;
  q.run.n_prompt = 4000;
  const predict::Prediction alone = predicted(q);
  CHECK(alone.ttft_s == Approx(4000 / alone.prefill->tps()));
}

TEST_CASE("a short prompt of a server waits for the launches of its kernels", "[predict][prediction][unit]") {
  catalog::Question q = question("h100-sxm", "llama-3.1-8b", "BF16");
  q.run.engine = "sglang";
  q.run.n_prompt = 16;
  const predict::Prediction p = predicted(q);
  CHECK(p.ttft_s > 2 * 16 / p.prefill->tps());
  CHECK(p.ttft_s == Approx(model::prompt_launch_time(p.step, 16)));
}

TEST_CASE("an explanation names each symbol once and ends in the rate", "[predict][explain]") {
  for (const catalog::Question& q : questions()) {
    const predict::Prediction p = predicted(q);
    const std::vector<answers::ExplainStep> steps = answers::explain(predict::Fitted::bundled(), p, {});
    std::set<std::string> symbols;
    double rate = 0, terms = 0, sum = 0;
    for (const answers::ExplainStep& s : steps) {
      CAPTURE(q.run.device, q.run.split.text(), s.symbol);
      CHECK(symbols.insert(s.symbol).second);
      CHECK(std::isfinite(s.value));
      CHECK_FALSE(s.unit.empty());
      CHECK_FALSE(s.from.empty());
      rate = s.symbol == "rate" ? s.value : rate;
      sum = s.symbol == "sum" ? s.value : sum;
      const std::set<std::string> limits{"t_mem",
                                         "t_deq",
                                         "t_pow",
                                         "t_mat",
                                         "t_kvr",
                                         "t_effects",
                                         "t_c",
                                         "t_prompt",
                                         "t_cap",
                                         "t_slot",
                                         "t_ar",
                                         "t_ex",
                                         "t_b",
                                         "t_storage",
                                         "t_spill"};
      terms += s.symbol.starts_with("t_") && !limits.contains(s.symbol) ? s.value : 0;
    }
    CHECK(rate == Approx(p.decode.tps()));
    CHECK(terms == Approx(sum).epsilon(1e-9));
  }
}

TEST_CASE("an explanation says which values are fitted and which are priors", "[predict][explain]") {
  const std::size_t eta = model::position("weight_read_efficiency");
  CHECK(answers::provenance(predict::Fitted::bundled(), eta, "cuda").starts_with("fitted over cuda"));
  CHECK(answers::provenance(predict::Fitted::priors(), eta, "cuda").starts_with("prior (stream benchmarks"));
}

TEST_CASE("significant keeps three digits and no exponent", "[predict][text]") {
  CHECK(catalog::significant(123.456) == "123");
  CHECK(catalog::significant(99.96) == "100");
  CHECK(catalog::significant(9.4149) == "9.41");
  CHECK(catalog::significant(0.031249) == "0.0312");
  CHECK(catalog::significant(12471.6) == "12500");
  CHECK(catalog::significant(0) == "0");
}

TEST_CASE("the text is at most 25 lines", "[predict][text]") {
  for (const catalog::Question& q : questions()) {
    predict::Request r = completed(q);
    const predict::Prediction p = predicted(q);
    const predict::Economics e =
        predict::economics(catalog::Catalog::bundled(), predict::Fitted::bundled(), p, r, q.run.device, {});
    const std::string text = answers::prediction_text(
        p,
        r,
        e,
        {},
        predict::told_assumptions(catalog::Catalog::bundled(), predict::Fitted::bundled(), r, p),
        predict::levers(catalog::Catalog::bundled(), predict::Fitted::bundled(), r, p));
    CAPTURE(text);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
  }
}

TEST_CASE(
    "an engine that polls gets faster with each Mac over Thunderbolt, one that waits for events does not",
    "[predict][link]") {
  const auto tps = [](const char* engine, double macs) {
    catalog::Question q = question("m3-ultra-80c", "qwen3-235b-a22b", "MLX-Q8");
    q.run.engine = engine;
    q.run.n_devices = macs;
    return predicted(q);
  };
  CHECK(tps("mlx", 4).decode.tps() < tps("mlx", 1).decode.tps());
  CHECK(tps("exo", 1).decode.tps() == Approx(tps("mlx", 1).decode.tps()));
  CHECK(tps("exo", 2).decode.tps() > 1.2 * tps("exo", 1).decode.tps());
  CHECK(tps("exo", 4).decode.tps() > 1.1 * tps("exo", 2).decode.tps());
  // 31.9 tok/s: exo 1.0 on four Mac Studios (jeffgeerling.com, 2025-12-18); in no table of runs.
  const auto [low, high] = tps("exo", 4).decode.published(0.9);
  CHECK(low < 31.9);
  CHECK(high > 31.9);
}

}  // namespace
}  // namespace tokroof::test
