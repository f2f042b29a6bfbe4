#include "farola/streets/street_graph.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/streets/line_contacts.hpp"
#include "farola/streets/vertex_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

void require_tolerance(Metres tolerance) {
  if (std::isfinite(tolerance.value) && tolerance.value >= 0) return;
  fail_usage(
      "street-tolerance-negative", "street-tolerance",
      fmt::format("Street tolerance must not be negative, got {} m. Give metres, for example "
                  "--street-tolerance 0.1.",
                  plain(tolerance.value)));
}

/// Courses that were there before, in either direction.
class Courses {
 public:
  /// True the first time.
  bool add(std::span<const std::uint32_t> course) {
    Path key(course.begin(), course.end());
    if (std::lexicographical_compare(key.rbegin(), key.rend(), key.begin(), key.end()))
      std::reverse(key.begin(), key.end());
    std::uint64_t hash = 1469598103934665603u;  // FNV-1a
    for (const std::uint32_t place : key) hash = (hash ^ place) * 1099511628211u;
    std::vector<Path>& alike = seen_[hash];
    if (std::find(alike.begin(), alike.end(), key) != alike.end()) return false;
    alike.push_back(std::move(key));
    return true;
  }

 private:
  std::unordered_map<std::uint64_t, std::vector<Path>> seen_;
};

/// Lines as places, without those of no length and the duplicates.
struct Drawn {
  std::vector<Path> paths;
  std::vector<Point> places;
  std::int64_t no_length = 0, duplicates = 0;
};

Drawn drawn(const ProjectedStreets& streets, double tolerance) {
  std::vector<Point> vertices;
  for (std::size_t k = 0; k < streets.size(); ++k) {
    const auto line = streets.line(k);
    vertices.insert(vertices.end(), line.begin(), line.end());
  }
  VertexClusters clusters = cluster_vertices(vertices, tolerance);
  Drawn result;
  result.places = std::move(clusters.places);
  Courses courses;
  auto of = clusters.of.begin();
  for (std::size_t k = 0; k < streets.size(); ++k) {
    const auto end = of + static_cast<std::ptrdiff_t>(streets.line(k).size());
    Path path;
    std::unique_copy(of, end, std::back_inserter(path));
    of = end;
    if (path.size() < 2) {
      ++result.no_length;
    } else if (courses.add(path)) {
      result.paths.push_back(std::move(path));
    } else {
      ++result.duplicates;
    }
  }
  return result;
}

/// Places where a path ends or turns back, or that are visited more than once.
std::vector<std::uint8_t> places_that_are_nodes(const Drawn& drawn) {
  std::vector<std::uint8_t> visits(drawn.places.size(), 0);
  for (const Path& path : drawn.paths) {
    for (const std::uint32_t place : path) {
      visits[place] = static_cast<std::uint8_t>(std::min(2, visits[place] + 1));
    }
    visits[path.front()] = visits[path.back()] = 2;
    for (std::size_t k = 1; k + 1 < path.size(); ++k) {
      if (path[k - 1] == path[k + 1]) visits[path[k]] = 2;
    }
  }
  for (std::uint8_t& visited : visits) visited = visited >= 2;
  return visits;
}

std::string share_text(double share) { return fmt::format("{:.1f} %", 100 * share); }

void tell(Report& report, const StreetOptions& options, std::int64_t crossings, double largest) {
  auto& values = report.values["streets"];
  const std::int64_t duplicates = values["duplicate_lines"];
  const std::int64_t components = values["components"];
  report.note(fmt::format("The streets are a network of {} edges and {} nodes, {} km.",
                          grouped(values["edges"]), grouped(values["nodes"]),
                          plain(std::round(values["km"].get<double>() * 10) / 10)));
  if (duplicates > 0)
    report.note(
        fmt::format("{} street lines repeat another and are left out.", grouped(duplicates)));
  if (crossings > 0 && !options.join_crossings) {
    report.note(
        fmt::format("Streets cross without a shared vertex at {} places, which are taken "
                    "for bridges; --join-crossings joins them.",
                    grouped(crossings)));
  }
  if (components > 1) {
    const std::string sentence = fmt::format(
        "The streets fall into {} parts that no street connects; the largest holds {} of the "
        "length. Between parts there is no distance.",
        grouped(components), share_text(largest));
    if (largest >= .9) {
      report.note(sentence);
    } else {
      report.warn(sentence +
                  " Look whether the lines meet at their ends: --join-crossings joins lines that "
                  "only cross, --street-tolerance joins ends that lie apart.");
    }
  }
}

}  // namespace

double rounded_length(double metres) {
  constexpr double steps = 1 << 24;
  return std::round(metres * steps) / steps;
}

