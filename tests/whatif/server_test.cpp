#include "whatif/serving/server.hpp"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "tests/seed.hpp"
#include "whatif/serving/log_figures.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// A step of one sequence takes 10 ms and 1 ms for each further one; 1000 prompt tokens take a second.
whatif::StepTimes plain_times() {
  return {[](double sequences, double /*tokens*/) { return 0.009 + 0.001 * sequences; },
          [](double tokens, double /*attended*/, double /*prompts*/) { return tokens / 1000; }};
}

whatif::ServerRules roomy() {
  whatif::ServerRules rules;
  rules.held_bytes = [](double tokens) { return tokens; };
  return rules;
}

whatif::ServedRequest request(std::size_t number, double at_s, double prompt, double answer) {
  return {number, at_s, 0, prompt, answer};
}

double token_count(const whatif::ServerLog& log) {
  double count = 0;
  for (const whatif::Gap& gap : log.gaps) {
    count += gap.count;
  }
  return count;
}

}  // namespace

TEST_CASE("a request that is alone has its first token with its prompt, then one a step",
          "[whatif][serving]") {
  const whatif::ServerLog log = whatif::serve(plain_times(), roomy(), std::vector{request(0, 5, 500, 11)});
  REQUIRE(log.answered.size() == 1);
  CHECK(log.answered[0].ttft_s() == Approx(0.5));
  CHECK(log.answered[0].latency_s() == Approx(0.5 + 0.10));
  CHECK(log.answered[0].token_s() == Approx(0.01));
  CHECK(token_count(log) == 10);
  CHECK(log.end_s == Approx(5.6));
}

TEST_CASE("a prompt that another server has read brings its first token with a step", "[whatif][serving]") {
  const whatif::ServerLog log =
      whatif::serve(plain_times(), roomy(), std::vector{whatif::ServedRequest{0, 5, 500, 0, 11}});
  CHECK(log.answered[0].ttft_s() == Approx(0.01));
  CHECK(log.answered[0].latency_s() == Approx(0.11));
}

TEST_CASE("a host that samples takes its time for each sequence of a step", "[whatif][serving]") {
  whatif::StepTimes times = plain_times();
  times.sampled_s = 0.002;
  const whatif::ServerLog log =
      whatif::serve(times, roomy(), std::vector{request(0, 0, 500, 11), request(1, 0, 500, 11)});
  CHECK(log.answered[0].ttft_s() == Approx(1 + 2 * 0.002));
  CHECK(log.answered[1].token_s() == Approx(0.011 + 2 * 0.002));
}

TEST_CASE("where only neighbours are joined, each row of them passes over the weights by itself",
          "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.most_sequences = 4;
  const auto end_s = [&](const std::vector<whatif::ServedRequest>& requests) {
    return whatif::serve(plain_times(), rules, requests).end_s;
  };
  // The second of three ends with the first step; 19 steps are left to the others.
  const std::vector<whatif::ServedRequest> three{{0, 0, 1, 0, 20}, {1, 0, 1, 0, 1}, {2, 0, 1, 0, 20}};
  CHECK(end_s(three) == Approx(0.012 + 19 * 0.011));
  rules.joins_neighbours_only = true;
  CHECK(end_s(three) == Approx(0.012 + 19 * 2 * 0.010));
  // A fourth takes the place that was never used, beside the third one's: two rows. A fifth takes the second's.
  std::vector<whatif::ServedRequest> more = three;
  more.push_back({3, 0.012, 1, 0, 19});
  CHECK(end_s(more) == Approx(0.012 + 19 * (0.010 + 0.011)));
  more.push_back({4, 0.012, 1, 0, 19});
  CHECK(end_s(more) == Approx(0.012 + 19 * 0.013));
}

TEST_CASE("a prompt is read in chunks beside the sequences that decode, which wait for each",
          "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.step_tokens = 101;
  const whatif::ServerLog log =
      whatif::serve(plain_times(), rules, std::vector{request(0, 0, 1, 100), request(1, 0.111, 250, 1)});
  // The second comes after eleven tokens of the first; its prompt takes three steps of 100, 100 and 50 tokens.
  const whatif::Percentiles gaps = whatif::percentiles([&] {
    whatif::WeightedTimes times;
    for (const whatif::Gap& gap : log.gaps) times.emplace_back(gap.seconds, gap.count);
    return times;
  }());
  CHECK(gaps.p50_s == Approx(0.01));
  CHECK(whatif::percentiles({{0.11, 2}, {0.06, 1}}).p99_s == Approx(gaps.p99_s));
  CHECK(log.answered[0].request.number == 1);
  CHECK(log.answered[0].ttft_s() == Approx(0.25 + 3 * 0.01).margin(0.011));
}

