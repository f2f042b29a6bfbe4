#pragma once
// Street centre lines: as they were read, and as a graph may be made of them, in metres.
// The only way to ProjectedStreets is project(), so a graph cannot be handed degrees.

#include "farola/core/report.hpp"
#include "farola/crs/projector.hpp"
#include "farola/geometry/point.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

/// Lines one after another; a feature with several parts gives several lines.
struct StreetLines {
  Crs crs;                            ///< of the vertices
  std::vector<Point> vertices;        ///< of all lines
  std::vector<std::size_t> end;       ///< line k ends before vertices[end[k]]
  std::vector<std::int64_t> feature;  ///< of each line: its id in the source

  std::size_t size() const { return end.size(); }
  std::span<const Point> line(std::size_t k) const {
    const std::size_t begin = k == 0 ? 0 : end[k - 1];
    return std::span(vertices).subspan(begin, end[k] - begin);
  }
  void add(std::span<const Point> line, std::int64_t of_feature);
};

class ProjectedStreets {
 public:
  std::size_t size() const { return lines_.size(); }
  std::span<const Point> line(std::size_t k) const { return lines_.line(k); }
  std::int64_t feature(std::size_t k) const { return lines_.feature[k]; }
  const Crs& crs() const { return lines_.crs; }

 private:
  explicit ProjectedStreets(StreetLines lines) : lines_(std::move(lines)) {}
  friend ProjectedStreets project(StreetLines, const Projector&, Report&);
  StreetLines lines_;
};

/// Move streets into projector.to(), which must be projected and in metres. Vertices are moved, and
/// between them a line stays straight. A line with a vertex that has no place there (or is not
/// finite) is left out whole; values["street_layer"]["outside_crs_area"] counts them, a warning
/// tells. Throws Error{usage, "target-crs-geographic"}.
ProjectedStreets project(StreetLines lines, const Projector& projector, Report& report);

}  // namespace farola
