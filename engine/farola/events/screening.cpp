#include "farola/events/screening.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/crs/projector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr std::size_t block = 1 << 15;  // of events, for passes by all threads
constexpr double area_margin_degrees = 1;
constexpr double other_continent_metres = 1'000'000;
constexpr double earth_radius = 6'371'008.8;
// Half way round the Earth and a little: no projected coordinate is larger, and beyond it an
// inverse projection may come round to a place that looks sound.
constexpr double largest_projected_metres = 21'000'000;

bool usable(double x, double y) {
  return std::isfinite(x) && std::isfinite(y) && (x != 0 || y != 0);
}

// The value of a reject: as the input has it, x before y.
std::string place_text(double x, double y) { return plain(x) + " " + plain(y); }

bool within_degrees(double x, double y) { return std::abs(x) <= 180 && std::abs(y) <= 90; }

// What numbers that are no degrees look like, by their usual ranges.
std::string looks_like(double x, double y) {
  if (x >= 100'000 && x <= 900'000 && y >= 0 && y <= 10'000'000) {
    return "UTM or another grid in metres, or a state plane in feet (find its EPSG code with the "
           "publisher)";
  }
  if (std::abs(x) > 3'000'000 && std::abs(x) < 20'100'000 && std::abs(y) < 20'100'000) {
    return "Web Mercator metres (EPSG:3857) or a state plane in feet";
  }
  return "a projected grid in metres or feet, for example a US state plane in feet (EPSG:2272 "
         "around "
         "Philadelphia, EPSG:3435 around Chicago)";
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double metres_between(Point a, Point b) {  // on the sphere, degrees in
  const double radians = std::acos(-1.0) / 180;
  const double half_y = (b.y - a.y) * radians / 2, half_x = (b.x - a.x) * radians / 2;
  const double h = std::sin(half_y) * std::sin(half_y) + std::cos(a.y * radians) *
                                                             std::cos(b.y * radians) *
                                                             std::sin(half_x) * std::sin(half_x);
  return 2 * earth_radius * std::asin(std::min(1.0, std::sqrt(h)));
}

void require_near_study_area(const Events& events, const StudyArea& study_area) {
  std::vector<double> xs, ys;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!usable(events.x[i], events.y[i])) continue;
    xs.push_back(events.x[i]);
    ys.push_back(events.y[i]);
  }
  if (xs.empty()) return;
  const Crs degrees = Crs::from_epsg(4326);
  const Point middle = Projector(events.crs, degrees).forward(Point{median(xs), median(ys)});
  const Box area = Projector(study_area.crs, degrees).forward(box_of(study_area.polygons));
  const Point nearest{std::clamp(middle.x, area.xmin, area.xmax),
                      std::clamp(middle.y, area.ymin, area.ymax)};
  if (std::isfinite(middle.x) && metres_between(middle, nearest) <= other_continent_metres) return;
  const std::string place = std::isfinite(middle.x)
                                ? fmt::format("near {:.3f}, {:.3f}", middle.x, middle.y)
                                : std::string("nowhere on Earth");
  fail_data(
      "crs-contradicted",
      fmt::format("In {} the events lie {} (longitude, latitude), but the study area lies near "
                  "{:.3f}, {:.3f}. One of the two carries a wrong CRS. Check the source, then "
                  "give the right one, for example --crs EPSG:2272.",
                  events.crs.label(), place, (area.xmin + area.xmax) / 2,
                  (area.ymin + area.ymax) / 2),
      "crs");
}

/// How many usable coordinates cannot be what the CRS says, and the first of them.
struct Contradictions {
  std::int64_t finite = 0, impossible = 0;
  std::size_t example = 0;
};

Contradictions contradictions(const Events& events) {
  const bool geographic = events.crs.is_geographic();
  return reduce_blocks(
      events.size(), block, Progress(), Contradictions{},
      [&](std::size_t begin, std::size_t end) {
        Contradictions part;
        for (std::size_t i = begin; i < end; ++i) {
          const double x = events.x[i], y = events.y[i];
          if (!usable(x, y)) continue;
          ++part.finite;
          const bool contradicts =
              geographic ? std::abs(x) > 360 || std::abs(y) > 90 : within_degrees(x, y);
          if (contradicts && part.impossible++ == 0) part.example = i;
        }
        return part;
      },
      [](Contradictions& all, const Contradictions& part) {
        if (all.impossible == 0) all.example = part.example;
        all.finite += part.finite;
        all.impossible += part.impossible;
      });
}

}  // namespace

