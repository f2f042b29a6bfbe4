#pragma once
// Clusters in space and time as the faces hand them on.

#include "farola/io/write_vector.hpp"
#include "farola/near_repeat/dense_clusters.hpp"
#include "farola/near_repeat/space_time_events.hpp"
#include "farola/near_repeat/space_time_scan.hpp"

#include <span>
#include <vector>

namespace farola::catalog {

/// Layers, each with its style:
///   clusters  polygons by rank: rank, cluster, label, first, last, days, events, core, expected,
///             ratio, llr, p, x, y, radius_m, area_m2. Outlines: of a dense cluster its grown hull,
///             of a scan's the circle, drawn with at least 5 m.
///   events    points in the order of the input: row, time (the moment taken), kind where kinds
///             were read, cluster, role. Nothing else of the source comes along.
/// What a method does not have (core of a scan; llr and p of ST-DBSCAN; the cluster of an event in
/// none) is NULL.
std::vector<io::Layer> cluster_layers(const SpaceTimeEvents& events, std::span<const double> times,
                                      const StDbscan& found,
                                      const std::vector<DenseCluster>& clusters);
std::vector<io::Layer> cluster_layers(const SpaceTimeEvents& events, std::span<const double> times,
                                      const SpaceTimeScan& found);

}  // namespace farola::catalog
