// Geometries in well-known binary. Two readers of ours are each other's twin: that of layers
// (io/point_wkb.hpp) and that of Python's tables (wkb_points.hpp), which refuses collections.

#include "farola/core/error.hpp"
#include "farola/io/point_wkb.hpp"

#include <cmath>
#include <optional>
#include <span>

#include "fuzz.hpp"
#include "wkb_points.hpp"

namespace farola::fuzz {
namespace {

bool is_there(double x, double y) { return !std::isnan(x) && !std::isnan(y); }

std::optional<std::vector<Point>> points_for_python(std::span<const unsigned char> wkb) {
  std::vector<Point> points;
  try {
    python::add_wkb_points(wkb, [&](double x, double y) {
      if (is_there(x, y)) points.push_back({x, y});
    });
  } catch (const Error& error) {
    require(error.code().starts_with("geometry-"), "an error of this room: " + error.code());
    return std::nullopt;
  }
  return points;
}

}  // namespace
}  // namespace farola::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace farola;
  const std::span<const unsigned char> wkb(data, size);
  std::vector<Point> points;
  const io::PointWkb found = io::visit_points(wkb, [&](Point point) { points.push_back(point); });
  fuzz::require(found.points == static_cast<int>(points.size()), "points are counted");
  // Order, type and two coordinates each.
  fuzz::require(points.size() * 21 <= size, "a point takes 21 bytes");
  for (const Point& point : points)
    fuzz::require(fuzz::is_there(point.x, point.y), "an empty point is not handed over");

  const auto others = fuzz::points_for_python(wkb);
  if (others && size > 0) {
    fuzz::require(found.valid && found.other == 0, "what Python reads is whole, and points");
    fuzz::require(others->size() == points.size(), "both readers find as many points");
    for (std::size_t i = 0; i < points.size(); ++i) {
      fuzz::require((*others)[i].x == points[i].x && (*others)[i].y == points[i].y,
                    "both readers find the same points");
    }
  }
  return 0;
}
