#pragma once
// Measures of accuracy as the faces hand them on.

#include "farola/crs/crs.hpp"
#include "farola/io/write_vector.hpp"
#include "farola/risk/prediction_accuracy.hpp"

namespace farola::catalog {

/// Table "prediction_accuracy": one row a surface and area. Fields: surface, area_share (%), area
/// (km²), hits, hit_rate, pai, pei, rri, search_efficiency, gini, each with _low and _high where it
/// has an interval, gain over the first baseline, and tied_share (%). What is undefined is NULL.
io::Layer accuracy_layer(const PredictionAccuracy& accuracy, const Crs& crs);

/// Table "accuracy_curve": the share of events (%) in each tenth of a percent of the area, by
/// surface.
io::Layer accuracy_curve_layer(const PredictionAccuracy& accuracy, const Crs& crs);

}  // namespace farola::catalog
