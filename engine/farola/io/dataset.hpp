#pragma once
// Opening files with GDAL, safely: the only place that calls GDALOpenEx.
//
// Only drivers that read one local file's own bytes are allowed (the list is in dataset.cpp); a VRT
// or another indirection is refused whatever its name, as are /vsicurl/ and its kin, URLs and
// database connections, unless `allow_remote`. PG: counts as remote-by-request: naming it is asking.
// GDAL's messages are captured per thread and end up in our errors; nothing reaches stderr.

#include <memory>
#include <string>
#include <vector>

#include "farola/crs/crs.hpp"

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
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  static void handle(int severity, int number, const char* message);
  std::string last_error_;
  std::vector<std::string> warnings_;
};

struct DatasetCloser {
  void operator()(GDALDataset* dataset) const;
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

/// Throws Error{file, "cannot-open"} (missing, empty, unreadable, truncated: says which),
/// Error{usage, "remote-refused"}, Error{usage, "driver-refused"}.
Dataset open_vector(const std::string& path, bool allow_remote, const std::string& parameter);
Dataset open_raster(const std::string& path, bool allow_remote, const std::string& parameter);

/// The named layer, or the only one. Throws Error{usage, "layer-unknown"} listing the layers,
/// Error{usage, "layer-needed"} when there are several and none is named.
OGRLayer& layer_of(GDALDataset& dataset, const std::string& layer, const std::string& path);

/// The CRS of a layer or raster; unknown when it states none.
Crs crs_of(const OGRSpatialReference* reference);

}  // namespace farola::io
