#include "farola/catalog/factor_input.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/crs/projector.hpp"
#include "farola/io/secrets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

constexpr const char* example = "--factor bars=city.gpkg,layer=bars,as=proximity,blocks=3";
const std::array<std::string, 5> keys = {"layer", "where", "crs", "as", "blocks"};

[[noreturn]] void fail_unreadable(const std::string& text, const std::string& what) {
  fail_usage("factor-unreadable", "factor",
             fmt::format("Factor \"{}\" {}. Give NAME=FILE and what else it needs, for example {}.",
                         shown_factor(text), what, example));
}

/// Parts between commas that are neither in quotes nor in brackets.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts(1);
  char quote = 0;
  int depth = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    }
    if (c == ',' && quote == 0 && depth <= 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

void take_operationalisation(FactorRequest& request, const std::string& value,
                             const std::string& text) {
  if (value != "proximity" && value != "density" && value != "both") {
    fail_unreadable(text,
                    fmt::format("has as={}, but it can be proximity, density or both", value));
  }
  request.proximity = value != "density";
  request.density = value != "proximity";
}

void take_blocks(FactorRequest& request, const std::string& value, const std::string& text) {
  char* end = nullptr;
  const double blocks = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != 0 || !(blocks > 0) || !std::isfinite(blocks)) {
    fail_unreadable(text, fmt::format("has blocks={}, which is no positive number", value));
  }
  request.blocks = blocks;
}

void take_key(FactorRequest& request, const std::string& part, const std::string& text) {
  const auto equals = part.find('=');
  const std::string key = part.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
  if (std::ranges::find(keys, key) == keys.end()) {
    const std::string nearest = nearest_name(key, keys);
    fail_unreadable(text, fmt::format("has \"{}\", but can have {}{}", key, listed(keys),
                                      nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }
  if (value.empty()) fail_unreadable(text, fmt::format("has {} without a value", key));
  if (key == "layer") request.source.layer = value;
  if (key == "where") request.source.where = value;
  if (key == "crs") request.source.crs = value;
  if (key == "as") take_operationalisation(request, value, text);
  if (key == "blocks") take_blocks(request, value, text);
}

/// Outlines and holes in the other CRS; false when a vertex cannot be moved.
bool move(std::vector<Point>& line, const Projector& projector) {
  std::vector<double> x, y;
  for (const Point p : line) x.push_back(p.x), y.push_back(p.y);
  projector.forward(x, y);
  for (std::size_t k = 0; k < line.size(); ++k) {
    line[k] = {x[k], y[k]};
    if (!std::isfinite(x[k]) || !std::isfinite(y[k])) return false;
  }
  return true;
}

void tell_repairs(const RepairedPolygons& repaired, const std::string& subject, Report& report) {
  if (repaired.repaired == 0) return;
  report.warn(
      fmt::format("{} polygons of {} were invalid (the first: {}) and have been "
                  "repaired; look whether they still cover what they should.",
                  repaired.repaired, subject, repaired.problem));
}

}  // namespace

FactorRequest factor_request(const std::string& text) {
  FactorRequest request;
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) fail_unreadable(text, "has no name before a =");
  request.source.name = text.substr(0, equals);
  const std::vector<std::string> parts = parts_of(text.substr(equals + 1));
  request.source.path = parts[0];
  if (request.source.path.empty()) fail_unreadable(text, "names no file");
  for (std::size_t k = 1; k < parts.size(); ++k) take_key(request, parts[k], text);
  return request;
}

std::vector<FactorRequest> factor_requests(const Arguments& arguments) {
  std::vector<FactorRequest> requests;
  for (const std::string& text : arguments.texts("factor")) {
    FactorRequest request = factor_request(text);
    for (const FactorRequest& other : requests) {
      if (other.source.name != request.source.name) continue;
      fail_usage("factor-repeated", "factor",
                 fmt::format("Two factors are called {}. Give each its own name, for example "
                             "{}2=FILE.",
                             request.source.name, request.source.name));
    }
    request.source.allow_remote = arguments.flag("allow-remote");
    requests.push_back(std::move(request));
  }
  if (requests.empty()) {
    fail_usage("parameter-missing", "factor",
               fmt::format("A risk terrain model needs at least one factor. Give for example {}.",
                           example));
  }
  return requests;
}

std::string shown_factor(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return io::masked(text);
  const std::string rest = text.substr(equals + 1);
  const std::string path = parts_of(rest)[0];
  const bool file = path.find(':') == std::string::npos;
  const std::string name =
      file ? std::filesystem::path(path).filename().string() : io::masked(path);
  return text.substr(0, equals + 1) + name + io::masked(rest.substr(path.size()));
}

FactorLayer factor_layer(io::Features features, const std::string& subject, const Crs& crs,
                         Report& report) {
  const Projector projector(features.crs, crs);
  FactorLayer layer;
  layer.source_crs = features.crs.label();
  std::int64_t lost = 0;
  Events events;
  events.crs = features.crs;
  events.x = std::move(features.x);
  events.y = std::move(features.y);
  for (std::size_t i = 0; i < events.x.size(); ++i) {
    events.row.push_back(static_cast<std::int64_t>(i) + 1);
  }
  if (!events.x.empty()) {
    Rejections rejections;
    layer.points = project(std::move(events), projector, rejections);
    lost += rejections.total();
    layer.features.x.assign(layer.points->x().begin(), layer.points->x().end());
    layer.features.y.assign(layer.points->y().begin(), layer.points->y().end());
    layer.count += static_cast<std::int64_t>(layer.features.x.size());
    if (layer.points->empty()) layer.points.reset();
  }
  for (std::vector<Point>& line : features.lines) {
    if (!move(line, projector)) {
      ++lost;
      continue;
    }
    for (std::size_t k = 1; k < line.size(); ++k) {
      layer.features.lines.push_back({line[k - 1], line[k]});
    }
    ++layer.count;
  }
  MultiPolygon polygons;
  for (Polygon& polygon : features.polygons) {
    bool whole = move(polygon.shell, projector);
    for (Ring& hole : polygon.holes) whole = move(hole, projector) && whole;
    if (whole) polygons.push_back(std::move(polygon));
    ++(whole ? layer.count : lost);
  }
  if (!polygons.empty()) {
    RepairedPolygons repaired = repair(polygons);
    tell_repairs(repaired, subject, report);
    layer.features.polygons = std::move(repaired.polygons);
  }
  if (lost > 0) {
    report.warn(fmt::format("{} features of {} cannot be moved into {} and are left out.",
                            grouped(lost), subject, crs.label()));
  }
  if (layer.features.empty()) {
    fail_data("factor-empty",
              fmt::format("No feature of {} is left in {}. Check its coordinate reference "
                          "system.",
                          subject, crs.label()),
              "factor");
  }
  return layer;
}

}  // namespace farola::catalog
