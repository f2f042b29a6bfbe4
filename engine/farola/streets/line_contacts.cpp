#include "farola/streets/line_contacts.hpp"

#include "farola/core/parallel.hpp"
#include "farola/geometry/segment_index.hpp"
#include "farola/streets/vertex_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace farola {
namespace {

constexpr std::size_t block = 512;

/// A segment of a path: from path[at] to path[at + 1].
struct Where {
  std::uint32_t path, at;
};

/// A place to be put into a segment.
struct Insertion {
  Where where;
  double fraction;
  std::uint32_t place;
};

struct Segments {
  std::vector<Where> where;
  SegmentIndex index;
};

Segments segments_of(const std::vector<Path>& paths, const std::vector<Point>& places) {
  std::vector<Where> where;
  std::vector<Segment> segments;
  for (std::uint32_t p = 0; p < paths.size(); ++p) {
    for (std::uint32_t k = 0; k + 1 < paths[p].size(); ++k) {
      where.push_back({p, k});
      segments.push_back({places[paths[p][k]], places[paths[p][k + 1]]});
    }
  }
  return {std::move(where), SegmentIndex(std::move(segments))};
}

void insert(std::vector<Path>& paths, std::vector<Insertion> insertions) {
  std::sort(insertions.begin(), insertions.end(), [](const Insertion& a, const Insertion& b) {
    return std::tie(a.where.path, a.where.at, a.fraction, a.place) <
           std::tie(b.where.path, b.where.at, b.fraction, b.place);
  });
  for (std::size_t first = 0; first < insertions.size();) {
    const std::uint32_t p = insertions[first].where.path;
    Path longer;
    std::size_t next = first;
    const auto add = [&](std::uint32_t place) {
      if (longer.empty() || longer.back() != place) longer.push_back(place);
    };
    for (std::uint32_t k = 0; k < paths[p].size(); ++k) {
      add(paths[p][k]);
      for (; next < insertions.size() && insertions[next].where.path == p &&
             insertions[next].where.at == k;
           ++next) {
        add(insertions[next].place);
      }
    }
    paths[p] = std::move(longer);
    first = next;
  }
}

template <class Found, class Find>
std::vector<Found> found_in_blocks(std::size_t count, const Progress& progress, const Find& find) {
  return reduce_blocks(
      count, block, progress, std::vector<Found>{},
      [&](std::size_t begin, std::size_t end) {
        std::vector<Found> found;
        for (std::size_t i = begin; i < end; ++i) find(i, found);
        return found;
      },
      [](std::vector<Found>& total, const std::vector<Found>& part) {
        total.insert(total.end(), part.begin(), part.end());
      });
}

double cross(Point a, Point b, Point c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/// The fraction of `s` at which `t` crosses it, both inside; nothing when they only touch.
std::optional<double> proper_crossing(const Segment& s, const Segment& t) {
  const double from = cross(t.from, t.to, s.from), to = cross(t.from, t.to, s.to);
  const double a = cross(s.from, s.to, t.from), b = cross(s.from, s.to, t.to);
  const bool across = (from < 0) != (to < 0) && (a < 0) != (b < 0);
  if (!across || from == 0 || to == 0 || a == 0 || b == 0) return std::nullopt;
  return from / (from - to);
}

struct Crossing {
  std::uint32_t first, second;  // segments
  double on_first, on_second;   // fractions
};

Box box_of(const Segment& segment) {
  Box box;
  box.extend(segment.from);
  box.extend(segment.to);
  return box;
}

double distance(Point a, Point b) {
  const double dx = a.x - b.x, dy = a.y - b.y;
  return std::sqrt(dx * dx + dy * dy);
}

}  // namespace

std::int64_t join_touching_ends(std::vector<Path>& paths, const std::vector<Point>& places,
                                double tolerance, const Progress& progress) {
  const Segments segments = segments_of(paths, places);
  std::vector<std::uint32_t> ends;
  for (const Path& path : paths) {
    ends.push_back(path.front());
    ends.push_back(path.back());
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  const auto insertions =
      found_in_blocks<Insertion>(ends.size(), progress, [&](std::size_t i, auto& found) {
        const Point end = places[ends[i]];
        const Box around = Box{end.x, end.y, end.x, end.y}.grown(tolerance);
        for (const std::uint32_t s : segments.index.touching(around)) {
          const Where where = segments.where[s];
          const Path& path = paths[where.path];
          if (path[where.at] == ends[i] || path[where.at + 1] == ends[i]) continue;
          const Foot foot = foot_on(segments.index[s], end);
          if (foot.distance <= tolerance && foot.fraction > 0 && foot.fraction < 1) {
            found.push_back({where, foot.fraction, ends[i]});
          }
        }
      });
  insert(paths, insertions);
  return static_cast<std::int64_t>(insertions.size());
}

std::int64_t cross_paths(std::vector<Path>& paths, std::vector<Point>& places, double tolerance,
                         bool join, const Progress& progress) {
  const Segments segments = segments_of(paths, places);
  const auto end_of = [&](std::uint32_t s, int which) {
    return paths[segments.where[s].path][segments.where[s].at + static_cast<std::uint32_t>(which)];
  };
  const auto crossings =
      found_in_blocks<Crossing>(segments.where.size(), progress, [&](std::size_t i, auto& found) {
        const auto s = static_cast<std::uint32_t>(i);
        for (const std::uint32_t t : segments.index.touching(box_of(segments.index[s]))) {
          if (t <= s || end_of(s, 0) == end_of(t, 0) || end_of(s, 0) == end_of(t, 1) ||
              end_of(s, 1) == end_of(t, 0) || end_of(s, 1) == end_of(t, 1)) {
            continue;
          }
          const auto on_s = proper_crossing(segments.index[s], segments.index[t]);
          const auto on_t = proper_crossing(segments.index[t], segments.index[s]);
          if (on_s && on_t) found.push_back({s, t, *on_s, *on_t});
        }
      });
  if (!join) return static_cast<std::int64_t>(crossings.size());

  // Places of crossings, several of which may be one: three streets through one point.
  std::vector<Point> at;
  for (const Crossing& crossing : crossings) {
    const Segment& s = segments.index[crossing.first];
    at.push_back({s.from.x + crossing.on_first * (s.to.x - s.from.x),
                  s.from.y + crossing.on_first * (s.to.y - s.from.y)});
  }
  const VertexClusters clusters = cluster_vertices(at, tolerance);
  const auto first_new = static_cast<std::uint32_t>(places.size());
  places.insert(places.end(), clusters.places.begin(), clusters.places.end());
  std::vector<Insertion> insertions;
  for (std::size_t c = 0; c < crossings.size(); ++c) {
    const Crossing& crossing = crossings[c];
    std::uint32_t place = first_new + clusters.of[c];
    for (const std::uint32_t segment : {crossing.first, crossing.second}) {
      for (const int which : {0, 1}) {
        if (distance(places[end_of(segment, which)], at[c]) <= tolerance)
          place = end_of(segment, which);
      }
    }
    insertions.push_back({segments.where[crossing.first], crossing.on_first, place});
    insertions.push_back({segments.where[crossing.second], crossing.on_second, place});
  }
  insert(paths, std::move(insertions));
  return static_cast<std::int64_t>(crossings.size());
}

}  // namespace farola
