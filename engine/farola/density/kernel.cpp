#include "farola/density/kernel.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace farola {
namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

std::string_view name_of(Kernel kernel) noexcept {
  return kernel_names[static_cast<std::size_t>(kernel)];
}

Kernel kernel_from_name(const std::string& name) {
  for (std::size_t i = 0; i < kernel_names.size(); ++i) {
    if (name == kernel_names[i]) return static_cast<Kernel>(i);
  }
  const std::vector<std::string> names(kernel_names.begin(), kernel_names.end());
  const std::string nearest = nearest_name(name, names);
  fail_usage("kernel-unknown", "kernel",
             "Kernel \"" + name + "\" is not known. Give " + listed(names) +
                 (nearest.empty() ? "." : "; did you mean --kernel " + nearest + "?"));
}

double kernel_peak(Kernel kernel, double bandwidth) noexcept {
  const double disc = pi * bandwidth * bandwidth;
  switch (kernel) {
    case Kernel::uniform:
      return 1 / disc;
    case Kernel::triangular:
      return 3 / disc;
    case Kernel::epanechnikov:
      return 2 / disc;
    case Kernel::quartic:
      return 3 / disc;
    case Kernel::triweight:
      return 4 / disc;
    case Kernel::gaussian:
      return .5 / disc;
  }
  return 0;
}

double kernel_reach(Kernel kernel, double bandwidth) noexcept {
  return kernel == Kernel::gaussian ? gaussian_cutoff * bandwidth : bandwidth;
}

double kernel_value(Kernel kernel, double r, double bandwidth) noexcept {
  if (!(r <= kernel_reach(kernel, bandwidth))) return 0;
  const double peak = kernel_peak(kernel, bandwidth);
  const double u = r / bandwidth;
  const double s = 1 - u * u;
  switch (kernel) {
    case Kernel::uniform:
      return peak;
    case Kernel::triangular:
      return peak * (1 - u);
    case Kernel::epanechnikov:
      return peak * s;
    case Kernel::quartic:
      return peak * s * s;
    case Kernel::triweight:
      return peak * s * s * s;
    case Kernel::gaussian:
      return peak * std::exp(-.5 * u * u);
  }
  return 0;
}

double kernel_spread(Kernel kernel) noexcept {
  switch (kernel) {
    case Kernel::uniform:
      return .5;
    case Kernel::triangular:
      return std::sqrt(3.0 / 20);
    case Kernel::epanechnikov:
      return std::sqrt(1.0 / 6);
    case Kernel::quartic:
      return std::sqrt(1.0 / 8);
    case Kernel::triweight:
      return std::sqrt(1.0 / 10);
    case Kernel::gaussian:
      return 1;
  }
  return 1;
}

Metres equal_spread(Kernel kernel, Metres sigma) noexcept {
  return {sigma.value / kernel_spread(kernel)};
}

}  // namespace farola
