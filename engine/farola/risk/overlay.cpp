#include "farola/risk/overlay.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace farola {

namespace {

constexpr std::size_t block = 1 << 14;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

const std::vector<std::string>& combinations() {
  static const std::vector<std::string> names = {"weighted-sum", "weighted-product", "fuzzy-and",
                                                 "fuzzy-or",     "fuzzy-product",    "fuzzy-sum",
                                                 "fuzzy-gamma"};
  return names;
}

std::string_view name_of(Combination combination) noexcept {
  return combinations()[static_cast<std::size_t>(combination)];
}

bool is_weighted(Combination combination) noexcept {
  return combination == Combination::weighted_sum || combination == Combination::weighted_product;
}

namespace {

/// Sum of w m, or of w log m for the product; over the weights of what is there.
double weighted(std::span<const double> terms, std::span<const double> weights, MissingRule rule) {
  double sum = 0, of = 0;
  bool missing = false;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    if (weights[k] == 0) continue;  // also log 0 times 0
    if (std::isnan(terms[k])) {
      if (rule == MissingRule::no_score) return nothing;
      missing = true;
      continue;
    }
    sum += weights[k] * terms[k];
    of += weights[k];
  }
  if (of == 0) return nothing;
  return missing ? sum / of : sum;
}

double fuzzy(std::span<const double> memberships, const OverlayOptions& options) {
  double least = 1, most = 0, product = 1, rest = 1;
  bool any = false;
  for (const double m : memberships) {
    if (std::isnan(m)) {
      if (options.missing == MissingRule::no_score) return nothing;
      continue;
    }
    any = true;
    least = std::min(least, m);
    most = std::max(most, m);
    product *= m;
    rest *= 1 - m;
  }
  if (!any) return nothing;
  switch (options.combination) {
    case Combination::fuzzy_and:
      return least;
    case Combination::fuzzy_or:
      return most;
    case Combination::fuzzy_product:
      return product;
    case Combination::fuzzy_sum:
      return 1 - rest;
    default:
      return std::pow(1 - rest, options.gamma) * std::pow(product, 1 - options.gamma);
  }
}

}  // namespace

double combined(std::span<const double> memberships, std::span<const double> weights,
                const OverlayOptions& options) {
  if (options.combination == Combination::weighted_sum) {
    return weighted(memberships, weights, options.missing);
  }
  if (options.combination != Combination::weighted_product) return fuzzy(memberships, options);
  std::vector<double> logs(memberships.size());
  std::transform(memberships.begin(), memberships.end(), logs.begin(),
                 [](double m) { return std::log(m); });
  return std::exp(weighted(logs, weights, options.missing));
}

