// farola near-repeat-risk: where events are to be expected next, and until when.

#include "farola/catalog/chain_parameters.hpp"
#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/knox_weighting.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/near_repeat_risk_parameters.hpp"
#include "farola/catalog/risk_zone_layer.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/street_input.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"
#include "farola/near_repeat/risk_zones.hpp"
#include "farola/near_repeat/street_distances.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

constexpr double promap_cell = 50;            // metres, as published
constexpr std::int64_t enough_links = 10;     // for a median worth the name
constexpr double street_bytes_per_cell = 48;  // the cell's place on a street, twice while sorted
constexpr double risk_bytes_per_cell = 24;    // sums in double, the raster, flags, labels, order

Timestamp now_of(const Arguments& given, const SpaceTimeEvents& events, Report& told) {
  if (given.given("now")) return time_option(given.text("now"), "now").from;
  const auto day = static_cast<Timestamp>(seconds_per_day);
  const auto last =
      static_cast<Timestamp>(*std::max_element(events.until.begin(), events.until.end()));
  const Timestamp now = events.origin + (last / day + 1) * day;  // the origin is a midnight
  told.note("Now is taken to be " + iso_text(now) +
            ", the midnight after the last event; --now changes that.");
  return now;
}

/// The events that were over before now: what could be known then.
struct Known {
  SpaceTimeEvents events;
  std::optional<SnappedPoints> points;  ///< on the streets, if there are streets
};

Known known_before(Timestamp now, const PreparedEvents& prepared, const SpaceTimeEvents& events,
                   const std::optional<StreetNetwork>& network) {
  std::vector<std::uint8_t> known;
  for (const double until : events.until) {
    known.push_back(until < static_cast<double>(now - events.origin));
  }
  Known past;
  if (network) past.points = network->points.kept(known);
  if (std::find(known.begin(), known.end(), 1) != known.end()) {
    past.events = space_time_events(prepared.events.kept(known));
  }
  return past;
}

/// Half distance and half life: as given, or the medians of what was known before now.
void set_halves(const Arguments& given, const Known& known, NearRepeatRiskOptions& options,
                Report& told, const Progress& progress) {
  const SpaceTimeEvents& past = known.events;
  const bool both = given.given("half-distance") && given.given("half-life");
  options.half_distance = {options.reach.value / 2};
  options.half_life = {options.memory.value / 2};
  std::string rule = "given";
  if (!both) {
    NearRepeatOptions close = closeness_options(given);
    close.distance = options.reach;
    close.time = options.memory;
    Report unheard;
    const std::vector<double> times = chosen_times(past, given, unheard);
    const auto distances = options.along
                               ? street_distances(*options.along->streets, *known.points, progress)
                               : planar_distances(past.x, past.y, close.metric);
    const LinkMedians medians =
        link_medians(near_repeat_events(past, times, *distances, close, progress));
    const bool enough = medians.near_links >= enough_links && medians.distance > 0;
    rule = enough ? "medians" : "half of the reach";
    if (enough) {
      options.half_distance = {medians.distance};
      if (medians.lag > 0) options.half_life = {medians.lag / seconds_per_day};
    }
    told.note(enough ? fmt::format("Half distance and half life are the medians of {} near repeats "
                                   "and {} links before now: {:.1f} m and {:.2f} days{}.",
                                   grouped(medians.near_links), grouped(medians.links),
                                   options.half_distance.value, options.half_life.value,
                                   given.given("half-distance") || given.given("half-life")
                                       ? ", but for the one that is given"
                                       : "")
                     : fmt::format("Only {} near repeats before now, too few for a median: half of "
                                   "--distance and of --days are taken where they are not given.",
                                   medians.near_links));
  }
  if (given.given("half-distance")) options.half_distance = {given.number("half-distance")};
  if (given.given("half-life")) options.half_life = {given.number("half-life")};
  told.values["halves"] = {{"rule", rule},
                           {"half_distance_m", options.half_distance.value},
                           {"half_life_days", options.half_life.value}};
}

