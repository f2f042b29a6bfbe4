#pragma once

#include <algorithm>
#include <limits>

namespace farola {

struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};

/// An axis-parallel rectangle, closed on all sides. A default Box is empty.
struct Box {
  double xmin = std::numeric_limits<double>::infinity();
  double ymin = std::numeric_limits<double>::infinity();
  double xmax = -std::numeric_limits<double>::infinity();
  double ymax = -std::numeric_limits<double>::infinity();

  bool empty() const { return !(xmin <= xmax && ymin <= ymax); }
  double width() const { return empty() ? 0 : xmax - xmin; }
  double height() const { return empty() ? 0 : ymax - ymin; }
  bool contains(Point p) const { return p.x >= xmin && p.x <= xmax && p.y >= ymin && p.y <= ymax; }
  bool intersects(const Box& o) const {
    return !empty() && !o.empty() && xmin <= o.xmax && o.xmin <= xmax && ymin <= o.ymax &&
           o.ymin <= ymax;
  }
  void extend(Point p) {
    xmin = std::min(xmin, p.x);
    ymin = std::min(ymin, p.y);
    xmax = std::max(xmax, p.x);
    ymax = std::max(ymax, p.y);
  }
  void extend(const Box& o) {
    if (o.empty()) return;
    extend(Point{o.xmin, o.ymin});
    extend(Point{o.xmax, o.ymax});
  }
  Box grown(double margin) const {
    return {xmin - margin, ymin - margin, xmax + margin, ymax + margin};
  }
  bool operator==(const Box&) const = default;
};

}  // namespace farola