namespace {

void require_same_place(const Raster& raster, const std::string& name, const Raster& first,
                        const std::string& first_name) {
  if (!raster.crs.equivalent(first.crs)) {
    fail_data(
        "crs-differ",
        fmt::format("Layer {} is in {}, and {} in {}. Warp it first, for example with gdalwarp "
                    "-t_srs.",
                    name, raster.crs.label(), first_name, first.crs.label()),
        "layers");
  }
  const Grid &a = raster.grid, &b = first.grid;
  // A thousandth of a cell at every corner.
  const double slack = 1e-3 * b.cell;
  const bool same = a.columns == b.columns && a.rows == b.rows &&
                    std::abs(a.xmin - b.xmin) <= slack && std::abs(a.ymax - b.ymax) <= slack &&
                    std::abs(a.xmax() - b.xmax()) <= slack &&
                    std::abs(a.ymin() - b.ymin()) <= slack;
  if (!same) {
    const auto words = [](const Grid& grid) {
      return fmt::format("{} x {} cells of {} from {} {}", grid.columns, grid.rows,
                         plain(grid.cell), plain(grid.xmin), plain(grid.ymax));
    };
    fail_data("grids-differ",
              fmt::format("Layer {} has {}, and {} has {}. Say how to bring it onto that grid: "
                          "resample = \"nearest\" for classes, \"bilinear\" for measures.",
                          name, words(a), first_name, words(b)),
              "layers");
  }
}

void check(std::span<const OverlayLayer> layers, std::span<const OverlayConstraint> constraints,
           const OverlayOptions& options) {
  if (layers.empty()) {
    fail_usage("layers-missing", "layers", "There is no layer to combine. Give at least one.");
  }
  std::vector<std::string> names;
  for (const OverlayLayer& layer : layers) {
    if (std::find(names.begin(), names.end(), layer.name) != names.end()) {
      fail_usage("layer-name-twice", "layers",
                 fmt::format("Two layers are called {}. Give each a name of its own.", layer.name));
    }
    names.push_back(layer.name);
    if (!(layer.weight >= 0) || std::isinf(layer.weight)) {
      fail_usage("weight-invalid", "weight",
                 fmt::format("The weight of layer {} must be 0 or more, got {}. Where less of "
                             "something is worse, reverse its rescaling instead.",
                             layer.name, plain(layer.weight)));
    }
    require_same_place(layer.raster, layer.name, layers.front().raster, layers.front().name);
  }
  for (const OverlayConstraint& constraint : constraints) {
    require_same_place(constraint.raster, constraint.name, layers.front().raster,
                       layers.front().name);
  }
  if (!(options.gamma >= 0 && options.gamma <= 1)) {
    fail_usage("gamma-out-of-range", "gamma",
               fmt::format("Gamma must be from 0 to 1, got {}. Give for example 0.9.",
                           plain(options.gamma)));
  }
  if (!options.sensitivity) return;
  if (!is_weighted(options.combination)) {
    fail_usage("sensitivity-without-weights", "sensitivity",
               fmt::format("{} has no weights to vary. Leave sensitivity out, or combine by "
                           "weighted-sum.",
                           name_of(options.combination)));
  }
  if (options.sensitivity->draws < 1 || options.sensitivity->draws > 100000) {
    fail_usage("draws-out-of-range", "sensitivity",
               fmt::format("Draws must be from 1 to 100000, got {}. Give for example 200.",
                           options.sensitivity->draws));
  }
  if (!(options.sensitivity->range > 0 && options.sensitivity->range <= 1)) {
    fail_usage("range-out-of-range", "sensitivity",
               fmt::format("Weights vary by more than 0 and at most 100 %, got {} %. Give for "
                           "example 20.",
                           plain(100 * options.sensitivity->range)));
  }
}

std::vector<double> normalised(std::span<const OverlayLayer> layers) {
  double sum = 0;
  for (const OverlayLayer& layer : layers) sum += layer.weight;
  if (!(sum > 0) || std::isinf(sum)) {
    fail_usage(
        "weight-invalid", "weight",
        fmt::format("The weights of the layers add up to {}. Give at least one layer a weight "
                    "above 0.",
                    plain(sum)));
  }
  std::vector<double> weights;
  for (const OverlayLayer& layer : layers) weights.push_back(layer.weight / sum);
  return weights;
}

std::vector<Rescaler> rescalers_of(std::span<const OverlayLayer> layers,
                                   const OverlayOptions& options) {
  std::vector<Rescaler> rescalers;
  const bool any_size = options.combination == Combination::weighted_sum;
  const bool product = options.combination == Combination::weighted_product;
  for (const OverlayLayer& layer : layers) {
    const Rescaler& made = rescalers.emplace_back(layer.rescaling, layer.raster.values, layer.name);
    if (any_size || (made.lowest() >= 0 && (product || made.highest() <= 1))) continue;
    fail_data("membership-out-of-range",
              fmt::format("Layer {} has scores from {} to {}, but {} needs them {}. Rescale it by "
                          "linear, or give other scores.",
                          layer.name, plain(made.lowest()), plain(made.highest()),
                          name_of(options.combination), product ? "not negative" : "from 0 to 1"),
              "layers");
  }
  return rescalers;
}

bool keeps(const OverlayConstraint& constraint, double value) {
  if (std::isnan(value)) return false;
  if (!constraint.minimum && !constraint.maximum) return value != 0;
  return (!constraint.minimum || value >= *constraint.minimum) &&
         (!constraint.maximum || value <= *constraint.maximum);
}

Raster band_like(const Raster& raster, BandInfo info) {
  return {raster.grid, raster.crs, std::move(info),
          std::vector<float>(raster.values.size(), no_data)};
}

std::string contribution_words(const OverlayLayer& layer, Combination combination, double weight) {
  if (combination == Combination::weighted_sum) {
    return fmt::format("Contribution of {}: its rescaled value times its weight of {:.6g}",
                       layer.name, weight);
  }
  if (combination == Combination::weighted_product) {
    return fmt::format(
        "Contribution of {}: its rescaled value to the power of its weight of {:.6g}", layer.name,
        weight);
  }
  return fmt::format("Membership of {}", layer.name);
}

/// What is known of the cells while they are gone through.
struct Cells {
  std::int64_t scored = 0, excluded = 0, without_data = 0;
  void add(const Cells& more) {
    scored += more.scored;
    excluded += more.excluded;
    without_data += more.without_data;
  }
};

void tell_layers(std::span<const OverlayLayer> layers, const std::vector<Rescaler>& rescalers,
                 const OverlayOptions& options, Overlay& result) {
  auto& values = result.report.values["overlay"];
  values["combination"] = name_of(options.combination);
  if (options.combination == Combination::fuzzy_gamma) values["gamma"] = options.gamma;
  values["missing"] = options.missing == MissingRule::no_score ? "no-data" : "leave-out";
  std::vector<std::string> words;
  double sum = 0;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const Rescaler& with = rescalers[k];
    nlohmann::ordered_json entry = {
        {"name", layers[k].name},        {"rescaled_by", name_of(layers[k].rescaling.method)},
        {"minimum", with.minimum()},     {"maximum", with.maximum()},
        {"lowest_score", with.lowest()}, {"highest_score", with.highest()}};
    sum += layers[k].weight;
    if (!result.weights.empty()) {
      entry["weight"] = result.weights[k];
      words.push_back(fmt::format("{} {:.6g}", layers[k].name, result.weights[k]));
    }
    values["layers"].push_back(std::move(entry));
  }
  if (words.empty()) return;
  result.report.note(std::abs(sum - 1) <= 1e-9
                         ? fmt::format("Weights: {}.", listed(words, "and"))
                         : fmt::format("The weights add up to {}, and are taken over that: {}.",
                                       plain(sum), listed(words, "and")));
}