TEST_CASE("where prompts go first, nothing decodes while one is read", "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.prompts_beside_steps = false;
  rules.step_tokens = 1000;
  const whatif::ServerLog log =
      whatif::serve(plain_times(), rules, std::vector{request(0, 0, 1, 100), request(1, 0.111, 3000, 2)});
  double longest = 0;
  for (const whatif::Gap& gap : log.gaps) {
    longest = std::max(longest, gap.seconds);
  }
  CHECK(longest == Approx(3 + 0.011));
}

TEST_CASE("requests wait for a place", "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.most_sequences = 1;
  const whatif::ServerLog log =
      whatif::serve(plain_times(), rules, std::vector{request(0, 0, 100, 10), request(1, 0, 100, 10)});
  CHECK(log.answered[0].latency_s() == Approx(0.19));
  CHECK(log.answered[1].latency_s() == Approx(0.38));
  CHECK(log.sequence_seconds == Approx(0.38));
}

TEST_CASE("caches that outgrow their room put the youngest sequence back, and it is read anew",
          "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.cache_bytes = 250;
  const whatif::ServerLog log =
      whatif::serve(plain_times(), rules, std::vector{request(0, 0, 100, 100), request(1, 0, 100, 100)});
  REQUIRE(log.answered.size() == 2);
  CHECK(log.preempted == 1);
  CHECK(log.answered[0].request.number == 0);
  CHECK(token_count(log) == 2 * 99);
  // Both prompts, then the second one again with what it had generated.
  CHECK(log.end_s > 0.1 + 0.1 + 0.1 + 1.0);
}

TEST_CASE("where answers are reserved, a sequence waits for room and is never put back",
          "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.cache_bytes = 250;  // one of 200 tokens
  rules.reserves_answers = true;
  const whatif::ServerLog log =
      whatif::serve(plain_times(), rules, std::vector{request(0, 0, 100, 100), request(1, 0, 100, 100)});
  REQUIRE(log.answered.size() == 2);
  CHECK(log.preempted == 0);
  CHECK(token_count(log) == 2 * 99);
  CHECK(log.answered[1].latency_s() == Approx(2 * log.answered[0].latency_s()));
}

TEST_CASE("clients that ask anew keep as many sequences in flight", "[whatif][serving]") {
  const std::vector<whatif::ServedRequest> stream(20, request(0, 0, 1, 10));
  std::size_t asked = 4;
  const whatif::ServerLog log =
      whatif::serve(plain_times(), roomy(), std::span(stream).first(4), [&](double) {
        return asked < stream.size() ? &stream[asked++] : nullptr;
      });
  CHECK(log.answered.size() == 20);
  CHECK(log.sequence_seconds / log.end_s == Approx(4).epsilon(0.01));
}

TEST_CASE("the queue before one server of even requests is Pollaczek and Khinchine's", "[whatif][serving]") {
  // Prompts of a second each, one at a time: M/D/1, whose mean wait is rho s / (2 (1 - rho)).
  whatif::StepTimes times = plain_times();
  times.decode_s = [](double, double) { return 0.0; };
  whatif::ServerRules rules = roomy();
  rules.most_sequences = 1;
  rules.step_tokens = 1000;
  for (const double rho : {0.3, 0.6, 0.8}) {
    const whatif::ServerLog log =
        whatif::serve(times, rules, whatif::request_stream({.prompt = 1000, .answer = 1}, rho, 200000, 1, 7));
    const whatif::LogFigures figures = whatif::log_figures({log}, {0, log.end_s}, {});
    INFO("load " << rho);
    CHECK(figures.ttft.mean_s == Approx(1 + rho / (2 * (1 - rho))).epsilon(0.05));
  }
}

