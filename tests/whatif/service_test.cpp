#include "whatif/serving/service.hpp"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "catalog/input_error.hpp"
#include "predict/traffic.hpp"
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"
#include "whatif/serving/published.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

catalog::Question server(double n_prompt, double n_gen, std::string_view engine = "vllm") {
  catalog::Question q = question("h100-sxm", "llama-3.1-8b", "");
  q.run.engine = engine;
  q.run.n_prompt = n_prompt;
  q.run.n_gen = n_gen;
  return q;
}

whatif::Service served(const catalog::Question& q, const predict::Traffic& traffic, double level = 0.9) {
  predict::AnswerOptions options;
  options.level = level;
  options.traffic = traffic;
  predict::Request request = completed(q);
  const predict::PredictionOutcome out =
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), request.run);
  REQUIRE(out.prediction);
  return *whatif::service_of(
      catalog::Catalog::bundled(), predict::Fitted::bundled(), request, *out.prediction, options);
}

predict::Traffic at_rate(double per_s) {
  predict::Traffic traffic;
  traffic.request_rate_per_s = per_s;
  return traffic;
}

}  // namespace

TEST_CASE("a published interval holds both simulated ends and the scatter beside them",
          "[whatif][serving][unit]") {
  using enum whatif::Scatter;
  const double z = 1.6448536;
  const auto [low, high] = whatif::published(4, 2, 1, first_token, 0.9);
  CHECK(high == Approx(2 * std::exp(std::hypot(std::log(2), 0.81 * z))));
  CHECK(low == Approx(2 / std::exp(std::hypot(std::log(2), 0.81 * z))));
  const whatif::Ends bare = whatif::published(10, 20, 30, none, 0.9);
  CHECK(bare.low == Approx(10));
  CHECK(bare.high == Approx(30));
  CHECK(std::isnan(whatif::published(model::kUnknown, 2, 1, token, 0.9).high));
  CHECK(whatif::published(model::kUnknown, model::kUnknown, 1, token, 0.9).low == 1);
}

TEST_CASE("without traffic nothing is served", "[whatif][serving]") {
  predict::Request request = completed(server(512, 128));
  const predict::PredictionOutcome out =
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), request.run);
  CHECK_FALSE(whatif::service_of(
      catalog::Catalog::bundled(), predict::Fitted::bundled(), request, *out.prediction, {}));
}

TEST_CASE("requests that hardly ever meet are answered as predict() says of one stream",
          "[whatif][serving]") {
  for (const char* engine : {"vllm", "sglang", "llama.cpp"}) {
    INFO(engine);
    catalog::Question q = server(1024, 100, engine);
    const whatif::Service s = served(q, at_rate(1e-3));
    q.run.depth = 1024;
    const predict::Prediction alone = predicted(q);
    const double received_s = 1e-3 * alone.scenario.facts.request_host_ms;
    CHECK(s.expected.ttft.p50_s == Approx(received_s + alone.ttft_s).epsilon(0.01));
    const double sampled_s =
        1e-9 * alone.scenario.facts.host_sampling_ns_per_entry * alone.scenario.model->vocab;
    CHECK(s.expected.itl.p50_s == Approx(1 / alone.decode.tps() + sampled_s).epsilon(0.01));
    CHECK(s.expected.in_flight < 0.01);
  }
}

TEST_CASE("a service answers what comes until it cannot keep up", "[whatif][serving]") {
  const catalog::Question q = server(1000, 200);
  const double most = served(q, at_rate(1)).expected.most_per_s;
  double before_p99_s = 0;
  for (const double load : {0.2, 0.5, 0.8, 0.95}) {
    INFO("load " << load);
    const whatif::ServiceFigures f = served(q, at_rate(load * most)).expected;
    CHECK(f.keeps_up());
    CHECK(f.requests_per_s == Approx(load * most).epsilon(0.05));
    CHECK(f.output_tps == Approx(load * most * 200).epsilon(0.05));
    CHECK(f.ttft.p99_s > before_p99_s);
    before_p99_s = f.ttft.p99_s;
  }
  const whatif::ServiceFigures beyond = served(q, at_rate(1.2 * most)).expected;
  CHECK_FALSE(beyond.keeps_up());
  CHECK(beyond.requests_per_s == Approx(most));
}

