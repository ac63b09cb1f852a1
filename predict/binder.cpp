#include "predict/binder.hpp"

#include <optional>

namespace tokroof::predict {
namespace {

constexpr model::CoefficientSet kEffects = model::coefficients_that(
    [](const model::CoefficientSpec& spec) { return spec.part == model::Part::effect; });

consteval std::array<model::CoefficientSet, model::kScopeCount> coefficients_by_scope() {
  std::array<model::CoefficientSet, model::kScopeCount> out{};
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    out[model::index(model::kCoefficients[i].scope)].add(i);
  }
  return out;
}
constexpr auto kOfScope = coefficients_by_scope();

}  // namespace

void Binder::see(const model::Labels& labels) {
  if (labels == labels_) {
    return;
  }
  for (std::size_t i = 0; i < model::kScopeCount; ++i) {
    const auto scope = static_cast<model::Scope>(i);
    if (labels_[scope] != labels[scope]) {
      known_ = known_.without(kOfScope[i]);
      for (Last& last : last_) {
        last.current = last.current.without(kOfScope[i]);
      }
    }
  }
  labels_ = labels;
}

Binder& Binder::of_thread(const Fitted& fitted) {
  thread_local std::optional<Binder> binder;
  if (!binder || binder->fitted_.id() != fitted.id()) {
    binder.emplace(fitted);
  }
  return *binder;
}

Binder::Bindings Binder::bind(const model::Step& step) {
  see(step.labels);
  const model::CoefficientSet holding = model::that_hold(step);
  return {bind(step, holding, model::FigureKind::decode), bind(step, holding, model::FigureKind::prefill)};
}

const Binding& Binder::bind(const model::Step& step, model::FigureKind figure) {
  see(step.labels);
  return bind(step, model::that_hold(step), figure);
}

const Binding& Binder::bind(const model::Step& step,
                            const model::CoefficientSet& holding,
                            model::FigureKind figure) {
  Last& last = last_[static_cast<std::size_t>(figure)];
  const model::CoefficientSet reads = model::read_by(figure, step, holding);
  if (reads == last.reads && reads == last.current) {
    return last.binding;
  }
  Binding& b = last.binding;
  last.reads.without(reads).each([&](std::size_t i) { b.coefficients.parameters[i] = 0.0; });
  reads.without(last.current).without(kEffects).each([&](std::size_t i) {
    b.coefficients.parameters[i] = 0.0 + value(i).value;  // as bind() adds them up: no negative zero
  });
  last.reads = last.current = reads;
  b.ln_effects = 0;
  (reads & kEffects).each([&](std::size_t i) { b.ln_effects += value(i).value; });
  b.reads.clear();
  reads.each([&](std::size_t i) { b.reads.push_back({i, value(i).parameter}); });
  return b;
}

const BoundValue& Binder::value(std::size_t coefficient) {
  if (!known_.has(coefficient)) {
    known_.add(coefficient);
    values_[coefficient] =
        bound_value(fitted_, coefficient, labels_[model::kCoefficients[coefficient].scope]);
  }
  return values_[coefficient];
}

}  // namespace tokroof::predict
