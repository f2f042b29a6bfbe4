#pragma once
// What the writers of rasters and layers share with GDAL.

#include "farola/core/progress.hpp"
#include "farola/io/atomic_file.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/provenance.hpp"

#include <string>

#include <ogr_spatialref.h>

namespace farola::io {

/// GDAL's progress callback; the argument is a Progress. A cancel makes GDAL stop; after the call,
/// ask progress.check().
int gdal_progress(double fraction, const char* message, void* progress);

/// Closes a dataset that was written; what GDAL could not write is noticed only here.
/// Fails the file with GDAL's words.
void close_written(Dataset dataset, const GdalMessages& messages, const AtomicFile& file);

/// Fails the file with GDAL's words when GDAL has reported an error.
void require_written(const GdalMessages& messages, const AtomicFile& file);

/// GDAL's form of a CRS, x before y.
OGRSpatialReference spatial_reference(const Crs& crs);

/// The provenance as one line of JSON.
std::string provenance_text(const Provenance& provenance);

/// timestamp_for_files() in the form that GeoPackage asks for: "2026-11-24T08:15:00.000Z".
std::string timestamp_with_milliseconds();

/// A GDAL configuration option, set on this thread while it lives.
class GdalSetting {
 public:
  GdalSetting(const char* name, const std::string& value);
  ~GdalSetting();
  GdalSetting(const GdalSetting&) = delete;
  GdalSetting& operator=(const GdalSetting&) = delete;

 private:
  const char* name_;
};

}  // namespace farola::io
