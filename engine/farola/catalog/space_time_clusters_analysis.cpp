// farola space-time-clusters: where and when events gather, by density or by scanning.

#include "farola/catalog/chain_parameters.hpp"
#include "farola/catalog/cluster_layers.hpp"
#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/core/units.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

constexpr const char* dbscan = "st-dbscan";
constexpr const char* scan = "scan";

std::vector<Parameter> dbscan_parameters() {
  const std::string group = "ST-DBSCAN";
  return {
      {.name = "distance",
       .kind = Kind::distance,
       .help = "two events are neighbours when they are at most this apart (eps1)",
       .group = group,
       .unit = "m",
       .default_rule = "200",
       .minimum = 0,
       .maximum = 1e6,
       .example = "200"},
      {.name = "days",
       .kind = Kind::number,
       .help = "and at most this many days (eps2); .5 is twelve hours",
       .group = group,
       .unit = "days",
       .default_rule = "14",
       .minimum = 0,
       .maximum = 1e6,
       .example = "14"},
      {.name = "minimum-points",
       .kind = Kind::integer,
       .help = "neighbours that an event needs to be the core of a cluster, itself counted",
       .group = group,
       .default_rule = "5",
       .minimum = 1,
       .maximum = 1e6,
       .example = "5"},
  };
}

std::vector<Parameter> scan_parameters() {
  const std::string group = "Scan";
  return {
      {.name = "maximum-radius",
       .kind = Kind::distance,
       .help = "greatest radius of a cluster",
       .group = group,
       .unit = "m",
       .default_rule = "1000; none when a maximum share is given",
       .minimum = 0,
       .maximum = 1e7,
       .minimum_excluded = true,
       .example = "1000"},
      {.name = "maximum-share",
       .kind = Kind::number,
       .help = "or greatest share of all events, of any time, in the circle of a cluster; both "
               "hold when both are given",
       .group = group,
       .unit = "%",
       .default_rule = "50",
       .minimum = 0,
       .maximum = 100,
       .minimum_excluded = true,
       .example = "10"},
      {.name = "maximum-days",
       .kind = Kind::number,
       .help = "greatest duration of a cluster; never more than half of the period",
       .group = group,
       .unit = "days",
       .default_rule = "30",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "30"},
      {.name = "time-step",
       .kind = Kind::number,
       .help = "days that are taken together; clusters begin and end with one",
       .group = group,
       .unit = "days",
       .default_rule = "1",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "7"},
      {.name = "windows",
       .kind = Kind::choice,
       .help = "all: clusters of any time; current: only those that last until the last event",
       .group = group,
       .default_rule = "all",
       .choices = {"all", "current"},
       .example = "current"},
      {.name = "centre-spacing",
       .kind = Kind::distance,
       .help = "look for clusters around points on a lattice of this spacing",
       .group = group,
       .unit = "m",
       .default_rule = "around the places of the events",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "250"},
      {.name = "minimum-events",
       .kind = Kind::integer,
       .help = "fewest events of a cluster",
       .group = group,
       .default_rule = "2",
       .minimum = 2,
       .maximum = 1e6,
       .example = "4"},
      {.name = "maximum-clusters",
       .kind = Kind::integer,
       .help = "clusters to list, the likeliest first",
       .group = group,
       .default_rule = "20",
       .minimum = 1,
       .maximum = 10000,
       .example = "50"},
      {.name = "permutations",
       .kind = Kind::integer,
       .help = "times that the event times are shuffled to find what chance would give; 0 leaves p "
               "empty",
       .group = group,
       .default_text = "999",
       .minimum = 0,
       .maximum = 99999,
       .example = "99"},
  };
}

std::vector<Parameter> own_parameters() {
  std::vector<Parameter> own = {
      {.name = "method",
       .kind = Kind::choice,
       .help = "scan: circles and periods with more events than place and time explain, with a p; "
               "st-dbscan: events that lie densely, in any shape, without one",
       .group = "Clusters",
       .default_text = scan,
       .choices = {scan, dbscan},
       .example = dbscan}};
  for (Parameter& parameter : closeness_parameters("Clusters")) {
    if (parameter.name == "moment") own.push_back(std::move(parameter));
  }
  std::vector<Parameter> dense = dbscan_parameters();
  for (Parameter& parameter : closeness_parameters("ST-DBSCAN")) {
    if (parameter.name == "distance-metric") dense.push_back(std::move(parameter));
  }
  return joined({own, dense, scan_parameters()});
}

/// An option of the other method would be passed over in silence.
void check_options(const Arguments& given) {
  const std::string method = given.text("method");
  const bool scans = method == scan;
  for (const Parameter& parameter : given.parameters()) {
    const bool other = parameter.group == (scans ? "ST-DBSCAN" : "Scan");
    if (!other || !given.given(parameter.name)) continue;
    fail_usage("option-of-other-method", parameter.name,
               fmt::format("{} is an option of --method {}, and the method is {}. Leave it out, or "
                           "give --method {}.",
                           label_of(parameter.name), scans ? dbscan : scan, method,
                           scans ? dbscan : scan));
  }
}

