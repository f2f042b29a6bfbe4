#include "farola/risk/rescale.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace farola {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool has_tables(RescaleMethod method) {
  return method == RescaleMethod::ranges || method == RescaleMethod::classes;
}

bool goes_by_ends(RescaleMethod method) {
  return method == RescaleMethod::minimum_maximum || method == RescaleMethod::linear ||
         method == RescaleMethod::power;
}

bool goes_by_midpoint(RescaleMethod method) {
  return method == RescaleMethod::large || method == RescaleMethod::small ||
         method == RescaleMethod::gaussian || method == RescaleMethod::near;
}

bool of_positive_values(RescaleMethod method) {
  return method == RescaleMethod::large || method == RescaleMethod::small;
}

}  // namespace

const std::vector<std::string>& rescale_methods() {
  static const std::vector<std::string> names = {"none",   "minimum-maximum", "linear",   "power",
                                                 "large",  "small",           "gaussian", "near",
                                                 "ranges", "classes"};
  return names;
}

std::string_view name_of(RescaleMethod method) noexcept {
  return rescale_methods()[static_cast<std::size_t>(method)];
}

RescaleMethod rescale_method(const std::string& name, const std::string& layer) {
  const auto& names = rescale_methods();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<RescaleMethod>(found - names.begin());
  const std::string nearest = nearest_name(name, names);
  fail_usage(
      "rescale-method-unknown", "rescale",
      fmt::format("Layer {} is to be rescaled by \"{}\", which is none of {}.{}", layer, name,
                  listed(names), nearest.empty() ? "" : fmt::format(" Did you mean {}?", nearest)));
}

Rescaler::Rescaler(Rescaling rescaling, std::span<const float> values, std::string layer)
    : with_(std::move(rescaling)), layer_(std::move(layer)) {
  check_parameters();
  check_tables();
  minimum_ = infinity;
  maximum_ = -infinity;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    minimum_ = std::min<double>(minimum_, value);
    maximum_ = std::max<double>(maximum_, value);
  }
  check();
  if (goes_by_ends(with_.method)) {
    const bool own = with_.method == RescaleMethod::minimum_maximum;
    zero_ = own ? minimum_ : with_.zero.value_or(minimum_);
    width_ = (own ? maximum_ : with_.one.value_or(maximum_)) - zero_;
    if (width_ == 0) {
      fail_data(
          "layer-constant",
          fmt::format("Layer {} is {} in every cell, so {} cannot rescale it. Leave the layer "
                      "out, or give the values that score 0 and 1, for example rescale = "
                      "{{ method = \"linear\", zero = 0, one = 500 }}.",
                      layer_, plain(minimum_), name_of(with_.method)),
          "layers");
    }
  }
  lowest_ = infinity;
  highest_ = -infinity;
  std::int64_t without = 0;
  double example = 0;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    if (has_tables(with_.method) && !with_.otherwise && !in_tables(value)) {
      if (without++ == 0) example = value;
      continue;
    }
    const double score = (*this)(value);
    if (std::isnan(score)) continue;
    lowest_ = std::min(lowest_, score);
    highest_ = std::max(highest_, score);
  }
  if (without > 0) {
    fail_data(
        "values-without-score",
        fmt::format("Layer {} has {} cells in none of its {}, the first with the value {}. "
                    "Add what is missing, or say what they get: otherwise = 0, or otherwise = "
                    "\"no-data\".",
                    layer_, grouped(without), name_of(with_.method), plain(example)),
        "layers");
  }
  if (lowest_ > highest_) {
    fail_data(
        "layer-empty",
        fmt::format("Layer {} has no cell that gets a score. Check its ranges or classes.", layer_),
        "layers");
  }
}

void Rescaler::check() const {
  if (minimum_ > maximum_) {
    fail_data("layer-empty",
              fmt::format("Layer {} has no cell with data. Check the file, or leave the layer out.",
                          layer_),
              "layers");
  }
  if (std::isinf(minimum_) || std::isinf(maximum_)) {
    fail_data(
        "layer-infinite",
        fmt::format("Layer {} has infinite values. Make them no data, or cut them off, before "
                    "it is scored.",
                    layer_),
        "layers");
  }
  if (minimum_ < 0 && of_positive_values(with_.method)) {
    fail_data(
        "layer-negative",
        fmt::format("Layer {} has negative values, the lowest {}, and {} is for values from 0 "
                    "up. Rescale it by linear or gaussian.",
                    layer_, plain(minimum_), name_of(with_.method)),
        "layers");
  }
}

