#include "farola/catalog/bandwidth_choice.hpp"

#include "farola/core/text.hpp"
#include "farola/density/adaptive_bandwidth.hpp"
#include "farola/density/bandwidth.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace farola::catalog {
namespace {

void warn_if_wider_than_events(const Box& box, double bandwidth, Report& report) {
  const double diagonal = std::hypot(box.width(), box.height());
  if (diagonal > 0 && bandwidth > diagonal) {
    report.warn(
        fmt::format("The bandwidth of {} m is wider than the events, {:.0f} m across: the "
                    "map is one smooth hump.",
                    plain(bandwidth), diagonal));
  }
}

Ties ties_from(const std::string& name) {
  if (name == "as-published") return Ties::as_published;
  if (name == "leave-place-out") return Ties::leave_place_out;
  return Ties::automatic;
}

/// One bandwidth for all events, and the rule it was chosen by.
std::string choose_fixed(const PreparedEvents& prepared, const Arguments& given,
                         KernelDensityOptions& options, Report& report, const Progress& progress) {
  if (const auto metres = given.optional_number("bandwidth")) {
    options.bandwidth = Metres{*metres};
    return "given";
  }
  if (!given.given("bandwidth")) {
    const DefaultBandwidth chosen = default_bandwidth(prepared.extent, options.kernel);
    options.bandwidth = chosen.bandwidth;
    report.append(chosen.report);
    return "default";
  }
  const std::string rule = given.text("bandwidth");
  BandwidthOptions selection;
  selection.selector = bandwidth_selector_from_name(rule);
  selection.ties = ties_from(given.text("ties"));
  selection.study_area = prepared.study_area;
  selection.seed = static_cast<std::uint64_t>(given.integer("seed"));
  const SelectedBandwidth selected = select_bandwidth(prepared.events, selection, progress);
  options.bandwidth = equal_spread(options.kernel, selected.sigma);
  report.append(selected.report);
  report.note(fmt::format("For the {} kernel that is a bandwidth of {:.1f} m.",
                          name_of(options.kernel), options.bandwidth.value));
  return rule;
}

std::string choose_abramson(const PreparedEvents& prepared, KernelDensityOptions& options,
                            Report& report, const Progress& progress) {
  AbramsonOptions abramson;
  abramson.kernel = options.kernel;
  abramson.bandwidth = options.bandwidth;
  AdaptiveBandwidths found = abramson_bandwidths(prepared.events, abramson, progress);
  options.event_bandwidths = std::move(found.bandwidths);
  report.append(found.report);
  return "abramson";
}

std::string choose_nearest(const PreparedEvents& prepared, const Arguments& given,
                           KernelDensityOptions& options, Report& report,
                           const Progress& progress) {
  NearestOptions nearest;
  nearest.neighbours = given.integer("neighbours");
  if (options.bandwidth.value > 0) nearest.floor = options.bandwidth;
  AdaptiveBandwidths found = nearest_bandwidths(prepared.events, nearest, progress);
  options.event_bandwidths = std::move(found.bandwidths);
  report.append(found.report);
  std::vector<double> sorted = options.event_bandwidths;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  options.bandwidth = Metres{*middle};
  return "k-nearest";
}

}  // namespace

void choose_bandwidth(const PreparedEvents& prepared, const Arguments& given,
                      KernelDensityOptions& options, Report& report, const Progress& progress) {
  const std::string adaptive = given.knows("adaptive") ? given.text("adaptive") : "none";
  std::string rule;
  if (adaptive != "k-nearest" || given.given("bandwidth")) {
    rule = choose_fixed(prepared, given, options, report, progress.part(0, .6));
  }
  const Progress rest = progress.part(.6, 1);
  if (adaptive == "abramson") {
    rule += ", then " + choose_abramson(prepared, options, report, rest);
  } else if (adaptive == "k-nearest") {
    rule = choose_nearest(prepared, given, options, report, rest);
  }
  report.values["bandwidth"] = {{"metres", options.bandwidth.value}, {"rule", rule}};
  warn_if_wider_than_events(prepared.extent, options.bandwidth.value, report);
  progress.finish();
}

}  // namespace farola::catalog