TEST_CASE("streams of requests have their rate and lengths, the same for the same seed",
          "[whatif][serving]") {
  const whatif::RequestShape shape{
      .cached = 10, .prompt = 800, .answer = 200, .spread = 0.5, .most_tokens = 0};
  const auto stream = whatif::request_stream(shape, 4, 40000, 2, 3);
  CHECK(stream.back().at_s == Approx(40000 * 2 / 4.0));
  double sum = 0, squares = 0;
  for (const whatif::ServedRequest& r : stream) {
    sum += r.prompt;
    squares += r.prompt * r.prompt;
  }
  const double mean = sum / 40000;
  CHECK(mean == Approx(800).epsilon(0.02));
  CHECK(std::sqrt(squares / 40000 - mean * mean) / mean == Approx(0.5).epsilon(0.05));
  CHECK(whatif::request_stream(shape, 4, 10, 2, 3)[9].prompt == stream[9].prompt);
  CHECK(whatif::request_stream(shape, 4, 10, 2, 4)[9].prompt != stream[9].prompt);
  CHECK(whatif::request_stream(shape, INFINITY, 10, 1, 3)[9].at_s == 0);
}

TEST_CASE("a length beyond the context is cut", "[whatif][serving]") {
  const whatif::RequestShape shape{
      .cached = 0, .prompt = 800, .answer = 200, .spread = 3, .most_tokens = 1000};
  for (const whatif::ServedRequest& r : whatif::request_stream(shape, 1, 2000, 1, 5)) {
    CHECK(r.prompt >= 1);
    CHECK(r.answer >= 1);
    CHECK(r.prompt + r.answer <= 1000);
  }
}

TEST_CASE("percentiles are times of the nearest rank", "[whatif][serving]") {
  const whatif::Percentiles p = whatif::percentiles({{3, 1}, {1, 50}, {2, 49}});
  CHECK(p.p50_s == 1);
  CHECK(p.p90_s == 2);
  CHECK(p.p99_s == 2);
  CHECK(p.mean_s == Approx(1.51));
  CHECK(whatif::percentiles({}).p99_s == 0);
}

TEST_CASE("whatever comes is answered once, token by token, and no work is lost",
          "[whatif][serving][property]") {
  const unsigned seed = seed_of_run();
  std::mt19937 engine(seed);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(engine);
  };
  for (int i = 0; i < 200; ++i) {
    INFO("seed " << seed << ", case " << i);
    const whatif::RequestShape shape{.cached = std::floor(between(0, 50)),
                                     .prompt = std::floor(between(1, 400)),
                                     .answer = std::floor(between(1, 60)),
                                     .spread = between(0, 1.5),
                                     .most_tokens = 0};
    whatif::ServerRules rules = roomy();
    rules.prompts_beside_steps = between(0, 1) < 0.5;
    rules.step_tokens = std::floor(between(1, 600));
    rules.most_sequences = std::floor(between(1, 40));
    rules.joins_neighbours_only = between(0, 1) < 0.5;
    rules.cache_bytes = between(0, 1) < 0.5 ? INFINITY : between(500, 5000);
    const auto stream =
        whatif::request_stream(shape, between(0.1, 50), 150, 1, seed + static_cast<unsigned>(i));
    whatif::StepTimes times = plain_times();
    times.sampled_s = between(0, 0.002);
    const whatif::ServerLog log = whatif::serve(times, rules, stream);
    REQUIRE(log.answered.size() == stream.size());
    std::vector<bool> seen(stream.size());
    double tokens = 0, spent_s = 0;
    for (const whatif::Answered& a : log.answered) {
      CHECK_FALSE(seen[a.request.number]);
      seen[a.request.number] = true;
      CHECK(a.request.at_s == stream[a.request.number].at_s);
      CHECK(a.ttft_s() >= times.prompt_s(a.request.prompt, 0, 1) - 1e-9);
      CHECK(a.done_s >= a.first_s + (a.request.answer - 1) * times.decode_s(1, 0) - 1e-9);
      tokens += a.request.answer - 1;
      spent_s += a.latency_s();
    }
    CHECK(token_count(log) == Approx(tokens));
    // Little's law: in flight is at most all the time that requests spend.
    CHECK(log.sequence_seconds <= spent_s * (1 + 1e-9));
    CHECK(log.end_s == Approx(log.answered.back().done_s));
  }
}

TEST_CASE("a step with drafts answers as many tokens as are accepted, and an answer ends where it ends",
          "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.answered = 2.5;
  rules.verified = 4;
  const whatif::ServerLog log = whatif::serve(plain_times(), rules, std::vector{request(0, 0, 500, 11)});
  CHECK(log.answered[0].ttft_s() == Approx(0.5));
  CHECK(log.answered[0].latency_s() == Approx(0.5 + 4 * 0.01));  // ten tokens behind the first
  CHECK(token_count(log) == Approx(10));
  for (const whatif::Gap& gap : log.gaps) {
    CHECK(gap.seconds == Approx(0.01 / 2.5));
  }
}

