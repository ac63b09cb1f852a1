#include "model/time/decode_time.hpp"

#include "model/reads.hpp"
#include "model/time/figure_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

struct Row {
  const char* table;
  int line;
};

/// One bundled run of each class, of different engines and backends.
constexpr Row kRows[] = {
    {"lotto-4x3090", 534},          // one card, dense, vLLM
    {"argonne", 632},               // SYCL
    {"localmaxxing", 225},          // one card, experts
    {"kyuz0-strix-halo", 863},      // deep
    {"guruswami-mlx", 9},           // unified, dense
    {"kyuz0-strix-halo", 330},      // unified, experts
    {"localmaxxing", 402},          // unified, experts, another engine
    {"xiongjiedai", 272},           // layer split
    {"xiongjiedai", 452},           // row split
    {"argonne", 960},               // row split, experts
    {"guruswami-mlx", 212},         // tensor split
    {"argonne", 165},               // tensor split, includes the prompt
    {"lotto-4x3090", 155},          // pipeline
    {"geerlingguy", 71},            // RPC
    {"argonne", 786},               // batch, eager
    {"llamacpp-benches-misc", 65},  // batch
    {"ik-llama", 139},              // experts on the host
    {"ik-llama", 20},               // CPU
    {"lotto-4x3090", 267},          // speculative
    {"ik-llama", 455},              // prefill
    {"localscore", 73},             // prefill, mean over lengths
    {"xiongjiedai", 240},           // prefill on several devices
};

/// The figures that a step has, with the function that times each.
template <class Visit>
void for_each_figure(const model::Step& step, Visit visit) {
  visit(model::FigureKind::decode, [&](const auto& c) { return model::ln_decode_seconds(step, c); });
  if (step.figure.prefill_tokens > 0) {
    visit(model::FigureKind::prefill, [&](const auto& c) { return model::ln_prefill_seconds(step, c); });
  }
}

void check_reads(const model::Step& step) {
  for_each_figure(step, [&](model::FigureKind figure, auto ln_seconds) {
    const Gradient g = check_derivatives(prior_coefficients(step), ln_seconds);
    for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
      CAPTURE(model::kCoefficients[i].name, figure == model::FigureKind::prefill);
      if (!model::reads(model::kCoefficients[i], figure, step)) {
        CHECK(g[i] == 0);
      }
    }
  });
}

}  // namespace

TEST_CASE("the parts of a decode step add up to its time", "[model][decode_time][unit]") {
  const model::Breakdown<double> t{.weights = 1,
                                   .kv = 2,
                                   .state = 4,
                                   .launch = 8,
                                   .fixed = 16,
                                   .logits = 32,
                                   .link = 64,
                                   .host = 128,
                                   .eager = 256,
                                   .drafting = 512};
  CHECK(t.total() == 1023);
}

TEST_CASE("the link's time is that of the split", "[model][decode_time][unit]") {
  model::Step step = round_step();
  step.how.devices = 3;
  const model::Coefficients<double> c = prior_coefficients(step);
  CHECK(model::link_time(step, c) == 0);
  step.how.split = GENERATE(model::Split::layer, model::Split::pipeline, model::Split::rpc);
  CHECK(model::link_time(step, c) == model::layer_split(step, c));
  step.how.split = model::Split::tensor;
  CHECK(model::link_time(step, c) == model::all_reduce(step, c));
  step.how.split = model::Split::row;
  CHECK(model::link_time(step, c) == model::row_split(step, c));
}

TEST_CASE("a CPU's step has no device parts", "[model][decode_time][unit]") {
  model::Step step = round_step();
  step.how.cpu = true;
  const model::Coefficients<double> c = prior_coefficients(step);
  const model::Breakdown<double> t = model::decode_time(step, c);
  CHECK(t.weights == model::host_read(step, c, 8e9, 16e9));
  CHECK(t.fixed + t.logits + t.link + t.host + t.eager + t.drafting == 0);
}

