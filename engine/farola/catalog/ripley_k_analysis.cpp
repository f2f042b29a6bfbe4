// farola ripley-k: whether events cluster, at which distances, and one kind around another.

#include "farola/catalog/common_parameters.hpp"
#include "farola/catalog/event_input.hpp"
#include "farola/catalog/near_repeat_analyses.hpp"
#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/catalog/run.hpp"
#include "farola/catalog/two_kinds.hpp"
#include "farola/catalog/window_choice.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/near_repeat/ripley_k.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

std::vector<Parameter> own_parameters() {
  const std::string group = "Distances", test = "Test";
  return {
      {.name = "distances",
       .kind = Kind::bands,
       .help = "distances at which K is told, or step x count",
       .group = group,
       .unit = "m",
       .default_rule = "40 round steps, up to a quarter of the window's shorter side and to 250 "
                       "neighbours if events were at random",
       .example = "50x20"},
      {.name = "pair-correction",
       .kind = Kind::choice,
       .help = "makes up for neighbours outside the window: isotropic by the share of a circle "
               "inside, translate by the window moved, border by leaving events near the outline "
               "out",
       .group = group,
       .default_text = "isotropic",
       .choices = {std::begin(pair_correction_names), std::end(pair_correction_names)},
       .example = "border"},
      {.name = "bandwidth",
       .kind = Kind::distance,
       .help = "half-width of the kernel of the pair correlation",
       .group = group,
       .unit = "m",
       .default_rule = "0.15 times the root of the area for each event",
       .minimum = 0,
       .maximum = 1e6,
       .minimum_excluded = true,
       .example = "50"},
      {.name = "simulations",
       .kind = Kind::integer,
       .help = "patterns drawn from chance for the envelopes and p-values; 0 leaves them empty",
       .group = test,
       .default_text = "199",
       .minimum = 0,
       .maximum = 9999,
       .example = "999"},
      {.name = "level",
       .kind = Kind::number,
       .help = "chance with which a curve leaves the envelopes when nothing is there",
       .group = test,
       .default_text = "0.05",
       .minimum = 0,
       .maximum = .5,
       .minimum_excluded = true,
       .example = "0.01"},
      {.name = "first-kind",
       .help = "cross-K: events of this kind are looked from; --kind names the field",
       .group = test,
       .example = "burglary"},
      {.name = "second-kind",
       .help = "cross-K: neighbours of this kind are counted",
       .group = test,
       .example = "robbery"},
  };
}

/// 1, 2 or 5 times a power of ten, at most `number`.
double round_below(double number) {
  const double power = std::pow(10., std::floor(std::log10(number)));
  for (const double digit : {5., 2.}) {
    if (digit * power <= number) return digit * power;
  }
  return power;
}

std::vector<double> distances_of(const Arguments& given, const MultiPolygon& window, double targets,
                                 Report& report) {
  if (given.given("distances")) return edges_from_text(given.text("distances"), "distances");
  const Box box = box_of(window);
  const double quarter = std::min(box.width(), box.height()) / 4;
  const double crowded = std::sqrt(250 * area_of(window) / (targets * std::numbers::pi));
  const double step = round_below(std::min(quarter, crowded) / 40);
  if (!(step > 0) || !std::isfinite(step)) return {0, 1};  // ripley_k() says what is wrong
  report.note(fmt::format("Distances are 0 to {} m in steps of {} m; --distances changes that.",
                          plain(40 * step), plain(step)));
  return Bands::edges_of_width(step, 40, "distances");
}

