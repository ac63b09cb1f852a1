#include "model/time/host_read.hpp"

#include "model/time/decode_time.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

constexpr double kNoLimit = 1e9;  // GB/s

double read_time(const model::Step& step,
                 double bytes,
                 double weights,
                 std::initializer_list<Setting> settings) {
  return model::host_read(step, coefficients(settings), bytes, weights);
}

}  // namespace

TEST_CASE("a host reads at its share of the bandwidth of all sockets", "[model][host_read][unit]") {
  model::Step step = round_step();  // 100 GB/s
  CHECK(read_time(step, 8e9, 0, {{"host_read_efficiency", 0.8}, {"host_thread_gb_per_s", kNoLimit}}) ==
        Approx(0.1));
  step.rates.host_sockets = 2;
  CHECK(read_time(step,
                  8e9,
                  0,
                  {{"host_read_efficiency", 0.8},
                   {"host_second_socket", 0.4},
                   {"host_thread_gb_per_s", kNoLimit}}) == Approx(0.25));
}

TEST_CASE("a measured host bandwidth has a share of its own and no limit by threads",
          "[model][host_read][unit]") {
  model::Step step = round_step();  // 100 GB/s
  step.rates.host_bandwidth_is_measured = true;
  CHECK(
      read_time(step,
                8e9,
                0,
                {{"host_read_measured", 0.8}, {"host_read_efficiency", 0.1}, {"host_thread_gb_per_s", 1}}) ==
      Approx(0.1));
}

TEST_CASE("threads draw no more than their own bandwidth", "[model][host_read][unit]") {
  model::Step step = round_step();
  step.rates.host_bandwidth_bytes_per_s = 1e30;
  CHECK(read_time(step, 8e9, 0, {{"host_thread_gb_per_s", 10}}) == Approx(0.1));  // 8 threads: 80 GB/s
}

TEST_CASE("a host's arithmetic takes its operations a weight", "[model][host_read][unit]") {
  model::Step step = round_step();  // 1 TFLOP/s
  const std::initializer_list<Setting> four{{"host_ops_per_weight", 4}, {"host_ops_ik", 0.5}};
  CHECK(read_time(step, 0, 16e9, four) == Approx(0.064));
  step.how.ik_llama = true;
  CHECK(read_time(step, 0, 16e9, four) == Approx(0.032));
  CHECK(read_time(step, 0, 16e9, {{"host_ops_ik", 1}, {"host_missing_vectors", std::log(3)}}) ==
        Approx(0.048));
}

TEST_CASE("three equal limits of a host cost the cube root of three, and its effect multiplies them",
          "[model][host_read][unit]") {
  const std::initializer_list<Setting> equal{{"host_read_efficiency", 0.8},
                                             {"host_thread_gb_per_s", 10},
                                             {"host_ops_per_weight", 6.25},
                                             {"host_effect", std::log(2)}};
  CHECK(read_time(round_step(), 8e9, 16e9, equal) == Approx(0.2 * std::cbrt(3.0)));  // each 0.1 s, twice
}

TEST_CASE("a host reads its cache and computes attention one after the other", "[model][host_read][unit]") {
  model::Step step = round_step();  // 1 GB of KV at 50 GB/s, 1e10 x 4/1e12
  const model::Coefficients<double> c =
      coefficients({{"host_attention_slowdown", 4}, {"host_flash_attention", 3}});
  CHECK(model::host_attention(step, c).kv == Approx(0.02 + 0.04));
  step.how.row_by_row = true;
  CHECK(model::host_attention(step, c).kv == Approx(0.02 + 0.12));
}

TEST_CASE("in one cache of four sequences a query is multiplied with the cells of all",
          "[model][host_read][unit]") {
  model::Step step = round_step();
  step.work.sequences = 4;
  const model::Coefficients<double> c = coefficients({{"host_attention_slowdown", 4}});
  const double apart = model::host_attention(step, c).kv;
  CHECK(apart == Approx(4 * (0.02 + 0.04)));
  step.how.one_cache = true;
  CHECK(model::host_attention(step, c).kv == Approx(4 * (0.02 + 4 * 0.04)));
}

