#include "farola/crs/local_crs.hpp"

#include "farola/core/error.hpp"
#include "farola/crs/projector.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double allowed_scale_error = .005;
// Of a target that the user insists on. National equal-area grids stay below 3 %.
constexpr double told_scale_error = .01;
constexpr double bearable_scale_error = .05;
constexpr double wide_degrees = 12;

// Zones of the Transverse Mercator grid; Norway and Svalbard have their own.
int utm_zone(double longitude, double latitude) {
  const double wrapped = longitude - 360 * std::floor((longitude + 180) / 360);
  if (latitude >= 56 && latitude < 64 && wrapped >= 3 && wrapped < 12) return 32;
  if (latitude >= 72 && latitude < 84 && wrapped >= 0 && wrapped < 42) {
    return wrapped < 9 ? 31 : wrapped < 21 ? 33 : wrapped < 33 ? 35 : 37;
  }
  return std::clamp(static_cast<int>(std::floor((wrapped + 180) / 6)) + 1, 1, 60);
}

Crs zone_for(double longitude, double latitude) {
  if (latitude >= 84) return Crs::from_epsg(5041);
  if (latitude < -80) return Crs::from_epsg(5042);
  return Crs::from_epsg((latitude >= 0 ? 32600 : 32700) + utm_zone(longitude, latitude));
}

/// Largest relative error of a 1 km step east and a 1 km step north at a place of a projected CRS.
/// `to` moves its coordinates to where `length` knows how long a step is.
template <class Length>
double error_of_steps(const Projector& to, Point middle, const Length& length) {
  const double step = 1000 / to.from().metres_per_unit();
  const Point at = to.forward(middle);
  const Point east = to.forward(Point{middle.x + step, middle.y});
  const Point north = to.forward(Point{middle.x, middle.y + step});
  if (!std::isfinite(at.x + at.y + east.x + east.y + north.x + north.y)) return 1;
  const double east_error = std::abs(1000 / length(at, east) - 1);
  const double north_error = std::abs(1000 / length(at, north) - 1);
  return std::isfinite(east_error + north_error) ? std::max(east_error, north_error) : 1;
}

/// Against the UTM zone there.
double scale_error(const Crs& source, Point middle, const Crs& zone) {
  return error_of_steps(Projector(source, zone), middle,
                        [](Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); });
}

/// Against the ellipsoid. PROJ takes much longer to find the way to another CRS than to the one
/// that a CRS is made from.
double ground_error(const Projector& to_base, Point middle) {
  return error_of_steps(to_base, middle,
                        [&](Point a, Point b) { return to_base.to().ground_distance(a, b); });
}

std::string proposed(const LocalCrs& proposal) {
  const std::string code = proposal.crs.code();
  return code.empty() ? "auto" : code;  // the coordinates' own may have no code
}

}  // namespace

LocalCrs choose_local_crs(const Crs& source, const Box& data) {
  if (!source.known()) {
    fail_usage("crs-missing", "crs",
               "The coordinates have no coordinate reference system. Give it, for example --crs "
               "EPSG:4326 for longitude and latitude.");
  }
  const Point middle{(data.xmin + data.xmax) / 2, (data.ymin + data.ymax) / 2};
  const Crs base = source.geographic_base();
  const Projector to_degrees(source, base ? base : Crs::from_epsg(4326));
  const Point place = to_degrees.forward(middle);
  if (!std::isfinite(place.x)) {
    fail_data(
        "crs-contradicted",
        fmt::format("The middle of the data ({:.1f}, {:.1f}) has no place on Earth in {}. Check "
                    "--crs.",
                    middle.x, middle.y, source.label()),
        "crs");
  }
  const Box degrees = to_degrees.forward(data);
  LocalCrs choice;
  if (degrees.width() > wide_degrees || degrees.height() > 2 * wide_degrees) {
    choice.warning = fmt::format(
        "The data span {:.0f} degrees from west to east and {:.0f} from south to north: "
        "distances in one projected CRS are distorted. Analyse one city at a time, or "
        "give --target-crs.",
        degrees.width(), degrees.height());
  }
  std::string why = source.is_geographic() ? "longitude and latitude are not metres" : "";
  if (source.is_projected()) {
    const double error = base ? ground_error(to_degrees, middle)
                              : scale_error(source, middle, zone_for(place.x, place.y));
    const bool metres = std::abs(source.metres_per_unit() - 1) < 1e-9;
    if (metres && error <= allowed_scale_error) {
      choice.crs = source;
      choice.reason = fmt::format(
          "Kept the coordinates' own {}: it is in metres and true to scale "
          "here (within {:.2f} %).",
          source.label(), 100 * error);
      return choice;
    }
    why = metres ? fmt::format("a metre of {} is {:.0f} % off here", source.label(), 100 * error)
                 : fmt::format("{} is in {}", source.label(), source.units_name());
  }
  // The datum of the zone is WGS 84, and so should be the place.
  const Point there = base ? Projector(source, Crs::from_epsg(4326)).forward(middle) : place;
  choice.crs = zone_for(there.x, there.y);
  choice.reason = fmt::format(
      "Chose {} for the analysis, the zone of the middle of the data ({:.4f}, "
      "{:.4f}){}.",
      choice.crs.label(), there.x, there.y, why.empty() ? "" : ": " + why);
  return choice;
}

bool is_projected_metres(const Crs& crs) {
  return crs.is_projected() && std::abs(crs.metres_per_unit() - 1) <= 1e-9;
}

std::string require_projected_metres(const Crs& target, const LocalCrs& proposal,
                                     const std::optional<Point>& middle) {
  if (!target.is_projected()) {
    fail_usage("target-crs-geographic", "target-crs",
               fmt::format("The target CRS must be projected, in metres, got {}. Degrees are not "
                           "metres. Give for example --target-crs {}, or leave it out.",
                           target.label(), proposed(proposal)));
  }
  if (std::abs(target.metres_per_unit() - 1) > 1e-9) {
    fail_usage("target-crs-not-metres", "target-crs",
               fmt::format("The target CRS must be in metres, got {} in {}. Give for example "
                           "--target-crs {}, or leave it out.",
                           target.label(), target.units_name(), proposed(proposal)));
  }
  if (!middle) return {};
  const Point there = Projector(proposal.crs, target).forward(*middle);
  const bool on_it = std::isfinite(there.x) && std::isfinite(there.y);
  const double error = on_it ? scale_error(target, there, proposal.crs) : 1;
  if (error > bearable_scale_error) {
    fail_usage(
        "target-crs-not-true", "target-crs",
        fmt::format("A metre of the target CRS {} is {} at the data, so distances, areas and "
                    "densities would be wrong. Give for example --target-crs {}, or leave it out.",
                    target.label(),
                    error < 1 ? fmt::format("{:.0f} % off", 100 * error) : "no metre",
                    proposed(proposal)));
  }
  if (error <= told_scale_error) return {};
  return fmt::format(
      "A metre of the target CRS {} is {:.1f} % off at the data; --target-crs {} "
      "would be truer.",
      target.label(), 100 * error, proposed(proposal));
}

}  // namespace farola
