#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tokroof::model {

/// Reverse-mode differentiation: the model's equations run once with Var for the scalar and leave a tape of what each
/// operation's result depends on; one sweep back over the tape gives the derivatives by all parameters together.
///
/// A figure depends on 12 to 48 parameters. ceres::Jet carries that many derivatives through every operation, which
/// takes four times as long (docs/decisions.md).
class Tape;

/// A scalar of the model: a constant (no tape), or a result that a tape knows.
struct Var {
  double value;
  std::uint32_t node;
  Tape* tape;

  Var() = default;
  Var(double constant)
      : Var(constant, 0, nullptr) {}  // NOLINT(google-explicit-constructor): equations mix both
  Var(double v, std::uint32_t n, Tape* t) : value(v), node(n), tape(t) {}
};

class Tape {
 public:
  /// Forgets everything; node 0 stands for all constants.
  void clear() { size_ = 1; }

  /// What was recorded so far; cut() forgets all that came after it.
  [[nodiscard]] std::uint32_t mark() const { return size_; }
  void cut(std::uint32_t mark) { size_ = mark; }

  /// A variable to differentiate by.
  Var leaf(double value) { return {value, push(0, 0, 0, 0), this}; }

  std::uint32_t push(std::uint32_t a, double by_a, std::uint32_t b, double by_b) {
    if (size_ == nodes_.size()) {
      nodes_.resize(2 * nodes_.size());
    }
    const std::uint32_t self = size_++;
    // A constant's share goes where nobody looks any more: a cell of its own would chain the whole sweep.
    nodes_[self] = {by_a, by_b, a == 0 ? self : a, b == 0 ? self : b};
    return self;
  }

  /// Derivatives of `result` by every node, leaves among them.
  const std::vector<double>& derivatives(const Var& result) {
    adjoint_.assign(size_, 0.0);
    adjoint_[result.node] = 1;
    for (std::size_t i = result.node; i > 0; --i) {
      const Node& node = nodes_[i];
      const double adjoint = adjoint_[i];
      adjoint_[node.a] += adjoint * node.by_a;
      adjoint_[node.b] += adjoint * node.by_b;
    }
    return adjoint_;
  }

 private:
  /// Derivatives of a result by the one or two nodes that it was made from.
  struct Node {
    double by_a, by_b;
    std::uint32_t a, b;
  };
  std::vector<Node> nodes_ = std::vector<Node>(256);
  std::uint32_t size_ = 1;
  std::vector<double> adjoint_;
};

inline Var record(double value, const Var& a, double by_a) {
  return a.tape == nullptr ? Var(value) : Var(value, a.tape->push(a.node, by_a, 0, 0), a.tape);
}
inline Var record(double value, const Var& a, double by_a, const Var& b, double by_b) {
  Tape* tape = a.tape != nullptr ? a.tape : b.tape;
  return tape == nullptr ? Var(value) : Var(value, tape->push(a.node, by_a, b.node, by_b), tape);
}

inline Var operator+(const Var& a, const Var& b) { return record(a.value + b.value, a, 1, b, 1); }
inline Var operator-(const Var& a, const Var& b) { return record(a.value - b.value, a, 1, b, -1); }
inline Var operator*(const Var& a, const Var& b) { return record(a.value * b.value, a, b.value, b, a.value); }
inline Var operator/(const Var& a, const Var& b) {
  const double q = a.value / b.value;
  return record(q, a, 1 / b.value, b, -q / b.value);
}
inline Var operator-(const Var& a) { return record(-a.value, a, -1); }
inline Var& operator+=(Var& a, const Var& b) { return a = a + b; }
inline Var& operator*=(Var& a, const Var& b) { return a = a * b; }
inline bool operator>(const Var& a, const Var& b) { return a.value > b.value; }

inline Var exp(const Var& a) {
  const double e = std::exp(a.value);
  return record(e, a, e);
}
inline Var log(const Var& a) { return record(std::log(a.value), a, 1 / a.value); }
inline Var sqrt(const Var& a) {
  const double root = std::sqrt(a.value);
  return record(root, a, 0.5 / root);
}
inline Var cbrt(const Var& a) {
  const double root = std::cbrt(a.value);
  return record(root, a, 1 / (3 * root * root));
}

}  // namespace tokroof::model
