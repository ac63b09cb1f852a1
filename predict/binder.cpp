#include "predict/binder.hpp"

namespace tokroof::predict {

void Binder::see(const model::Labels& labels) {
  bool changed = false;
  for (std::size_t scope = 0; scope < model::kScopeCount; ++scope) {
    if (label_[scope] == 0 || labels_.text[scope] != labels.text[scope]) {
      labels_.text[scope] = labels.text[scope];
      ++label_[scope];
      changed = true;
    }
  }
  labels_seen_ += changed ? 1 : 0;
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
