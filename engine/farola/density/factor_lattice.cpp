#include "farola/density/factor_lattice.hpp"

#include "farola/core/parallel.hpp"

#include <array>

namespace farola {
namespace {

/// Weights of the nodes at -2 … 3 for a place at t in [0, 1].
std::array<double, 6> lagrange(double t) {
  const double a = t + 2, b = t + 1, c = t, d = t - 1, e = t - 2, f = t - 3;
  return {-b * c * d * e * f / 120, a * c * d * e * f / 24,  -a * b * d * e * f / 12,
          a * b * c * e * f / 12,   -a * b * c * d * f / 24, a * b * c * d * e / 120};
}

}  // namespace

FactorLattice::FactorLattice(const std::function<double(Point)>& function, Point origin,
                             double spacing, const Box& area, const Progress& progress)
    : origin_(origin), spacing_(spacing) {
  const auto index = [&](double offset) {
    return static_cast<std::int64_t>(std::floor(offset / spacing));
  };
  first_column_ = index(area.xmin - origin.x) - 2;
  first_row_ = index(area.ymin - origin.y) - 2;
  columns_ = index(area.xmax - origin.x) + 4 - first_column_;
  rows_ = index(area.ymax - origin.y) + 4 - first_row_;
  node_.resize(static_cast<std::size_t>(columns_ * rows_));
  for_each_block(node_.size(), 16, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::int64_t node = static_cast<std::int64_t>(i);
      const std::int64_t column = first_column_ + node % columns_;
      const std::int64_t row = first_row_ + node / columns_;
      node_[i] = function({origin.x + static_cast<double>(column) * spacing,
                           origin.y + static_cast<double>(row) * spacing});
    }
  });
}

double FactorLattice::at(Point place) const {
  const double u = (place.x - origin_.x) / spacing_, v = (place.y - origin_.y) / spacing_;
  const double column = std::floor(u), row = std::floor(v);
  const auto across = lagrange(u - column), along = lagrange(v - row);
  const std::int64_t left = static_cast<std::int64_t>(column) - 2 - first_column_;
  const std::int64_t low = static_cast<std::int64_t>(row) - 2 - first_row_;
  double sum = 0;
  for (std::int64_t j = 0; j < 6; ++j) {
    const double* node = &node_[static_cast<std::size_t>((low + j) * columns_ + left)];
    double line = 0;
    for (std::size_t i = 0; i < 6; ++i) line += across[i] * node[i];
    sum += along[static_cast<std::size_t>(j)] * line;
  }
  return sum;
}

}  // namespace farola
