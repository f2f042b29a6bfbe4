#include "farola/geometry/segment_index.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
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
using Edges = bg::model::box<At>;
using Shape = bg::model::segment<At>;
/// Entries are segments for the nearest, whose boxes the tree makes itself.
using Entry = std::pair<Shape, std::uint32_t>;
}  // namespace

Foot foot_on(const Segment& segment, Point point) {
  const double dx = segment.to.x - segment.from.x, dy = segment.to.y - segment.from.y;
  const double square = dx * dx + dy * dy;
  double fraction = 0;
  if (square > 0) {
    fraction = ((point.x - segment.from.x) * dx + (point.y - segment.from.y) * dy) / square;
    fraction = std::clamp(fraction, 0.0, 1.0);
  }
  // At the far end the end itself, which from + 1 * (to - from) may miss by a rounding.
  const Point at = fraction == 1
                       ? segment.to
                       : Point{segment.from.x + fraction * dx, segment.from.y + fraction * dy};
  const double ex = point.x - at.x, ey = point.y - at.y;
  return {at, fraction, std::sqrt(ex * ex + ey * ey)};
}

struct SegmentIndex::Tree {
  std::vector<Segment> segments;
  bgi::rtree<Entry, bgi::rstar<16>> entries;
};

SegmentIndex::SegmentIndex(std::vector<Segment> segments) {
  std::vector<Entry> entries(segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& s = segments[i];
    entries[i] = {Shape(At(s.from.x, s.from.y), At(s.to.x, s.to.y)), static_cast<std::uint32_t>(i)};
  }
  tree_ = std::make_unique<const Tree>(
      Tree{std::move(segments), bgi::rtree<Entry, bgi::rstar<16>>(entries.begin(), entries.end())});
}
SegmentIndex::~SegmentIndex() = default;
SegmentIndex::SegmentIndex(SegmentIndex&&) noexcept = default;
SegmentIndex& SegmentIndex::operator=(SegmentIndex&&) noexcept = default;

std::size_t SegmentIndex::size() const { return tree_->segments.size(); }
const Segment& SegmentIndex::operator[](std::size_t i) const { return tree_->segments[i]; }

std::optional<SegmentIndex::Nearest> SegmentIndex::nearest(Point point) const {
  const auto first = tree_->entries.qbegin(bgi::nearest(At(point.x, point.y), 1));
  if (first == tree_->entries.qend()) return std::nullopt;
  Nearest best{first->second, foot_on(tree_->segments[first->second], point)};
  // The tree answers with any of several that are equally near, by its own arithmetic: look at all
  // within that distance and a rounding.
  const double around =
      best.foot.distance * (1 + 1e-9) + 1e-12 * (std::abs(point.x) + std::abs(point.y));
  const Box box = Box{point.x, point.y, point.x, point.y}.grown(around);
  const auto consider = [&](const Entry& entry) {
    const Foot foot = foot_on(tree_->segments[entry.second], point);
    if (foot.distance < best.foot.distance ||
        (foot.distance == best.foot.distance && entry.second < best.segment)) {
      best = {entry.second, foot};
    }
  };
  tree_->entries.query(bgi::intersects(Edges(At(box.xmin, box.ymin), At(box.xmax, box.ymax))),
                       boost::make_function_output_iterator(consider));
  return best;
}

std::vector<std::uint32_t> SegmentIndex::touching(const Box& box) const {
  std::vector<std::uint32_t> found;
  tree_->entries.query(bgi::intersects(Edges(At(box.xmin, box.ymin), At(box.xmax, box.ymax))),
                       boost::make_function_output_iterator(
                           [&](const Entry& entry) { found.push_back(entry.second); }));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace farola
