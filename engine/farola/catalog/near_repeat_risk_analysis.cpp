// farola near-repeat-risk: where events are to be expected next, and until when.

#include "farola/catalog/chain_parameters.hpp"
#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/density_runs.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/risk_zone_layer.hpp"
#include "farola/catalog/run.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/near_repeat_risk.hpp"
#include "farola/near_repeat/risk_zones.hpp"
#include "farola/raster/mask.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

constexpr const char* group = "Near repeat";
constexpr double promap_cell = 50;          // metres, as published
constexpr std::int64_t enough_links = 10;   // for a median worth the name
constexpr double risk_bytes_per_cell = 24;  // sums in double, the raster, flags, labels, order

std::vector<Parameter> own_parameters() {
  return {
      {.name = "now",
       .kind = Kind::time,
       .help = "moment that the surface is made for; only events that were over before it count",
       .group = group,
       .default_rule = "the midnight after the last event",
       .example = "2025-12-01"},
      {.name = "weighting",
       .kind = Kind::choice,
       .help = "how an event's weight falls: half-life halves it with each half distance and half "
               "life, promap is 1/((1 + cells) (1 + weeks))",
       .group = group,
       .default_text = "half-life",
       .choices = {"half-life", "promap"},
       .example = "promap"},
      {.name = "distance",
       .kind = Kind::distance,
       .help = "events count in less than this distance",
       .group = group,
       .unit = "m",
       .default_rule = "200, with promap 400",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "200"},
      {.name = "days",
       .kind = Kind::number,
       .help = "events count for less than this many days",
       .group = group,
       .unit = "days",
       .default_rule = "14, with promap 56",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "14"},
      {.name = "half-distance",
       .kind = Kind::distance,
       .help = "distance at which the weight is half",
       .group = group,
       .unit = "m",
       .default_rule = "the median distance of the near repeats before now",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "80"},
      {.name = "half-life",
       .kind = Kind::number,
       .help = "days after which an event counts half",
       .group = group,
       .unit = "days",
       .default_rule = "the median lag of the repeats and near repeats before now",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "14"},
  };
}

std::vector<Parameter> zone_parameters() {
  const std::string zones = "Zones";
  return {
      {.name = "zones",
       .kind = Kind::vector_output,
       .role = ParameterRole::output,
       .help = "the zones worth telling, with their expiry, as a GeoPackage",
       .group = zones,
       .example = "zones.gpkg",
       .python = false},
      {.name = "area-budget",
       .kind = Kind::number,
       .help = "share of the area that zones may fill, highest risk first",
       .group = zones,
       .unit = "%",
       .default_text = "5",
       .minimum = 0,
       .maximum = 100,
       .minimum_excluded = true,
       .example = "2"},
      {.name = "minimum-area",
       .kind = Kind::number,
       .help = "leave out zones smaller than this",
       .group = zones,
       .unit = "m2",
       .default_text = "0",
       .minimum = 0,
       .example = "5000"},
  };
}

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

/// Half distance and half life: as given, or the medians of what was known before now.
void set_halves(const Arguments& given, const PreparedEvents& prepared,
                const SpaceTimeEvents& events, NearRepeatRiskOptions& options, Report& told,
                const Progress& progress) {
  const bool both = given.given("half-distance") && given.given("half-life");
  options.half_distance = {options.reach.value / 2};
  options.half_life = {options.memory.value / 2};
  std::string rule = "given";
  if (!both) {
    std::vector<std::uint8_t> known;
    for (const double until : events.until) {
      known.push_back(until < static_cast<double>(options.now - events.origin));
    }
    const bool any = std::find(known.begin(), known.end(), 1) != known.end();
    const SpaceTimeEvents past =
        any ? space_time_events(prepared.events.kept(known)) : SpaceTimeEvents{};
    NearRepeatOptions close = closeness_options(given);
    close.distance = options.reach;
    close.time = options.memory;
    Report unheard;
    const LinkMedians medians =
        link_medians(near_repeat_events(past, chosen_times(past, given, unheard), close, progress));
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
                                   Report& told) {
  NearRepeatRiskOptions options;
  const bool promap = given.text("weighting") == "promap";
  options.weighting = promap ? Weighting::promap : Weighting::half_life;
  options.metric = distance_metric_from_name(given.text("distance-metric"));
  options.reach = {given.optional_number("distance").value_or(promap ? 400 : 200)};
  options.memory = {given.optional_number("days").value_or(promap ? 56 : 14)};
  options.now = now_of(given, events, told);
  return options;
}

Grid grid_of(const PreparedEvents& prepared, const Arguments& given,
             const NearRepeatRiskOptions& options, Report& told) {
  const Box extent = chosen_extent(prepared, given, prepared.extent.grown(options.reach.value));
  const auto asked = given.optional_number("cell-size");
  const bool promap = options.weighting == Weighting::promap;
  const Metres cell = asked    ? Metres{*asked}
                      : promap ? Metres{promap_cell}
                               : default_cell_size(extent, options.reach);
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

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  if (given.given("now")) time_option(given.text("now"), "now");

  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .3));
  const SpaceTimeEvents events = space_time_events(prepared.events);
  Report told;
  const std::vector<double> times = chosen_times(events, given, told);
  NearRepeatRiskOptions options = risk_options(given, events, told);
  if (options.weighting == Weighting::half_life) {
    set_halves(given, prepared, events, options, told, progress.part(.3, .5, "medians"));
  }
  const Grid grid = grid_of(prepared, given, options, told);
  run.tell(told);
  require_fits(grid, risk_bytes_per_cell, memory_bound(given), "memory");
  run.mark("choosing");

  const NearRepeatRisk risk(events, times, options);
  run.tell(risk.report());
  Raster surface = risk_raster(risk, grid, prepared.events.crs(), progress.part(.5, .8, "risk"));
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
          "with distance and with age, and a cell holds the sum. The value is a relative number, "
          "no probability. The zones are the highest cells within an area budget, each with the "
          "time at which it ends if nothing new happens.\n\n"
          "It is about places and never about persons: nothing in it predicts who will do or "
          "suffer anything, and the zones carry nothing of the events that made them. It only "
          "repeats what was recorded lately, so it follows where reports and patrols were. Test it "
          "first: make it --now for days gone by and count the later events in its zones, beside "
          "those in the plain density's hot spots of the same area.",
      .examples = {"farola near-repeat-risk incidents.csv risk.tif --now 2025-12-01",
                   "farola near-repeat-risk incidents.csv risk.tif --now 2025-12-01 --weighting "
                   "promap --zones zones.gpkg --area-budget 2"},
      .parameters = joined({{events_input("events",
                                          "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                          "PG: connection with the events and their times"),
                             raster_output("output", "risk GeoTIFF to write")},
                            own_parameters(),
                            closeness_parameters(group),
                            zone_parameters(),
                            grid_parameters(),
                            event_parameters(),
                            run_parameters(),
                            output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
