#include "model/coefficients.hpp"

#include <cctype>

#include "model/reads.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("a value and its parameter are each other's inverse", "[model][coefficients][unit]") {
  const double value = GENERATE(0.01, 0.5, 0.99);
  for (const model::Transform t :
       {model::Transform::identity, model::Transform::ln, model::Transform::logit}) {
    CHECK(model::value_of(t, model::parameter_of(t, value)) == Approx(value));
  }
}

TEST_CASE("a logarithm stays positive and a logit between 0 and 1", "[model][coefficients][property]") {
  const double parameter = GENERATE(-30.0, -1.0, 0.0, 1.0, 30.0);
  CHECK(model::value_of(model::Transform::ln, parameter) > 0);
  CHECK(model::value_of(model::Transform::logit, parameter) > 0);
  CHECK(model::value_of(model::Transform::logit, parameter) < 1);
}

TEST_CASE("get returns the value, raw the parameter", "[model][coefficients][unit]") {
  const model::Coefficients<double> c = coefficients({{"kernel_launch_us", 4}, {"kv_read_efficiency", 0.8}});
  CHECK(c.get<"kernel_launch_us">() == Approx(4));
  CHECK(c.raw<"kernel_launch_us">() == Approx(std::log(4)));
  CHECK(c.get<"kv_read_efficiency">() == Approx(0.8));
  CHECK(c.raw<"kv_read_efficiency">() == Approx(std::log(4)));
}

TEST_CASE("a prior rule holds for the labels that its pattern matches, the first that does",
          "[model][coefficients][unit]") {
  const auto prior = [](std::string_view name, std::string_view label) {
    const model::CoefficientSpec& spec = model::kCoefficients[model::position(name)];
    return model::value_of(spec.transform, model::prior_parameter(spec, label));
  };
  CHECK(prior("kernel_launch_us", "cuda") == Approx(3.8));
  CHECK(prior("kernel_launch_us", "cuda|graph") == Approx(2.8));
  CHECK(prior("step_fixed_us", "vllm|metal") == Approx(1000));  // "*|metal" stands before "vllm|*"
  CHECK(prior("step_fixed_us", "vllm|cuda") == Approx(700));
  CHECK(prior("all_reduce_share", "mlx") == Approx(0.8));
  CHECK(prior("all_reduce_share", "mlxish") == Approx(0.45));
}

TEST_CASE("every coefficient is declared completely", "[model][coefficients][unit]") {
  for (const model::CoefficientSpec& spec : model::kCoefficients) {
    CAPTURE(spec.name);
    for (const char c : spec.name) {
      CHECK((std::islower(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c)) ||
             c == '_'));
    }
    CHECK_FALSE(spec.symbol.empty());
    CHECK_FALSE(spec.unit.empty());
    CHECK_FALSE(spec.meaning.empty());
    CHECK_FALSE(spec.origin.empty());
    CHECK(spec.prior_sd > 0);
    CHECK(std::isfinite(model::prior_parameter(spec, "any label")));
    CHECK((spec.part != model::Part::effect || spec.prior_mean == 0));
  }
}

TEST_CASE("a decode figure reads device coefficients on a device and host ones on a CPU",
          "[model][coefficients][unit]") {
  const auto read = [](std::string_view name,
                       const model::Step& step,
                       model::FigureKind figure = model::FigureKind::decode) {
    return model::reads(model::kCoefficients[model::position(name)], figure, step);
  };
  model::Step step = round_step();
  CHECK(read("weight_read_efficiency", step));
  CHECK(read("matrix_share", step));
  CHECK(read("matrix_share", step, model::FigureKind::prefill));
  CHECK_FALSE(read("prefill_matrix_share", step, model::FigureKind::prefill));
  step.how.packed_prefill = true;
  CHECK_FALSE(read("matrix_share", step, model::FigureKind::prefill));
  CHECK(read("prefill_matrix_share", step, model::FigureKind::prefill));
  CHECK_FALSE(read("host_read_efficiency", step));
  CHECK_FALSE(read("prefill_layer_us", step));
  CHECK(read("prefill_layer_us", step, model::FigureKind::prefill));
  CHECK_FALSE(read("device_effect", step, model::FigureKind::prefill));
  step.figure.includes_prefill = true;
  CHECK(read("prefill_layer_us", step));
  step.how.experts_on_host = true;
  CHECK(read("host_read_efficiency", step));
  step.how.cpu = true;
  CHECK_FALSE(read("weight_read_efficiency", step));
  CHECK_FALSE(read("device_effect", step));
}

TEST_CASE("a source's effect is of its own kind on discrete cards and on unified memory",
          "[model][coefficients][unit]") {
  model::Step step = round_step();
  step.how.unified = GENERATE(false, true);
  const auto read = [&](std::string_view name) {
    return model::reads(model::kCoefficients[model::position(name)], model::FigureKind::decode, step);
  };
  CHECK(read("source_effect_discrete") == !step.how.unified);
  CHECK(read("source_effect_unified") == step.how.unified);
}
