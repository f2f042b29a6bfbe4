#include "farola/catalog/bandwidth_choice.hpp"

#include "farola/core/text.hpp"
#include "farola/density/bandwidth.hpp"

#include <cmath>

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

}  // namespace

void choose_bandwidth(const PreparedEvents& prepared, const Arguments& given,
                      KernelDensityOptions& options, Report& report, const Progress& progress) {
  std::string rule = "given";
  if (const auto metres = given.optional_number("bandwidth")) {
    options.bandwidth = Metres{*metres};
  } else if (!given.given("bandwidth")) {
    const DefaultBandwidth chosen = default_bandwidth(prepared.events, options.kernel);
    options.bandwidth = chosen.bandwidth;
    report.append(chosen.report);
    rule = "default";
  } else {
    rule = given.text("bandwidth");
    BandwidthOptions selection;
    selection.selector = bandwidth_selector_from_name(rule);
    if (given.flag("leave-place-out")) selection.ties = Ties::leave_place_out;
    selection.study_area = prepared.study_area;
    selection.seed = static_cast<std::uint64_t>(given.integer("seed"));
    const SelectedBandwidth selected = select_bandwidth(prepared.events, selection, progress);
    options.bandwidth = equal_spread(options.kernel, selected.sigma);
    report.append(selected.report);
    report.note(
        fmt::format("The {} rule chose a standard deviation of {:.1f} m: a bandwidth of "
                    "{:.1f} m for the {} kernel.",
                    rule, selected.sigma.value, options.bandwidth.value, name_of(options.kernel)));
  }
  report.values["bandwidth"] = {{"metres", options.bandwidth.value}, {"rule", rule}};
  warn_if_wider_than_events(prepared.extent, options.bandwidth.value, report);
  progress.finish();
}

}  // namespace farola::catalog
