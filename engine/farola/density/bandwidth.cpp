#include "farola/density/bandwidth.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"
#include "farola/density/bandwidth_diggle.hpp"
#include "farola/density/gaussian_sums.hpp"
#include "farola/density/golden_section.hpp"
#include "farola/density/place_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <fmt/format.h>

namespace farola {
namespace {

using std::numbers::pi;
constexpr std::size_t block = 4096;
constexpr int coarse_values = 24;
constexpr double search_tolerance = 1e-4;
constexpr double tolerated_ties = .05;
constexpr double quartiles_per_sd = 1.349;  // IQR of a standard normal

double sum_over(std::size_t n, const auto& term) {
  return reduce_blocks(
      n, block, Progress(), 0.0,
      [&](std::size_t begin, std::size_t end) {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) sum += term(i);
        return sum;
      },
      [](double& total, double part) { total += part; });
}

double standard_deviation(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = sum_over(values.size(), [&](std::size_t i) { return values[i]; }) / n;
  const double squares = sum_over(
      values.size(), [&](std::size_t i) { return (values[i] - mean) * (values[i] - mean); });
  return std::sqrt(squares / (n - 1));
}

/// R's quantile type 7: linear between order statistics.
double quantile(std::vector<double>& values, double p) {
  const double at = p * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::ptrdiff_t>(at);
  std::nth_element(values.begin(), values.begin() + low, values.end());
  const double below = values[static_cast<std::size_t>(low)];
  if (at == static_cast<double>(low)) return below;
  const double above = *std::min_element(values.begin() + low + 1, values.end());
  return below + (at - static_cast<double>(low)) * (above - below);
}

double robust_spread(std::span<const double> values) {
  const double sd = standard_deviation(values);
  std::vector<double> copy(values.begin(), values.end());
  const double lower = quantile(copy, .25);
  const double range = quantile(copy, .75) - lower;
  return range > 0 ? std::min(sd, range / quartiles_per_sd) : sd;
}

double rule(double spread_x, double spread_y, std::size_t n) {
  const double spread =
      spread_x > 0 && spread_y > 0 ? std::sqrt(spread_x * spread_y) : std::max(spread_x, spread_y);
  return spread * std::pow(static_cast<double>(n), -1.0 / 6);
}

/// The criteria that need sums of Gaussians at the events.
class CrossValidation {
 public:
  CrossValidation(const PlaceIndex& places, const std::vector<double>& nearest,
                  BandwidthSelector selector, bool leave_place_out, double window_area)
      : places_(places),
        nearest_(nearest),
        selector_(selector),
        leave_place_out_(leave_place_out),
        window_area_(window_area) {}

  double operator()(double sigma, const Progress& progress) {
    switch (selector_) {
      case BandwidthSelector::likelihood_cv:
        return likelihood(sigma, progress);
      case BandwidthSelector::least_squares_cv:
        return least_squares(sigma, progress);
      default:
        return cronie_van_lieshout(sigma, progress);
    }
  }
  int exact() const { return exact_; }
  int binned() const { return binned_; }

 private:
  std::vector<double> sums(double sigma, const Progress& progress) {
    GaussianSums found = gaussian_sums(places_, nearest_, sigma, progress);
    ++(found.taken == SumMethod::exact ? exact_ : binned_);
    return std::move(found.log_others);
  }
  /// Other events at the same place that count.
  double tied(std::size_t i) const { return leave_place_out_ ? 0 : places_.count()[i] - 1; }

  double likelihood(double sigma, const Progress& progress) {
    const std::vector<double> others = sums(sigma, progress);
    const auto n = static_cast<double>(places_.events());
    const double sum = sum_over(places_.size(), [&](std::size_t i) {
      const double log_sum = tied(i) > 0 ? std::log(tied(i) + std::exp(others[i])) : others[i];
      return places_.count()[i] * log_sum;
    });
    return -(sum / n - std::log(2 * pi * sigma * sigma * (n - 1)));
  }

