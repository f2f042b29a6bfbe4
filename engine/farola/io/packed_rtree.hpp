#pragma once
// The spatial index of a GeoPackage layer, written as a whole.
//
// SQLite's R-tree is a virtual table over three ordinary ones (sqlite.org/rtree.html, "shadow
// tables"): NAME_node holds the tree, NAME_rowid the leaf of each row, NAME_parent the parent of
// each node. Inserting row by row through the virtual table splits nodes all the time and took most
// of the time of writing a layer; here the boxes are sorted into full leaves first
// (sort-tile-recursive: Leutenegger, Lopez and Edgington, ICDE 1997), the levels above follow from
// them, and the tables are filled in order. SQLite's rtreecheck() finds nothing wrong with it
// (tested), and later edits go through the virtual table as ever. O(n log n).

#include "farola/core/progress.hpp"
#include "farola/geometry/point.hpp"
#include "farola/io/sqlite_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace farola::io {

struct IndexedBox {
  std::int64_t row;
  Box box;
};

/// Fills the R-tree `name`, which is there and empty. Row numbers are distinct; boxes finite. What
/// is stored are boxes of Float32 that cover those given.
void fill_rtree(SqliteFile& file, const std::string& name, std::vector<IndexedBox> boxes,
                const Progress& progress);

}  // namespace farola::io
