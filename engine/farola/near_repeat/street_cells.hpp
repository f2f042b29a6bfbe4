#pragma once
// Which places are near a cell along the streets, for surfaces on a grid.
//
// A cell is taken at its centre, put on the nearest street as events are (streets/snapping.hpp). A
// cell whose centre is further from every street than `cell_distance` is on none.

#include "farola/core/progress.hpp"
#include "farola/core/units.hpp"
#include "farola/near_repeat/close_pairs.hpp"
#include "farola/raster/grid.hpp"
#include "farola/streets/network_distances.hpp"
#include "farola/streets/snapping.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace farola {

class StreetCells {
 public:
  /// REQUIRES that `streets` outlives this; places snapped to it, none nowhere.
  StreetCells(const StreetGraph& streets, const SnappedPoints& places, Metres reach,
              Metres cell_distance);

  struct Cell {
    std::int64_t cell;  ///< row * columns + column
    std::uint32_t edge;
    double position;
  };
  /// Nothing for a cell on no street.
  std::optional<Cell> cell_at(const Grid& grid, std::int64_t column, std::int64_t row) const;
  /// All cells that are on a street, edge by edge.
  std::vector<Cell> cells_of(const Grid& grid, const Progress& progress) const;
  /// Appends every place within reach of a cell, the reach itself among it, in an order that
  /// depends on the input alone. May be called from many threads at once; quickest edge by edge.
  void near(const Cell& cell, std::vector<Neighbour>& places, const Progress& progress) const;

 private:
  StreetIndex index_;
  NetworkPairs places_;
  double cell_distance_;
};

}  // namespace farola
