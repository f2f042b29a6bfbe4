#include "farola/catalog/common_parameters.hpp"

#include <utility>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;
using Role = ParameterRole;

Parameter positional(std::string name, Kind kind, Role role, std::string help,
                     std::string example) {
  return {.name = std::move(name),
          .kind = kind,
          .role = role,
          .help = std::move(help),
          .group = "Inputs and outputs",
          .required = true,
          .positional = true,
          .example = std::move(example),
          .python = role == Role::input};
}

}  // namespace

std::vector<Parameter> joined(std::initializer_list<std::vector<Parameter>> lists) {
  std::vector<Parameter> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

Parameter events_input(std::string name, std::string help) {
  return positional(std::move(name), Kind::events, Role::input, std::move(help), "incidents.csv");
}
Parameter events_or_raster_input(std::string name, std::string help) {
  return positional(std::move(name), Kind::events_or_raster, Role::input, std::move(help),
                    "population.tif");
}
Parameter features_input(std::string name, std::string help, std::string example) {
  return positional(std::move(name), Kind::features, Role::input, std::move(help),
                    std::move(example));
}
Parameter raster_input(std::string name, std::string help) {
  return positional(std::move(name), Kind::raster, Role::input, std::move(help), "density.tif");
}
Parameter raster_output(std::string name, std::string help) {
  return positional(std::move(name), Kind::raster_output, Role::output, std::move(help),
                    "density.tif");
}
Parameter vector_output(std::string name, std::string help) {
  return positional(std::move(name), Kind::vector_output, Role::output, std::move(help),
                    "hotspots.gpkg");
}
Parameter table_output(std::string name, std::string help, std::string example) {
  return positional(std::move(name), Kind::table_output, Role::output, std::move(help),
                    std::move(example));
}

std::vector<Parameter> second_event_parameters(const std::string& input) {
  const std::string group = "Reading " + input;
  return {
      {.name = input + "-layer",
       .help = "layer of the " + input,
       .group = group,
       .default_rule = "--layer",
       .example = input},
      {.name = input + "-where",
       .help = "attribute filter of the " + input,
       .group = group,
       .default_rule = "--where",
       .example = "\"year = 2024\""},
      {.name = input + "-crs",
       .kind = Kind::crs,
       .help = "CRS of the " + input,
       .group = group,
       .default_rule = "--crs",
       .example = "EPSG:4326"},
      {.name = input + "-weight",
       .kind = Kind::field,
       .help = "field with the weight of each of the " + input,
       .group = group,
       .default_rule = "--weight",
       .example = "people"},
  };
}

std::vector<Parameter> event_parameters() {
  const std::string reading = "Reading events", choosing = "Choosing events", place = "Place";
  return {
      {.name = "layer",
       .help = "layer to read, when the source has several",
       .group = reading,
       .example = "incidents"},
      {.name = "where",
       .help = "attribute filter, one SQL WHERE expression",
       .group = reading,
       .example = "\"kind = 'burglary'\""},
      {.name = "x",
       .kind = Kind::field,
       .help = "CSV column of the easting or longitude",
       .group = reading,
       .default_rule = "found by its name",
       .example = "lon"},
      {.name = "y",
       .kind = Kind::field,
       .help = "CSV column of the northing or latitude",
       .group = reading,
       .default_rule = "found by its name",
       .example = "lat"},
      {.name = "crs",
       .kind = Kind::crs,
       .help = "CRS of the coordinates, over what the source says",
       .group = reading,
       .default_rule = "the source's own; EPSG:4326 for CSV columns named and valued as degrees",
       .example = "EPSG:4326"},
      {.name = "time",
       .kind = Kind::field,
       .help = "field with the time, or the start of the interval",
       .group = reading,
       .default_rule = "found by its name, if there is one",
       .example = "date"},
      {.name = "until",
       .kind = Kind::field,
       .help = "field with the end of the interval",
       .group = reading,
       .example = "date_to"},
      {.name = "time-format",
       .help = "iso, mdy (7/19/2017), dmy (19/7/2017) or a pattern such as %Y%m%d",
       .group = reading,
       .default_rule = "found from the values",
       .example = "dmy"},
      {.name = "time-zone",
       .help = "IANA zone that times with an offset are moved to",
       .group = reading,
       .example = "America/Bogota"},
      {.name = "weight",
       .kind = Kind::field,
       .help = "field with the weight of each event",
       .group = reading,
       .default_rule = "every event weighs 1",
       .example = "victims"},
      {.name = "kind",
       .kind = Kind::field,
       .help = "field with the kind of each event",
       .group = reading,
       .example = "offence"},
      {.name = "deduplicate",
       .kind = Kind::field,
       .help = "field that identifies an event; later rows with a value seen before are rejected",
       .group = reading,
       .default_rule = "every row is kept",
       .example = "case_number"},
      {.name = "allow-remote",
       .kind = Kind::flag,
       .help = "let inputs be URLs, network sources or virtual files (VRT)",
       .group = reading},

      {.name = "since",
       .kind = Kind::time,
       .help = "keep events from this time on",
       .group = choosing,
       .example = "2024-01-01"},
      {.name = "before",
       .kind = Kind::time,
       .help = "keep events before this time",
       .group = choosing,
       .example = "2025-01-01"},
      {.name = "hours",
       .help = "keep events of these hours; 20-4 is 20:00 to 03:59",
       .group = choosing,
       .example = "20-4"},
      {.name = "weekdays",
       .help = "keep events of these days of the week",
       .group = choosing,
       .example = "fri,sat"},

      {.name = "study-area",
       .kind = Kind::polygons,
       .role = Role::input,
       .help =
           "polygons of the area studied; events outside are rejected, cells outside are no data",
       .group = place,
       .example = "city.gpkg"},
      {.name = "study-area-layer",
       .help = "layer of the study area, when the source has several",
       .group = place,
       .example = "boundary"},
      {.name = "target-crs",
       .kind = Kind::crs,
       .help = "projected CRS in metres in which the analysis is done",
       .group = place,
       .default_text = "auto",
       .default_rule = "the events' own where it is in true metres, else their UTM zone",
       .example = "EPSG:25830"},
  };
}

std::vector<Parameter> street_parameters() {
  const std::string group = "Streets";
  return {
      {.name = "streets",
       .kind = Kind::lines,
       .role = Role::input,
       .help = "street centre lines, for distances along the streets",
       .group = group,
       .example = "streets.gpkg"},
      {.name = "streets-layer",
       .help = "layer of the streets, when the source has several",
       .group = group,
       .example = "centre_lines"},
      {.name = "streets-where",
       .help = "which of the lines are streets, one SQL WHERE expression",
       .group = group,
       .example = "\"highway <> 'motorway'\""},
      {.name = "streets-crs",
       .kind = Kind::crs,
       .help = "CRS of the streets, over what the source says",
       .group = group,
       .default_rule = "the source's own",
       .example = "EPSG:4326"},
      {.name = "street-distance",
       .kind = Kind::distance,
       .help = "events further than this from every street are rejected",
       .group = group,
       .unit = "m",
       .default_text = "100",
       .minimum = 0,
       .example = "50"},
      {.name = "street-tolerance",
       .kind = Kind::distance,
       .help = "street ends and vertices that are this near to each other are one corner",
       .group = group,
       .unit = "m",
       .default_text = "0.1",
       .minimum = 0,
       .example = "0.5"},
      {.name = "join-crossings",
       .kind = Kind::flag,
       .help = "streets that cross without a shared vertex meet there; otherwise it is a bridge",
       .group = group},
  };
}

std::vector<Parameter> run_parameters() {
  const std::string group = "Run";
  return {
      {.name = "seed",
       .kind = Kind::integer,
       .help = "seed of the random numbers; same seed, same result",
       .group = group,
       .default_text = "1",
       .minimum = 0,
       .example = "42"},
      {.name = "threads",
       .kind = Kind::integer,
       .help = "threads to use, 0 for all; the result is the same",
       .group = group,
       .default_text = "0",
       .minimum = 0,
       .maximum = 4096,
       .example = "2",
       .shapes_output = false},
      {.name = "memory",
       .kind = Kind::number,
       .help = "memory that rasters may take; larger ones are written strip by strip, or refused",
       .group = group,
       .unit = "GB",
       .default_rule = "half of what the machine has",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "2"},
  };
}

std::vector<Parameter> output_parameters() {
  const std::string group = "Output";
  return {
      {.name = "report",
       .kind = Kind::file_output,
       .role = Role::output,
       .help = "what was done, as JSON; - for standard output",
       .group = group,
       .example = "report.json",
       .shapes_output = false,
       .python = false},
      {.name = "rejects",
       .kind = Kind::file_output,
       .role = Role::output,
       .help = "CSV of the rows that were rejected, with row number and reason",
       .group = group,
       .example = "rejects.csv",
       .shapes_output = false,
       .python = false},
      {.name = "co",
       .help = "creation option of GDAL's COG driver; may be given several times",
       .group = group,
       .repeated = true,
       .example = "COMPRESS=DEFLATE",
       .python = false},
      {.name = "overwrite",
       .kind = Kind::flag,
       .help = "replace outputs that exist",
       .group = group,
       .shapes_output = false,
       .python = false},
      {.name = "escape-formulas",
       .kind = Kind::flag,
       .help = "in CSV outputs, put an apostrophe before text that a spreadsheet would run",
       .group = group,
       .python = false},
  };
}

std::vector<Parameter> grid_parameters() {
  const std::string group = "Grid";
  return {
      {.name = "cell-size",
       .kind = Kind::distance,
       .help = "side of a cell",
       .group = group,
       .unit = "m",
       .default_rule =
           "a round length: about 500 cells on the shorter side, and fine enough for the bandwidth",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "25"},
      {.name = "extent",
       .kind = Kind::extent,
       .help = "xmin ymin xmax ymax in the target CRS; the grid starts at its upper left corner",
       .group = group,
       .unit = "m",
       .default_rule = "the study area, or the events and the reach of the kernel",
       .example = "430000 4470000 445000 4485000"},
  };
}

}  // namespace farola::catalog
