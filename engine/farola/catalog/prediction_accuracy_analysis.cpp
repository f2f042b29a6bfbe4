// farola prediction-accuracy: a map of risk and later events in, how many of these it found out.

#include "farola/catalog/accuracy_baselines.hpp"
#include "farola/catalog/accuracy_layers.hpp"
#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/catalog/risk_analyses.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string accuracy = "Accuracy", baselines = "Baselines";
  return {
      {.name = "area-shares",
       .kind = Kind::bands,
       .help = "shares of the study area to take, highest scores first",
       .group = accuracy,
       .unit = "%",
       .default_text = "1,5,10,20",
       .example = "0.5,1,2"},
      {.name = "areas",
       .kind = Kind::bands,
       .help = "areas to take, besides the shares",
       .group = accuracy,
       .unit = "km2",
       .example = "0.5,2"},
      {.name = "bootstrap",
       .kind = Kind::integer,
       .help = "times that the held-out events are drawn anew for the intervals; 0 leaves them "
               "empty",
       .group = accuracy,
       .default_text = "999",
       .minimum = 0,
       .maximum = 99999,
       .example = "1999"},
      {.name = "confidence",
       .kind = Kind::number,
       .help = "share of the samples that an interval holds",
       .group = accuracy,
       .unit = "%",
       .default_text = "95",
       .minimum = 50,
       .maximum = 99.9,
       .example = "90"},
      {.name = "curve",
       .kind = Kind::table_output,
       .role = ParameterRole::output,
       .help = "the whole curve of events by area, in steps of 0.1 %, as CSV, JSON or GeoPackage",
       .group = "Inputs and outputs",
       .example = "curve.csv",
       .python = false},
      {.name = "training",
       .kind = Kind::events,
       .role = ParameterRole::input,
       .help = "the earlier events that the map was made from: for the baselines and the "
               "recapture rate",
       .group = baselines,
       .example = "incidents_2024.csv"},
      {.name = "train-before",
       .kind = Kind::time,
       .help = "the events before this moment are the training events, the others are held out",
       .group = baselines,
       .example = "2025-07-01"},
      {.name = "baseline-bandwidth",
       .kind = Kind::distance,
       .help = "bandwidth of the baseline's kernel density",
       .group = baselines,
       .unit = "m",
       .default_rule = "that of farola kernel-density",
       .minimum = 0,
       .minimum_excluded = true,
       .example = "500"},
  };
}

void check_choices(Run& run) {
  const Arguments& given = run.arguments();
  if (!given.given("train-before")) return;
  time_option(given.text("train-before"), "train-before");
  if (!run.has_events("training")) return;
  fail_usage("training-given-twice", "train-before",
             "Training events are given by a file of their own and by --train-before, which "
             "splits the events. Leave one of them out.");
}

/// Area shares in (0, 1], from shares in % and areas in km², in the order given.
std::vector<double> shares_of(const Arguments& given, double area_km2) {
  std::vector<double> shares;
  for (const double percent : edges_from_text(given.text("area-shares"), "area-shares")) {
    if (!(percent > 0) || percent > 100) {
      fail_usage("area-share-out-of-range", "area-shares",
                 fmt::format("Area shares must be above 0 and at most 100 %, got {}. Give for "
                             "example --area-shares 1,5,10,20.",
                             plain(percent)));
    }
    shares.push_back(percent / 100);
  }
  if (!given.given("areas")) return shares;
  for (const double area : edges_from_text(given.text("areas"), "areas")) {
    if (!(area > 0) || area > area_km2) {
      fail_usage("area-out-of-range", "areas",
                 fmt::format("Areas must be above 0 and at most the study area, {:.4g} km2, got "
                             "{}. Give smaller --areas.",
                             area_km2, plain(area)));
    }
    shares.push_back(area / area_km2);
  }
  return shares;
}

/// The events of both periods.
struct Split {
  ProjectedEvents held_out;
  std::optional<ProjectedEvents> training;
};

Split split_at(const PreparedEvents& prepared, const std::string& text, Report& report) {
  const Timestamp moment = time_option(text, "train-before").from;
  const Events& events = prepared.events.columns();
  std::vector<std::uint8_t> before, after;
  std::int64_t neither = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool known = !events.from.empty() && events.from[i] != no_time;
    const Timestamp until = known && !events.until.empty() && events.until[i] != no_time
                                ? events.until[i]
                            : known ? events.from[i]
                                    : 0;
    before.push_back(known && until < moment);
    after.push_back(known && events.from[i] >= moment);
    neither += !before.back() && !after.back();
  }
  const auto trained = std::count(before.begin(), before.end(), 1);
  const auto held_out = std::count(after.begin(), after.end(), 1);
  if (trained == 0 || held_out == 0) {
    fail_data("train-before-splits-nothing",
              fmt::format("{} events are before {} and {} from it on: both periods need some. Give "
                          "another --train-before.",
                          grouped(trained), text, grouped(held_out)),
              "train-before");
  }
  report.note(fmt::format("{} events before {} are for training, {} from it on are held out.",
                          grouped(trained), text, grouped(held_out)));
  report.values["split"] = {{"moment", iso_text(moment)},
                            {"training", trained},
                            {"held_out", held_out},
                            {"neither", neither}};
  if (neither > 0) {
    report.warn(
        fmt::format("{} events are in neither period: they have no time, or may have been "
                    "on either side of {}.",
                    grouped(neither), text));
  }
  return {prepared.events.kept(after), prepared.events.kept(before)};
}