TEST_CASE("what is drafted takes its share of a step's tokens", "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.step_tokens = 104;
  const std::vector<whatif::ServedRequest> both{request(0, 0, 0, 1000), request(1, 1, 400, 2)};
  const auto first_of_the_other = [&](double verified) {
    rules.verified = verified;
    const whatif::ServerLog log = whatif::serve(plain_times(), rules, both);
    return log.answered[0].ttft_s();
  };
  CHECK(first_of_the_other(4) == Approx(first_of_the_other(1)).margin(0.03));
  CHECK(first_of_the_other(54) > first_of_the_other(4));  // 50 tokens of the prompt a step, not 100
}

TEST_CASE("each group of attention reads its own prompts, a chunk at a time", "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.prompts_beside_steps = false;
  rules.step_tokens = 2000;
  // Two prompts of 4000 tokens: one after the other they take eight seconds, in groups of 1000 tokens a step four steps of
  // two groups each.
  const std::vector<whatif::ServedRequest> two{request(0, 0, 4000, 1), request(1, 0, 4000, 1)};
  whatif::StepTimes times = plain_times();
  double most_groups = 0;
  times.prompt_s = [&](double tokens, double, double prompts) {
    most_groups = std::max(most_groups, prompts);
    return tokens / 1000 / prompts;
  };
  CHECK(whatif::serve(times, rules, two).end_s == Approx(8).margin(0.1));
  rules.groups = 2;
  most_groups = 0;
  const whatif::ServerLog log = whatif::serve(times, rules, two);
  CHECK(most_groups == 2);
  CHECK(log.end_s == Approx(4).margin(0.1));
  CHECK(log.answered[0].ttft_s() == Approx(log.answered[1].ttft_s()));
}

TEST_CASE("where prompts go first, groups of attention that do not read go on decoding",
          "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.prompts_beside_steps = false;
  // The first answers when the second comes, whose prompt of 4000 tokens takes four steps of 1000.
  const std::vector<whatif::ServedRequest> two{request(0, 0, 100, 50), request(1, 0.2, 4000, 1)};
  const auto longest_gap_s = [&](double groups) {
    rules.groups = groups;
    rules.step_tokens = 1000 * groups;
    double longest = 0;
    for (const whatif::Gap& gap : whatif::serve(plain_times(), rules, two).gaps) {
      longest = std::max(longest, gap.seconds);
    }
    return longest;
  };
  CHECK(longest_gap_s(1) == Approx(4).margin(0.1));
  CHECK(longest_gap_s(2) == Approx(1).margin(0.1));
}

TEST_CASE("the host receives one request after the other", "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  std::vector<whatif::ServedRequest> ten;
  for (std::size_t i = 0; i < 10; ++i) {
    ten.push_back(request(i, 0, 1, 1));
  }
  const auto last_first_token_s = [&](double request_host_s) {
    rules.request_host_s = request_host_s;
    return whatif::serve(plain_times(), rules, ten).answered.back().ttft_s();
  };
  CHECK(last_first_token_s(0) == Approx(0.01).margin(0.011));
  CHECK(last_first_token_s(0.5) == Approx(5).margin(0.02));
}

TEST_CASE("a chunk holds up others for the time of one stage of a pipeline", "[whatif][serving]") {
  whatif::ServerRules rules = roomy();
  rules.step_tokens = 1000;
  // Four chunks of a second: with two stages half a second each, but for the last, which nothing follows.
  const auto read_s = [&](double stages) {
    rules.stages = stages;
    return whatif::serve(plain_times(), rules, std::vector{request(0, 0, 4000, 1)}).end_s;
  };
  CHECK(read_s(1) == Approx(4));
  CHECK(read_s(2) == Approx(2.5));
  // A sequence that decodes fills the stage that the last chunk leaves idle.
  rules.stages = 2;
  const std::vector<whatif::ServedRequest> two{request(0, 0, 1, 200), request(1, 1, 1000, 1)};
  const whatif::ServerLog log = whatif::serve(plain_times(), rules, two);
  CHECK(log.answered[0].request.number == 1);
  CHECK(log.answered[0].ttft_s() == Approx(0.5).margin(0.03));
}
