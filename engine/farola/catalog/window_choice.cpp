#include "farola/catalog/window_choice.hpp"

#include "farola/core/error.hpp"
#include "farola/near_repeat/study_window.hpp"

#include <fmt/format.h>

namespace farola::catalog {

MultiPolygon window_of(const PreparedEvents& prepared, Report& report) {
  report.values["window"] = prepared.study_area.empty() ? "events' box" : "study area";
  if (!prepared.study_area.empty()) return prepared.study_area;
  const Box box = prepared.events.box();
  report.warn(
      fmt::format("The window is the box around the events, {:.0f} m by {:.0f} m. Where a part of "
                  "it could have "
                  "no events (water, the next town), events look clustered that are not: give the "
                  "area in which "
                  "they were recorded, for example --study-area city.gpkg.",
                  box.width(), box.height()));
  return polygon_of(box);
}

void refuse_weights(const Arguments& given, const char* analysis) {
  if (!given.given("weight")) return;
  fail_usage("weight-not-used", "weight",
             fmt::format("{} counts events, each once, and has no use for the weights in \"{}\". "
                         "Leave --weight out.",
                         analysis, given.text("weight")));
}

void refuse_weights(const Events& events, const char* analysis) {
  if (events.weight.empty()) return;
  fail_usage("weight-not-used", "weight",
             fmt::format("{} counts events, each once, and has no use for the weights they came "
                         "with. Leave weight out.",
                         analysis));
}

}  // namespace farola::catalog