Split periods_of(Run& run, const Crs& crs, Report& report) {
  const Progress& progress = run.progress();
  const PreparedEvents prepared = prepared_events(run, "events", progress.part(.1, .3), crs);
  if (run.arguments().given("train-before")) {
    return split_at(prepared, run.arguments().text("train-before"), report);
  }
  if (!run.has_events("training")) {
    report.note(
        "No baselines: without training events it is not told how well their counts alone would "
        "have done. Give --training or --train-before.");
    return {prepared.events, std::nullopt};
  }
  return {prepared.events, prepared_events(run, "training", progress.part(.3, .5), crs).events};
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  check_choices(run);
  Raster surface = run.raster("surface");
  const Crs crs = metric_crs_of(surface, "surface", given);
  run.mark("reading");

  Report told;
  const Split periods = periods_of(run, crs, told);
  if (const auto& area = run.study_area()) {
    apply(mask_of(study_area_in(*area, crs), surface.grid), surface);
  }
  const auto inside = std::count_if(surface.values.begin(), surface.values.end(),
                                    [](float value) { return !std::isnan(value); });
  const double cell_km2 = surface.grid.cell_area() / 1e6;
  AccuracyOptions options;
  options.area_shares = shares_of(given, static_cast<double>(inside) * cell_km2);
  options.bootstrap = static_cast<int>(given.integer("bootstrap"));
  options.confidence = given.number("confidence") / 100;
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));

  std::vector<ScoredUnits> surfaces = {scored_cells(surface, "surface")};
  UnitEvents training;
  std::int64_t outside = 0, training_outside = 0;
  if (periods.training) {
    training = events_by_cell(*periods.training, surface.grid, training_outside);
    std::optional<Metres> bandwidth;
    if (const auto metres = given.optional_number("baseline-bandwidth")) {
      bandwidth = Metres{*metres};
    }
    for (ScoredUnits& baseline : accuracy_baselines(*periods.training, surface, bandwidth, told,
                                                    progress.part(.5, .7, "baselines"))) {
      surfaces.push_back(std::move(baseline));
    }
  }
  const UnitEvents held_out = events_by_cell(periods.held_out, surface.grid, outside);
  if (outside > 0) {
    told.note(fmt::format("Held-out events off the raster, not counted: {}.", grouped(outside)));
  }
  told.values["off_the_raster"] = outside;
  run.tell(told);
  const std::vector<double> areas(surface.values.size(), surface.grid.cell_area());
  const PredictionAccuracy found = prediction_accuracy(surfaces, areas, held_out, training, options,
                                                       progress.part(.7, .95, "accuracy"));
  run.tell(found.report);
  run.mark("accuracy");

  if (run.wants("curve")) {
    run.give_table("curve", accuracy_curve_layer(found, crs), progress.part(.95, .97, "writing"));
  }
  run.give_table("output", accuracy_layer(found, crs), progress.part(.97, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis prediction_accuracy_analysis() {
  return {
      .name = "prediction-accuracy",
      .group = "risk",
      .title = "Prediction accuracy",
      .summary =
          "How many later events lie where a map is highest, beside what their earlier "
          "counts alone would have found.",
      .details =
          "The cells of a raster are taken from the highest value down until 1, 5, 10 and 20 % of "
          "the area are taken, and the held-out events in them are counted: hit rate, prediction "
          "accuracy index (hit rate by share of area), prediction efficiency index (by the highest "
          "hit rate possible), recapture rate index, events a square kilometre, and the Gini of "
          "the whole curve, with bootstrap intervals. Cells of equal value count by expectation."
          "\n\n"
          "With the training events, two baselines that anyone can make are measured on the same "
          "cells and events: their counts in each cell, and their kernel density. A map that does "
          "not beat them has added nothing. Use events that the map has not seen: with those that "
          "made it, every map looks good. The figures hold for this place, period and crime, and "
          "for what was recorded: where patrols follow a map, more is recorded there.",
      .examples = {"farola prediction-accuracy risk.tif incidents.csv accuracy.csv --train-before "
                   "2025-07-01",
                   "farola prediction-accuracy density.tif later.csv accuracy.json --training "
                   "earlier.csv --area-shares 0.5,1,2 --curve curve.csv"},
      .parameters = joined(
          {{raster_input("surface",
                         "GeoTIFF whose high values say where to expect events, "
                         "in a CRS in metres"),
            events_input("events",
                         "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or PG: connection "
                         "with the events to find"),
            table_output("output", "table to write: CSV, JSON or GeoPackage", "accuracy.csv")},
           own_parameters(),
           second_event_parameters("training"),
           event_parameters(),
           run_parameters(),
           output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