void require_plausible_crs(const Events& events, const StudyArea* study_area) {
  if (!events.crs.known()) {
    fail_data(
        "crs-missing",
        "The events have no coordinate reference system. Give it, for example --crs EPSG:4326 "
        "for longitude and latitude.",
        "crs");
  }
  const auto [finite, impossible, example] = contradictions(events);
  if (2 * impossible > finite) {
    const double x = events.x[example], y = events.y[example];
    if (events.crs.is_geographic()) {
      fail_data(
          "crs-contradicted",
          fmt::format("{} is in degrees, but {} of {} events have coordinates beyond them, such "
                      "as ({}, {}) in row {}. The numbers look like {}. Give the CRS they are "
                      "in, for example --crs EPSG:2272.",
                      events.crs.label(), grouped(impossible), grouped(finite), plain(x), plain(y),
                      events.row[example], looks_like(x, y)),
          "crs");
    }
    fail_data(
        "crs-contradicted",
        fmt::format("{} is in {}, but {} of {} events have coordinates such as ({}, {}) in row "
                    "{}, which look like longitude and latitude in degrees. Give --crs "
                    "EPSG:4326.",
                    events.crs.label(), events.crs.units_name(), grouped(impossible),
                    grouped(finite), plain(x), plain(y), events.row[example]),
        "crs");
  }
  if (study_area != nullptr) require_near_study_area(events, *study_area);
}

namespace {

struct UsablePlaces {
  Box box;
  std::size_t count = 0;
};

UsablePlaces usable_places(const Events& events) {
  return reduce_blocks(
      events.size(), block, Progress(), UsablePlaces{},
      [&](std::size_t begin, std::size_t end) {
        UsablePlaces part;
        for (std::size_t i = begin; i < end; ++i) {
          if (!usable(events.x[i], events.y[i])) continue;
          part.box.extend(Point{events.x[i], events.y[i]});
          ++part.count;
        }
        return part;
      },
      [](UsablePlaces& all, const UsablePlaces& part) {
        all.box.extend(part.box);
        all.count += part.count;
      });
}

// Which events lie in the area of use of their CRS. Areas are in degrees, but moving a million
// places back to degrees costs more than reading them, so when the box of all usable places lies in
// the area (its outline sampled, the margin not used up), that answers for each.
class AreaOfUse {
 public:
  // REQUIRES that the events outlive this.
  explicit AreaOfUse(const Events& events)
      : events_(events),
        area_(events.crs.area_of_use()),
        bound_(events.crs.is_projected() ? largest_projected_metres / events.crs.metres_per_unit()
                                         : std::numeric_limits<double>::infinity()) {
    if (!area_) return;
    const Projector to_degrees(events.crs, Crs::from_epsg(4326));
    const UsablePlaces places = usable_places(events);
    const Box& box = places.box;
    const Box moved = box.empty() ? box : to_degrees.forward(box);
    all_inside_ = !moved.empty() && within_bound(box.xmin, box.ymin) &&
                  within_bound(box.xmax, box.ymax) && moved.xmin >= area_->xmin &&
                  moved.xmax <= area_->xmax && moved.ymin >= area_->ymin &&
                  moved.ymax <= area_->ymax;
    all_usable_ = places.count == events.size();
    if (all_inside_) return;
    longitude_ = events.x;
    latitude_ = events.y;
    to_degrees.forward(longitude_, latitude_);
  }

  /// Every event has a usable place, and it lies inside.
  bool holds_all() const { return all_inside_ && all_usable_; }
  bool holds(std::size_t i) const {
    if (all_inside_) return true;
    if (!within_bound(events_.x[i], events_.y[i])) return false;
    if (!area_) return true;
    double x = longitude_[i];
    const double y = latitude_[i];
    if (!std::isfinite(x)) return false;
    x -= 360 * std::floor((x + 180) / 360);
    const double west = area_->xmin - area_margin_degrees, east = area_->xmax + area_margin_degrees;
    // An area that crosses the antimeridian (xmin > xmax) is two pieces.
    const bool in_x = area_->xmin > area_->xmax ? x >= west || x <= east
                                                : (x >= west && x <= east) || east - west >= 360;
    return in_x && y >= area_->ymin - area_margin_degrees && y <= area_->ymax + area_margin_degrees;
  }

 private:
  bool within_bound(double x, double y) const {
    return std::abs(x) <= bound_ && std::abs(y) <= bound_;
  }

  const Events& events_;
  std::optional<Box> area_;
  double bound_;
  bool all_inside_ = false, all_usable_ = false;
  std::vector<double> longitude_, latitude_;
};

}  // namespace

