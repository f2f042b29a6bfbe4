#pragma once
// Reading incidents from any vector source that GDAL reads and dataset.hpp allows.
//
// CSV (also .csv.gz, .tsv, ; | or tab separated, decimal comma, UTF-8 with or without BOM, Latin-1,
// CR, LF or CRLF line ends) is sniffed: separator, encoding, decimal mark, and the columns by name,
// case and accents aside, in English, Spanish and Portuguese:
//   x      x, lon, long, lng, longitude, longitud, easting, coord_x, point_x, este …
//   y      y, lat, latitude, latitud, northing, coord_y, point_y, norte …
//   time   date, datetime, fecha, fecha_hecho, data, dispatch_local, occurred …
// A pair in degrees is preferred to a projected pair whose CRS is unknown. Several equally good
// time columns are an error that lists them. Row numbers count data rows from 1. CRS: `crs` if
// given, else the layer's, else EPSG:4326 for CSV columns named and valued as degrees, else
// Error{data, "crs-missing"}.

#include "farola/core/progress.hpp"
#include "farola/core/report.hpp"
#include "farola/events/events.hpp"
#include "farola/events/rejections.hpp"

#include <string>

namespace farola::io {

struct EventSource {
  std::string path;
  std::string layer;                   ///< empty: the only one
  std::string layer_option = "layer";  ///< what the caller calls it, for messages
  std::string where;        ///< attribute filter, GDAL's SQL WHERE syntax; one expression
  std::string x, y;         ///< CSV columns; empty: sniffed
  std::string time, until;  ///< fields; empty: sniffed, or no times. CSV: also "DATE+CLOCK"
  std::string time_format;  ///< see timestamp.hpp
  std::string time_zone;
  std::string weight;       ///< field; empty: every event weighs 1
  std::string kind;         ///< field; empty: none
  std::string stratum;      ///< field, named by --strata; empty: none
  std::string deduplicate;  ///< field whose first row of each value is kept; empty: keep all
  std::string crs;          ///< overrides the source's
  bool allow_remote = false;
  bool times_needed = false;  ///< false: an absent or ambiguous sniffed time column is only noted
};

struct EventTable {
  Events events;          ///< rows with parse trouble in time or weight already taken out
  Rejections rejections;  ///< those rows
  std::int64_t rows_read = 0;
  Report report;  ///< what was sniffed and assumed
};

EventTable read_events(const EventSource& source, const Progress& progress);

}  // namespace farola::io
