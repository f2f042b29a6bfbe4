#pragma once
// A coordinate reference system, by PROJ. Copies are cheap; a Crs may be used from any thread.
//
// Coordinates are always in the order a GIS draws them (x = easting or longitude, y = northing or
// latitude), whatever order the authority lists the axes in.

#include "farola/geometry/point.hpp"

#include <memory>
#include <optional>
#include <string>

namespace farola {

class Crs {
 public:
  /// No CRS known. Analyses refuse it.
  Crs() = default;

  /// From "EPSG:25830", another authority code, WKT, PROJJSON or a PROJ string. Never opens a file
  /// or a network address: a URL or a path is refused. Throws Error{usage, "crs-unknown"} with a
  /// remedy, Error{usage, "crs-remote"} for a URL.
  static Crs from_text(const std::string& text, const std::string& parameter = "crs");
  static Crs from_epsg(int code);

  bool known() const { return data_ != nullptr; }
  explicit operator bool() const { return known(); }

  bool is_geographic() const;  ///< longitude and latitude in degrees
  bool is_projected() const;
  /// Metres in one unit of the axes (1 for metres, .3048006… for US survey feet). Projected only.
  double metres_per_unit() const;
  std::string unit_name() const;   ///< "metre", "US survey foot", "degree"
  std::string units_name() const;  ///< "metres", "US survey feet", "degrees"

  std::string name() const;   ///< "ETRS89 / UTM zone 30N"
  std::string code() const;   ///< "EPSG:25830", or empty when it has none
  std::string wkt() const;    ///< WKT 2:2019, or WKT 1 where that is not possible
  std::string label() const;  ///< "EPSG:25830 (ETRS89 / UTM zone 30N)", for messages

  /// The longitudes and latitudes that a projected CRS is made from, on its own datum; unknown
  /// where there are none such, or they are not in degrees from Greenwich.
  Crs geographic_base() const;
  /// The distance on the ellipsoid between two places in degrees, in metres. Geographic only.
  double ground_distance(Point a, Point b) const;

  /// Area of use in degrees (xmin > xmax where it crosses the antimeridian), if stated.
  std::optional<Box> area_of_use() const;

  /// Same system, axis order aside.
  bool equivalent(const Crs& other) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
  friend class Projector;
};

}  // namespace farola
