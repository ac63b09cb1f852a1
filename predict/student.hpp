#pragma once

namespace tokroof::predict {

/// Quantile and two-sided tail of Student's t with nu > 0 degrees of freedom; 0 < p < 1.
double student_quantile(double nu, double p);
double student_two_sided_tail(double nu, double t);

}  // namespace tokroof::predict
