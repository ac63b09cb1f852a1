#include "predict/binder.hpp"

namespace tokroof::predict {

void Binder::see(const model::Labels& labels) {
  bool changed = false;
  for (std::size_t i = 0; i < model::kScopeCount; ++i) {
    const auto scope = static_cast<model::Scope>(i);
    if (label_[i] == 0 || labels_[scope] != labels[scope]) {
      ++label_[i];
      changed = true;
    }
  }
  if (changed) {
    labels_ = labels;
    ++labels_seen_;
  }
}

Binder::Bindings Binder::bind(const model::Step& step) {
  see(step.labels);
  return {bind(step, model::FigureKind::decode, decode_), bind(step, model::FigureKind::prefill, prefill_)};
}

const Binding& Binder::bind(const model::Step& step, model::FigureKind figure, std::optional<Last>& last) {
  const model::Readers readers(step, figure);
  if (last && last->labels == labels_seen_ && last->readers == readers) {
    return last->binding;
  }
  if (!last) {
    last = Last{labels_seen_, readers, {}};
  }
  last->labels = labels_seen_;
  last->readers = readers;
  bind_with(
      readers,
      [&](std::size_t coefficient) {
        const model::Scope scope = model::kCoefficients[coefficient].scope;
        Known& known = known_[coefficient];
        if (known.label != label_[model::index(scope)]) {
          known = {label_[model::index(scope)], bound_value(fitted_, coefficient, step.labels[scope])};
        }
        return known.bound;
      },
      last->binding);
  return last->binding;
}

}  // namespace tokroof::predict
