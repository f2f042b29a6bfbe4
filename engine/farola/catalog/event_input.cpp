#include "farola/catalog/event_input.hpp"

#include "farola/catalog/run.hpp"
#include "farola/catalog/strata_choice.hpp"
#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/crs/local_crs.hpp"
#include "farola/crs/projector.hpp"
#include "farola/events/duplicates.hpp"
#include "farola/events/filter.hpp"
#include "farola/events/timestamp.hpp"
#include "farola/io/read_polygons.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace farola::catalog {

io::EventSource event_source(const Arguments& given, const std::string& parameter) {
  // A second input may have its own: --controls-where before --where.
  const auto own = [&](const std::string& name) {
    const std::string special = parameter + "-" + name;
    return given.text(given.knows(special) && given.given(special) ? special : name);
  };
  io::EventSource source;
  source.path = given.text(parameter);
  source.layer = own("layer");
  if (given.knows(parameter + "-layer")) source.layer_option = parameter + "-layer";
  source.where = own("where");
  source.x = own("x");
  source.y = own("y");
  source.time = given.text("time");
  source.until = given.text("until");
  source.time_format = given.text("time-format");
  source.time_zone = given.text("time-zone");
  source.weight = own("weight");
  source.kind = given.text("kind");
  if (given.knows("strata")) source.stratum = strata_choice(given.text("strata")).field;
  source.deduplicate = given.text("deduplicate");
  source.crs = own("crs");
  source.allow_remote = given.flag("allow-remote");
  source.times_needed = given.given("since") || given.given("before") || given.given("hours") ||
                        given.given("weekdays") || given.given("time") || given.given("until") ||
                        given.given("time-format") ||
                        (given.knows("train-before") && given.given("train-before")) ||
                        given.knows("now") || given.knows("moment");
  return source;
}

std::optional<StudyArea> read_study_area(const Arguments& given, Report& report) {
  if (!given.given("study-area")) return std::nullopt;
  return io::read_study_area(given.text("study-area"), given.text("study-area-layer"), "",
                             given.flag("allow-remote"), report);
}

namespace {

TimeFilter time_filter(const Arguments& given) {
  TimeFilter filter;
  if (given.given("since")) filter.since = time_option(given.text("since"), "since").from;
  if (given.given("before")) filter.before = time_option(given.text("before"), "before").from;
  if (given.given("hours")) filter.hours = hours_from_text(given.text("hours"));
  if (given.given("weekdays")) filter.weekdays = weekdays_from_text(given.text("weekdays"));
  if (filter.since && filter.before && *filter.since >= *filter.before) {
    fail_usage("since-not-before-before", "since",
               fmt::format("Since {} is not earlier than before {}: no event can be kept. Give an "
                           "earlier --since or a later --before.",
                           given.text("since"), given.text("before")));
  }
  return filter;
}

}  // namespace

void check_event_choices(const Arguments& given) {
  time_filter(given);
  // Its constructor knows formats and zones.
  const TimeReader reader(given.text("time-format"), given.text("time-zone"), given.text("time"));
  const std::string target = given.text("target-crs");
  if (target != "auto") Crs::from_text(target, "target-crs");
}

nlohmann::ordered_json counted(const Rejections& rejections) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  const auto counts = rejections.counts();
  for (std::size_t i = 0; i < reason_count; ++i) {
    if (counts[i] > 0) json[std::string(name_of(static_cast<Reason>(i)))] = counts[i];
  }
  return json;
}

std::string in_words(const Rejections& rejections) {
  const auto counts = rejections.counts();
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < reason_count; ++i) {
    if (counts[i] == 0) continue;
    parts.push_back(fmt::format("{} {}", grouped(counts[i]), words_of(static_cast<Reason>(i))));
  }
  return listed(parts, "and");
}

namespace {

nlohmann::ordered_json counted(const FilterCounts& filtered) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  const std::pair<const char*, std::int64_t> all[] = {{"since", filtered.since},
                                                      {"before", filtered.before},
                                                      {"hours", filtered.hours},
                                                      {"weekdays", filtered.weekdays},
                                                      {"without-time", filtered.without_time}};
  for (const auto& [name, count] : all) {
    if (count > 0) json[name] = count;
  }
  return json;
}

