#include "farola/risk/poisson_elastic_net.hpp"

#include "farola/core/error.hpp"
#include "farola/core/parallel.hpp"
#include "farola/core/random.hpp"
#include "farola/core/text.hpp"
#include "farola/risk/column_packs.hpp"
#include "farola/risk/penalised_descent.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace farola {

namespace {

using risk::PackedRows;
using risk::PenalisedDescent;

constexpr double path_tolerance = 1e-9;
// Far below what the folds differ by; mean deviances keep 8 digits.
constexpr double fold_tolerance = 1e-7;

struct RowSums {
  std::vector<double> cells, events;  // of each distinct row
};

/// Sums over the cells that `take` tells.
template <class Take>
RowSums row_sums(const PackedRows& packed, std::span<const std::uint32_t> counts,
                 const Take& take) {
  RowSums sums{std::vector<double>(packed.rows), std::vector<double>(packed.rows)};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!take(i)) continue;
    sums.cells[packed.row_of_cell[i]] += 1;
    sums.events[packed.row_of_cell[i]] += counts[i];
  }
  return sums;
}

/// Sum of y log y - y: the likelihood of a model that hits every count.
double saturated(double y) { return y > 0 ? y * std::log(y) - y : 0; }

void require_options(const ElasticNetOptions& options) {
  if (!(options.alpha >= 0 && options.alpha <= 1)) {
    fail_usage("alpha-out-of-range", "alpha",
               fmt::format("The elastic net's alpha must be between 0 (ridge) and 1 (lasso), got "
                           "{}. The published models use 0.5.",
                           plain(options.alpha)));
  }
  const std::vector<double>& given = options.penalties;
  const bool falling = std::ranges::adjacent_find(given, std::less_equal<>()) == given.end();
  if (!falling || std::ranges::any_of(given, [](double p) { return !(p >= 0 && p < INFINITY); })) {
    fail_usage("penalties-not-falling", "penalties",
               "The elastic net's penalties must be finite, 0 or more, and fall from one to the "
               "next. Sort them from the largest to the smallest and give each once.");
  }
}

std::vector<double> falling_penalties(double largest, std::size_t cells, std::size_t columns,
                                      const ElasticNetOptions& options) {
  const double smallest = options.smallest_ratio > 0 ? options.smallest_ratio
                          : cells > columns          ? 1e-4
                                                     : 1e-2;
  std::vector<double> penalties;
  for (int k = 0; k < options.path_length; ++k) {
    const double along = static_cast<double>(k) / (options.path_length - 1);
    penalties.push_back(largest * std::pow(smallest, along));
  }
  return penalties;
}

double null_deviance(std::span<const std::uint32_t> counts) {
  double total = 0, perfect = 0;
  for (const std::uint32_t y : counts) {
    total += y;
    perfect += saturated(y);
  }
  const double mean = total / static_cast<double>(counts.size());
  return 2 * (perfect - (total * std::log(mean) - total));
}

ElasticNetPath path_of(const PackedRows& packed, std::span<const std::uint32_t> counts,
                       const ElasticNetOptions& options, const Progress& progress) {
  RowSums sums = row_sums(packed, counts, [](std::size_t) { return true; });
  if (std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == 0) {
    fail_data("no-events",
              "No event lies in the cells of the study area, so there is nothing to explain. Check "
              "the filter, the study area and the coordinate system of the events.");
  }
  double perfect = 0;
  for (const std::uint32_t y : counts) perfect += saturated(y);
  PenalisedDescent descent(packed, std::move(sums.cells), std::move(sums.events), options,
                           path_tolerance, progress);
  const double largest = descent.largest_penalty();
  if (!(largest > 0)) {
    fail_data("no-variable",
              "No variable differs between cells, so none can explain where the events are. Check "
              "that the factors lie in the study area, and the distances asked for.");
  }
  ElasticNetPath path;
  path.distinct_rows = packed.rows;
  path.null_deviance = null_deviance(counts);
  const std::vector<double> penalties =
      options.penalties.empty() ? falling_penalties(largest, counts.size(), packed.columns, options)
                                : options.penalties;
  for (std::size_t k = 0; k < penalties.size(); ++k) {
    descent.descend(penalties[k], progress);
    const double deviance = 2 * perfect - descent.twice_likelihood();
    path.penalty.push_back(penalties[k]);
    path.intercept.push_back(descent.intercept());
    path.coefficients.emplace_back(descent.coefficients().begin(), descent.coefficients().end());
    path.deviance_ratio.push_back(
        path.null_deviance > 0 ? std::max(0.0, 1 - deviance / path.null_deviance) : 0.0);
    progress.update(static_cast<double>(k + 1) / static_cast<double>(penalties.size()));
    if (options.penalties.empty() && path.deviance_ratio.back() > .999) break;
  }
  return path;
}

