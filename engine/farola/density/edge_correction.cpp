#include "farola/density/edge_correction.hpp"

#include "farola/core/parallel.hpp"
#include "farola/density/edge_integral.hpp"
#include "farola/density/factor_lattice.hpp"
#include "farola/density/place_index.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace farola {
namespace {

using std::numbers::pi;
constexpr double most_buckets_per_side = 512;
constexpr double gaussian_edge_reach = 6.3;  // bandwidths; edges beyond weigh exp(-19.8) = 2.5e-9
constexpr double too_near = 1e-7, aside = 1e-6;  // bandwidths
constexpr std::int64_t cells_at_once = 32;       // share one list of edges
constexpr std::size_t places_per_block = 256;
constexpr double lattice_nodes_per_bandwidth = 8;
constexpr double places_per_node = 2;  // fewer are done one by one

/// A stretch of the outline no longer than a bucket: start, unit direction, length.
struct Edge {
  double x, y, ux, uy, length;
};

}  // namespace

struct EdgeFactors::Outline {
  MultiPolygon polygons;
  PolygonIndex inside;
  Kernel kernel;
  Box box;
  double side;  // of a bucket
  std::size_t columns, rows;
  std::vector<Edge> edges;         // sorted by the bucket of their start
  std::vector<std::size_t> start;  // of each bucket

  Outline(const MultiPolygon& area, Kernel k, double bandwidth)
      : polygons(area), inside(area), kernel(k), box(inside.box()) {
    const double longest = std::max({box.width(), box.height(), 1e-300});
    side = std::clamp(reach(bandwidth) / 2, longest / most_buckets_per_side, longest);
    columns = static_cast<std::size_t>(box.width() / side) + 1;
    rows = static_cast<std::size_t>(box.height() / side) + 1;
    for (const Polygon& polygon : polygons) {
      add(polygon.shell, signed_area(polygon.shell) < 0);
      for (const Ring& hole : polygon.holes) add(hole, signed_area(hole) > 0);
    }
    std::stable_sort(edges.begin(), edges.end(),
                     [&](const Edge& a, const Edge& b) { return bucket_of(a) < bucket_of(b); });
    start.assign(columns * rows + 1, 0);
    for (const Edge& edge : edges) ++start[bucket_of(edge) + 1];
    for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  }

  std::size_t index(double offset, std::size_t count) const {
    return static_cast<std::size_t>(std::clamp(offset / side, 0.0, static_cast<double>(count - 1)));
  }
  std::size_t bucket_of(const Edge& edge) const {
    return index(edge.y - box.ymin, rows) * columns + index(edge.x - box.xmin, columns);
  }

