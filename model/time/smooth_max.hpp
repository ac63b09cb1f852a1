#pragma once
#include <cmath>
#include <initializer_list>

namespace tokroof::model {

/// Time of terms that run partly at the same time: a smooth maximum.
///
///     t = ( sum_i t_i^P )^(1/P)         P = 3 or 4
///
///   P -> infinity   perfect overlap, t = max(t_i)
///   P = 1           no overlap,      t = sum(t_i)
///
/// Why not std::max: its derivative jumps where memory time equals compute time, which is where batches put
/// most of their points, and a fit stalls on the kink.
/// Terms are seconds between 1e-9 and 1e4, so their fourth powers neither under- nor overflow a double.
/// A sum of zero gives zero: the root's derivative there is infinite and would make every gradient NaN.
template <int P, class T>
T smooth_max(std::initializer_list<T> terms) {
  static_assert(P == 3 || P == 4);
  using std::cbrt;
  using std::sqrt;
  T sum(0.0);
  for (const T& t : terms) {
    const T square = t * t;
    if constexpr (P == 3) {
      sum += square * t;
    } else {
      sum += square * square;
    }
  }
  if (!(sum > T(0.0))) {
    return T(0.0);
  }
  if constexpr (P == 3) {
    return cbrt(sum);
  } else {
    return sqrt(sqrt(sum));
  }
}

/// The lesser of two times, where two ways to do the same are open and the faster is taken: never more than either, and
/// 2^(-1/P) of them where they are equal.
///
///     t = ( a^-P + b^-P )^(-1/P)
template <int P, class T>
T smooth_min(const T& a, const T& b) {
  return 1.0 / smooth_max<P>({1.0 / a, 1.0 / b});
}

}  // namespace tokroof::model