  double least_squares(double sigma, const Progress& progress) {
    const std::vector<double> wide = sums(sigma * std::numbers::sqrt2, progress.part(0, .5));
    const std::vector<double> narrow = sums(sigma, progress.part(.5, 1));
    const auto n = static_cast<double>(places_.events());
    const auto pairs = [&](const std::vector<double>& others) {
      return sum_over(places_.size(), [&](std::size_t i) {
        return places_.count()[i] * (tied(i) + std::exp(others[i]));
      });
    };
    // Leaving places out, the square's tied pairs still belong to the square.
    const double ties_in_square = sum_over(places_.size(), [&](std::size_t i) {
      return places_.count()[i] * (places_.count()[i] - 1 - tied(i));
    });
    const double area = 2 * pi * sigma * sigma;
    return (n + ties_in_square + pairs(wide)) / (n * n * 2 * area) -
           2 * pairs(narrow) / (n * (n - 1) * area);
  }

  double cronie_van_lieshout(double sigma, const Progress& progress) {
    const std::vector<double> others = sums(sigma, progress);
    const double inverse = sum_over(places_.size(), [&](std::size_t i) {
      return places_.count()[i] / (places_.count()[i] + std::exp(others[i]));
    });
    const double difference = inverse * 2 * pi * sigma * sigma - window_area_;
    return difference * difference;
  }

