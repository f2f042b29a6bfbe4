#pragma once
// Opening files with GDAL, safely: the only place that calls GDALOpenEx.
//
// Only drivers that read a local file's own bytes are allowed (the list is in dataset.cpp); a VRT
// or another indirection is refused whatever its name, as are /vsicurl/ and its kin, URLs and
// database connections, unless `allow_remote`. PG: counts as remote-by-request: naming it is
// asking. Datasets are opened for reading only. A GeoPackage that is shorter than its own header
// says is refused at once: SQLite would notice only when it comes to a page that is not there.
// GDAL's messages are captured per thread and end up in our errors; nothing reaches stderr.

#include "farola/crs/crs.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

class GDALDataset;
class OGRLayer;
class OGRSpatialReference;

namespace farola::io {

/// Registers drivers once and sets the options that make GDAL quiet and offline.
void start_gdal();

/// Captures what GDAL says on this thread while it lives.
class GdalMessages {
 public:
  GdalMessages();
  ~GdalMessages();
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;
  const std::string& last_error() const { return last_error_; }
  /// The first twenty, the cause before what followed from it.
  const std::vector<std::string>& errors() const { return errors_; }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  static void handle(int severity, int number, const char* message);
  std::string last_error_;
  std::vector<std::string> errors_, warnings_;
};

struct DatasetCloser {
  void operator()(GDALDataset* dataset) const;
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

/// True when GDAL's own CSV driver is not to be used: the path names a table of text (.csv, .tsv,
/// .txt, .psv, also with .gz); read_csv_events.hpp says why we read those ourselves.
bool is_csv(const std::string& path);

/// Throws Error{file, "cannot-open"} (missing, empty, unreadable, truncated: says which),
/// Error{usage, "remote-refused"}, Error{usage, "driver-refused"}.
Dataset open_vector(const std::string& path, bool allow_remote, const std::string& parameter);
Dataset open_raster(const std::string& path, bool allow_remote, const std::string& parameter);

/// The named layer, or the only one. Throws Error{usage, "layer-unknown"} listing the layers,
/// Error{usage, "layer-needed"} when there are several and none is named.
OGRLayer& layer_of(GDALDataset& dataset, const std::string& layer, const std::string& path,
                   const std::string& parameter = "layer");

/// Reads only the rows that meet a condition on the layer's fields; empty: all. Throws Error{usage,
/// "where-not-one-expression" | "where-unreadable"} naming `option`.
void set_where(OGRLayer& layer, const std::string& where, const std::string& option = "where");

/// Throws Error{file, "cannot-read"} when GDAL reported an error while reading.
void require_read(const GdalMessages& messages, const std::string& path,
                  const std::string& parameter);

/// GDAL 3.6 takes a damaged page of a GeoPackage, and the early end of a FlatGeobuf, for the end of
/// the layer. So all of it is counted once more by other means, and compared with the `rows` that
/// were read unless they were `filtered`. Nothing to do for other formats, whose drivers notice.
/// Throws Error{file, "cannot-read"}. Resets the layer's filter.
void require_whole_layer(GDALDataset& dataset, OGRLayer& layer, std::int64_t rows, bool filtered,
                         const std::string& path, const std::string& parameter);

/// The two halves of that for a GeoPackage whose rows come by batches: the walk over the table is
/// made first (.03 s for a million points), because GDAL makes batches on a thread of its own, and
/// what it says of a damaged page there goes to stderr.
std::int64_t walked_rows(GDALDataset& dataset, OGRLayer& layer, const std::string& path,
                         const std::string& parameter);
void require_all_rows(std::int64_t rows, std::int64_t expected, const std::string& path,
                      const std::string& parameter);

/// `--where` goes into an SQL statement as one condition, so it must be one: quotes closed,
/// brackets balanced, no semicolon and no comment. Throws Error{usage, "where-not-one-expression"}.
void require_one_expression(const std::string& where, const std::string& option = "where");

/// The CRS of a layer or raster; unknown when it states none.
Crs crs_of(const OGRSpatialReference* reference);

}  // namespace farola::io
