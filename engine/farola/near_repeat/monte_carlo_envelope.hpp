#pragma once
// Where a curve lies among those that chance has drawn.
//
// Curve 0 is observed, curves 1 … m come from the null hypothesis; all have the same nodes.
//
//   pointwise    at each node, the k-th smallest and k-th greatest of the m simulated values, with
//                k = floor(level/2 (m + 1)), at least 1. Under the null the observed value lies
//                outside at one given node with chance 2k/(m + 1); at some node, far more often.
//   p            at each node, (1 + simulated >= observed) / (m + 1); p_lower with <=
//   global       each curve's greatest distance from the mean of all m + 1, in standard deviations
//                at that node; p_global = (1 + simulated >= observed) / (m + 1) is one test of the
//                whole curve, and the global limits are mean ± c sd, with c the floor(level (m +
//                1))-th greatest simulated distance: a curve that leaves them anywhere is rejected
//                at that level.
//
// Nodes where a curve is NaN, or where all are equal, have no part in the global test. With m = 0
// all is NaN.
//
// Diggle, "On parameter estimation and goodness-of-fit testing for spatial point patterns",
// Biometrics 35 (1979); Myllymäki, Grabarnik, Seijo, Stoyan, "Deviation test construction and power
// comparison for marked spatial point patterns", Spatial Statistics 11 (2015).

#include <cstddef>
#include <vector>

namespace farola {

struct MonteCarloEnvelope {
  std::vector<double> lower, upper;                ///< pointwise
  std::vector<double> p, p_lower;                  ///< pointwise
  std::vector<double> global_lower, global_upper;  ///< of the whole curve
  double p_global = 0;
  double level = 0;         ///< that the pointwise limits have: 2k / (m + 1)
  double global_level = 0;  ///< that the global limits have
};

/// REQUIRES one curve or more, all of one length, 0 < level < 1.
MonteCarloEnvelope monte_carlo_envelope(const std::vector<std::vector<double>>& curves,
                                        double level);

}  // namespace farola