  const PlaceIndex& places_;
  const std::vector<double>& nearest_;
  BandwidthSelector selector_;
  bool leave_place_out_;
  double window_area_;
  int exact_ = 0, binned_ = 0;
};

bool pulled_by_ties(BandwidthSelector selector) {
  return selector == BandwidthSelector::likelihood_cv ||
         selector == BandwidthSelector::least_squares_cv || selector == BandwidthSelector::diggle;
}

std::string metres(double value) { return fmt::format("{:.4g} m", value); }

void require_range(double lower, double upper) {
  if (lower > 0 && lower < upper && std::isfinite(upper)) return;
  fail_usage("bandwidth-range-empty", "bandwidth",
             fmt::format("The bandwidth's search range must rise from above 0 m, got {} m to {} m. "
                         "Give 0 < lower < upper, in metres.",
                         plain(lower), plain(upper)));
}

void warn_at_bound(SelectedBandwidth& found, std::string_view selector, double lower, double upper,
                   bool at_lower, double tied_share) {
  found.at_bound = true;
  std::string why = at_lower && tied_share > 0
                        ? fmt::format(
                              "{:.0f} % of the events share a place with an earlier one, "
                              "which draws this criterion to 0",
                              100 * tied_share)
                        : std::string("the criterion has no minimum inside the range");
  found.report.warn(
      fmt::format("Selector {} ended at the {} end of its range, {} to {}: {}. Do not trust this "
                  "bandwidth; use "
                  "--bandwidth silverman, or give metres, for example --bandwidth 300.",
                  selector, at_lower ? "lower" : "upper", metres(lower), metres(upper), why));
}

void search(SelectedBandwidth& found, const PlaceIndex& places, const std::vector<double>& nearest,
            const BandwidthOptions& options, bool leave_place_out, double tied_share,
            const Progress& progress) {
  std::vector<double> sorted = nearest;
  const Box& box = places.box();
  const double lower = options.lower ? options.lower->value : quantile(sorted, .5) / 2;
  const double upper =
      options.upper ? options.upper->value : std::hypot(box.width(), box.height()) / 2;
  require_range(lower, upper);
  const bool needs_window = options.selector == BandwidthSelector::cronie_van_lieshout;
  const double area =
      options.study_area.empty() ? box.width() * box.height() : area_of(options.study_area);
  if (needs_window && !(area > 0)) {
    fail_data("bandwidth-not-selectable",
              "Selector cronie-van-lieshout needs a window with an area, and all events lie on one "
              "line. Give --study-area, or metres, for example --bandwidth 300.",
              "bandwidth");
  }
  CrossValidation criterion(places, nearest, options.selector, leave_place_out, area);
  const Minimum minimum =
      minimum_of([&](double sigma, const Progress& part) { return criterion(sigma, part); }, lower,
                 upper, coarse_values, search_tolerance, progress);
  found.sigma = Metres{minimum.at};
  found.criterion = minimum.value;
  auto& values = found.report.values["bandwidth_selection"];
  values["lower_m"] = lower;
  values["upper_m"] = upper;
  values["criterion"] = minimum.value;
  values["evaluations"] = minimum.evaluations;
  values["sums_exact"] = criterion.exact();
  values["sums_binned"] = criterion.binned();
  if (needs_window) values["window_km2"] = area / square_metres_per_km2;
  if (needs_window && options.study_area.empty()) {
    found.report.note(
        "Selector cronie-van-lieshout took the box of the events as its window; --study-area would "
        "be "
        "better.");
  }
  if (minimum.at_lower || minimum.at_upper) {
    warn_at_bound(found, name_of(options.selector), lower, upper, minimum.at_lower, tied_share);
  }
}

void minimise_diggle(SelectedBandwidth& found, const PlaceIndex& places,
                     const BandwidthOptions& options, bool leave_place_out, double tied_share,
                     const Progress& progress) {
  const DiggleMinimum minimum =
      diggle_minimum(places, options.study_area,
                     options.upper ? std::optional(options.upper->value) : std::nullopt,
                     options.seed, leave_place_out, progress);
  found.sigma = Metres{minimum.sigma};
  found.criterion = minimum.criterion;
  auto& values = found.report.values["bandwidth_selection"];
  values["lower_m"] = minimum.lower;
  values["upper_m"] = minimum.upper;
  values["criterion"] = minimum.criterion;
  values["sampled_places"] = minimum.places_used;
  if (minimum.places_used < places.size()) {
    values["seed"] = options.seed;
    found.report.note(fmt::format(
        "Selector diggle looked at the pairs of {} of {} places with all others (seed {}).",
        grouped(static_cast<std::int64_t>(minimum.places_used)),
        grouped(static_cast<std::int64_t>(places.size())), options.seed));
  }
  if (minimum.at_bound) {
    warn_at_bound(found, name_of(options.selector), minimum.lower, minimum.upper,
                  minimum.sigma < minimum.upper / 2, tied_share);
  }
}

/// The selectors that look at distances between places.
void select_by_places(SelectedBandwidth& found, std::span<const double> x,
                      std::span<const double> y, const BandwidthOptions& options,
                      const Progress& progress) {
  const std::string_view selector = name_of(options.selector);
  auto& values = found.report.values["bandwidth_selection"];
  const PlaceIndex places(x, y);
  progress.check();
  const auto n = static_cast<double>(x.size());
  const double tied_share = 1 - static_cast<double>(places.size()) / n;
  values["distinct_places"] = places.size();
  const bool leave_place_out = pulled_by_ties(options.selector) &&
                               (options.ties == Ties::leave_place_out ||
                                (options.ties == Ties::automatic && tied_share > tolerated_ties));
  if (leave_place_out) {
    values["leave_place_out"] = true;
    found.report.note(fmt::format(
        "{:.0f} % of the events share a place with an earlier one. Selector {} left out "
        "all events of a place together, else these ties would draw it to 0.",
        100 * tied_share, selector));
  }
  const std::vector<double> nearest = places.distances_to_nearest(progress.part(0, .05));
  const double mean_nearest = sum_over(nearest.size(), [&](std::size_t i) { return nearest[i]; }) /
                              static_cast<double>(nearest.size());
  if (options.selector == BandwidthSelector::diggle) {
    minimise_diggle(found, places, options, leave_place_out, tied_share, progress.part(.05, 1));
  } else if (options.selector == BandwidthSelector::mean_nearest_neighbour) {
    found.sigma = Metres{mean_nearest};
  } else {
    search(found, places, nearest, options, leave_place_out, tied_share, progress.part(.05, 1));
  }
  if (found.sigma.value < mean_nearest && !found.at_bound) {
    found.report.warn(fmt::format(
        "Selector {} chose {}, less than the mean distance of {} between neighbouring places: it "
        "follows addresses, not the city. Use --bandwidth silverman, or give metres, for example "
        "--bandwidth 300.",
        selector, metres(found.sigma.value), metres(mean_nearest)));
  }
}

}  // namespace

std::string_view name_of(BandwidthSelector selector) noexcept {
  return bandwidth_selector_names[static_cast<std::size_t>(selector)];
}

BandwidthSelector bandwidth_selector_from_name(const std::string& name) {
  for (std::size_t i = 0; i < bandwidth_selector_names.size(); ++i) {
    if (name == bandwidth_selector_names[i]) return static_cast<BandwidthSelector>(i);
  }
  const std::vector<std::string> names(bandwidth_selector_names.begin(),
                                       bandwidth_selector_names.end());
  const std::string nearest = nearest_name(name, names);
  fail_usage("bandwidth-selector-unknown", "bandwidth",
             fmt::format("There is no bandwidth selector \"{}\"{}. Give metres, for example "
                         "--bandwidth 300, or one of {}.",
                         name, nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest),
                         listed(names)));
}