StDbscanOptions dbscan_options(const Arguments& given) {
  StDbscanOptions options;
  options.distance = {given.optional_number("distance").value_or(200)};
  options.time = {given.optional_number("days").value_or(14)};
  if (given.given("minimum-points")) options.minimum_points = given.integer("minimum-points");
  options.metric = distance_metric_from_name(given.text("distance-metric"));
  return options;
}

SpaceTimeScanOptions scan_options(const Arguments& given) {
  SpaceTimeScanOptions options;
  const double unlimited = std::numeric_limits<double>::infinity();
  options.maximum_radius = {given.optional_number("maximum-radius")
                                .value_or(given.given("maximum-share") ? unlimited : 1000)};
  options.maximum_share = given.optional_number("maximum-share").value_or(50);
  options.maximum_duration = {given.optional_number("maximum-days").value_or(30)};
  options.time_step = {given.optional_number("time-step").value_or(1)};
  options.period = given.text("windows") == "current" ? ScanPeriod::current : ScanPeriod::all;
  options.centre_spacing = {given.optional_number("centre-spacing").value_or(0)};
  if (given.given("minimum-events")) options.minimum_events = given.integer("minimum-events");
  if (given.given("maximum-clusters")) {
    options.maximum_clusters = static_cast<int>(given.integer("maximum-clusters"));
  }
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  return options;
}

/// Whether an event is in a cluster is decided by a moment that nobody recorded.
void warn_of_vague_times(const SpaceTimeEvents& events, Days fine, const Arguments& given,
                         Report& report) {
  std::int64_t vague = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    vague += events.until[i] - events.from[i] >= std::max(fine.value, 1.0) * seconds_per_day;
  }
  report.values["moment"]["events_known_to_more_than_the_limit"] = vague;
  if (vague == 0) return;
  report.warn(fmt::format(
      "{} of {} events are known only to an interval of more than {} days: whether they are in a "
      "cluster is decided by the {} of it.",
      grouped(vague), grouped(static_cast<std::int64_t>(events.size())),
      plain(std::max(fine.value, 1.0)), given.text("moment")));
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  check_options(given);
  const bool scans = given.text("method") == scan;
  const StDbscanOptions dense = dbscan_options(given);
  const SpaceTimeScanOptions scanned = scan_options(given);

  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .2));
  const SpaceTimeEvents events = space_time_events(prepared.events);
  Report told;
  told.values["method"] = given.text("method");
  const std::vector<double> times = chosen_times(events, given, told);
  warn_of_vague_times(events, scans ? scanned.time_step : dense.time, given, told);
  if (!events.weight.empty()) {
    told.note("Weights are not used: each event counts as one.");
  }
  run.tell(told);

  const Progress working = progress.part(.2, .95, "clusters");
  std::vector<io::Layer> layers;
  if (scans) {
    const SpaceTimeScan found = space_time_scan(events.x, events.y, times, scanned, working);
    run.tell(found.report);
    layers = cluster_layers(events, times, found);
  } else {
    const StDbscan found = st_dbscan(events.x, events.y, times, dense, working.part(0, .7));
    run.tell(found.report);
    layers = cluster_layers(
        events, times, found,
        dense_clusters(events.x, events.y, times, found, dense, working.part(.7, 1)));
  }
  run.mark("clusters");
  run.give("output", std::move(layers), progress.part(.95, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis space_time_clusters_analysis() {
  return {
      .name = "space-time-clusters",
      .group = "near repeat",
      .title = "Space-time clusters",
      .summary = "Where and when events gathered: clusters as areas with their period.",
      .details =
          "Two methods. The space-time permutation scan looks at every circle and period for more "
          "events than the busy place and the busy season explain on their own, and says by "
          "shuffling the times how unlikely each is. ST-DBSCAN joins events that lie densely in "
          "space and time into clusters of any shape, and gives no p: how many it finds is up to "
          "its distance, days and minimum of points. The GeoPackage holds two layers, clusters "
          "and events.\n\n"
          "A cluster is a place and a period that are worth asking about, not a reason and not a "
          "person. A change in recording, a new building or one event written down ten times "
          "makes one, too. With the scan, look at p before the map: some circle is always the "
          "fullest. Points at addresses are personal data where an address has few people: keep "
          "the file within the team.",
      .examples = {"farola space-time-clusters incidents.csv clusters.gpkg",
                   "farola space-time-clusters incidents.csv clusters.gpkg --windows current "
                   "--maximum-radius 500 --maximum-days 14 --permutations 99",
                   "farola space-time-clusters incidents.csv clusters.gpkg --method st-dbscan "
                   "--distance 200 --days 7 --minimum-points 4"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events and their times"),
                             vector_output("output", "GeoPackage of clusters and events")},
                            own_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
