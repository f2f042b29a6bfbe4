#include "farola/near_repeat/study_window.hpp"

#include "farola/core/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace farola {
namespace {

using std::numbers::pi;
constexpr double most_buckets_per_side = 512;
constexpr std::uint64_t next_try = std::uint64_t{1} << 40;
constexpr std::uint64_t most_tries = 1'000'000;
constexpr std::size_t rings = 64;
constexpr double spare = 1e-9;     // of the reach
constexpr double grazing = 1e-12;  // radians: an arc that only rounding has made

bool is_rectangle(const MultiPolygon& polygons, const Box& box) {
  if (polygons.size() != 1 || !polygons[0].holes.empty() || polygons[0].shell.size() != 5) {
    return false;
  }
  const Ring& shell = polygons[0].shell;
  return std::all_of(shell.begin(), shell.end(), [&](Point p) {
    return (p.x == box.xmin || p.x == box.xmax) && (p.y == box.ymin || p.y == box.ymax);
  });
}

}  // namespace

MultiPolygon polygon_of(const Box& box) {
  return {{{{box.xmin, box.ymin},
            {box.xmax, box.ymin},
            {box.xmax, box.ymax},
            {box.xmin, box.ymax},
            {box.xmin, box.ymin}},
           {}}};
}

StudyWindow::StudyWindow(MultiPolygon polygons, double reach)
    : polygons_(std::move(polygons)),
      inside_(polygons_),
      area_(area_of(polygons_)),
      reach_(reach),
      is_box_(is_rectangle(polygons_, inside_.box())) {
  const double longest = std::max(box().width(), box().height());
  side_ = std::clamp(reach / 2, longest / most_buckets_per_side, longest);
  columns_ = static_cast<std::size_t>(box().width() / side_) + 1;
  rows_ = static_cast<std::size_t>(box().height() / side_) + 1;
  for (const Polygon& polygon : polygons_) {
    add(polygon.shell, signed_area(polygon.shell) < 0);
    for (const Ring& hole : polygon.holes) add(hole, signed_area(hole) > 0);
  }
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [&](const auto& a, const auto& b) { return bucket_of(a) < bucket_of(b); });
  bucket_begins_.assign(columns_ * rows_ + 1, 0);
  for (const OutlinePiece& piece : pieces_) ++bucket_begins_[bucket_of(piece) + 1];
  for (std::size_t k = 1; k < bucket_begins_.size(); ++k)
    bucket_begins_[k] += bucket_begins_[k - 1];
}

void StudyWindow::add(const Ring& ring, bool reversed) {
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const Point a = reversed ? ring[i + 1] : ring[i], b = reversed ? ring[i] : ring[i + 1];
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
    if (!(length > 0)) continue;
    // Pieces no longer than a bucket are found from the bucket they start in.
    const double parts = std::ceil(length / side_);
    Point from = a;
    for (double p = 1; p <= parts; ++p) {
      const Point to = p < parts ? Point{a.x + dx * (p / parts), a.y + dy * (p / parts)} : b;
      pieces_.push_back({from, to, dx / length, dy / length, length / parts});
      from = to;
    }
  }
}

std::size_t StudyWindow::index_of(double offset, std::size_t count) const {
  return static_cast<std::size_t>(std::clamp(offset / side_, 0.0, static_cast<double>(count - 1)));
}
std::size_t StudyWindow::bucket_of(const OutlinePiece& piece) const {
  return index_of(piece.from.y - box().ymin, rows_) * columns_ +
         index_of(piece.from.x - box().xmin, columns_);
}

/// Calls visit(number of the piece, square of the distance to its nearest point) for each piece
/// within the reach.
template <class Visit>
void StudyWindow::each_piece_near(Point c, const Visit& visit) const {
  const Box& all = box();
  const double wide = reach_ + side_;
  const std::size_t west = index_of(c.x - wide - all.xmin, columns_);
  const std::size_t east = index_of(c.x + wide - all.xmin, columns_);
  const std::size_t north = index_of(c.y + wide - all.ymin, rows_);
  for (std::size_t row = index_of(c.y - wide - all.ymin, rows_); row <= north; ++row) {
    const std::size_t end = bucket_begins_[row * columns_ + east + 1];
    for (std::size_t k = bucket_begins_[row * columns_ + west]; k < end; ++k) {
      const OutlinePiece& piece = pieces_[k];
      const double x = piece.from.x - c.x, y = piece.from.y - c.y;
      const double h = x * piece.uy - y * piece.ux;
      const double along = x * piece.ux + y * piece.uy;
      const double past = std::max({0.0, along, -along - piece.length});
      const double square = h * h + past * past;
      if (square <= reach_ * reach_) visit(k, square);
    }
  }
}

