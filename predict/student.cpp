#include "predict/student.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace tokroof::predict {
namespace {

namespace policies = boost::math::policies;
/// Digits beyond a double's would take several times as long.
using StudentT =
    boost::math::students_t_distribution<double, policies::policy<policies::promote_double<false>>>;

}  // namespace

double student_two_sided_tail(double nu, double t) {
  return std::isinf(t) ? 0.0 : 2 * cdf(complement(StudentT(nu), std::fabs(t)));
}

double student_quantile(double nu, double p) {
  struct Known {
    double nu = 0, p = 0, quantile = 0;
  };
  // Tables ask for one interval of row after row, and it costs as much as a prediction.
  thread_local Known last;
  if (last.nu != nu || last.p != p) {
    last = {nu, p, quantile(StudentT(nu), p)};
  }
  return last.quantile;
}

}  // namespace tokroof::predict