  void add(const Ring& ring, bool reversed) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point a = reversed ? ring[i + 1] : ring[i], b = reversed ? ring[i] : ring[i + 1];
      const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
      if (!(length > 0)) continue;
      const double pieces = std::ceil(length / side);
      for (double p = 0; p < pieces; ++p) {
        edges.push_back({a.x + dx * (p / pieces), a.y + dy * (p / pieces), dx / length, dy / length,
                         length / pieces});
      }
    }
  }

  bool lattice_pays(double spacing, const Box& area, double places) const {
    return kernel == Kernel::gaussian && !area.empty() &&
           places > places_per_node * FactorLattice::nodes(spacing, area);
  }

  double reach(double bandwidth) const {
    return kernel == Kernel::gaussian ? gaussian_edge_reach * bandwidth : bandwidth;
  }

  /// Calls visit(edge) for every edge that has a point in `area`, and some others.
  template <class Visit>
  void near(const Box& area, const Visit& visit) const {
    // An edge starts at most one bucket's side from each of its points.
    const Box wide = area.grown(side);
    if (!wide.intersects(box)) return;
    const std::size_t left = index(wide.xmin - box.xmin, columns);
    const std::size_t right = index(wide.xmax - box.xmin, columns);
    const std::size_t high = index(wide.ymax - box.ymin, rows);
    for (std::size_t row = index(wide.ymin - box.ymin, rows); row <= high; ++row) {
      for (std::size_t i = start[row * columns + left]; i < start[row * columns + right + 1]; ++i) {
        visit(edges[i]);
      }
    }
  }

  /// Adds the shares of edges one by one; tells when the place is too near one of them.
  struct Sum {
    double rest = 0;
    AngleSum angles;
    const Edge* touched = nullptr;
    double share() { return rest + angles.total() / (2 * pi); }
  };
  void add_share(const Edge& edge, Point c, double bandwidth, double reach_square, Sum& sum) const {
    const double x = edge.x - c.x, y = edge.y - c.y;
    const double h = x * edge.uy - y * edge.ux;
    if (h * h >= reach_square) return;
    const double t1 = x * edge.ux + y * edge.uy, t2 = t1 + edge.length;
    const double past = std::max({0.0, t1, -t2});  // beyond the edge's nearer end
    if (h * h + past * past >= reach_square) return;
    const double margin = too_near * bandwidth;
    if (std::abs(h) < margin && past < margin) {
      sum.touched = &edge;
      return;
    }
    if (h == 0) return;  // seen end on: no angle
    const double scale = 1 / bandwidth;
    sum.rest += edge_share(kernel, h * scale, t1 * scale, t2 * scale, sum.angles);
  }

  double on_outline(Point c, double bandwidth, const Edge& touched, int turn) const {
    // Off the normal by .5, 1.1, 1.7 radians, so as not to slide along an edge that meets this one.
    const double turned = .5 + .6 * turn;
    const double nx = -touched.uy, ny = touched.ux, s = std::sin(turned), co = std::cos(turned);
    const double dx = aside * bandwidth * (nx * co - ny * s),
                 dy = aside * bandwidth * (nx * s + ny * co);
    return (at({c.x + dx, c.y + dy}, bandwidth, turn + 1) +
            at({c.x - dx, c.y - dy}, bandwidth, turn + 1)) /
           2;
  }

  double at(Point c, double bandwidth, int turn = 0) const {
    const double r = reach(bandwidth);
    Sum sum;
    near(Box{c.x, c.y, c.x, c.y}.grown(r),
         [&](const Edge& edge) { add_share(edge, c, bandwidth, r * r, sum); });
    if (sum.touched != nullptr && turn < 3) return on_outline(c, bandwidth, *sum.touched, turn);
    return std::clamp((inside.contains(c) ? 1.0 : 0.0) - sum.share(), 0.0, 1.0);
  }
};

EdgeFactors::EdgeFactors(const MultiPolygon& study_area, Kernel kernel, Metres usual_bandwidth)
    : outline_(std::make_unique<const Outline>(study_area, kernel, usual_bandwidth.value)) {}
EdgeFactors::~EdgeFactors() = default;
EdgeFactors::EdgeFactors(EdgeFactors&&) noexcept = default;
EdgeFactors& EdgeFactors::operator=(EdgeFactors&&) noexcept = default;

double EdgeFactors::at(Point place, double bandwidth) const {
  return outline_->at(place, bandwidth);
}

std::vector<double> EdgeFactors::at(std::span<const double> x, std::span<const double> y,
                                    std::span<const double> bandwidths,
                                    const Progress& progress) const {
  std::vector<double> factors(x.size());
  const bool one_bandwidth = bandwidths.size() == 1;
  if (!one_bandwidth) {
    for_each_block(x.size(), places_per_block, progress,
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     for (std::size_t i = begin; i < end; ++i) {
                       if (i % 16 == 0) progress.check();
                       factors[i] = outline_->at({x[i], y[i]}, bandwidths[i]);
                     }
                   });
    return factors;
  }
  const PlaceIndex places(x, y);
  progress.check();
  const double bandwidth = bandwidths[0], spacing = bandwidth / lattice_nodes_per_bandwidth;
  std::optional<FactorLattice> lattice;
  if (outline_->lattice_pays(spacing, places.box(), static_cast<double>(places.size()))) {
    lattice.emplace([&](Point c) { return outline_->at(c, bandwidth); },
                    Point{places.box().xmin, places.box().ymin}, spacing, places.box(),
                    progress.part(0, .9));
  }
  std::vector<double> at_place(places.size());
  for_each_block(places.size(), places_per_block, progress.part(lattice ? .9 : 0, 1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t i = begin; i < end; ++i) {
                     if (i % 16 == 0) progress.check();
                     const Point c{places.x()[i], places.y()[i]};
                     at_place[i] = lattice ? std::clamp(lattice->at(c), 0.0, 1.0)
                                           : outline_->at(c, bandwidth);
                   }
                 });
  for (std::size_t i = 0; i < factors.size(); ++i) factors[i] = at_place[places.place_of()[i]];
  return factors;
}