void tell_cells(const Cells& cells, MissingRule rule, Report& report) {
  auto& values = report.values["overlay"];
  values["cells"] = cells.scored;
  values["excluded"] = cells.excluded;
  values["without_data"] = cells.without_data;
  report.note(fmt::format(
      "{} cells have a score; {} are excluded by constraints, {} have no data in {} layer.",
      grouped(cells.scored), grouped(cells.excluded), grouped(cells.without_data),
      rule == MissingRule::no_score ? "some" : "any"));
}

/// The stability of the cells that have a score, from what they are made of.
void add_stability(std::span<const OverlayLayer> layers, const std::vector<Rescaler>& rescalers,
                   const OverlayOptions& options, Overlay& result, const Progress& progress) {
  const std::size_t n = layers.size();
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < result.score.values.size(); ++i) {
    if (!std::isnan(result.score.values[i])) cells.push_back(i);
  }
  // The product is ranked by its logarithm.
  const bool product = options.combination == Combination::weighted_product;
  std::vector<double> terms(cells.size() * n);
  for_each_block(cells.size(), block, progress.part(0, .1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t i = begin; i < end; ++i) {
                     for (std::size_t k = 0; k < n; ++k) {
                       const double m = rescalers[k](layers[k].raster.values[cells[i]]);
                       terms[i * n + k] = product ? std::log(m) : m;
                     }
                   }
                 });
  const ScoreByWeights score = [&](std::size_t cell, std::span<const double> weights) {
    return weighted({terms.data() + cell * n, n}, weights, options.missing);
  };
  const std::vector<double> stability = weight_stability(
      cells.size(), result.weights, score, *options.sensitivity, progress.part(.1, 1));
  result.stability = band_like(
      result.score,
      {"rank_stability",
       "Share of draws of the weights in which the cell stays in its tenth of the ranks", ""});
  std::vector<double> scores(cells.size());
  double mean = 0, top = 0;
  std::int64_t on_top = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    result.stability->values[cells[i]] = static_cast<float>(stability[i]);
    mean += stability[i];
    scores[i] = score(i, result.weights);
  }
  const std::vector<std::uint8_t> tenths = tenths_of(scores);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (tenths[i] != 0) continue;
    top += stability[i];
    ++on_top;
  }
  mean /= static_cast<double>(cells.size());
  top /= static_cast<double>(on_top);  // never 0: the highest score is in the highest tenth
  auto& values = result.report.values["sensitivity"];
  values["draws"] = options.sensitivity->draws;
  values["range"] = options.sensitivity->range;
  values["mean_stability"] = mean;
  values["mean_stability_of_highest_tenth"] = top;
  result.report.note(fmt::format(
      "With weights that vary by {} %, a cell of the highest tenth stays there in {:.1f} "
      "% of {} draws, any cell in its tenth in {:.1f} %.",
      plain(100 * options.sensitivity->range), 100 * top, grouped(options.sensitivity->draws),
      100 * mean));
}

}  // namespace