void screen(Events& events, Rejections& rejections) {
  const AreaOfUse area(events);
  if (area.holds_all() && events.weight.empty()) return;
  const std::size_t count = events.size();
  std::vector<std::uint8_t> keep(count, 1);
  bool all = true;
  const auto reject = [&](std::size_t i, Reason reason, std::string value = {}) {
    rejections.add(events.row[i], reason, std::move(value));
    keep[i] = 0;
    all = false;
  };
  for (std::size_t i = 0; i < count; ++i) {
    const double x = events.x[i], y = events.y[i];
    if (std::isnan(x) || std::isnan(y)) {
      reject(i, Reason::missing_coordinates);
    } else if (!std::isfinite(x) || !std::isfinite(y)) {
      reject(i, Reason::not_finite);
    } else if (x == 0 && y == 0) {
      reject(i, Reason::zero_coordinates);
    } else if (!area.holds(i)) {
      reject(i, Reason::outside_crs_area, place_text(x, y));
    } else if (!events.weight.empty() && !std::isfinite(events.weight[i])) {
      reject(i, Reason::bad_weight, plain(events.weight[i]));
    } else if (!events.weight.empty() && events.weight[i] < 0) {
      reject(i, Reason::negative_weight, plain(events.weight[i]));
    }
  }
  if (!all) events.keep(keep);
}

void keep_inside(Events& events, const MultiPolygon& study_area, Rejections& rejections) {
  const PolygonIndex index(study_area);
  std::vector<std::uint8_t> keep(events.size(), 1);
  for_each_block(events.size(), 4096, Progress(),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t i = begin; i < end; ++i) {
                     keep[i] = index.contains({events.x[i], events.y[i]}) ? 1 : 0;
                   }
                 });
  bool all = true;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) continue;
    rejections.add(events.row[i], Reason::outside_study_area, place_text(events.x[i], events.y[i]));
    all = false;
  }
  if (!all) events.keep(keep);
}

namespace {

constexpr double allowed_sagitta = 1;  // metres

// Adds the moved middle of a-b while it lies off the straight line between the moved ends.
void add_moved(const Projector& projector, Point a, Point b, Point moved_a, Point moved_b,
               int depth, Ring& ring) {
  const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
  const Point moved = projector.forward(middle);
  const double off =
      std::hypot(moved.x - (moved_a.x + moved_b.x) / 2, moved.y - (moved_a.y + moved_b.y) / 2);
  if (depth > 0 && off * projector.to().metres_per_unit() > allowed_sagitta) {
    add_moved(projector, a, middle, moved_a, moved, depth - 1, ring);
    ring.push_back(moved);
    add_moved(projector, middle, b, moved, moved_b, depth - 1, ring);
  }
}

}  // namespace

MultiPolygon study_area_in(const StudyArea& study_area, const Crs& to) {
  const Projector projector(study_area.crs, to);
  if (study_area.crs.equivalent(to)) return study_area.polygons;
  const auto move_ring = [&](const Ring& ring) {
    Ring moved;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const Point a = projector.forward(ring[i]), b = projector.forward(ring[i + 1]);
      if (!std::isfinite(a.x) || !std::isfinite(b.x)) {
        fail_data("study-area-not-projectable",
                  fmt::format("The study area has a corner at {}, {} that has no place in {}. Give "
                              "another --target-crs, or check the CRS of the study area.",
                              plain(ring[i].x), plain(ring[i].y), to.label()),
                  "study-area");
      }
      moved.push_back(a);
      add_moved(projector, ring[i], ring[i + 1], a, b, 12, moved);
    }
    if (!moved.empty()) moved.push_back(moved.front());
    return moved;
  };
  MultiPolygon moved;
  for (const Polygon& polygon : study_area.polygons) {
    Polygon part{move_ring(polygon.shell), {}};
    for (const Ring& hole : polygon.holes) part.holes.push_back(move_ring(hole));
    moved.push_back(std::move(part));
  }
  return repair(moved).polygons;
}

void require_mostly_used(std::int64_t read, const Rejections& rejections) {
  if (2 * rejections.total() <= read) return;
  const auto counts = rejections.counts();
  std::vector<std::size_t> order(reason_count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  std::vector<std::string> parts;
  for (const std::size_t i : order) {
    if (counts[i] == 0) break;
    parts.push_back(fmt::format("{} {}", grouped(counts[i]), words_of(static_cast<Reason>(i))));
  }
  fail_data(
      "mostly-rejected",
      fmt::format("{} of {} rows cannot be used, more than half: {}. Look at them with --rejects "
                  "FILE, then check the columns and the CRS.",
                  grouped(rejections.total()), grouped(read), listed(parts, "and")));
}

std::vector<std::int64_t> far_rows(const Events& events) {
  constexpr double never_far = 100'000;
  std::vector<std::int64_t> rows;
  if (events.size() < 3) return rows;
  // The median centre lies in the box of all, so within a city none is far from it.
  const Box box = events.box();
  if (std::hypot(box.width(), box.height()) < never_far) return rows;
  const double x = median(events.x), y = median(events.y);
  std::vector<double> distances(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    distances[i] = std::hypot(events.x[i] - x, events.y[i] - y);
  }
  const double bound = std::max(100 * median(distances), never_far);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (distances[i] > bound) rows.push_back(events.row[i]);
  }
  return rows;
}

}  // namespace farola