TEST_CASE("a benchmark that sends all at once ends, and its last request has waited for the others",
          "[whatif][serving]") {
  predict::Traffic traffic = at_rate(1e9);
  traffic.requests = 500;
  const whatif::ServiceFigures f = served(server(1000, 200), traffic).expected;
  CHECK(f.keeps_up());
  CHECK(f.requests_per_s < f.most_per_s * 1.02);
  CHECK(f.ttft.p99_s > 500 / f.most_per_s / 3);
}

TEST_CASE("clients that ask anew get no more together than the server can answer", "[whatif][serving]") {
  predict::Traffic traffic;
  traffic.itl_slo_s = 1;
  catalog::Question q = server(1000, 200);
  q.run.concurrency = 16;
  const whatif::Service s = served(q, traffic);
  CHECK(s.clients == 16);
  CHECK(s.expected.in_flight == Approx(16).epsilon(0.05));
  CHECK(s.expected.requests_per_s < s.expected.most_per_s);
  // Little's law: clients = rate x latency.
  CHECK(s.expected.requests_per_s * s.expected.latency.mean_s == Approx(16).epsilon(0.05));
}

TEST_CASE("what meets the objectives is bounded by them: tighter ones leave a lower rate",
          "[whatif][serving]") {
  double before = INFINITY;
  for (const double slo_s : {2.0, 0.3, 0.1}) {
    predict::Traffic traffic = at_rate(1);
    traffic.ttft_slo_s = slo_s;
    const whatif::ServiceFigures f = served(server(1000, 200), traffic).expected;
    CHECK(f.most_per_s_meeting <= before);
    CHECK(f.most_per_s_meeting <= f.most_per_s);
    before = f.most_per_s_meeting;
  }
  predict::Traffic impossible = at_rate(1);
  impossible.ttft_slo_s = 1e-6;
  CHECK(served(server(1000, 200), impossible).expected.most_per_s_meeting < 0.1);
}

TEST_CASE("a prefix that is cached is not read", "[whatif][serving]") {
  predict::Traffic hits = at_rate(1e-3);
  hits.prefix_hit_share = 0.75;
  const double cold_s = served(server(8000, 50), at_rate(1e-3)).expected.ttft.p50_s;
  const whatif::Service warm = served(server(8000, 50), hits);
  CHECK(warm.shape.prompt == 2000);
  CHECK(warm.shape.cached == 6000);
  CHECK(warm.expected.ttft.p50_s < 0.5 * cold_s);
}

TEST_CASE("replicas share the requests", "[whatif][serving]") {
  catalog::Question q = server(1000, 200);
  const double one = served(q, at_rate(1)).expected.most_per_s;
  q.run.replicas = 4;
  const whatif::ServiceFigures four = served(q, at_rate(2 * one)).expected;
  CHECK(four.most_per_s == Approx(4 * one));
  CHECK(four.requests_per_s == Approx(2 * one).epsilon(0.05));
}

TEST_CASE("replicas that only read prompts spare the others the wait for them", "[whatif][serving]") {
  catalog::Question q = server(4000, 200);
  q.run.replicas = 2;
  predict::Traffic traffic = at_rate(0);
  traffic.request_rate_per_s = 0.7 * served(q, at_rate(1)).expected.most_per_s;
  const whatif::ServiceFigures together = served(q, traffic).expected;
  traffic.prefill_replicas = 2;
  const whatif::Service apart = served(q, traffic);
  CHECK_FALSE(apart.kv_link.empty());
  CHECK(apart.expected.itl.p99_s < 0.7 * together.itl.p99_s);
  CHECK(apart.expected.most_per_s > together.most_per_s);
}

