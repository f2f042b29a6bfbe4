#pragma once
// Events from an Arrow stream (a GeoArrow or WKB point column, or two columns of numbers), so that
// tables of GeoPandas, Polars, DuckDB, pyarrow or GDAL come in without a copy in Python.

#include <string>

#include "arrow_data.hpp"
#include "event_columns.hpp"

namespace farola::python {

/// Names of columns; empty: none. Without x and y the point column is taken, the only one that says
/// it holds GeoArrow or WKB; when there is none, columns that are named like coordinates.
struct ColumnNames {
  std::string x, y, weight, time, until, kind, stratum;
  std::string crs;        ///< what the caller says, over the metadata; empty: nothing
  std::string time_zone;  ///< IANA: where the wall clock hangs; empty: in the column's own zone
};

/// Reads the stream to its end; the CRS is that of the point column's metadata, if any.
/// Multipoints give one event a point. Throws Error{usage, "column-unknown"} listing the columns,
/// Error{usage, "coordinates-missing"}, Error{usage, "geometry-ambiguous"},
/// Error{data, "geometry-not-points"}, Error{usage, "column-type"}, Error{data, "arrow-stream"}.
EventColumns columns_of(ArrowArrayStream& stream, const ColumnNames& names);

}  // namespace farola::python