TEST_CASE("threads synchronize in every layer, more of them longer", "[model][host_read][unit]") {
  model::Step step = round_mixture();
  const model::Coefficients<double> c = coefficients({{"host_layer_us", 45},
                                                      {"host_threads_exponent", 0.5},
                                                      {"host_expert_layer", 2},
                                                      {"host_threads_saturation", kNoLimit}});
  CHECK(model::host_attention(step, c).launch == Approx(900e-6));  // 10 x 45 us, twice for experts
  step.rates.host_threads = 32;
  CHECK(model::host_attention(step, c).launch == Approx(1800e-6));  // 4^0.5
  step.work.mixture = false;
  CHECK(model::host_attention(step, c).launch == Approx(900e-6));
}

TEST_CASE("a barrier takes no longer beyond so many threads", "[model][host_read][unit]") {
  model::Step step = round_step();
  const auto launch = [&](double threads) {
    step.rates.host_threads = threads;
    return model::host_attention(
               step,
               coefficients(
                   {{"host_layer_us", 45}, {"host_threads_exponent", 1}, {"host_threads_saturation", 64}}))
        .launch;
  };
  CHECK(launch(64) == Approx(450e-6 * 8 / std::sqrt(2)));
  CHECK(launch(6400) == Approx(450e-6 * 8).epsilon(1e-3));
}

TEST_CASE("latent attention on a host is a matrix product", "[model][host_read][unit]") {
  model::Step step = round_step();
  step.work.latent = true;
  step.how.row_by_row = true;
  const auto c = coefficients(
      {{"host_attention_slowdown", 4}, {"host_attention_latent", 0.5}, {"host_flash_attention", 3}});
  CHECK(model::host_attention(step, c).kv == Approx(0.02 + 0.02));
}

TEST_CASE("a host's derivatives agree with differences", "[model][host_read][derivative]") {
  model::Step step = round_mixture();
  step.work.state_bytes = 1e8;
  step.rates.host_sockets = 2;
  step.rates.host_threads = 24;
  step.how.row_by_row = true;
  step.how.ik_llama = GENERATE(false, true);
  const auto f = [&](const auto& c) {
    const auto rest = model::host_attention(step, c);
    return model::host_read(step, c, 8e9, 16e9) + rest.kv + rest.state + rest.launch;
  };
  check_derivatives(prior_coefficients(step), f);
}

TEST_CASE("a batch on a CPU reads its weights once, and multiplies and attends for every sequence",
          "[model][host_read][unit]") {
  model::Step one = step_for("epyc-9654", "llama-3.1-8b", "Q4_K_M", {.backend = "cpu", .depth = 4096});
  model::Step eight = one;
  eight.work.sequences = 8;
  const model::Coefficients<double> c = prior_coefficients(one);
  const model::Breakdown<double> a = model::decode_time(one, c), b = model::decode_time(eight, c);
  CHECK(b.kv == Approx(8 * a.kv));
  CHECK(b.weights > a.weights);
  CHECK(b.weights < 8 * a.weights);
  CHECK(b.launch == Approx(a.launch));
  CHECK(8 / b.total() > 1 / a.total());
}

TEST_CASE("every sequence and every draft reads and writes its state on the host",
          "[model][host_read][unit]") {
  model::Step step = round_step();  // 100 GB/s
  step.work.state_bytes = 1e8;
  const model::Coefficients<double> c = coefficients({{"host_read_efficiency", 0.5}});
  CHECK(model::host_attention(step, c).state == Approx(0.002));
  step.work.sequences = 3;
  step.work.drafted = 1;
  CHECK(model::host_attention(step, c).state == Approx(0.012));
}