/// Mean deviance of a fold's cells at each penalty, by the model of the other cells.
std::vector<double> held_out_deviance(const PackedRows& packed,
                                      std::span<const std::uint32_t> counts,
                                      std::span<const std::uint32_t> folds, std::uint32_t fold,
                                      std::span<const double> penalties,
                                      const ElasticNetOptions& options, const Progress& progress) {
  RowSums training = row_sums(packed, counts, [&](std::size_t i) { return folds[i] != fold; });
  const RowSums held = row_sums(packed, counts, [&](std::size_t i) { return folds[i] == fold; });
  double perfect = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (folds[i] == fold) perfect += saturated(counts[i]);
  }
  const double cells = std::accumulate(held.cells.begin(), held.cells.end(), 0.0);
  PenalisedDescent descent(packed, std::move(training.cells), std::move(training.events), options,
                           fold_tolerance, progress);
  std::vector<double> deviance;
  for (const double penalty : penalties) {
    descent.descend(penalty, progress);
    const auto predictor = descent.predictor();
    const double intercept = descent.intercept();
    double likelihood = 0;
    for (std::size_t r = 0; r < packed.rows; ++r) {
      const double eta = intercept + predictor[r];
      likelihood += held.events[r] * eta - held.cells[r] * std::exp(eta);
    }
    deviance.push_back(2 * (perfect - likelihood) / cells);
  }
  return deviance;
}

/// Cells of each fold. Throws where folds are too few, or one holds no cells or all events.
std::vector<double> fold_sizes(std::span<const std::uint32_t> counts,
                               std::span<const std::uint32_t> folds) {
  const std::uint32_t most = folds.empty() ? 0 : *std::ranges::max_element(folds) + 1;
  if (most < 3) {
    fail_usage("folds-too-few", "folds",
               fmt::format("Cross-validation needs 3 folds or more, got {}. 10 are usual.", most));
  }
  std::vector<double> cells(most), events(most);
  double total = 0;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    cells[folds[i]] += 1;
    events[folds[i]] += counts[i];
    total += counts[i];
  }
  for (std::uint32_t k = 0; k < most; ++k) {
    if (cells[k] > 0 && events[k] < total) continue;
    fail_data(
        "fold-empty",
        cells[k] > 0
            ? fmt::format("All events lie in the cells of fold {} of {}, so the other folds "
                          "cannot predict it. Give fewer folds or another seed.",
                          k + 1, most)
            : fmt::format("Fold {} of {} has no cells. Give fewer folds than cells.", k + 1, most),
        "folds");
  }
  return cells;
}

}  // namespace

ElasticNetPath poisson_elastic_net(const BitColumns& design, std::span<const std::uint32_t> counts,
                                   const ElasticNetOptions& options, const Progress& progress) {
  require_options(options);
  const PackedRows packed = risk::packed_rows(design, progress);
  ElasticNetPath path = path_of(packed, counts, options, progress);
  progress.finish();
  return path;
}

CrossValidation cross_validated_elastic_net(const BitColumns& design,
                                            std::span<const std::uint32_t> counts,
                                            std::span<const std::uint32_t> folds,
                                            const ElasticNetOptions& options,
                                            const Progress& progress) {
  require_options(options);
  const PackedRows packed = risk::packed_rows(design, progress);
  CrossValidation result;
  result.path = path_of(packed, counts, options, progress.part(0, .2));
  const std::vector<double> sizes = fold_sizes(counts, folds);
  std::vector<std::vector<double>> deviance(sizes.size());
  for_each_block(
      sizes.size(), 1, progress.part(.2, 1), [&](std::size_t, std::size_t, std::size_t fold) {
        deviance[fold] = held_out_deviance(packed, counts, folds, static_cast<std::uint32_t>(fold),
                                           result.path.penalty, options, progress);
      });
  const double cells = static_cast<double>(counts.size());
  for (std::size_t k = 0; k < result.path.penalty.size(); ++k) {
    double mean = 0, squares = 0;
    for (std::size_t f = 0; f < sizes.size(); ++f) mean += sizes[f] * deviance[f][k] / cells;
    for (std::size_t f = 0; f < sizes.size(); ++f) {
      squares += sizes[f] * (deviance[f][k] - mean) * (deviance[f][k] - mean) / cells;
    }
    result.mean_deviance.push_back(mean);
    result.standard_error.push_back(std::sqrt(squares / (static_cast<double>(sizes.size()) - 1)));
  }
  const auto smallest = std::ranges::min_element(result.mean_deviance);
  result.at_minimum = static_cast<std::size_t>(smallest - result.mean_deviance.begin());
  const double enough = *smallest + result.standard_error[result.at_minimum];
  while (result.mean_deviance[result.at_one_error] > enough) ++result.at_one_error;
  progress.finish();
  return result;
}

std::vector<std::uint32_t> folds_in_turn(std::size_t cells, std::uint32_t folds) {
  std::vector<std::uint32_t> fold(cells);
  for (std::size_t i = 0; i < cells; ++i) fold[i] = static_cast<std::uint32_t>(i % folds);
  return fold;
}

std::vector<std::uint32_t> folds_at_random(std::size_t cells, std::uint32_t folds,
                                           std::uint64_t seed) {
  std::vector<std::uint32_t> fold = folds_in_turn(cells, folds);
  for (std::size_t i = cells; i > 1; --i) {
    std::swap(fold[i - 1], fold[random_below(i, seed, 0, i)]);
  }
  return fold;
}

}  // namespace farola