/// Refuses when nothing is left to work on, saying where the rows went.
void require_some(const EventInput& input, std::int64_t left, const FilterCounts& filtered) {
  if (left > 0) return;
  const std::string source = input.name.empty() ? "The input" : input.name;
  if (input.table.rows_read == 0) {
    if (input.name.empty()) {
      fail_data("no-events", "The input has no rows. Hand over one event at least.",
                input.parameter);
    }
    fail_data("no-events",
              input.where.empty()
                  ? fmt::format("{} has no rows. Check the file and --layer.", source)
                  : fmt::format("No row of {} meets --where \"{}\". Check the condition and the "
                                "spelling of its values.",
                                source, input.where),
              input.parameter);
  }
  std::vector<std::string> parts;
  if (filtered.total() > 0) {
    parts.push_back(fmt::format("{} filtered out by time", grouped(filtered.total())));
    if (filtered.without_time > 0) {
      parts.back() += fmt::format(
          " ({} of them because they have no time, or only a date where an "
          "hour is asked for)",
          grouped(filtered.without_time));
    }
  }
  if (input.table.rejections.total() > 0) {
    parts.push_back(fmt::format("{} rejected ({})", grouped(input.table.rejections.total()),
                                in_words(input.table.rejections)));
  }
  fail_data(
      "no-events-left",
      fmt::format("No event is left of the {} rows of {}: {}. Widen --since, --before, --hours "
                  "or --weekdays, or see --rejects for the rows.",
                  grouped(input.table.rows_read), source, listed(parts, "and")),
      input.parameter);
}

/// In metres, and made for an area of some degrees that holds all the events, given in degrees.
bool surely_true_to_scale(const Crs& target, const Events& events) {
  const auto area = target.area_of_use();
  if (!is_projected_metres(target) || !area || !events.crs.is_geographic()) return false;
  const Box box = events.box();
  return area->width() > 0 && area->width() <= 30 && area->contains(Point{box.xmin, box.ymin}) &&
         area->contains(Point{box.xmax, box.ymax});
}

/// Takes out the events without a time. Refused when none of the events has one: the reader has
/// nothing to say then, and half of the rows rejected would say too little.
void require_times(Events& events, Rejections& rejections) {
  if (events.empty()) return;
  std::vector<std::uint8_t> keep(events.size(), 1);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!events.from.empty() && events.from[i] != no_time) continue;
    keep[i] = 0;
    if (!events.from.empty()) rejections.add(events.row[i], Reason::missing_time);
  }
  if (std::count(keep.begin(), keep.end(), 1) == 0) {
    fail_data("time-missing",
              "The events have no times, and how soon crime comes back needs them. Name the field "
              "with the time, for example --time date.",
              "time");
  }
  events.keep(keep);
}

/// The box of the events without those that lie far from all others; these are named.
Box told_extent(const PreparedEvents& prepared, const std::string& parameter, Report& report) {
  const std::vector<std::int64_t> far = far_rows(prepared.events.columns());
  if (far.empty()) return prepared.events.box();
  const std::unordered_set<std::int64_t> is_far(far.begin(), far.end());
  Box box;
  const auto rows = prepared.events.row();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_far.contains(rows[i])) continue;
    box.extend(Point{prepared.events.x()[i], prepared.events.y()[i]});
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min<std::size_t>(far.size(), 10); ++i) {
    names.push_back(std::to_string(far[i]));
  }
  if (far.size() > names.size()) names.push_back("more");
  report.values[parameter]["far_rows"] = far;
  report.warn(fmt::format(
      "{} of {} {} far from all others (row {}): the map leaves {} out. Give --study-area to "
      "reject such rows, or --extent to choose the map.",
      far.size() == 1 ? "1 row"
                      : fmt::format("{} rows", grouped(static_cast<std::int64_t>(far.size()))),
      parameter, far.size() == 1 ? "lies" : "lie", listed(names, "and"),
      far.size() == 1 ? "it" : "them"));
  return box;
}

}  // namespace

