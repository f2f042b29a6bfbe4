#include "farola/density/bandwidth_diggle.hpp"

#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace farola {
namespace {

using std::numbers::pi;
constexpr std::size_t steps = 512;  // where the criterion is evaluated
constexpr std::size_t fine = 8;     // bins of pair distances in a step
constexpr std::size_t bins = (steps - 1) * fine + 1;
constexpr std::int64_t mask_cells = 64;
constexpr std::size_t blocks = 512;  // each holds a row of partial sums
constexpr std::uint64_t sample_stream =
    0xd1;  // keeps these draws apart from others of the same seed

/// |W n (W + d)| / |W| for a shift d.
class SetCovariance {
 public:
  SetCovariance(const Box& box, const MultiPolygon& polygons) : box_(box) {
    if (polygons.empty()) return;
    const double cell = std::max(box.width(), box.height()) / static_cast<double>(mask_cells);
    const Mask mask = mask_of(polygons, grid_over(box, Metres{cell}));
    columns_ = mask.grid.columns;
    rows_ = mask.grid.rows;
    cell_ = mask.grid.cell;
    overlap_.resize(static_cast<std::size_t>((2 * columns_ - 1) * rows_));
    const auto inside = [&](std::int64_t c, std::int64_t r) {
      return mask.inside[static_cast<std::size_t>(r * columns_ + c)];
    };
    for (std::int64_t v = 0; v < rows_; ++v) {
      for (std::int64_t u = 1 - columns_; u < columns_; ++u) {
        std::int64_t both = 0;
        for (std::int64_t r = 0; r + v < rows_; ++r) {
          for (std::int64_t c = std::max<std::int64_t>(0, -u);
               c + std::max<std::int64_t>(0, u) < columns_; ++c) {
            both += inside(c, r) & inside(c + u, r + v);
          }
        }
        overlap_[static_cast<std::size_t>(v * (2 * columns_ - 1) + u + columns_ - 1)] =
            static_cast<double>(both);
      }
    }
    const auto whole = static_cast<double>(mask.count());
    for (double& value : overlap_) value /= std::max(whole, 1.0);
  }

  double operator()(double dx, double dy) const {
    if (overlap_.empty()) {
      return (1 - std::abs(dx) / box_.width()) * (1 - std::abs(dy) / box_.height());
    }
    // Rows of the mask run south; the covariance is the same for d and -d.
    double u = dx / cell_, v = -dy / cell_;
    if (v < 0) u = -u, v = -v;
    const double column = std::floor(u), row = std::floor(v), fu = u - column, fv = v - row;
    const auto c = static_cast<std::int64_t>(column), r = static_cast<std::int64_t>(row);
    return (1 - fv) * ((1 - fu) * at(c, r) + fu * at(c + 1, r)) +
           fv * ((1 - fu) * at(c, r + 1) + fu * at(c + 1, r + 1));
  }

 private:
  double at(std::int64_t u, std::int64_t v) const {
    if (u <= -columns_ || u >= columns_ || v >= rows_) return 0;
    return overlap_[static_cast<std::size_t>(v * (2 * columns_ - 1) + u + columns_ - 1)];
  }
  Box box_;
  std::int64_t columns_ = 0, rows_ = 0;
  double cell_ = 1;
  std::vector<double> overlap_;
};

/// Places whose pairs are looked at: all, or a seeded sample in ascending order.
std::vector<std::size_t> sample_places(std::size_t places, double share, std::uint64_t seed) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < places; ++i) {
    if (share >= 1 || random_uniform(seed, sample_stream, i) < share) chosen.push_back(i);
  }
  return chosen;
}

/// The common area of two discs of radius h, s apart.
double common_area(double h, double s) {
  if (s >= 2 * h) return 0;
  return 2 * h * h * std::acos(s / (2 * h)) - s / 2 * std::sqrt(4 * h * h - s * s);
}

}  // namespace

