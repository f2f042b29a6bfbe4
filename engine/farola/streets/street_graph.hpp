#pragma once
// The streets as a graph: crossroads and ends are nodes, the streets between them edges.
//
// How lines become a graph, in this order:
//   1. Vertices within `tolerance` of each other are one place (vertex_clusters.hpp). The default
//      of 0.1 m is far above what rounding does to published layers (up to 1 cm) and far below what
//      lies between two corners.
//   2. A line of one place is left out (no length), a line through the same places as an earlier
//      one, either way round, too (a duplicate).
//   3. An end that stops on another line, within the tolerance, joins it there.
//   4. Lines that cross without a shared vertex stay apart, since a bridge looks just so; with
//      `join_crossings` they meet.
//   5. Nodes are the ends of lines, the places where a line turns back on itself, and those that
//      lines visit twice or more. Edges are what lies between, in the order of the lines; an edge
//      through the same places as an earlier one is left out (part of a duplicate).
// The length of an edge is that of its segments, in metres of the CRS, so no path is shorter than
// the straight line between its ends. Lengths and positions are rounded to 2^-24 m (0.06
// micrometres): then sums of them are exact up to 536,870 km, and a way is as long forth as back,
// to the last bit. Streets are walked both ways: direction, access and turns are not known here.
// Parts that no street connects are components. O(v log v) for v vertices.
//
// report.values["streets"]: lines, no_length, duplicate_lines, duplicate_stretches, ends_joined,
// crossings, crossings_joined, nodes, edges, km, components, largest_component_share (of the
// length), tolerance.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/core/units.hpp"
#include "farola/streets/street_lines.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct StreetOptions {
  Metres tolerance{0.1};        ///< REQUIRES finite, >= 0
  bool join_crossings = false;  ///< lines that cross without a shared vertex meet there
};

/// Metres to the nearest multiple of 2^-24 m.
double rounded_length(double metres);

class StreetGraph {
 public:
  struct Edge {
    std::uint32_t from, to;  ///< nodes; equal for a street that comes back to where it began
    double length;           ///< m
  };
  /// A way out of a node. An edge from a node to itself is listed once.
  struct Way {
    std::uint32_t edge, to;
    double length;
  };
  struct Component {
    std::size_t nodes = 0, edges = 0;
    double length = 0;  ///< m
  };

  /// Throws Error{usage, "street-tolerance-negative"}, Error{data, "streets-empty"} when no street
  /// is left.
  StreetGraph(const ProjectedStreets& streets, const StreetOptions& options,
              const Progress& progress = Progress());

  const Crs& crs() const { return crs_; }
  std::size_t node_count() const { return nodes_.size(); }
  Point node(std::uint32_t node) const { return nodes_[node]; }
  std::size_t edge_count() const { return edges_.size(); }
  const Edge& edge(std::uint32_t edge) const { return edges_[edge]; }
  /// The course of an edge, from one node to the other: at least two points.
  std::span<const Point> shape(std::uint32_t edge) const {
    return {&shape_[begin_[edge]], size_of(edge)};
  }
  /// Metres from the start of the edge to each point of its shape: 0, …, length.
  std::span<const double> along(std::uint32_t edge) const {
    return {&along_[begin_[edge]], size_of(edge)};
  }
  std::span<const Way> ways(std::uint32_t node) const {
    return {ways_.data() + first_way_[node], first_way_[node + 1] - first_way_[node]};
  }
  /// Components by falling length (ties: the first node); component_of() numbers into them.
  const std::vector<Component>& components() const { return components_; }
  std::uint32_t component_of(std::uint32_t node) const { return component_[node]; }
  double length() const;  ///< m, of all edges

  const Report& report() const { return report_; }

 private:
  std::size_t size_of(std::uint32_t edge) const { return begin_[edge + 1] - begin_[edge]; }
  void link();
  void find_components();

  Crs crs_;
  std::vector<Point> nodes_;
  std::vector<Edge> edges_;
  std::vector<std::size_t> begin_;  // of the shape of each edge, and the end of the last
  std::vector<Point> shape_;
  std::vector<double> along_;
  std::vector<std::size_t> first_way_;
  std::vector<Way> ways_;
  std::vector<std::uint32_t> component_;
  std::vector<Component> components_;
  Report report_;
};

}  // namespace farola