TEST_CASE("a decode rate counts the tokens of a step, its streams and the prompt it includes",
          "[model][decode_time][unit]") {
  model::Step step = round_step();
  const model::Coefficients<double> c = prior_coefficients(step);
  const double seconds = model::decode_time(step, c).total();
  const auto figure = [&] { return std::exp(model::ln_decode_seconds(step, c)); };
  CHECK(figure() == Approx(seconds));
  step.figure.streams = 4;
  CHECK(figure() == Approx(seconds / 4));
  step.figure.prompt = 1000;
  step.figure.generated = 100;
  step.figure.includes_prefill = true;
  CHECK(figure() == Approx((seconds + model::prefill_time(step, c, 1000, 0) / 100) / 4));
}

TEST_CASE("the rate of one of several streams waits for a share of the others' prompts",
          "[model][decode_time][unit]") {
  model::Step step = round_step();
  step.work.sequences = 4;
  step.figure.prompt = 1000;
  step.figure.generated = 100;
  const model::Coefficients<double> c = coefficients({{"stall_share", 0.5}});
  const double seconds = model::decode_time(step, c).total();
  step.figure.prompts_beside = true;
  const double waits = 0.5 * 0.75 * model::prefill_time(step, c, 4000, 0, 1000);
  CHECK(std::exp(model::ln_decode_seconds(step, c)) == Approx(seconds + waits / 100));
}

TEST_CASE(
    "a rate waits for others' prompts where it is of one of several streams whose prompts and answers are "
    "stated",
    "[model][decode_time][unit]") {
  catalog::Run run = test::run_for("h100-sxm",
                                   "llama-3.1-8b",
                                   "FP8",
                                   {.engine = "vllm", .prompt = 1000, .generated = 100, .concurrency = 8});
  run.tg_tps = 100;
  const auto beside = [](const catalog::Run& one) { return test::step_of(one).figure.prompts_beside; };
  CHECK_FALSE(beside(run));  // that of all together
  run.rate = catalog::StatedRate::stream;
  CHECK(beside(run));
  for (const auto& changed : {&catalog::Run::n_prompt, &catalog::Run::n_gen}) {
    catalog::Run open = run;
    open.*changed = model::kUnknown;
    CHECK_FALSE(beside(open));
  }
  catalog::Run alone = run, waited = run, unsaid = run;
  alone.concurrency = 1;
  waited.includes_prefill = true;
  unsaid.rate = catalog::StatedRate::unsaid;
  CHECK_FALSE(beside(alone));
  CHECK_FALSE(beside(waited));
  CHECK_FALSE(beside(unsaid));
}

TEST_CASE("how long the drafts take does not change what eager launches add", "[model][decode_time][unit]") {
  model::Step step = round_step();
  step.how.eager = true;
  step.work.drafted = 4;
  step.work.acceptance = 0.5;
  const auto eager = [&](double draft_ms) {
    return model::decode_time(step, coefficients({{"eager_layer_us", 2000}, {"draft_token_ms", draft_ms}}))
        .eager;
  };
  CHECK(eager(1) > 0);
  CHECK(eager(100) == Approx(eager(1)));
}

TEST_CASE("an eager engine starts within a rate that includes the prompt", "[model][decode_time][unit]") {
  model::Step step = round_step();
  step.how.eager = true;
  const model::Coefficients<double> c = coefficients({{"start_ms", 500}, {"start_engine", std::log(2)}});
  CHECK(model::start_time(step, c) == Approx(1.0));
  const double without = std::exp(model::ln_decode_seconds(step, c));
  step.figure.prompt = 1000;
  step.figure.generated = 100;
  step.figure.includes_prefill = true;
  CHECK(std::exp(model::ln_decode_seconds(step, c)) ==
        Approx(without + (model::prompt_time(step, c) + 1.0) / 100));
  step.how.eager = false;
  CHECK(model::start_time(step, c) == 0);
}

TEST_CASE("derivatives of real runs agree with differences, and are zero for what a run does not read",
          "[model][decode_time][derivative]") {
  for (const Row& row : kRows) {
    CAPTURE(row.table, row.line);
    check_reads(step_of(bundled_run(row.table, row.line)));
  }
}

TEST_CASE("derivatives agree with differences where some layers stay on the host",
          "[model][decode_time][derivative]") {
  check_reads(step_for("rtx-3090", "llama-3.3-70b", "Q4_K_M", {.host = "EPYC 9355", .layers_on_gpu = 40}));
}