void Rescaler::check_parameters() const {
  const auto refuse = [&](const char* code, const std::string& what) {
    fail_usage(code, "rescale", fmt::format("Layer {}: {}", layer_, what));
  };
  const auto finite = [](const std::optional<double>& end) { return !end || std::isfinite(*end); };
  if (with_.reversed && (has_tables(with_.method) || with_.method == RescaleMethod::none)) {
    refuse("rescale-reversed",
           fmt::format("{} cannot be reversed, its scores have no ends. Give other scores.",
                       name_of(with_.method)));
  }
  if (goes_by_ends(with_.method)) {
    if (with_.method == RescaleMethod::linear && (!with_.zero || !with_.one)) {
      refuse("rescale-ends-missing",
             "linear needs the values that score 0 and 1, for example zero = 0 and one = 500.");
    }
    if (!finite(with_.zero) || !finite(with_.one)) {
      refuse("rescale-ends", "zero and one must be finite numbers.");
    }
    if (with_.zero && with_.one && *with_.zero == *with_.one) {
      refuse("rescale-ends",
             fmt::format("zero and one must differ, both are {}.", plain(*with_.zero)));
    }
    if (!(with_.exponent > 0) || std::isinf(with_.exponent)) {
      refuse("rescale-exponent",
             fmt::format("exponent must be positive, got {}. Give for example 2.",
                         plain(with_.exponent)));
    }
  }
  if (goes_by_midpoint(with_.method)) {
    if (!std::isfinite(with_.midpoint) ||
        (of_positive_values(with_.method) && with_.midpoint <= 0)) {
      refuse(
          "rescale-midpoint",
          fmt::format("midpoint must be {}, got {}. Give it in the unit of the layer, for example "
                      "200.",
                      of_positive_values(with_.method) ? "positive" : "a finite number",
                      plain(with_.midpoint)));
    }
    if (!(with_.spread > 0) || std::isinf(with_.spread)) {
      refuse("rescale-spread", fmt::format("spread must be positive, got {}. Give for example 3.",
                                           plain(with_.spread)));
    }
  }
}

void Rescaler::check_tables() {
  const auto refuse = [&](const char* code, const std::string& what) {
    fail_usage(code, "rescale", fmt::format("Layer {}: {}", layer_, what));
  };
  if (with_.method == RescaleMethod::ranges) {
    auto& ranges = with_.ranges;
    if (ranges.empty()) refuse("rescale-ranges", "there are no ranges. Give at least one.");
    for (const ScoreRange& range : ranges) {
      if (!(range.from < range.to) || !std::isfinite(range.score)) {
        refuse(
            "rescale-ranges",
            fmt::format("a range must go from less to more and have a finite score, got {} to {} "
                        "with {}.",
                        plain(range.from), plain(range.to), plain(range.score)));
      }
    }
    std::sort(ranges.begin(), ranges.end(),
              [](const ScoreRange& a, const ScoreRange& b) { return a.from < b.from; });
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      if (ranges[i].from < ranges[i - 1].to) {
        refuse(
            "rescale-ranges",
            fmt::format("the ranges {} to {} and {} to {} overlap. End one where the next begins.",
                        plain(ranges[i - 1].from), plain(ranges[i - 1].to), plain(ranges[i].from),
                        plain(ranges[i].to)));
      }
    }
  }
  if (with_.method == RescaleMethod::classes) {
    auto& classes = with_.classes;
    if (classes.empty()) refuse("rescale-classes", "there are no classes. Give at least one.");
    for (const ScoreClass& entry : classes) {
      if (!std::isfinite(entry.code) || !std::isfinite(entry.score)) {
        refuse("rescale-classes", "codes and scores of classes must be finite numbers.");
      }
    }
    std::sort(classes.begin(), classes.end(),
              [](const ScoreClass& a, const ScoreClass& b) { return a.code < b.code; });
    for (std::size_t i = 1; i < classes.size(); ++i) {
      if (classes[i].code == classes[i - 1].code) {
        refuse("rescale-classes",
               fmt::format("class {} has two scores. Leave one out.", plain(classes[i].code)));
      }
    }
  }
}

bool Rescaler::in_tables(double value) const { return !std::isnan(score_in_tables(value)); }

double Rescaler::score_in_tables(double value) const {
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
  if (with_.method == RescaleMethod::ranges) {
    const auto& ranges = with_.ranges;
    const auto after =
        std::upper_bound(ranges.begin(), ranges.end(), value,
                         [](double v, const ScoreRange& range) { return v < range.from; });
    if (after == ranges.begin()) return nowhere;
    const ScoreRange& range = *std::prev(after);
    const bool last = after == ranges.end() && value == range.to;
    return value < range.to || last ? range.score : nowhere;
  }
  const auto& classes = with_.classes;
  const auto at =
      std::lower_bound(classes.begin(), classes.end(), value,
                       [](const ScoreClass& entry, double v) { return entry.code < v; });
  return at != classes.end() && at->code == value ? at->score : nowhere;
}

double Rescaler::operator()(double value) const {
  if (std::isnan(value)) return value;
  const auto ended = [&] { return std::clamp((value - zero_) / width_, 0.0, 1.0); };
  const double off = value - with_.midpoint;
  double score = value;
  switch (with_.method) {
    case RescaleMethod::none:
      return value;
    case RescaleMethod::minimum_maximum:
    case RescaleMethod::linear:
      score = ended();
      break;
    case RescaleMethod::power:
      score = std::pow(ended(), with_.exponent);
      break;
    case RescaleMethod::large:
      score = 1 / (1 + std::pow(value / with_.midpoint, -with_.spread));
      break;
    case RescaleMethod::small:
      score = 1 / (1 + std::pow(value / with_.midpoint, with_.spread));
      break;
    case RescaleMethod::gaussian:
      score = std::exp(-with_.spread * off * off);
      break;
    case RescaleMethod::near:
      score = 1 / (1 + with_.spread * off * off);
      break;
    case RescaleMethod::ranges:
    case RescaleMethod::classes: {
      const double found = score_in_tables(value);
      return std::isnan(found) ? with_.otherwise.value_or(found) : found;
    }
  }
  return with_.reversed ? 1 - score : score;
}

}  // namespace farola
