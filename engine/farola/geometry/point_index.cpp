#include "farola/geometry/point_index.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <boost/function_output_iterator.hpp>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

namespace farola {
namespace {
namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;
using At = bg::model::d2::point_xy<double>;
using Entry = std::pair<At, std::uint32_t>;
}  // namespace

struct PointIndex::Tree {
  bgi::rtree<Entry, bgi::rstar<16>> entries;
};

PointIndex::PointIndex(std::span<const double> x, std::span<const double> y) {
  std::vector<Entry> entries(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    entries[i] = {At(x[i], y[i]), static_cast<std::uint32_t>(i)};
  }
  tree_ = std::make_unique<const Tree>(Tree{{entries.begin(), entries.end()}});
}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex&&) noexcept = default;
PointIndex& PointIndex::operator=(PointIndex&&) noexcept = default;

std::size_t PointIndex::size() const { return tree_->entries.size(); }

double PointIndex::distance_to_nearest(Point from, int k, std::int64_t except) const {
  const At at(from.x, from.y);
  int seen = 0;
  // One more than k, since the excepted point may be among them.
  for (auto it = tree_->entries.qbegin(bgi::nearest(at, static_cast<unsigned>(k) + 1));
       it != tree_->entries.qend(); ++it) {
    if (static_cast<std::int64_t>(it->second) == except) continue;
    if (++seen == k) return std::hypot(it->first.x() - from.x, it->first.y() - from.y);
  }
  return std::numeric_limits<double>::infinity();
}

std::vector<std::uint32_t> PointIndex::within(Point centre, double radius) const {
  const bg::model::box<At> box(At(centre.x - radius, centre.y - radius),
                               At(centre.x + radius, centre.y + radius));
  std::vector<std::uint32_t> found;
  tree_->entries.query(bgi::intersects(box) && bgi::satisfies([&](const Entry& entry) {
                         const double dx = entry.first.x() - centre.x,
                                      dy = entry.first.y() - centre.y;
                         return std::sqrt(dx * dx + dy * dy) <= radius;
                       }),
                       boost::make_function_output_iterator(
                           [&](const Entry& entry) { found.push_back(entry.second); }));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace farola