NearRepeatRiskOptions risk_options(const Arguments& given, const SpaceTimeEvents& events,
                                   const std::optional<StreetNetwork>& network, Report& told) {
  NearRepeatRiskOptions options;
  options.weighting = weighting_from_name(given.text("weighting"));
  const bool promap = options.weighting == Weighting::promap;
  if (network) {
    options.along = {&network->graph, &network->points, Metres{given.number("street-distance")}};
  } else {
    options.metric = distance_metric_from_name(given.text("distance-metric"));
  }
  options.reach = {given.optional_number("distance").value_or(promap ? 400 : 200)};
  options.memory = {given.optional_number("days").value_or(promap ? 56 : 14)};
  options.now = now_of(given, events, told);
  return options;
}

/// What cells must be fine for.
Metres narrowest(const Bands& bands) {
  double least = bands.reach().at;
  for (const Band& band : bands.all()) {
    if (!band.same) least = std::min(least, band.to.at - band.from.at);
  }
  return Metres{least};
}

Grid grid_of(const PreparedEvents& prepared, const Arguments& given,
             const NearRepeatRiskOptions& options, Report& told) {
  const Box extent = chosen_extent(prepared, given, prepared.extent.grown(options.reach.value));
  const auto asked = given.optional_number("cell-size");
  const bool knox = options.weighting == Weighting::bands;
  const bool promap = options.weighting == Weighting::promap;
  const Metres cell = asked    ? Metres{*asked}
                      : promap ? Metres{promap_cell}
                               : default_cell_size(extent, knox ? narrowest(options.bands.distance)
                                                                : options.reach);
  if (!asked) {
    told.note(fmt::format("Chose a cell size of {} m{}; --cell-size changes it.", plain(cell.value),
                          promap ? ", as published" : ""));
  }
  if (promap) {
    told.note(fmt::format("With promap, distance counts in cells of {} m and time in whole weeks.",
                          plain(cell.value)));
  }
  const Grid grid = grid_over(extent, cell);
  told.values["cell_size"] = {{"metres", cell.value}, {"rule", asked ? "given" : "chosen"}};
  told.values["grid"] = {{"columns", grid.columns},
                         {"rows", grid.rows},
                         {"extent", {grid.xmin, grid.ymin(), grid.xmax(), grid.ymax}}};
  return grid;
}

/// Options that are of another weighting.
void warn_of_idle_options(Run& run) {
  const Arguments& given = run.arguments();
  const Weighting weighting = weighting_from_name(given.text("weighting"));
  Report told;
  const auto idle = [&](const std::string& name, const char* remedy) {
    if (!given.given(name)) return;
    told.warn(fmt::format("{} has no effect with --weighting {}; {}.", option_name(name),
                          name_of(weighting), remedy));
  };
  if (weighting == Weighting::bands) {
    idle("distance", "--distance-bands say how far events count");
    idle("days", "--time-bands say how long events count");
  } else {
    for (const Parameter& p : knox_weighting_parameters()) idle(p.name, "it is for knox");
  }
  if (weighting != Weighting::half_life) {
    idle("half-distance", "it is for half-life");
    idle("half-life", "it is for half-life");
  }
  run.tell(told);
}

