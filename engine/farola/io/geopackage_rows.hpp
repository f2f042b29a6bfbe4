#pragma once
// The rows of a GeoPackage, written by SQLite itself.
//
// GDAL makes the file: tables, fields, references, empty indexes, triggers. Handing it the rows as
// well would build a feature and a geometry for each and split R-tree nodes as they come, eight
// times the work. So the triggers that keep count and index up to date are taken away, the rows are
// inserted by one prepared statement, the index is packed (packed_rtree.hpp), extent and count are
// noted as GDAL notes them, and the same triggers are put back.

#include "farola/core/progress.hpp"
#include "farola/io/sqlite_file.hpp"
#include "farola/io/write_vector.hpp"

#include <cstddef>

namespace farola::io {

std::size_t rows_of(const Layer& layer);

/// Fills the table of a layer, which is there and empty. Rows are numbered from 1 in column fid. A
/// point without finite coordinates, and a polygon without parts, is an empty geometry.
void fill_table(SqliteFile& file, const Layer& layer, const Progress& progress);

}  // namespace farola::io