TEST_CASE("caches are handed over no faster than their link carries them", "[whatif][serving]") {
  predict::Traffic traffic = at_rate(1);
  traffic.prefill_replicas = 1;
  traffic.kv_link = "eth-1g";
  const whatif::Service slow = served(server(2000, 300), traffic);
  const double cache_bytes = 2000 * 32 * 2 * 1024 * 2;  // tokens x layers x K and V x width x bytes
  const catalog::Link& link = catalog::Catalog::bundled().link("eth-1g");
  CHECK(slow.expected.most_per_s == Approx(link.bytes_per_s / cache_bytes).epsilon(0.01));
  traffic.kv_link = "ib-ndr";
  const whatif::Service fast = served(server(2000, 300), traffic);
  CHECK(fast.expected.most_per_s > 5 * slow.expected.most_per_s);
  traffic.kv_link = "nvlink";  // both on one board
  CHECK(served(server(2000, 300), traffic).kv_link == "nvlink4-nvswitch");
  traffic.kv_link = "nvlink1";
  CHECK(kind_of_error([&] { served(server(2000, 300), traffic); }) == "impossible-link");
}

TEST_CASE("requests that are longer than the server takes are cut, and their share is told",
          "[whatif][serving]") {
  catalog::Question q = server(2000, 300);
  predict::Traffic traffic = at_rate(1);
  traffic.length_spread = 0.5;
  const whatif::ServiceFigures all = served(q, traffic).expected;
  CHECK(all.cut_share == 0);
  CHECK(all.output_tps == Approx(300));
  q.run.details.max_model_len = 2400;
  const whatif::ServiceFigures cut = served(q, traffic).expected;
  CHECK(cut.cut_share > 0.2);
  CHECK(cut.output_tps < 290);
  CHECK(cut.output_tps > 150);
  CHECK(cut.most_per_s > all.most_per_s);
}

TEST_CASE("a server's time is spent reading, decoding or waiting", "[whatif][serving]") {
  double before = 0;
  for (const double rate : {0.01, 1.0, 4.0}) {
    const whatif::ServiceFigures f = served(server(2000, 300), at_rate(rate)).expected;
    const double busy = f.reading_share + f.decoding_share;
    CHECK(busy > before);
    CHECK(busy <= 1.000001);
    before = busy;
  }
}

TEST_CASE("with drafts a service answers as predict() says of one stream, and more while its steps are small",
          "[whatif][serving]") {
  catalog::Question drafts = server(1000, 200);
  drafts.run.speculative = model::Drafting::mtp;
  drafts.run.spec_tokens = 3;
  drafts.run.acceptance = 0.8;
  const predict::PredictionOutcome alone =
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), completed(drafts).run);
  const whatif::Service with = served(drafts, at_rate(0.01));
  const whatif::Service without = served(server(1000, 200), at_rate(0.01));
  CHECK(with.expected.itl.mean_s == Approx(1 / alone.prediction->decode.tps()).epsilon(0.05));
  CHECK(with.expected.itl.mean_s < 0.8 * without.expected.itl.mean_s);
  CHECK(with.expected.output_tps == Approx(without.expected.output_tps));
  predict::Traffic few;
  few.requests = 64;
  drafts.run.concurrency = 4;
  catalog::Question plain = server(1000, 200);
  plain.run.concurrency = 4;
  CHECK(served(drafts, few).expected.requests_per_s > 1.2 * served(plain, few).expected.requests_per_s);
}

TEST_CASE("what spills where nothing does not change a service", "[whatif][serving]") {
  catalog::Question spills = server(1000, 200);
  spills.run.device = "rtx-4090";
  spills.run.quant = "Q4_K_M";
  const double most = served(spills, at_rate(1)).expected.most_per_s;
  spills.run.details.spill = true;
  CHECK(served(spills, at_rate(1)).expected.most_per_s == most);
}

