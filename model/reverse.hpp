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
/// A scalar of the model: a constant (node 0), or a result that the open tape knows (Recording).
struct Var {
  double value;
  std::uint32_t node;

  Var() = default;
  Var(double constant) : Var(constant, 0) {}  // NOLINT(google-explicit-constructor): equations mix both
  Var(double v, std::uint32_t n) : value(v), node(n) {}
};

class Tape {
 public:
  /// Forgets everything; node 0 stands for all constants.
  void clear() { size_ = 1; }

  /// What was recorded so far; cut() forgets all that came after it.
  [[nodiscard]] std::uint32_t mark() const { return size_; }
  void cut(std::uint32_t mark) { size_ = mark; }

  /// A variable to differentiate by.
  Var leaf(double value) { return {value, push(0, 0, 0, 0)}; }

  std::uint32_t push(std::uint32_t a, double by_a, std::uint32_t b, double by_b) {
    const std::uint32_t self = size_++;
    if (self == nodes_.size()) {
      grow();
    }
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

  /// The tape of this thread that operations are recorded on.
  static Tape& open() { return *open_; }

 private:
  friend class Recording;

  /// Derivatives of a result by the one or two nodes that it was made from.
  struct Node {
    double by_a, by_b;
    std::uint32_t a, b;
  };
  [[gnu::noinline]] void grow() { nodes_.resize(2 * nodes_.size()); }

  static inline thread_local constinit Tape* open_ = nullptr;
  std::vector<Node> nodes_ = std::vector<Node>(256);
  std::uint32_t size_ = 1;
  std::vector<double> adjoint_;
};

/// Opens a tape for as long as it lives: operations on its leaves, and on what comes of them, are recorded there.
class Recording {
 public:
  explicit Recording(Tape& tape) : before_(Tape::open_) { Tape::open_ = &tape; }
  ~Recording() { Tape::open_ = before_; }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  Tape* before_;
};

// Compilers count the operations of an equation and stop inlining in the middle of it, which costs a fifth of the time.
#ifdef __OPTIMIZE_SIZE__
#define TOKROOF_OPERATION inline
#else
#define TOKROOF_OPERATION [[gnu::always_inline]] inline
#endif

TOKROOF_OPERATION Var record(double value, const Var& a, double by_a) {
  return a.node == 0 ? Var(value) : Var(value, Tape::open().push(a.node, by_a, 0, 0));
}
TOKROOF_OPERATION Var record(double value, const Var& a, double by_a, const Var& b, double by_b) {
  return (a.node | b.node) == 0 ? Var(value) : Var(value, Tape::open().push(a.node, by_a, b.node, by_b));
}

TOKROOF_OPERATION Var operator+(const Var& a, const Var& b) { return record(a.value + b.value, a, 1, b, 1); }
TOKROOF_OPERATION Var operator-(const Var& a, const Var& b) { return record(a.value - b.value, a, 1, b, -1); }
TOKROOF_OPERATION Var operator*(const Var& a, const Var& b) {
  return record(a.value * b.value, a, b.value, b, a.value);
}
TOKROOF_OPERATION Var operator/(const Var& a, const Var& b) {
  const double q = a.value / b.value;
  return record(q, a, 1 / b.value, b, -q / b.value);
}
TOKROOF_OPERATION Var operator-(const Var& a) { return record(-a.value, a, -1); }
TOKROOF_OPERATION Var& operator+=(Var& a, const Var& b) { return a = a + b; }
TOKROOF_OPERATION Var& operator*=(Var& a, const Var& b) { return a = a * b; }
inline bool operator>(const Var& a, const Var& b) { return a.value > b.value; }

TOKROOF_OPERATION Var exp(const Var& a) {
  const double e = std::exp(a.value);
  return record(e, a, e);
}
TOKROOF_OPERATION Var log(const Var& a) { return record(std::log(a.value), a, 1 / a.value); }
TOKROOF_OPERATION Var sqrt(const Var& a) {
  const double root = std::sqrt(a.value);
  return record(root, a, 0.5 / root);
}
TOKROOF_OPERATION Var cbrt(const Var& a) {
  const double root = std::cbrt(a.value);
  return record(root, a, 1 / (3 * root * root));
}

#undef TOKROOF_OPERATION

}  // namespace tokroof::model