io::Layer layer_of(const RipleyK& found, const Crs& crs) {
  const auto area_of_circle = [](const std::vector<double>& l) {
    std::vector<double> k;
    for (const double radius : l) k.push_back(std::numbers::pi * radius * radius);
    return k;
  };
  io::Layer table;
  table.name = "ripley_k";
  table.description = "Ripley's K, L and the pair correlation by distance, with envelopes";
  table.crs = crs;
  table.columns = {
      {"distance", "r, metres", found.distances},
      {"k", "K(r): square metres with as many events by chance as are within r of an event",
       found.k},
      {"k_random", "pi r^2: K of complete spatial randomness", found.random},
      {"k_lower", "lower end of the envelope of K at this distance",
       area_of_circle(found.of_l.lower)},
      {"k_upper", "upper end of it", area_of_circle(found.of_l.upper)},
      {"l", "L(r) = sqrt(K / pi), metres; r for complete spatial randomness", found.l},
      {"l_lower", "lower end of the envelope of L at this distance", found.of_l.lower},
      {"l_upper", "upper end of it", found.of_l.upper},
      {"l_global_lower", "lower end of the envelope of L as a whole", found.of_l.global_lower},
      {"l_global_upper", "upper end of it", found.of_l.global_upper},
      {"g", "pair correlation g(r): neighbours at r, as a multiple of chance", found.g},
      {"g_lower", "lower end of the envelope of g at this distance", found.of_g.lower},
      {"g_upper", "upper end of it", found.of_g.upper},
      {"p", "chance of as many neighbours within r or more", found.of_l.p},
      {"p_lower", "chance of as few or fewer", found.of_l.p_lower},
  };
  return table;
}

void body(Run& run) {
  const Arguments& given = run.arguments();
  const Progress& progress = run.progress();
  check_two_kinds(given);
  refuse_weights(given, "Ripley's K");
  if (given.given("distances")) edges_from_text(given.text("distances"), "distances");
  RipleyKOptions options;
  options.correction = pair_correction_from_name(given.text("pair-correction"));
  options.bandwidth = given.optional_number("bandwidth").value_or(0);
  options.simulations = static_cast<int>(given.integer("simulations"));
  options.level = given.number("level");
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));

  const PreparedEvents prepared = prepared_events(run, "events", progress.part(0, .2));
  refuse_weights(prepared.events.columns(), "Ripley's K");
  Report told;
  const MultiPolygon window = window_of(prepared, told);
  const Progress counting = progress.part(.2, .95, "ripley k");
  RipleyK found;
  if (given.given("first-kind")) {
    const TwoKinds kinds = two_kinds(prepared.events, given);
    told.note(fmt::format("{} around {}; {} events of other kinds are left out.",
                          given.text("second-kind"), given.text("first-kind"),
                          grouped(kinds.others)));
    options.distances = distances_of(
        given, window, static_cast<double>(std::count(kinds.second.begin(), kinds.second.end(), 1)),
        told);
    run.tell(told);
    found = cross_k(kinds.events.x(), kinds.events.y(), kinds.second, window, options, counting);
  } else {
    options.distances =
        distances_of(given, window, static_cast<double>(prepared.events.size()), told);
    run.tell(told);
    found = ripley_k(prepared.events.x(), prepared.events.y(), window, options, counting);
  }
  run.tell(found.report);
  run.mark("ripley k");
  run.give_table("output", layer_of(found, prepared.events.crs()),
                 progress.part(.95, 1, "writing"));
  run.mark("writing");
}

}  // namespace

Analysis ripley_k_analysis() {
  return {
      .name = "ripley-k",
      .group = "near repeat",
      .title = "Ripley's K",
      .summary =
          "Whether events cluster and at which distances, or one kind around another: "
          "Ripley's K, L and the pair correlation, with envelopes.",
      .details =
          "Around each event, the other events within r are counted and held against what events "
          "strewn at random over the same window would give. L(r) above r: more neighbours within "
          "r than chance; the pair correlation says at which distance they are. With two kinds, "
          "neighbours of the second around events of the first, held against the kinds "
          "shuffled.\n\n"
          "Nobody expects crime at random over a city with parks and water in it, so that L leaves "
          "its envelope is seldom news. Ask how far, and compare: one kind with another, one year "
          "with the next, or with the places where it could have happened. For clusters in time "
          "as well, see space-time-k and near-repeat.",
      .examples =
          {"farola ripley-k burglaries.csv k.csv --simulations 39",
           "farola ripley-k incidents.csv k.json --study-area city.geojson --pair-correction "
           "translate --distances 50x20 --simulations 39"},
      .parameters =
          joined({{events_input("events",
                                "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or "
                                "PG: connection with the events"),
                   table_output("output", "table to write: CSV, JSON or GeoPackage", "k.csv")},
                  own_parameters(),
                  event_parameters(),
                  run_parameters(),
                  output_parameters()}),
      .body = body,
  };
}

}  // namespace farola::catalog
