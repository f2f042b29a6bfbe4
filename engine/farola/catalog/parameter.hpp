#pragma once
// A parameter, described once. The command line, --json-usage, the QGIS dialog, the page in docs/
// and the check on the Python signature are all made from this.

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace farola::catalog {

enum class ParameterKind {
  events,            ///< path of a vector source read as events
  polygons,          ///< path of a polygon layer
  lines,             ///< path of a line layer
  features,          ///< path of a vector source read as points, lines and polygons
  raster,            ///< path of a raster
  events_or_raster,  ///< path of a raster (is_raster_name()), else of events
  raster_output,     ///< path of a GeoTIFF to write
  vector_output,     ///< path of a GeoPackage to write
  table_output,      ///< path of a table to write: CSV, JSON or GeoPackage by its name
  file_output,       ///< path of a CSV or JSON file to write; "-" for stdout where it says so
  text,
  field,  ///< name of a field of the events
  crs,    ///< "EPSG:25830", WKT, "auto" where that is the default
  time,   ///< ISO date or date-time
  flag,
  integer,
  number,
  distance,            ///< metres
  distance_or_choice,  ///< metres or one of `choices`
  choice,
  extent,   ///< four numbers: xmin ymin xmax ymax, metres of the target CRS
  bands,    ///< edges of bands "0,200,400", or width x count "200x5"
  factors,  ///< "NAME=FILE,key=value,…", a named layer and how to take it; factor_input.hpp
};

enum class ParameterRole { input, output, option };

struct Parameter {
  std::string name = {};  ///< "cell-size": --cell-size, cell_size, CELL_SIZE
  ParameterKind kind = ParameterKind::text;
  ParameterRole role = ParameterRole::option;
  std::string help;        ///< one sentence, no full stop needed to be clear
  std::string group = {};  ///< heading in the help: "Density", "Reading events", "Output"
  std::string unit = {};   ///< "m", "years", "%", or empty
  bool required = false;
  bool positional = false;
  bool repeated = false;          ///< may be given several times; a list of texts
  std::string default_text = {};  ///< as it would be typed; empty: none
  std::string default_rule =
      {};  ///< when the default is chosen from the data: "from the bandwidth"
  std::vector<std::string> choices = {};
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  bool minimum_excluded = false;
  std::string example = {};  ///< for the remedy in messages: "300"
  /// false: how a run goes and what it says, but not what is in its outputs (threads, reports).
  /// Left out of the provenance, so that outputs are the same bytes whatever these are.
  bool shapes_output = true;
  bool python = true;  ///< false: not an argument of the Python function (files it would write)

  bool numeric() const;  ///< integer, number, distance or distance_or_choice
  bool is_path() const;  ///< an input or an output that is a file
};

/// Whether a path is taken for a raster: .tif .tiff .img .asc .grd .nc .vrt, in any case.
bool is_raster_name(const std::string& path);

/// "raster-output", "distance-or-choice": as in --json-usage.
std::string_view name_of(ParameterKind kind) noexcept;
std::string_view name_of(ParameterRole role) noexcept;

/// The names of one noun in the faces. "cell-size" is
std::string label_of(const std::string& name);             ///< "Cell size", in messages and dialogs
std::string option_name(const std::string& name);          ///< "--cell-size"
std::string python_name(const std::string& name);          ///< "cell_size"
std::string qgis_parameter_name(const std::string& name);  ///< "CELL_SIZE"
/// "kernel-density" is farola:kerneldensity.
std::string qgis_algorithm_name(const std::string& name);

}  // namespace farola::catalog
