#include "farola/near_repeat/bands.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace farola {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// "distance-bands" -> "Distance bands".
std::string title(std::string parameter) {
  std::replace(parameter.begin(), parameter.end(), '-', ' ');
  if (!parameter.empty()) {
    parameter[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(parameter[0])));
  }
  return parameter;
}

std::string written(const std::vector<double>& edges) {
  std::string text;
  for (const double edge : edges) text += (text.empty() ? "" : ",") + plain(edge);
  return text;
}

std::string example(const std::string& parameter) {
  return parameter == "time-bands" ? "--time-bands 0,7,14,21" : "--distance-bands 0,200,400,600";
}

void require(const BandOptions& options, const std::string& parameter) {
  const std::vector<double>& edges = options.edges;
  const auto fail = [&](const char* code, const std::string& rule) {
    fail_usage(parameter + code, parameter,
               fmt::format("{} {}, got {}. Give for example {}.", title(parameter), rule,
                           edges.empty() ? "none" : written(edges), example(parameter)));
  };
  for (const double edge : edges) {
    if (!std::isfinite(edge)) fail("-not-a-number", "must be finite numbers");
    if (edge < 0) fail("-negative", "must not be negative");
  }
  if (edges.size() < 2) fail("-too-few", "need two edges or more, the first and the last");
  for (std::size_t k = 1; k < edges.size(); ++k) {
    if (edges[k] > edges[k - 1]) continue;
    fail("-not-increasing", fmt::format("must be edges that increase, but {} does not follow {}",
                                        plain(edges[k]), plain(edges[k - 1])));
  }
  if (!options.has_same) return;
  if (!(options.same >= 0) || !std::isfinite(options.same)) {
    fail_usage(
        "same-place-negative", "same-place",
        fmt::format("Same place must be a distance of 0 m or more, got {}. Give the greatest "
                    "distance that is still the same place, for example --same-place 0.",
                    plain(options.same)));
  }
  if (edges[0] > options.same || edges[1] <= options.same) {
    fail_usage(
        parameter + "-overlap-same", parameter,
        fmt::format("{} {} do not fit the band of the same place, which holds 0 to {}: the next "
                    "band begins right above it and must end beyond it. Let the edges begin with 0 "
                    "and make the second greater than {}, or leave --same-place out.",
                    title(parameter), written(edges), plain(options.same), plain(options.same)));
  }
}

}  // namespace

std::string_view name_of(Closed closed) noexcept {
  return closed == Closed::left ? "left" : "right";
}

std::vector<double> Bands::edges_of_width(double width, std::int64_t count,
                                          const std::string& parameter) {
  if (!(width > 0) || !std::isfinite(width)) {
    fail_usage(
        parameter + "-not-positive", parameter,
        fmt::format("{} need a positive width, got {}. Give for example {}.", title(parameter),
                    plain(width), parameter == "time-bands" ? "7x3" : "200x5"));
  }
  if (count < 1 || count > 1000) {
    fail_usage(parameter + "-too-few", parameter,
               fmt::format("{} need a count from 1 to 1000, got {}. Give for example {}.",
                           title(parameter), count, parameter == "time-bands" ? "7x3" : "200x5"));
  }
  std::vector<double> edges;
  for (std::int64_t k = 0; k <= count; ++k) edges.push_back(static_cast<double>(k) * width);
  return edges;
}

Bands::Bands(BandOptions options, std::string parameter, std::string unit)
    : unit_(std::move(unit)) {
  require(options, parameter);
  const std::vector<double>& edges = options.edges;
  const bool left = options.closed == Closed::left;
  for (const double edge : edges) limits_.push_back({edge, left});
  if (options.include_ends) {
    if (!left) {
      limits_.front().reached = true;
    } else if (!options.open_end) {
      limits_.back().reached = false;
    }
  }
  if (options.has_same) {
    limits_.front() = {options.same, false};
    limits_.insert(limits_.begin(), BandLimit{0, true});
  }
  for (std::size_t k = 0; k + 1 < limits_.size(); ++k) {
    bands_.push_back({limits_[k], limits_[k + 1], false, options.has_same && k == 0});
  }
  if (options.open_end) bands_.push_back({limits_.back(), {infinity, true}, true, false});
}

int Bands::index_of(double value) const {
  const auto above = std::partition_point(limits_.begin(), limits_.end(),
                                          [&](const BandLimit& l) { return !l.below(value); });
  const auto passed = static_cast<int>(above - limits_.begin());
  return passed == static_cast<int>(limits_.size()) && !has_open() ? -1 : passed - 1;
}

std::string Bands::label(std::size_t k) const {
  const Band& band = bands_[k];
  return fmt::format("{}{}{},{}{}{}{}", band.same ? "same place " : "",
                     band.from.reached ? '[' : '(', plain(band.from.at),
                     band.open ? "inf" : plain(band.to.at), band.to.reached ? ')' : ']',
                     unit_.empty() ? "" : " ", unit_);
}

std::string Bands::labels() const {
  Bands bare = *this;
  bare.unit_.clear();
  std::string text;
  for (std::size_t k = 0; k < size(); ++k) text += (k > 0 ? " " : "") + bare.label(k);
  return unit_.empty() ? text : text + " " + unit_;
}

Bands Bands::scaled(double factor, std::string unit) const {
  Bands other = *this;
  other.unit_ = std::move(unit);
  const auto move = [&](BandLimit& limit) {
    if (!std::isfinite(limit.at)) return;
    const double at = limit.at * factor, whole = std::round(at);
    limit.at = std::abs(at - whole) <= 1e-6 ? whole : at;
  };
  for (BandLimit& limit : other.limits_) move(limit);
  for (Band& band : other.bands_) {
    move(band.from);
    move(band.to);
  }
  return other;
}

}  // namespace farola