std::vector<double> EdgeFactors::rows(const Grid& grid, std::int64_t first_row, std::int64_t count,
                                      double bandwidth, const Progress& progress) const {
  const Outline& outline = *outline_;
  const std::vector<std::uint8_t> inside = mask_rows(outline.polygons, grid, first_row, count);
  std::vector<double> factors(inside.size(), std::numeric_limits<double>::quiet_NaN());
  const double spacing = bandwidth / lattice_nodes_per_bandwidth;
  // Judged by the whole grid, so that any strip of it takes the same way.
  if (outline.lattice_pays(spacing, grid.box(), static_cast<double>(grid.cells()))) {
    const Box strip{grid.xmin, grid.y_of(first_row + count - 1), grid.xmax(), grid.y_of(first_row)};
    const FactorLattice lattice([&](Point c) { return outline.at(c, bandwidth); },
                                {grid.xmin, grid.ymax}, spacing, strip, progress.part(0, .9));
    for_each_block(inside.size(), std::size_t{1} << 14, progress.part(.9, 1),
                   [&](std::size_t begin, std::size_t end, std::size_t) {
                     for (std::size_t i = begin; i < end; ++i) {
                       if (!inside[i]) continue;
                       const auto cell = static_cast<std::int64_t>(i);
                       const Point c =
                           grid.centre(cell % grid.columns, first_row + cell / grid.columns);
                       factors[i] = std::clamp(lattice.at(c), 0.0, 1.0);
                     }
                   });
    return factors;
  }
  const double reach = outline.reach(bandwidth);
  const std::int64_t runs = (grid.columns + cells_at_once - 1) / cells_at_once;
  for_each_block(static_cast<std::size_t>(count * runs), 8, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   std::vector<const Edge*> edges;
                   for (std::size_t run = begin; run < end; ++run) {
                     const std::int64_t row = static_cast<std::int64_t>(run) / runs;
                     const std::int64_t left =
                         static_cast<std::int64_t>(run) % runs * cells_at_once;
                     const std::int64_t right = std::min(left + cells_at_once, grid.columns);
                     const std::uint8_t* in = &inside[static_cast<std::size_t>(row * grid.columns)];
                     if (std::find(in + left, in + right, 1) == in + right) continue;
                     edges.clear();
                     const double y = grid.y_of(first_row + row);
                     const Box span = Box{grid.x_of(left), y, grid.x_of(right - 1), y}.grown(reach);
                     outline.near(span, [&](const Edge& edge) { edges.push_back(&edge); });
                     for (std::int64_t column = left; column < right; ++column) {
                       if (!in[column]) continue;
                       if (edges.size() > 1000) progress.check();
                       Outline::Sum sum;
                       const Point c{grid.x_of(column), y};
                       for (const Edge* edge : edges)
                         outline.add_share(*edge, c, bandwidth, reach * reach, sum);
                       factors[static_cast<std::size_t>(row * grid.columns + column)] =
                           sum.touched != nullptr ? outline.at(c, bandwidth)
                                                  : std::clamp(1 - sum.share(), 0.0, 1.0);
                     }
                   }
                 });
  return factors;
}

}  // namespace farola
