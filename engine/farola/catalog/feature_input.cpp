#include "farola/catalog/feature_input.hpp"

#include "farola/catalog/event_input.hpp"
#include "farola/catalog/factor_input.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/text.hpp"
#include "farola/events/screening.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

/// All vertices, as events: for what is asked of coordinates, whatever they belong to.
Events vertices_of(const io::Features& features) {
  Events vertices;
  vertices.crs = features.crs;
  vertices.x = features.x;
  vertices.y = features.y;
  const auto add = [&](const std::vector<Point>& places) {
    for (const Point place : places) {
      vertices.x.push_back(place.x);
      vertices.y.push_back(place.y);
    }
  };
  for (const auto& line : features.lines) add(line);
  for (const Polygon& polygon : features.polygons) add(polygon.shell);
  for (std::size_t i = 0; i < vertices.x.size(); ++i) {
    vertices.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  return vertices;
}

void screen_points(io::Features& features) {
  if (features.x.empty()) return;
  Events points;
  points.crs = features.crs;
  points.x = std::move(features.x);
  points.y = std::move(features.y);
  points.row = std::move(features.row);
  screen(points, features.rejections);
  features.x = std::move(points.x);
  features.y = std::move(points.y);
  features.row = std::move(points.row);
}

void tell_rows(Run& run, const io::FeatureSource& source, const io::Features& features) {
  Report told;
  const std::int64_t used = features.features - features.rejections.total();
  told.values[source.parameter] = {
      {"layer", features.layer},
      {"rows",
       {{"read", features.features}, {"used", used}, {"rejected", counted(features.rejections)}}},
      {"points", features.x.size()},
      {"lines", features.lines.size()},
      {"polygons", features.polygons.size()},
      {"crs", features.crs.label()}};
  std::string sentence =
      fmt::format("Used {} of {} features", grouped(used), grouped(features.features));
  if (features.rejections.total() > 0) {
    sentence += fmt::format("; {} rejected ({})", grouped(features.rejections.total()),
                            in_words(features.rejections));
  }
  told.note(sentence + ".");
  run.tell(told);
}

/// The polygons of each class, by name.
std::vector<std::pair<std::string, io::Features>> by_class(io::Features features) {
  std::map<std::string, io::Features> sorted;
  for (std::size_t k = 0; k < features.polygons.size(); ++k) {
    io::Features& of_class = sorted[features.classes[k]];
    of_class.crs = features.crs;
    of_class.polygons.push_back(std::move(features.polygons[k]));
  }
  std::vector<std::pair<std::string, io::Features>> classes;
  for (auto& [name, of_class] : sorted) classes.emplace_back(name, std::move(of_class));
  return classes;
}

Box box_of(const FactorFeatures& features) {
  Box box = farola::box_of(features.polygons);
  for (std::size_t i = 0; i < features.x.size(); ++i)
    box.extend(Point{features.x[i], features.y[i]});
  for (const Segment& line : features.lines) {
    box.extend(line.from);
    box.extend(line.to);
  }
  return box;
}

}  // namespace

io::FeatureSource feature_source(const Arguments& given, const std::string& parameter) {
  io::FeatureSource source;
  source.path = given.text(parameter);
  source.layer = given.text("layer");
  source.where = given.text("where");
  source.crs = given.text("crs");
  source.allow_remote = given.flag("allow-remote");
  source.parameter = parameter;
  source.layer_option = "layer";
  source.where_option = "where";
  if (given.knows("x")) source.x = given.text("x");
  if (given.knows("y")) source.y = given.text("y");
  if (given.knows("class")) source.class_field = given.text("class");
  return source;
}

PreparedFeatures prepared_features(Run& run, const std::string& parameter,
                                   const Progress& progress) {
  const Arguments& given = run.arguments();
  if (given.text("target-crs") != "auto") Crs::from_text(given.text("target-crs"), "target-crs");
  const io::FeatureSource source = feature_source(given, parameter);
  io::Features features = run.features(source, progress.part(0, .7, "reading"));
  const std::optional<StudyArea>& area = run.study_area();
  run.mark("reading");

  require_plausible_crs(vertices_of(features), area ? &*area : nullptr);
  screen_points(features);
  features.rejections.sort_by_row();
  run.rejected(parameter, features.rejections);
  require_mostly_used(features.features, features.rejections);
  tell_rows(run, source, features);

  Report told;
  PreparedFeatures prepared;
  prepared.crs = target_crs(given, vertices_of(features), told);
  told.values["crs"] = {{"code", prepared.crs.code()},
                        {"name", prepared.crs.name()},
                        {"label", prepared.crs.label()}};
  if (area) prepared.study_area = study_area_in(*area, prepared.crs);
  progress.update(.8);
  if (source.class_field.empty()) {
    FactorLayer layer =
        factor_layer(std::move(features), io::subject_of(source), prepared.crs, told);
    prepared.features = std::move(layer.features);
    prepared.box = box_of(prepared.features);
  } else {
    for (auto& [name, of_class] : by_class(std::move(features))) {
      progress.check();
      FactorLayer layer = factor_layer(std::move(of_class), "class " + name, prepared.crs, told);
      prepared.box.extend(farola::box_of(layer.features.polygons));
      prepared.classes.push_back({name, std::move(layer.features.polygons)});
    }
  }
  run.tell(told);
  run.mark("preparing");
  progress.finish();
  return prepared;
}

}  // namespace farola::catalog