TEST_CASE("what cannot be served is refused with the reason", "[whatif][serving]") {
  predict::Traffic apart;
  apart.prefill_replicas = 1;
  CHECK(kind_of_error([&] { served(server(1000, 200), apart); }) == "usage");
}

TEST_CASE("every service has figures in their order, within their interval", "[whatif][serving][property]") {
  const unsigned seed = seed_of_run();
  std::mt19937 engine(seed);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(engine);
  };
  const auto one_of = [&](auto... all) {
    const char* each[] = {all...};
    return std::string(each[std::uniform_int_distribution<std::size_t>(0, sizeof...(all) - 1)(engine)]);
  };
  int answered = 0;
  for (int i = 0; i < 12; ++i) {
    catalog::Question q = question(one_of("h100-sxm", "a100-sxm-80gb", "rtx-4090", "mi300x", "l40s"),
                                   one_of("llama-3.1-8b", "qwen3-30b-a3b", "gemma-3-12b", "mistral-7b-v0.3"),
                                   "");
    q.run.engine = one_of("vllm", "sglang", "tensorrt-llm", "tgi");
    q.run.quant = q.run.engine == "tgi" ? "" : one_of("", "FP8");
    q.run.n_devices = one_of("1", "2") == "1" ? 1 : 2;
    q.run.replicas = std::floor(between(1, 4));
    q.run.n_prompt = std::floor(std::exp(between(1, 9)));
    q.run.n_gen = std::floor(std::exp(between(1, 7)));
    predict::Traffic traffic = at_rate(std::exp(between(-4, 4)));
    traffic.length_spread = between(0, 1);
    traffic.ttft_slo_s = std::exp(between(-3, 2));
    traffic.seed = std::floor(between(0, 1e6));
    INFO("seed " << seed << ", case " << i << ": " << q.run.device << " " << q.run.model << " "
                 << q.run.engine << " " << q.run.n_prompt << "+" << q.run.n_gen << " at "
                 << traffic.request_rate_per_s);
    predict::AnswerOptions options;
    options.traffic = traffic;
    std::optional<whatif::Service> s;
    try {
      predict::Request request = completed(q);
      const predict::PredictionOutcome out =
          predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), request.run);
      if (!out.prediction) {
        continue;
      }
      s = whatif::service_of(
          catalog::Catalog::bundled(), predict::Fitted::bundled(), request, *out.prediction, options);
    } catch (
        const catalog::InputError& error) {  // a type that the chip does not run, no room for one request
      CHECK((error.kind == "usage" || error.kind == "cannot-model"));
      continue;
    }
    ++answered;
    for (const whatif::ServiceFigures* f : {&s->slow, &s->expected, &s->fast}) {
      CHECK(f->most_per_s > 0);
      CHECK(f->requests_per_s <= 1.02 * std::max(f->most_per_s, traffic.request_rate_per_s));
      CHECK(f->most_per_s_meeting <= f->most_per_s);
      CHECK(f->met_share >= 0);
      CHECK(f->met_share <= 1);
      CHECK(f->itl.p50_s <= f->itl.p90_s);
      CHECK(f->itl.p90_s <= f->itl.p99_s);
      if (f->keeps_up()) {
        CHECK(f->ttft.p50_s <= f->ttft.p99_s);
        CHECK(f->ttft.p50_s <= f->latency.p50_s);
      }
    }
    // A slower step gathers more requests, which share the next: with answers of two tokens 3 % came of that.
    CHECK(s->slow.most_per_s <= s->expected.most_per_s * 1.05);
    CHECK(s->expected.most_per_s <= s->fast.most_per_s * 1.05);
    if (s->slow.keeps_up()) {
      CHECK(s->slow.ttft.p50_s >= s->expected.ttft.p50_s * 0.99);
    }
    if (s->expected.keeps_up()) {
      CHECK(s->expected.ttft.p50_s >= s->fast.ttft.p50_s * 0.99);
    }
  }
  CHECK(answered >= 3);
}