double StudyWindow::outline_distance(Point c) const {
  double nearest = std::numeric_limits<double>::infinity();
  each_piece_near(c, [&](std::size_t, double square) { nearest = std::min(nearest, square); });
  return std::sqrt(nearest);
}

std::size_t StudyWindow::ring_of(double distance) const {
  return static_cast<std::size_t>(std::clamp(distance / reach_, 0.0, 1.0) * (rings - 1));
}

OutlineView StudyWindow::view_from(Point c) const {
  struct Near {
    std::uint32_t piece;
    std::size_t first, last;  // rings
  };
  std::vector<Near> near;
  std::array<std::uint32_t, rings + 1> begins{};
  double nearest = std::numeric_limits<double>::infinity();
  each_piece_near(c, [&](std::size_t k, double square) {
    nearest = std::min(nearest, square);
    const OutlinePiece& piece = pieces_[k];
    // The farthest point of a piece is one of its ends. A little to spare for rounding.
    const double ax = piece.from.x - c.x, ay = piece.from.y - c.y;
    const double bx = piece.to.x - c.x, by = piece.to.y - c.y;
    const double far = std::sqrt(std::max(ax * ax + ay * ay, bx * bx + by * by));
    near.push_back({static_cast<std::uint32_t>(k), ring_of(std::sqrt(square) - spare * reach_),
                    ring_of(far + spare * reach_)});
    for (std::size_t r = near.back().first; r <= near.back().last; ++r) ++begins[r + 1];
  });
  OutlineView view{c, std::sqrt(nearest), {}, {}};
  if (near.empty()) return view;
  for (std::size_t r = 0; r < rings; ++r) begins[r + 1] += begins[r];
  view.ring_begins.assign(begins.begin(), begins.end());
  view.pieces.resize(begins[rings]);
  for (const Near& piece : near) {
    for (std::size_t r = piece.first; r <= piece.last; ++r) view.pieces[begins[r]++] = piece.piece;
  }
  return view;
}

double StudyWindow::share(const OutlineView& view, double d) const {
  if (d <= view.distance) return 1;
  const double square = d * d;
  double angle = 0;
  const std::size_t ring = ring_of(d);
  for (std::size_t at = view.ring_begins[ring]; at < view.ring_begins[ring + 1]; ++at) {
    const OutlinePiece& piece = pieces_[view.pieces[at]];
    const double ax = piece.from.x - view.centre.x, ay = piece.from.y - view.centre.y;
    const double bx = piece.to.x - view.centre.x, by = piece.to.y - view.centre.y;
    const double along = ax * piece.ux + ay * piece.uy;
    const double hx = ax - along * piece.ux, hy = ay - along * piece.uy;  // foot of the normal
    const double h2 = hx * hx + hy * hy;
    if (h2 >= square) continue;
    // Whether an end is within the disc is asked of the end alone, so that two pieces that meet
    // there answer alike.
    const bool a_in = ax * ax + ay * ay < square, b_in = bx * bx + by * by < square;
    if (a_in && b_in) continue;
    const double half = std::sqrt(square - h2);
    const bool enters = !a_in && (b_in || (along < 0 && -along < piece.length));
    const bool leaves = !b_in && (a_in || (along < 0 && -along < piece.length));
    if (enters) angle += std::atan2(hy - half * piece.uy, hx - half * piece.ux);
    if (leaves) angle -= std::atan2(hy + half * piece.uy, hx + half * piece.ux);
  }
  angle = std::fmod(angle, 2 * pi);
  if (angle < 0) angle += 2 * pi;
  return angle < grazing ? 1 : std::min(1.0, angle / (2 * pi));
}

Point StudyWindow::random_point(std::uint64_t seed, std::uint64_t stream,
                                std::uint64_t index) const {
  const Box& all = box();
  Point point;
  for (std::uint64_t t = 0; t < most_tries; ++t) {
    const auto words = random_words(seed, stream, index + t * next_try);
    const auto unit = [&](int k) {
      const std::uint64_t bits = (std::uint64_t{words[2 * k + 1]} << 32) | words[2 * k];
      return static_cast<double>(bits >> 11) * 0x1p-53;
    };
    point = {all.xmin + all.width() * unit(0), all.ymin + all.height() * unit(1)};
    if (contains(point)) break;
  }
  return point;
}

}  // namespace farola
