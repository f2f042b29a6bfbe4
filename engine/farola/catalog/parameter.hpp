#pragma once
// A parameter, described once. The command line, --json-usage, the QGIS dialog, the page in docs/
// and the check on the Python signature are all made from this.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace farola::catalog {

enum class ParameterKind {
  events,           ///< path of a vector source read as events
  polygons,         ///< path of a polygon layer
  raster,           ///< path of a raster
  raster_output,    ///< path of a GeoTIFF to write
  vector_output,    ///< path of a GeoPackage to write
  file_output,      ///< path of a CSV, JSON or text file to write; "-" for stdout where it says so
  text,
  field,            ///< name of a field of the events
  crs,              ///< "EPSG:25830", WKT, "auto" where that is the default
  time,             ///< ISO date or date-time
  flag,
  integer,
  number,
  distance,           ///< metres
  distance_or_choice, ///< metres or one of `choices`
  choice,
  extent,             ///< four numbers: xmin ymin xmax ymax
};

enum class ParameterRole { input, output, option };

struct Parameter {
  std::string name;   ///< "cell-size": --cell-size, cell_size, CELL_SIZE
  ParameterKind kind = ParameterKind::text;
  ParameterRole role = ParameterRole::option;
  std::string help;   ///< one sentence, no full stop needed to be clear
  std::string group;  ///< heading in the help: "Density", "Reading events", "Output"
  std::string unit;   ///< "m", "years", "%", or empty
  bool required = false;
  bool positional = false;
  std::string default_text;  ///< as it would be typed; empty: none
  std::string default_rule;  ///< when the default is chosen from the data: "chosen by scott"
  std::vector<std::string> choices;
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  bool minimum_excluded = false;
  std::string example;  ///< for the remedy in messages: "300"
  bool python = true;   ///< false: command line only (--quiet, --progress …)
};

using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<double>>;

/// Values given for the parameters of one analysis. Each has been checked against its Parameter.
class Arguments {
 public:
  explicit Arguments(const std::vector<Parameter>& parameters);

  /// From what was typed. Throws Error{usage, "<name>-…"} naming parameter, value, rule, remedy.
  void set_text(const std::string& name, const std::string& text);
  /// From a typed caller (Python, JSON); the same checks, the same messages.
  void set(const std::string& name, Value value);
  /// Throws Error{usage, "parameter-missing"} for required ones without a value.
  void require_complete() const;

  bool has(const std::string& name) const;  ///< given, or has a default
  bool given(const std::string& name) const;
  bool flag(const std::string& name) const;
  std::int64_t integer(const std::string& name) const;
  double number(const std::string& name) const;
  /// For distance_or_choice: the number, or nothing when it is a word.
  std::optional<double> optional_number(const std::string& name) const;
  std::string text(const std::string& name) const;  ///< empty when absent
  std::vector<double> numbers(const std::string& name) const;

  const std::vector<Parameter>& parameters() const { return *parameters_; }
  const std::map<std::string, Value>& given_values() const { return values_; }

 private:
  const Parameter& find(const std::string& name) const;
  const std::vector<Parameter>* parameters_;
  std::map<std::string, Value> values_;
};

}  // namespace farola::catalog
