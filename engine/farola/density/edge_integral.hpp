#pragma once
// The share of one straight edge in e_b(c): integral of (1/(2 pi) - G(r)) dtheta along it; see
// edge_correction.hpp. All lengths in bandwidths, c at the origin:
//
//   the edge runs at (signed) distance eta from c, eta > 0 where c is on its left, from tau1 to
//   tau2 along it, measured from the foot of the perpendicular.
//
// With v = r^2 = eta^2 + tau^2 and dtheta = eta / v dtau:
//   uniform … triweight (k = 0 … 3):  1/(2 pi) - G = (1 - v)^(k+1) / (2 pi), and
//      (1 - (1 - v)^(k+1)) / v = sum_{j=0}^{k} (1 - v)^j, a polynomial in tau
//   triangular: G = 3/pi (v/2 - v^(3/2)/3)
//   gaussian:   integral = T(eta, tau2/eta) - T(eta, tau1/eta), Owen's T

#include "farola/density/kernel.hpp"

namespace farola {

/// Angles of many edges summed with few arc tangents: small ones are multiplied as complex numbers.
class AngleSum {
 public:
  /// The angle of the vector (real, imaginary), any length.
  void add(double real, double imaginary);
  double total();

 private:
  double real_ = 1, imaginary_ = 0, angle_ = 0;
  int held_ = 0;
};

/// Adds the share of one edge. The angle part goes into `angles` (to be divided by 2 pi), what is
/// left is returned; for the Gaussian everything is returned. REQUIRES eta != 0, tau1 <= tau2.
double edge_share(Kernel kernel, double eta, double tau1, double tau2, AngleSum& angles);

}  // namespace farola