DiggleMinimum diggle_minimum(const PlaceIndex& places, const MultiPolygon& study_area,
                             std::optional<double> upper_sigma, std::uint64_t seed,
                             bool without_ties, const Progress& progress, double most_pairs) {
  const auto n = static_cast<double>(places.events());
  const Box box = study_area.empty() ? places.box() : box_of(study_area);
  // Events on a line have no area; any positive one serves, for M is proportional to it.
  const double box_area = box.width() * box.height();
  const double area = !study_area.empty() ? area_of(study_area)
                      : box_area > 0      ? box_area
                                          : std::pow(std::max(box.width(), box.height()), 2);
  const double lambda = n / area;
  const double side =
      box_area > 0 ? std::min(box.width(), box.height()) : std::max(box.width(), box.height());
  const double range =
      upper_sigma ? 4 * *upper_sigma : std::min(side / 4, std::sqrt(1000 / (pi * lambda)));
  const SetCovariance covariance(box, study_area);

  const double share = most_pairs / std::max(places.candidate_pairs(range), 1.0);
  std::vector<std::size_t> from = sample_places(places.size(), share, seed);
  if (from.empty()) from.push_back(0);
  const auto x = places.x(), y = places.y(), count = places.count();
  double represented = 0;
  for (const std::size_t i : from) represented += count[i];

  // weight[k]: sum of 1/e_ij over ordered pairs with (k-1) bin < d <= k bin; weight[0]: ties.
  using Bins = std::vector<double>;
  const double step = range / static_cast<double>(steps - 1), bin = step / fine;
  Bins weight = reduce_blocks(
      from.size(), from.size() / blocks + 1, progress.part(0, .95), Bins(),
      [&](std::size_t begin, std::size_t end) {
        Bins sum(bins, 0.0);
        for (std::size_t f = begin; f < end; ++f) {
          const std::size_t i = from[f];
          progress.check();
          if (!without_ties) sum[0] += count[i] * (count[i] - 1);
          places.near({x[i], y[i]}, range, [&](std::size_t first, std::size_t last) {
            for (std::size_t j = first; j < last; ++j) {
              const double dx = x[j] - x[i], dy = y[j] - y[i];
              const double at = std::ceil(std::sqrt(dx * dx + dy * dy) / bin);
              if (j == i || at >= static_cast<double>(bins)) continue;
              const double edge = box_area > 0 ? covariance(dx, dy) : 1;
              if (edge > 0) sum[static_cast<std::size_t>(at)] += count[i] * count[j] / edge;
            }
          });
        }
        return sum;
      },
      [](Bins& total, const Bins& part) {
        if (total.empty()) total.assign(bins, 0.0);
        for (std::size_t k = 0; k < part.size(); ++k) total[k] += part[k];
      });
  for (double& value : weight) value *= area / (represented * (n - 1));

  DiggleMinimum found;
  found.places_used = from.size();
  found.lower = step / 2;
  const std::size_t last = (steps - 1) / 2;
  found.upper = step * static_cast<double>(last) / 2;
  double k_function = weight[0];
  std::size_t best = 0;
  for (std::size_t k = 1; k <= last; ++k) {
    const double h = step * static_cast<double>(k), disc = pi * h * h;
    for (std::size_t j = (k - 1) * fine + 1; j <= k * fine; ++j) k_function += weight[j];
    double integral = weight[0] * disc;
    for (std::size_t j = 1; j <= std::min(2 * k * fine, bins - 1); ++j) {
      integral += common_area(h, (static_cast<double>(j) - .5) * bin) * weight[j];
    }
    const double criterion = (1 / lambda - 2 * k_function) / disc + integral / (disc * disc);
    if (best == 0 || criterion < found.criterion) {
      best = k;
      found.criterion = criterion;
      found.sigma = h / 2;
    }
  }
  found.at_bound = best <= 1 || best == last;
  progress.finish();
  return found;
}

}  // namespace farola
