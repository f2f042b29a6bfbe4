#include "farola/catalog/knox_weighting.hpp"

#include "farola/catalog/near_repeat_parameters.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/near_repeat/knox_table.hpp"
#include "farola/near_repeat/knox_weights.hpp"
#include "farola/near_repeat/street_distances.hpp"

#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

using Kind = ParameterKind;

constexpr const char* group = "Knox weighting";

KnoxOptions knox_options(const Arguments& given, const NearRepeatRiskOptions& risk) {
  const BandChoice bands = chosen_bands(given);
  KnoxOptions options;
  options.distance_bands = bands.distance;
  options.time_bands = bands.time;
  options.time_unit = bands.time_unit;
  options.metric = risk.metric;
  options.moment = moment_from_name(given.text("moment"));
  options.permutations = static_cast<int>(given.integer("permutations"));
  options.seed = static_cast<std::uint64_t>(given.integer("seed"));
  if (given.has("memory")) options.memory = given.number("memory") * 1e9 / 2;
  return options;
}

}  // namespace

std::vector<Parameter> knox_weighting_parameters() {
  std::vector<Parameter> parameters;
  for (Parameter& band : band_parameters()) {
    if (band.name == "open-bands" || band.name == "same-place") continue;
    band.group = group;
    parameters.push_back(std::move(band));
  }
  parameters.push_back(
      {.name = "permutations",
       .kind = Kind::integer,
       .help = "times that the event times are shuffled to find what chance would give",
       .group = group,
       .default_text = "999",
       .minimum = 1,
       .maximum = 99999,
       .example = "9999"});
  parameters.push_back({.name = "significance",
                        .kind = Kind::number,
                        .help =
                            "bands weigh whose p, adjusted for the whole table (max-z), is at or "
                            "below this",
                        .group = group,
                        .default_text = "0.05",
                        .minimum = 0,
                        .maximum = .5,
                        .minimum_excluded = true,
                        .example = "0.01"});
  parameters.push_back({.name = "strata",
                        .kind = Kind::choice,
                        .help = "shuffle times only among events of one calendar month, so that a "
                                "season makes no band significant",
                        .group = group,
                        .default_text = "none",
                        .choices = {"none", "month"},
                        .example = "month"});
  return parameters;
}

void check_knox_choices(const Arguments& given) {
  (void)chosen_bands(given);
  require_reachable(static_cast<int>(given.integer("permutations")), given.number("significance"));
}

void set_band_weights(const Arguments& given, const SpaceTimeEvents& past,
                      const SnappedPoints* points, NearRepeatRiskOptions& risk, Report& told,
                      const Progress& progress) {
  if (past.size() < 2) {
    fail_data(
        "too-few-events",
        fmt::format("A Knox table needs pairs of events, and {} known before {}. Give a later "
                    "--now, or events from before.",
                    past.size() == 1 ? "one event was" : "none was", iso_text(risk.now)),
        "events");
  }
  KnoxOptions options = knox_options(given, risk);
  if (given.text("strata") == "month") options.strata = month_strata(past, options.moment);
  const KnoxTable table =
      risk.along ? knox_table(past,
                              *street_close_pairs(*risk.along->streets, *points,
                                                  options.distance_bands.reach(), progress),
                              options, progress)
                 : knox_table(past, options, progress);
  KnoxWeights found =
      knox_weights(table, options.time_unit, options.permutations, given.number("significance"));
  found.report.values["knox_weights"]["strata_by"] = given.text("strata");
  told.note(fmt::format("The Knox table is that of the {} events that were over before {}.",
                        grouped(static_cast<std::int64_t>(past.size())), iso_text(risk.now)));
  told.append(table.report);
  told.append(found.report);
  risk.bands = std::move(found.bands);
  risk.reach = {risk.bands.distance.reach().at};
  risk.memory = {risk.bands.time.reach().at / seconds_per_day};
}

}  // namespace farola::catalog