Overlay overlay(std::span<const OverlayLayer> layers,
                std::span<const OverlayConstraint> constraints, const OverlayOptions& options,
                const Progress& progress) {
  check(layers, constraints, options);
  const bool weights_count = is_weighted(options.combination);
  Overlay result;
  if (weights_count) result.weights = normalised(layers);
  const std::vector<Rescaler> rescalers = rescalers_of(layers, options);
  tell_layers(layers, rescalers, options, result);

  const Raster& first = layers.front().raster;
  result.score =
      band_like(first, {"score", fmt::format("Overlay by {}", name_of(options.combination)), ""});
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const double weight = weights_count ? result.weights[k] : 0;
    result.contributions.push_back(
        band_like(first, {"contribution_" + layers[k].name,
                          contribution_words(layers[k], options.combination, weight), ""}));
  }

  const std::size_t n = layers.size();
  const double share = options.sensitivity ? .3 : 1;
  const Cells cells = reduce_blocks(
      first.values.size(), block, progress.part(0, share, "combining"), Cells{},
      [&](std::size_t begin, std::size_t end) {
        Cells part;
        std::vector<double> memberships(n);
        for (std::size_t i = begin; i < end; ++i) {
          const bool kept = std::all_of(constraints.begin(), constraints.end(), [&](const auto& c) {
            return keeps(c, c.raster.values[i]);
          });
          if (!kept) {
            ++part.excluded;
            continue;
          }
          for (std::size_t k = 0; k < n; ++k) {
            memberships[k] = rescalers[k](layers[k].raster.values[i]);
          }
          const double score = combined(memberships, result.weights, options);
          if (std::isnan(score)) {
            ++part.without_data;
            continue;
          }
          ++part.scored;
          result.score.values[i] = static_cast<float>(score);
          double there = 1;  // the weights over which those of this cell are taken
          if (weights_count && options.missing == MissingRule::leave_out) {
            there = 0;
            bool all = true;
            for (std::size_t k = 0; k < n; ++k) {
              if (result.weights[k] == 0) continue;
              const bool has = !std::isnan(memberships[k]);
              all = all && has;
              if (has) there += result.weights[k];
            }
            if (all) there = 1;
          }
          for (std::size_t k = 0; k < n; ++k) {
            const double m = memberships[k];
            double part_of = m;
            if (weights_count) {
              const double weight = result.weights[k] / there;
              part_of = options.combination == Combination::weighted_sum ? weight * m
                                                                         : std::pow(m, weight);
            }
            result.contributions[k].values[i] = static_cast<float>(part_of);
          }
        }
        return part;
      },
      [](Cells& total, const Cells& part) { total.add(part); });
  tell_cells(cells, options.missing, result.report);
  if (cells.scored == 0) {
    fail_data("no-cell-left",
              fmt::format("No cell is left: {} are excluded by constraints, {} have no data. Check "
                          "that the layers overlap, and which values the constraints keep.",
                          grouped(cells.excluded), grouped(cells.without_data)),
              "layers");
  }
  if (options.sensitivity) {
    add_stability(layers, rescalers, options, result, progress.part(share, 1, "varying weights"));
  }
  progress.finish();
  return result;
}

}  // namespace farola
