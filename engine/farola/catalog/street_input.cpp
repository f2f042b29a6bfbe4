#include "farola/catalog/street_input.hpp"

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/crs/projector.hpp"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {

namespace {

[[noreturn]] void fail_without_streets() {
  fail_usage("streets-needed", "streets",
             "Distances along the streets need the streets. Give a layer of street centre lines, "
             "for example --streets streets.gpkg.");
}

}  // namespace

io::LineSource street_source(const Arguments& given) {
  io::LineSource source;
  source.path = given.text("streets");
  source.layer = given.text("streets-layer");
  source.where = given.text("streets-where");
  source.crs = given.text("streets-crs");
  source.allow_remote = given.flag("allow-remote");
  return source;
}

std::vector<Parameter> along_streets(std::vector<Parameter> parameters) {
  for (Parameter& parameter : parameters) {
    if (parameter.name != "distance-metric") continue;
    parameter.choices.emplace_back("network");
    parameter.help += ", network along the streets of --streets";
  }
  return joined({std::move(parameters), street_parameters()});
}

bool goes_along_streets(const Run& run) {
  const Arguments& given = run.arguments();
  if (given.text("distance-metric") == "network") {
    if (!run.has_streets()) fail_without_streets();
    return true;
  }
  for (const Parameter& parameter : street_parameters()) {
    const bool streets = parameter.name == "streets";
    if (streets ? !run.has_streets() : !given.given(parameter.name)) continue;
    fail_usage("streets-unused", parameter.name,
               fmt::format("{} {} for distances along the streets, but distance metric is {}. Give "
                           "--distance-metric network too, or leave {} out.",
                           label_of(parameter.name), streets ? "are" : "is",
                           given.text("distance-metric"), option_name(parameter.name)));
  }
  return false;
}

namespace {

/// Takes the events that are nowhere out of `events`, as rejected rows, and returns the points that
/// are left.
SnappedPoints reject_far(Run& run, const std::string& parameter, PreparedEvents& events,
                         const SnappedPoints& points, double maximum) {
  std::vector<std::uint8_t> keep(points.size(), 1);
  Rejections far;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points.edge[i] != SnappedPoints::nowhere) continue;
    keep[i] = 0;
    far.add(events.events.row()[i], Reason::far_from_street,
            fmt::format("{:.1f} m", points.off[i]));
  }
  run.rejected(parameter, far);
  if (2 * points.too_far > points.size()) {
    fail_data(
        "far-from-streets",
        fmt::format("{} of {} events lie further than {} m from every street. Check that the "
                    "streets are those of this city and that both CRS are right, or give a larger "
                    "--street-distance.",
                    grouped(far.total()), grouped(static_cast<std::int64_t>(points.size())),
                    plain(maximum)),
        "streets");
  }
  events.events = events.events.kept(keep);
  events.rejections.rows.insert(events.rejections.rows.end(), far.rows.begin(), far.rows.end());
  events.rejections.sort_by_row();

  Report more;
  auto& told = more.values[parameter];
  told = run.report().values.value(parameter, nlohmann::ordered_json::object());
  told["rows"]["used"] = events.events.size();
  told["rows"]["rejected"][std::string(name_of(Reason::far_from_street))] = far.total();
  told["total_weight"] = events.events.total_weight();
  more.note(
      fmt::format("{} of the events lie further than {} m from every street and are "
                  "rejected; {} are left.",
                  grouped(far.total()), plain(maximum),
                  grouped(static_cast<std::int64_t>(events.events.size()))));
  run.tell(more);
  run.used(parameter, events);
  return points.kept(keep);
}

}  // namespace

StreetNetwork street_network(Run& run, const std::string& parameter, PreparedEvents& events,
                             const Progress& progress) {
  const Arguments& given = run.arguments();
  std::optional<StreetLines> lines = run.streets(progress.part(0, .3, "reading streets"));
  if (!lines) fail_without_streets();
  Report moved;
  moved.values["street_layer"] =
      run.report().values.value("street_layer", nlohmann::ordered_json::object());
  const Projector projector(lines->crs, events.events.crs());
  const ProjectedStreets streets = project(std::move(*lines), projector, moved);
  run.tell(moved);
  StreetOptions options;
  options.tolerance = Metres{given.number("street-tolerance")};
  options.join_crossings = given.flag("join-crossings");
  StreetGraph graph(streets, options, progress.part(.3, .7, "joining streets"));
  run.tell(graph.report());
  const Metres maximum{given.number("street-distance")};
  SnappedPoints points = snap(graph, events.events.x(), events.events.y(), events.events.crs(),
                              {maximum}, progress.part(.7, 1, "finding the nearest streets"));
  run.tell(points.report);
  if (points.too_far > 0) points = reject_far(run, parameter, events, points, maximum.value);
  run.mark("streets");
  progress.finish();
  return {std::move(graph), std::move(points)};
}

}  // namespace farola::catalog
