#pragma once
// The planar kernels. K_b(r) integrates to 1 over the plane, in 1/m^2; r is the distance in metres,
// b the bandwidth, u = r/b.
//
//   kernel         K_b(r), r <= b           sd of one coordinate, in b
//   uniform        1/(pi b^2)                     1/2
//   triangular     3/(pi b^2) (1 - u)             sqrt(3/20)
//   epanechnikov   2/(pi b^2) (1 - u^2)           sqrt(1/6)
//   quartic        3/(pi b^2) (1 - u^2)^2         sqrt(1/8)
//   triweight      4/(pi b^2) (1 - u^2)^3         sqrt(1/10)
//   gaussian       exp(-u^2/2)/(2 pi b^2)         1            cut off at r = 7 b
//
// For the five compact kernels the bandwidth is the radius beyond which an event does not count
// (QGIS' "radius"; ArcGIS' "search radius"); for the Gaussian it is the standard deviation
// (spatstat's sigma). Selectors find a standard deviation; equal_spread() turns it into the
// bandwidth of a kernel with the same standard deviation. The Gaussian is not renormalised when
// cut: what is left out is exp(-24.5) = 2.3e-11 of its mass, and at any one place at most that
// share of the kernel's peak. The disc r <= b (r <= 7 b) is closed: a uniform kernel is 1/(pi b^2)
// on its rim. Silverman (1986), "Density Estimation for Statistics and Data Analysis", section 4.2;
// Diggle (1985), "A kernel method for smoothing point process data", Applied Statistics 34.

#include "farola/core/units.hpp"

#include <array>
#include <string>
#include <string_view>

namespace farola {

enum class Kernel { uniform, triangular, epanechnikov, quartic, triweight, gaussian };

inline constexpr std::array<std::string_view, 6> kernel_names = {
    "uniform", "triangular", "epanechnikov", "quartic", "triweight", "gaussian"};

std::string_view name_of(Kernel kernel) noexcept;
/// Throws Error{usage, "kernel-unknown"} naming the nearest.
Kernel kernel_from_name(const std::string& name);

/// Standard deviations at which the Gaussian is cut off.
inline constexpr double gaussian_cutoff = 7;

/// K_b(r) as in the table. REQUIRES r >= 0, bandwidth > 0.
double kernel_value(Kernel kernel, double r, double bandwidth) noexcept;
/// K_b(0).
double kernel_peak(Kernel kernel, double bandwidth) noexcept;
/// The distance beyond which the kernel is 0: b, or gaussian_cutoff * b.
double kernel_reach(Kernel kernel, double bandwidth) noexcept;
/// Standard deviation of one coordinate in bandwidths: the table's last column.
double kernel_spread(Kernel kernel) noexcept;
/// The bandwidth at which `kernel` has standard deviation `sigma` per coordinate.
Metres equal_spread(Kernel kernel, Metres sigma) noexcept;

}  // namespace farola
