#include "farola/catalog/catalog.hpp"
#include "farola/core/version.hpp"

#include <fmt/format.h>
#include <gdal.h>
#include <geos_c.h>
#include <proj.h>
#include <tbb/version.h>

namespace farola::catalog {

std::vector<std::pair<std::string, std::string>> versions() {
  const std::string geos = GEOSversion();  // "3.11.1-CAPI-1.17.1"
  return {{"farola", farola::version},
          {"GDAL", GDALVersionInfo("RELEASE_NAME")},
          {"GEOS", geos.substr(0, geos.find('-'))},
          {"PROJ", proj_info().version},
          {"oneTBB", TBB_runtime_version()}};
}

}  // namespace farola::catalog