void tell_cells_off_streets(Run& run, const Raster& surface, double distance) {
  const auto off = std::count_if(surface.values.begin(), surface.values.end(),
                                 [](float value) { return std::isnan(value); });
  Report told;
  told.values["cells_off_streets"] = off;
  told.note(fmt::format("{} of {} cells lie further than {} m from every street and have no data.",
                        grouped(off), grouped(static_cast<std::int64_t>(surface.values.size())),
                        plain(distance)));
  run.tell(told);
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  if (given.given("now")) time_option(given.text("now"), "now");
  warn_of_idle_options(run);
  if (given.text("weighting") == "knox") check_knox_choices(given);
  const bool streets = goes_along_streets(run);
  if (streets && given.text("weighting") == "promap") {
    fail_usage("promap-network", "weighting",
               "ProMap counts distance in cells, which are not along streets. Give --weighting "
               "half-life or knox, or another --distance-metric.");
  }
  const double bytes = risk_bytes_per_cell + (streets ? street_bytes_per_cell : 0);
  const auto require_room = [&](const Grid& grid) {
    require_fits(grid, bytes, memory_bound(given), memory_of_whole_raster);
  };
  if (const auto grid = given_grid(given)) require_room(*grid);

  PreparedEvents prepared = prepared_events(run, "events", progress.part(0, streets ? .2 : .3));
  std::optional<StreetNetwork> network;
  if (streets) network = street_network(run, "events", prepared, progress.part(.2, .3));
  const SpaceTimeEvents events = space_time_events(prepared.events);
  Report told;
  const std::vector<double> times = chosen_times(events, given, told);
  NearRepeatRiskOptions options = risk_options(given, events, network, told);
  if (options.weighting == Weighting::half_life) {
    set_halves(given, known_before(options.now, prepared, events, network), options, told,
               progress.part(.3, .5, "medians"));
  }
  if (options.weighting == Weighting::bands) {
    const Known past = known_before(options.now, prepared, events, network);
    set_band_weights(given, past.events, past.points ? &*past.points : nullptr, options, told,
                     progress.part(.3, .5, "Knox table"));
  }
  const Grid grid = grid_of(prepared, given, options, told);
  run.tell(told);
  require_room(grid);
  run.mark("choosing");

  const NearRepeatRisk risk(events, times, options);
  run.tell(risk.report());
  Raster surface = risk_raster(risk, grid, prepared.events.crs(), progress.part(.5, .8, "risk"));
  if (streets) tell_cells_off_streets(run, surface, given.number("street-distance"));
  if (!prepared.study_area.empty()) apply(mask_of(prepared.study_area, grid), surface);
  run.mark("risk");

  if (run.wants("zones")) {
    RiskZoneOptions wanted;
    wanted.area_budget = given.number("area-budget");
    wanted.minimum_area = given.number("minimum-area");
    const RiskZones found = risk_zones(surface, risk, wanted, progress.part(.8, .85, "zones"));
    run.tell(found.report);
    run.give("zones", risk_zone_layer(found, prepared.events.crs(), options.now),
             progress.part(.85, .9, "writing"));
    run.mark("zones");
  }
  run.give("output", {std::move(surface)}, progress.part(.9, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis near_repeat_risk_analysis() {
  return {
      .name = "near-repeat-risk",
      .group = "near repeat",
      .title = "Near-repeat risk",
      .summary =
          "Where events are to be expected next because others were near there just now, as "
          "a GeoTIFF and as zones that expire.",
      .details =
          "Each recent event raises the risk of the places around it for a while: its weight falls "
          "with distance and with age, and a cell holds the sum. With --weighting knox the weights "
          "are not supposed but found: the bands of distance and time in which the events before "
          "now followed each other more often than by chance. The value is a relative number, no "
          "probability. The zones are the highest cells within an area budget, each with the "
          "time at which it ends if nothing new happens.\n\n"
          "It is about places and never about persons: nothing in it predicts who will do or "
          "suffer anything, and the zones carry nothing of the events that made them. It only "
          "repeats what was recorded lately, so it follows where reports and patrols were. Test it "
          "first: make it --now for days gone by and count the later events in its zones, beside "
          "those in the plain density's hot spots of the same area.",
      .examples = {"farola near-repeat-risk incidents.csv risk.tif --now 2025-12-01",
                   "farola near-repeat-risk incidents.csv risk.tif --now 2025-12-01 --weighting "
                   "promap --zones zones.gpkg --area-budget 2",
                   "farola near-repeat-risk incidents.csv risk.tif --now 2025-12-01 --weighting "
                   "knox --strata month"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events and their times"),
                             raster_output("output", "risk GeoTIFF to write")},
                            risk_parameters(),
                            zone_parameters(),
                            grid_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