Crs target_crs(const Arguments& given, const Events& events, Report& report) {
  const std::string wanted = given.text("target-crs");
  Crs crs = wanted == "auto" ? Crs() : Crs::from_text(wanted, "target-crs");
  // A proposal costs time, and is needed only to say what is wrong with a target.
  if (surely_true_to_scale(crs, events)) return crs;
  const Box box = events.box();
  const LocalCrs local = choose_local_crs(events.crs, box);
  if (crs) {
    const Point middle = Projector(events.crs, local.crs)
                             .forward(Point{(box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2});
    const std::string doubt = require_projected_metres(crs, local, middle);
    if (!doubt.empty()) report.warn(doubt);
    return crs;
  }
  report.note(local.reason);
  if (!local.warning.empty()) report.warn(local.warning);
  return local.crs;
}

PreparedEvents prepare_events(EventInput input, const Arguments& given, const Progress& progress,
                              const RejectionSink& rejected, const Crs& wanted) {
  Events& events = input.table.events;
  Rejections& rejections = input.table.rejections;
  const std::int64_t read = input.table.rows_read;
  Report report;

  const TimeFilter filter = time_filter(given);
  require_plausible_crs(events, input.study_area ? &*input.study_area : nullptr);
  screen(events, rejections);
  progress.update(.2);
  if (given.knows("moment")) require_times(events, rejections);
  const FilterCounts filtered =
      filter.active() && !events.empty() ? apply(filter, events) : FilterCounts{};
  if (input.study_area) {
    keep_inside(events, study_area_in(*input.study_area, events.crs), rejections);
  }
  progress.update(.4);
  const auto refuse_if_spoilt = [&](std::size_t left) {
    rejections.sort_by_row();
    if (rejected) rejected(rejections);
    require_mostly_used(read, rejections);
    require_some(input, static_cast<std::int64_t>(left), filtered);
  };
  if (events.empty()) refuse_if_spoilt(0);

  const std::string source_crs = events.crs.label();
  const std::int64_t duplicates = count_duplicates(events);
  const Crs target = wanted ? wanted : target_crs(given, events, report);
  PreparedEvents prepared{
      project(std::move(events), Projector(input.table.events.crs, target), rejections),
      {},
      {},
      {},
      {}};
  progress.update(.8);
  refuse_if_spoilt(prepared.events.size());
  if (input.study_area) prepared.study_area = study_area_in(*input.study_area, target);

  auto& told = report.values[input.parameter];
  told = input.table.report.values;
  told["rows"] = {{"read", read},
                  {"used", prepared.events.size()},
                  {"filtered", counted(filtered)},
                  {"rejected", counted(rejections)}};
  told["duplicates"] = duplicates;
  told["crs"] = source_crs;
  told["total_weight"] = prepared.events.total_weight();
  report.values["crs"] = {
      {"code", target.code()}, {"name", target.name()}, {"label", target.label()}};
  const auto used = static_cast<std::int64_t>(prepared.events.size());
  // Multipoints make more events than rows.
  std::string sentence =
      used > read ? fmt::format("Used {} events of {} rows", grouped(used), grouped(read))
                  : fmt::format("Used {} of {} rows", grouped(used), grouped(read));
  if (filtered.total() > 0) {
    sentence += fmt::format("; {} filtered out by time", grouped(filtered.total()));
  }
  if (rejections.total() > 0) {
    sentence +=
        fmt::format("; {} rejected ({})", grouped(rejections.total()), in_words(rejections));
  }
  if (duplicates > 0) {
    sentence += fmt::format("; {} at the very place of an earlier one, kept", grouped(duplicates));
  }
  report.note(sentence + ".");
  prepared.extent = told_extent(prepared, input.parameter, report);
  prepared.rejections = std::move(rejections);
  report.notes.insert(report.notes.begin(), input.table.report.notes.begin(),
                      input.table.report.notes.end());
  report.warnings.insert(report.warnings.begin(), input.table.report.warnings.begin(),
                         input.table.report.warnings.end());
  prepared.report = std::move(report);
  progress.finish();
  return prepared;
}

PreparedEvents prepared_events(Run& run, const std::string& parameter, const Progress& progress,
                               const Crs& target) {
  check_event_choices(run.arguments());
  EventInput input = run.events(parameter, progress.part(0, .8, "reading"));
  run.mark("reading");
  PreparedEvents prepared = prepare_events(
      std::move(input), run.arguments(), progress.part(.8, 1, "projecting"),
      [&](const Rejections& rows) { run.rejected(parameter, rows); }, target);
  run.tell(prepared.report);
  run.used(parameter, prepared);
  run.mark("preparing");
  return prepared;
}

Crs metric_crs_of(const Raster& raster, const std::string& parameter, const Arguments& given) {
  const Crs& crs = raster.crs;
  if (!crs.is_projected() || crs.metres_per_unit() != 1) {
    const LocalCrs local = choose_local_crs(crs, raster.grid.box());
    fail_data("raster-not-metres",
              fmt::format("The {} raster is in {}, not in metres. Move it into a projected CRS "
                          "first, for example with gdalwarp -t_srs {} (and -r sum for counts).",
                          parameter, crs.label(), local.crs.code()),
              parameter);
  }
  const std::string wanted = given.text("target-crs");
  if (wanted != "auto" && !Crs::from_text(wanted, "target-crs").equivalent(crs)) {
    fail_usage("target-crs-not-the-rasters", "target-crs",
               fmt::format("Target CRS {} is not that of the {} raster, {}, and a raster is not "
                           "moved. Leave --target-crs out.",
                           wanted, parameter, crs.label()));
  }
  return crs;
}

PreparedEvents pooled(const PreparedEvents& a, const PreparedEvents& b) {
  Events all = a.events.columns();
  const Events& more = b.events.columns();
  if (!all.weight.empty() || !more.weight.empty()) {
    all.weight.resize(all.size(), 1);
    for (std::size_t i = 0; i < more.size(); ++i) all.weight.push_back(more.weight_of(i));
  }
  all.x.insert(all.x.end(), more.x.begin(), more.x.end());
  all.y.insert(all.y.end(), more.y.begin(), more.y.end());
  all.row.insert(all.row.end(), more.row.begin(), more.row.end());
  all.from.clear();
  all.until.clear();
  all.kind.clear();
  all.stratum.clear();
  Rejections none;
  const Projector stay(all.crs, all.crs);
  PreparedEvents together{project(std::move(all), stay, none), a.study_area, a.extent, {}, {}};
  together.extent.extend(b.extent);
  return together;
}

}  // namespace farola::catalog
