#pragma once
// Gaussian kernel density with one bandwidth s, at a cost that does not grow with it.
//
// The Gaussian g is smooth, so its value at an event can be had from its values on a grid of nodes
// a fraction of a standard deviation apart: with the 12 nodes nearest to an event on each axis,
// Lagrange's weights l_k and h the node spacing,
//
//   g(c - p) = sum_k l_k(p) g(c - node_k) + error
//   |error| <= max |g^(12)| / 12! * max |prod_k (p - node_k)| <= 0.57 (h/s)^12
//
// Each event is spread over 12 x 12 nodes once (moments up to order 11 are kept); then the nodes
// are summed to the cells, first along rows, then along columns. Nodes lie on every n-th cell, n =
// floor(s / 8 cells), or twice a cell when s < 8 cells. So h/s <= 1/8, the error of an event is at
// most 1.7e-11 of its peak, both axes together, and nodes beyond 7.5 s are dropped, 1e-12.
//
// REQUIRES s >= smallest_grid_bandwidth cells: below, the direct scatter serves.
// Work: 144 multiply-adds per place, and 15 s/h a cell: 120 to 240, and again per node.
// The sums run over places and nodes in their order: the same bits for any number of threads and
// any vector width. Cells out of every event's reach (7 s) are set to exactly 0 by reach.hpp, and
// so is what rounding leaves below 0.

#include "farola/core/progress.hpp"
#include "farola/density/exact_sweep.hpp"
#include "farola/density/places.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace farola::density {

/// Nodes lie at most an eighth of a bandwidth apart.
inline constexpr double nodes_per_bandwidth = 8;
inline constexpr double smallest_grid_bandwidth = 4;

class GaussianGrid {
 public:
  /// `bandwidth` in cells. The places must outlive this and have one class.
  GaussianGrid(const Places& places, double bandwidth, std::int64_t columns, std::int64_t rows);

  /// Sums the nodes for rows [first_row, first_row + count), in parallel.
  void prepare(std::int64_t first_row, std::int64_t count, const Progress& progress);

  /// Adds sum w K(r)/K(0) to a strip of prepared rows.
  void add(const Strip& strip) const;

  /// Bytes that prepare() holds for `count` rows.
  double bytes_for(std::int64_t count) const;
  /// Multiply-adds for the whole raster, the places aside.
  static double work(double bandwidth, std::int64_t columns, std::int64_t rows);

 private:
  std::int64_t first_node_row(std::int64_t row) const;  // nodes that a row needs
  std::int64_t end_node_row(std::int64_t row) const;
  void sum_node_rows(std::int64_t first, std::int64_t count, double* nodes, double* out,
                     const Progress& progress) const;

  const Places* places_;
  std::int64_t columns_, rows_;
  // Distances between nodes and cells are counted in `per_cell` parts of a cell, 1 or 2.
  std::int64_t per_cell_ = 1;
  std::int64_t every_ = 1;                      // parts from node to node
  std::int64_t cut_ = 0;                        // parts beyond which a node does not count
  std::vector<double> fall_;                    // exp(-d^2 / 2 s^2) by parts, 0 beyond the cut
  std::size_t middle_ = 0;                      // where d = 0
  std::int64_t reach_ = 0;                      // the cut in cells
  std::array<std::vector<double>, 2> by_cell_;  // by cells, from a node on, or past, a centre
  std::int64_t node_west_ = 0, node_columns_ = 0;
  std::int64_t first_ = 0;    // first prepared node row
  std::vector<double> sums_;  // prepared node rows, summed along the row to cells
  std::size_t stride_ = 0;
};

}  // namespace farola::density
