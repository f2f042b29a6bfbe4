#include "farola/density/gaussian_sums.hpp"

#include "farola/core/parallel.hpp"

#include <cmath>
#include <limits>

namespace farola {
namespace {

constexpr double cheap_pairs = 3e7, dear_pairs = 3e8;
constexpr double lattice_nodes = 16e6;
constexpr double nodes_per_sigma = 5, fewest_nodes_per_sigma = 2;
constexpr double cutoff = 6;    // sigmas
constexpr double faint = 1e-3;  // below this a lattice sum is done exactly
constexpr std::size_t place_block = 512, line_block = 16;

double exact_at(const PlaceIndex& places, double nearest, double sigma, std::size_t i) {
  const double none = -std::numeric_limits<double>::infinity();
  if (places.size() < 2) return none;
  const auto x = places.x(), y = places.y(), count = places.count();
  const double scale = -.5 / (sigma * sigma), offset = nearest * nearest;
  const double reach = offset + cutoff * cutoff * sigma * sigma;
  double sum = 0;
  places.near({x[i], y[i]}, std::sqrt(reach), [&](std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) {
      const double dx = x[j] - x[i], dy = y[j] - y[i], square = dx * dx + dy * dy;
      if (square > reach || j == i) continue;
      sum += count[j] * std::exp(scale * (square - offset));
    }
  });
  return std::log(sum) + scale * offset;
}

/// A lattice over the places, with their counts spread over it.
struct Lattice {
  double xmin, ymin, spacing;
  std::size_t columns, rows;
  std::vector<double> node;

  struct Corner {
    std::size_t first;  ///< node at the lower left
    double fx, fy;      ///< where in the lattice's square
  };
  Corner corner(double x, double y) const {
    const double u = (x - xmin) / spacing, v = (y - ymin) / spacing;
    const double column = std::floor(u), row = std::floor(v);
    return {static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column), u - column,
            v - row};
  }
};

/// Convolves every line of `count` values, `stride` apart, with the symmetric `half` kernel.
void convolve(std::vector<double>& values, std::size_t lines, std::size_t line_step,
              std::size_t count, std::size_t stride, const std::vector<double>& half,
              const Progress& progress) {
  const std::size_t reach = half.size() - 1;
  for_each_block(lines, line_block, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
    // Lines side by side, so that a column pass reads whole cache lines.
    const std::size_t wide = end - begin;
    std::vector<double> padded((count + 2 * reach) * wide, 0.0), sum(wide);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t l = 0; l < wide; ++l) {
        padded[(i + reach) * wide + l] = values[(begin + l) * line_step + i * stride];
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      const double* middle = &padded[(i + reach) * wide];
      for (std::size_t l = 0; l < wide; ++l) sum[l] = half[0] * middle[l];
      for (std::size_t k = 1; k <= reach; ++k) {
        const double *before = middle - k * wide, *after = middle + k * wide;
        for (std::size_t l = 0; l < wide; ++l) sum[l] += half[k] * (before[l] + after[l]);
      }
      for (std::size_t l = 0; l < wide; ++l) values[(begin + l) * line_step + i * stride] = sum[l];
    }
  });
}

GaussianSums binned(const PlaceIndex& places, const std::vector<double>& nearest, double sigma,
                    double spacing, const Progress& progress) {
  const auto x = places.x(), y = places.y(), count = places.count();
  Lattice lattice{places.box().xmin,
                  places.box().ymin,
                  spacing,
                  static_cast<std::size_t>(places.box().width() / spacing) + 2,
                  static_cast<std::size_t>(places.box().height() / spacing) + 2,
                  {}};
  lattice.node.assign(lattice.columns * lattice.rows, 0.0);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [first, fx, fy] = lattice.corner(x[i], y[i]);
    lattice.node[first] += count[i] * (1 - fx) * (1 - fy);
    lattice.node[first + 1] += count[i] * fx * (1 - fy);
    lattice.node[first + lattice.columns] += count[i] * (1 - fx) * fy;
    lattice.node[first + lattice.columns + 1] += count[i] * fx * fy;
  }
  const double variance = sigma * sigma - spacing * spacing / 3;
  std::vector<double> half(static_cast<std::size_t>(cutoff * sigma / spacing) + 1);
  for (std::size_t k = 0; k < half.size(); ++k) {
    const double d = static_cast<double>(k) * spacing;
    half[k] = std::exp(-.5 * d * d / variance) * sigma / std::sqrt(variance);
  }
  convolve(lattice.node, lattice.rows, lattice.columns, lattice.columns, 1, half,
           progress.part(0, .4));
  convolve(lattice.node, lattice.columns, 1, lattice.rows, lattice.columns, half,
           progress.part(.4, .8));

  GaussianSums sums;
  sums.taken = SumMethod::binned;
  sums.log_others.resize(places.size());
  // What a place contributes to itself along one axis, spread and read with the same two weights.
  const double next = half.size() > 1 ? half[1] : 0;
  const auto own = [&](double f) {
    return (f * f + (1 - f) * (1 - f)) * half[0] + 2 * f * (1 - f) * next;
  };
  for_each_block(places.size(), place_block, progress.part(.8, 1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t i = begin; i < end; ++i) {
                     const auto [first, fx, fy] = lattice.corner(x[i], y[i]);
                     const double* low = &lattice.node[first];
                     const double* high = low + lattice.columns;
                     const double sum = (1 - fy) * ((1 - fx) * low[0] + fx * low[1]) +
                                        fy * ((1 - fx) * high[0] + fx * high[1]) -
                                        count[i] * own(fx) * own(fy);
                     sums.log_others[i] =
                         sum > faint ? std::log(sum) : exact_at(places, nearest[i], sigma, i);
                   }
                 });
  return sums;
}

}  // namespace

GaussianSums gaussian_sums(const PlaceIndex& places, const std::vector<double>& nearest,
                           double sigma, const Progress& progress, SumMethod method) {
  const Box& box = places.box();
  const double finest = std::sqrt(box.width() * box.height() / lattice_nodes);
  const double spacing = std::max(
      {sigma / nodes_per_sigma, finest, std::max(box.width(), box.height()) / lattice_nodes});
  if (method == SumMethod::automatic) {
    const double pairs = places.candidate_pairs(cutoff * sigma);
    const bool fine = spacing <= sigma / nodes_per_sigma * 1.001;
    const bool usable = spacing <= sigma / fewest_nodes_per_sigma;
    const bool exact = pairs <= cheap_pairs || (!fine && pairs <= dear_pairs) || !usable;
    method = exact ? SumMethod::exact : SumMethod::binned;
  }
  if (method == SumMethod::binned) return binned(places, nearest, sigma, spacing, progress);

  GaussianSums sums;
  sums.log_others.resize(places.size());
  for_each_block(places.size(), place_block, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t i = begin; i < end; ++i) {
                     if (i % 16 == 0) progress.check();  // one place may have very many neighbours
                     sums.log_others[i] = exact_at(places, nearest[i], sigma, i);
                   }
                 });
  return sums;
}

}  // namespace farola