StreetGraph::StreetGraph(const ProjectedStreets& streets, const StreetOptions& options,
                         const Progress& progress)
    : crs_(streets.crs()) {
  require_tolerance(options.tolerance);
  const double tolerance = options.tolerance.value;
  Drawn lines = drawn(streets, tolerance);
  progress.update(.3);
  const std::int64_t joined =
      join_touching_ends(lines.paths, lines.places, tolerance, progress.part(.3, .5));
  const std::int64_t crossings = cross_paths(lines.paths, lines.places, tolerance,
                                             options.join_crossings, progress.part(.5, .8));

  const std::vector<std::uint8_t> is_node = places_that_are_nodes(lines);
  std::vector<std::uint32_t> node_of(lines.places.size(), none);
  const auto node_at = [&](std::uint32_t place) {
    if (node_of[place] == none) {
      node_of[place] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(lines.places[place]);
    }
    return node_of[place];
  };
  Courses courses;
  std::int64_t repeated = 0;
  begin_.push_back(0);
  for (const Path& path : lines.paths) {
    for (std::size_t first = 0, k = 1; k < path.size(); ++k) {
      if (is_node[path[k]] == 0) continue;
      const auto course = std::span(path).subspan(first, k - first + 1);
      first = k;
      if (!courses.add(course)) {
        ++repeated;
        continue;
      }
      double length = 0;
      for (std::size_t i = 0; i < course.size(); ++i) {
        const Point p = lines.places[course[i]];
        if (i > 0) {
          const double dx = p.x - shape_.back().x, dy = p.y - shape_.back().y;
          length += std::sqrt(dx * dx + dy * dy);
        }
        shape_.push_back(p);
        along_.push_back(rounded_length(length));
      }
      begin_.push_back(shape_.size());
      const std::uint32_t from = node_at(course.front());
      edges_.push_back({from, node_at(course.back()), along_.back()});
    }
  }
  if (edges_.empty()) {
    fail_data(
        "streets-empty",
        fmt::format("The streets hold no line with a length: {} lines were read. Give a layer "
                    "of street centre lines.",
                    grouped(static_cast<std::int64_t>(streets.size()))),
        "streets");
  }
  link();
  find_components();
  progress.update(.95);

  const double largest = components_.front().length / length();
  report_.values["streets"] = {{"lines", streets.size()},
                               {"no_length", lines.no_length},
                               {"duplicate_lines", lines.duplicates},
                               {"duplicate_stretches", repeated},
                               {"ends_joined", joined},
                               {"crossings", crossings},
                               {"crossings_joined", options.join_crossings},
                               {"nodes", nodes_.size()},
                               {"edges", edges_.size()},
                               {"km", length() / 1000},
                               {"components", components_.size()},
                               {"largest_component_share", largest},
                               {"tolerance", tolerance}};
  tell(report_, options, crossings, largest);
  progress.finish();
}

double StreetGraph::length() const {
  double sum = 0;
  for (const Edge& edge : edges_) sum += edge.length;
  return sum;
}

/// Ways out of each node, in the order of the edges.
void StreetGraph::link() {
  first_way_.assign(nodes_.size() + 1, 0);
  for (const Edge& edge : edges_) {
    ++first_way_[edge.from + 1];
    if (edge.to != edge.from) ++first_way_[edge.to + 1];
  }
  std::partial_sum(first_way_.begin(), first_way_.end(), first_way_.begin());
  ways_.resize(first_way_.back());
  std::vector<std::size_t> next(first_way_.begin(), first_way_.end() - 1);
  for (std::uint32_t e = 0; e < edges_.size(); ++e) {
    const Edge& edge = edges_[e];
    ways_[next[edge.from]++] = {e, edge.to, edge.length};
    if (edge.to != edge.from) ways_[next[edge.to]++] = {e, edge.from, edge.length};
  }
}

void StreetGraph::find_components() {
  component_.assign(nodes_.size(), none);
  std::vector<Component> found;
  std::vector<std::uint32_t> open;
  for (std::uint32_t start = 0; start < nodes_.size(); ++start) {
    if (component_[start] != none) continue;
    const auto number = static_cast<std::uint32_t>(found.size());
    Component& component = found.emplace_back();
    component_[start] = number;
    open.push_back(start);
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      ++component.nodes;
      for (const Way& way : ways(node)) {
        if (component_[way.to] != none) continue;
        component_[way.to] = number;
        open.push_back(way.to);
      }
    }
  }
  for (const Edge& edge : edges_) {
    ++found[component_[edge.from]].edges;
    found[component_[edge.from]].length += edge.length;
  }
  std::vector<std::uint32_t> order(found.size()), rank(found.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return found[a].length > found[b].length;
  });
  for (std::uint32_t r = 0; r < order.size(); ++r) {
    rank[order[r]] = r;
    components_.push_back(found[order[r]]);
  }
  for (std::uint32_t& component : component_) component = rank[component];
}

}  // namespace farola