SelectedBandwidth select_bandwidth(std::span<const double> x, std::span<const double> y,
                                   const BandwidthOptions& options, const Progress& progress) {
  const std::string selector(name_of(options.selector));
  SelectedBandwidth found;
  auto& values = found.report.values["bandwidth_selection"];
  values["selector"] = selector;
  values["events"] = x.size();
  const auto [low_x, high_x] = std::minmax_element(x.begin(), x.end());
  const auto [low_y, high_y] = std::minmax_element(y.begin(), y.end());
  if (x.size() < 2 || (*low_x == *high_x && *low_y == *high_y)) {
    const std::string what =
        x.empty()      ? "there are no events"
        : x.size() < 2 ? "there is one event"
                       : fmt::format("all {} events lie at one place, {:.1f} {:.1f}",
                                     grouped(static_cast<std::int64_t>(x.size())), x[0], y[0]);
    fail_data("bandwidth-not-selectable",
              fmt::format("Selector {} cannot choose a bandwidth: {}. Give metres, for example "
                          "--bandwidth 300.",
                          selector, what),
              "bandwidth");
  }
  progress.check();
  if (options.selector == BandwidthSelector::scott) {
    found.sigma = Metres{rule(standard_deviation(x), standard_deviation(y), x.size())};
  } else if (options.selector == BandwidthSelector::silverman) {
    found.sigma = Metres{rule(robust_spread(x), robust_spread(y), x.size())};
  } else {
    select_by_places(found, x, y, options, progress);
  }
  values["sigma_m"] = found.sigma.value;
  found.report.note(
      fmt::format("Selector {} chose a Gaussian standard deviation of {} from {} events.", selector,
                  metres(found.sigma.value), grouped(static_cast<std::int64_t>(x.size()))));
  progress.finish();
  return found;
}

SelectedBandwidth select_bandwidth(const ProjectedEvents& events, const BandwidthOptions& options,
                                   const Progress& progress) {
  const auto weight = events.weight();
  SelectedBandwidth found;
  if (std::find(weight.begin(), weight.end(), 0.0) == weight.end()) {
    found = select_bandwidth(events.x(), events.y(), options, progress);
  } else {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (weight[i] == 0) continue;
      x.push_back(events.x()[i]);
      y.push_back(events.y()[i]);
    }
    found = select_bandwidth(x, y, options, progress);
  }
  note_weights_ignored(events, fmt::format("Selector {}", name_of(options.selector)), found.report);
  return found;
}

void note_weights_ignored(const ProjectedEvents& events, const std::string& rule, Report& report) {
  const auto weight = events.weight();
  if (std::all_of(weight.begin(), weight.end(), [&](double w) { return w == weight[0]; })) return;
  report.note(fmt::format(
      "{} counted each event once: weights shape the density, not the bandwidth. Where a weight is "
      "a number of events at one place, give metres, for example --bandwidth 300.",
      rule));
}

DefaultBandwidth default_bandwidth(const Box& extent, Kernel kernel) {
  constexpr double sides_a_radius = 30;
  const double shorter = std::min(extent.width(), extent.height());
  const double side = shorter > 0 ? shorter : std::max(extent.width(), extent.height());
  if (!(side > 0)) {
    fail_data("bandwidth-not-selectable",
              "All events are at one place, so no bandwidth can be chosen from them. Give it, for "
              "example --bandwidth 300.",
              "bandwidth");
  }
  const Metres sigma{side / sides_a_radius * kernel_spread(Kernel::quartic)};
  const double exact = equal_spread(kernel, sigma).value;
  const double digit = std::pow(10.0, std::floor(std::log10(exact)) - 1);
  // Dividing by a power of ten keeps round numbers round: 0.37, not 0.37000000000000005.
  const double rounded = digit < 1 ? std::round(exact / digit) / std::round(1 / digit)
                                   : std::round(exact / digit) * digit;
  DefaultBandwidth chosen{Metres{rounded}, {}};
  chosen.report.note(fmt::format(
      "No bandwidth was given: {0} m was taken for the {1} kernel, a thirtieth of the shorter side "
      "of the events' box ({2:.0f} m), the usual start. Halve it to see corners, double it to see "
      "districts: --bandwidth {3} or {4}.",
      plain(rounded), name_of(kernel), side, plain(rounded / 2), plain(rounded * 2)));
  return chosen;
}

}  // namespace farola
