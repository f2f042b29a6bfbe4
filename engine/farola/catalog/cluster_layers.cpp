#include "farola/catalog/cluster_layers.hpp"

#include "farola/core/text.hpp"
#include "farola/core/units.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/category_style.hpp"
#include "farola/io/layer_style.hpp"
#include "farola/near_repeat/cluster_outlines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double least_radius = 5;  // metres drawn, so that one address can be seen

// Okabe and Ito's colours stay apart for the colour-blind; what is in no cluster steps back.
const io::Category by_membership[] = {
    {"noise", "#b4b4b4", 1.2}, {"border", "#56b4e9", 2.0}, {"core", "#d55e00", 2.2}};
const io::Category by_side[] = {{"outside", "#b4b4b4", 1.2}, {"inside", "#d55e00", 2.2}};

/// Half seconds, which midpoints have, are rounded down.
std::string text_of(const SpaceTimeEvents& events, double time) {
  return iso_text(events.origin + static_cast<Timestamp>(std::floor(time)));
}

/// The columns of the clusters, filled row by row.
class ClusterColumns {
 public:
  explicit ClusterColumns(const SpaceTimeEvents& events) : events_(events) {}

  struct Row {
    std::int64_t cluster, events, core;
    double first, last, days, expected, ratio, llr, p, radius;
    Point centre;
    Polygon outline;
  };

  void add(Row row) {
    const std::string from = text_of(events_, row.first), to = text_of(events_, row.last);
    rank_.push_back(static_cast<std::int64_t>(rank_.size()) + 1);
    cluster_.push_back(row.cluster);
    label_.push_back(fmt::format("{}: {} events, {} to {}{}", rank_.back(), row.events,
                                 from.substr(0, 10), to.substr(0, 10),
                                 std::isnan(row.p) ? "" : fmt::format(", p = {}", plain(row.p))));
    first_.push_back(from);
    last_.push_back(to);
    days_.push_back(row.days);
    count_.push_back(row.events);
    core_.push_back(row.core);
    expected_.push_back(row.expected);
    ratio_.push_back(row.ratio);
    llr_.push_back(row.llr);
    p_.push_back(row.p);
    x_.push_back(row.centre.x);
    y_.push_back(row.centre.y);
    radius_.push_back(row.radius);
    area_.push_back(signed_area(row.outline.shell));
    outlines_.push_back({std::move(row.outline)});
  }

  io::Layer layer() && {
    io::Layer layer;
    layer.name = "clusters";
    layer.description = "Clusters of events in space and time, with their period";
    layer.crs = events_.crs;
    layer.style_qml = io::graduated_polygon_style(
        "rank", 1, static_cast<double>(std::max<std::size_t>(1, rank_.size())), true);
    layer.geometry = std::move(outlines_);
    layer.columns = {
        {"rank", "1 is the likeliest (scan) or has the most events (ST-DBSCAN)", rank_},
        {"cluster", "number of the cluster, as in the layer events", cluster_},
        {"label", "rank, events, period and p in words", label_},
        {"first", "start of its period, local time", first_},
        {"last", "end of its period, local time", last_},
        {"days", "length of its period", days_},
        {"events", "events in it", count_},
        {"core", "of these, core events (ST-DBSCAN)", core_},
        {"expected",
         "events expected there and then if place and time had nothing to do with "
         "each other",
         expected_},
        {"ratio", "events over expected", ratio_},
        {"llr", "log likelihood ratio (scan)", llr_},
        {"p", "share of permutations with a cluster as unlikely anywhere (scan)", p_},
        {"x", "easting of its centre", x_},
        {"y", "northing of its centre", y_},
        {"radius_m", "metres from the centre to its farthest event", radius_},
        {"area_m2", "area of the polygon in square metres", area_},
    };
    return layer;
  }

 private:
  const SpaceTimeEvents& events_;
  std::vector<std::int64_t> rank_, cluster_, count_, core_;
  std::vector<std::string> label_, first_, last_;
  std::vector<double> days_, expected_, ratio_, llr_, p_, x_, y_, radius_, area_;
  std::vector<MultiPolygon> outlines_;
};

io::Layer events_layer(const SpaceTimeEvents& events, std::span<const double> times,
                       const std::vector<std::int32_t>& cluster, std::vector<std::string> role,
                       std::span<const io::Category> roles) {
  std::vector<Point> places;
  std::vector<std::int64_t> number;
  std::vector<std::string> time, kind;
  for (std::size_t i = 0; i < events.size(); ++i) {
    places.push_back({events.x[i], events.y[i]});
    time.push_back(text_of(events, times[i]));
    number.push_back(cluster[i] == 0 ? io::no_number : cluster[i]);
    if (!events.kind.empty()) {
      kind.push_back(events.kind[i] < 0 ? std::string()
                                        : events.kinds[static_cast<std::size_t>(events.kind[i])]);
    }
  }
  io::Layer layer;
  layer.name = "events";
  layer.description = "Events by the cluster they are in";
  layer.crs = events.crs;
  layer.geometry = std::move(places);
  layer.columns = {{"row", "row or feature id in the source", events.row},
                   {"time", "moment taken, local time", std::move(time)}};
  if (!kind.empty()) layer.columns.push_back({"kind", "kind of event", std::move(kind)});
  layer.columns.push_back({"cluster", "number of its cluster; none when in none", number});
  layer.columns.push_back(
      {"role", "core, border or noise (ST-DBSCAN); inside or outside (scan)", std::move(role)});
  layer.style_qml = io::category_style("role", io::CategoryShape::point, roles);
  return layer;
}

}  // namespace

std::vector<io::Layer> cluster_layers(const SpaceTimeEvents& events, std::span<const double> times,
                                      const StDbscan& found,
                                      const std::vector<DenseCluster>& clusters) {
  ClusterColumns columns(events);
  for (const DenseCluster& cluster : clusters) {
    columns.add({cluster.number, cluster.events, cluster.core, cluster.first, cluster.last,
                 (cluster.last - cluster.first) / seconds_per_day, cluster.expected, cluster.ratio,
                 missing, missing, cluster.radius, cluster.centre, cluster.outline});
  }
  std::vector<std::string> role;
  for (const Membership membership : found.membership) role.emplace_back(name_of(membership));
  std::vector<io::Layer> layers;
  layers.push_back(std::move(columns).layer());
  layers.push_back(events_layer(events, times, found.cluster, std::move(role), by_membership));
  return layers;
}

std::vector<io::Layer> cluster_layers(const SpaceTimeEvents& events, std::span<const double> times,
                                      const SpaceTimeScan& found) {
  ClusterColumns columns(events);
  for (const ScanCluster& cluster : found.clusters) {
    const double radius = cluster.cylinder.radius;
    columns.add({static_cast<std::int64_t>(&cluster - found.clusters.data()) + 1,
                 cluster.cylinder.events, io::no_number, cluster.from,
                 cluster.until - 1,  // its last second
                 (cluster.until - cluster.from) / seconds_per_day, cluster.expected, cluster.ratio,
                 cluster.cylinder.llr, cluster.p, radius, cluster.centre,
                 circle_around(cluster.centre, std::max(radius, least_radius))});
  }
  std::vector<std::string> role;
  for (const std::int32_t cluster : found.cluster) {
    role.emplace_back(cluster == 0 ? "outside" : "inside");
  }
  std::vector<io::Layer> layers;
  layers.push_back(std::move(columns).layer());
  layers.push_back(events_layer(events, times, found.cluster, std::move(role), by_side));
  return layers;
}

}  // namespace farola::catalog
