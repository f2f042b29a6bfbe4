#include "farola/events/projected_events.hpp"

#include "farola/core/error.hpp"

#include <cmath>

#include <fmt/format.h>

namespace farola {
namespace {
double pairwise_sum(std::span<const double> values) {
  if (values.size() <= 128) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
  }
  const std::size_t half = values.size() / 2;
  return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
}
}  // namespace

ProjectedEvents::ProjectedEvents(Events events) : events_(std::move(events)), box_(events_.box()) {}

double ProjectedEvents::total_weight() const {
  return events_.weight.empty() ? static_cast<double>(size()) : pairwise_sum(events_.weight);
}

ProjectedEvents ProjectedEvents::kept(const std::vector<std::uint8_t>& flags) const {
  Events events = events_;
  events.keep(flags);
  return ProjectedEvents(std::move(events));
}

ProjectedEvents ProjectedEvents::with_weights(std::vector<double> weights) const {
  Events events = events_;
  events.weight = std::move(weights);
  return ProjectedEvents(std::move(events));
}

ProjectedEvents ProjectedEvents::joined(const ProjectedEvents& others) const {
  Events both;
  both.crs = events_.crs;
  const bool weighted = !events_.weight.empty() || !others.events_.weight.empty();
  for (const Events* part : {&events_, &others.events_}) {
    both.x.insert(both.x.end(), part->x.begin(), part->x.end());
    both.y.insert(both.y.end(), part->y.begin(), part->y.end());
    both.row.insert(both.row.end(), part->row.begin(), part->row.end());
    for (std::size_t i = 0; weighted && i < part->size(); ++i) {
      both.weight.push_back(part->weight_of(i));
    }
  }
  return ProjectedEvents(std::move(both));
}

ProjectedEvents project(Events events, const Projector& projector, Rejections& rejections) {
  const Crs& target = projector.to();
  if (!target.is_projected() || std::abs(target.metres_per_unit() - 1) > 1e-9) {
    fail_usage(
        "target-crs-geographic", "target-crs",
        fmt::format("Events are analysed in a projected CRS in metres, got {}. Give one, for "
                    "example --target-crs EPSG:25830.",
                    target.label()));
  }
  std::vector<std::uint8_t> keep(events.size(), 1);
  bool all = true;
  const auto reject = [&](std::size_t i, Reason reason) {
    rejections.add(events.row[i], reason);
    keep[i] = 0;
    all = false;
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!std::isfinite(events.x[i]) || !std::isfinite(events.y[i])) reject(i, Reason::not_finite);
  }
  projector.forward(events.x, events.y);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (keep[i] != 0 && !std::isfinite(events.x[i])) reject(i, Reason::outside_crs_area);
  }
  if (!all) events.keep(keep);
  events.crs = target;
  return ProjectedEvents(std::move(events));
}

}  // namespace farola
