#include "farola/risk/stepwise.hpp"

#include "farola/core/parallel.hpp"
#include "farola/risk/column_packs.hpp"
#include "farola/risk/count_table.hpp"
#include "farola/risk/negative_binomial_regression.hpp"
#include "farola/risk/poisson_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace farola {

namespace {

CountModel fit(const CountTable& table, const CountTotals& totals, CountFamily family) {
  return family == CountFamily::poisson ? poisson_regression(table, totals)
                                        : negative_binomial_regression(table, totals);
}

bool has_sign(const CountModel& model, CoefficientSign sign) {
  return sign == CoefficientSign::any ||
         std::all_of(model.coefficients.begin() + 1, model.coefficients.end(), [&](double b) {
           return sign == CoefficientSign::nonnegative ? b > 0 : b < 0;
         });
}

/// The columns that a change leaves, before what it adds.
std::vector<std::size_t> kept(std::vector<std::size_t> columns, const ModelChange& change) {
  if (change.dropped) std::erase(columns, *change.dropped);
  return columns;
}

std::vector<std::size_t> after(const std::vector<std::size_t>& columns, const ModelChange& change) {
  std::vector<std::size_t> changed = kept(columns, change);
  if (change.added) changed.push_back(*change.added);
  return changed;
}

/// The search over the distinct rows of the candidates; columns here are places in the list of
/// candidates.
class Search {
 public:
  Search(const BitColumns& design, std::span<const std::uint32_t> counts,
         std::span<const std::size_t> candidates, std::span<const std::size_t> factor_of,
         const StepwiseOptions& options, const Progress& progress)
      : options_(options), totals_(count_totals(counts)) {
    const risk::PackedRows packed = risk::packed_rows(design.chosen(candidates), progress);
    for (const std::size_t column : candidates) factor_of_.push_back(factor_of[column]);
    cells_.resize(packed.rows);
    events_.resize(packed.rows);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      cells_[packed.row_of_cell[i]] += 1;
      events_[packed.row_of_cell[i]] += counts[i];
    }
    rows_ = risk::distinct_rows(packed);
  }

  std::vector<ModelChange> changes(const std::vector<std::size_t>& columns) const {
    std::vector<ModelChange> found;
    const auto in_model = [&](std::size_t candidate) {
      return std::ranges::any_of(
          columns, [&](std::size_t c) { return factor_of_[c] == factor_of_[candidate]; });
    };
    for (std::size_t a = 0; a < factor_of_.size(); ++a) {
      if (!in_model(a)) found.push_back({.added = a, .dropped = {}});
    }
    for (const std::size_t c : columns) found.push_back({.added = {}, .dropped = c});
    for (const std::size_t c : columns) {
      for (std::size_t a = 0; a < factor_of_.size(); ++a) {
        if (a != c && factor_of_[a] == factor_of_[c]) found.push_back({.added = a, .dropped = c});
      }
    }
    return found;
  }

  /// Fits every change; those that do not count keep an infinite BIC.
  std::vector<CountModel> fit_all(const std::vector<std::size_t>& columns,
                                  std::vector<ModelChange>& changes,
                                  const Progress& progress) const {
    // Changes that leave the same columns share their groups.
    std::vector<GroupedRows> bases{GroupedRows(rows_, columns, cells_, events_)};
    for (const std::size_t c : columns) {
      progress.check();
      bases.emplace_back(rows_, kept(columns, {.added = {}, .dropped = c}), cells_, events_);
    }
    std::vector<CountModel> models(changes.size());
    for_each_block(changes.size(), 1, Progress(), [&](std::size_t, std::size_t, std::size_t i) {
      progress.check();
      ModelChange& change = changes[i];
      const std::size_t base =
          change.dropped ? 1 + static_cast<std::size_t>(
                                   std::ranges::find(columns, *change.dropped) - columns.begin())
                         : 0;
      const CountTable table =
          change.added ? bases[base].split_by(*change.added) : bases[base].table();
      models[i] = fit(table, totals_, options_.family);
      const bool counts = models[i].fitted() && has_sign(models[i], options_.sign);
      change.bic = counts ? models[i].bic : std::numeric_limits<double>::infinity();
    });
    return models;
  }

  CountModel model_of(const std::vector<std::size_t>& columns) const {
    return fit(GroupedRows(rows_, columns, cells_, events_).table(), totals_, options_.family);
  }

 private:
  StepwiseOptions options_;
  CountTotals totals_;
  std::vector<std::size_t> factor_of_;
  std::vector<double> cells_, events_;
  BitColumns rows_;
};

std::vector<ModelChange> near(const std::vector<ModelChange>& changes, std::size_t taken,
                              double bic) {
  std::vector<ModelChange> ties;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i != taken && changes[i].bic < bic + near_tie) ties.push_back(changes[i]);
  }
  std::ranges::stable_sort(ties, {}, &ModelChange::bic);
  return ties;
}

void note_left_out(std::vector<LeftOut>& left_out, const std::vector<std::size_t>& columns,
                   const std::vector<ModelChange>& changes, const std::vector<CountModel>& models) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (models[i].fitted() || !changes[i].added) continue;
    const std::size_t column = *changes[i].added;
    if (std::ranges::find(left_out, column, &LeftOut::column) != left_out.end()) continue;
    LeftOut out{.column = column, .problem = models[i].problem, .with = {}};
    const std::vector<std::size_t> of_model = after(columns, changes[i]);
    for (const std::size_t variable : models[i].problem_variables) {
      if (of_model[variable] != column) out.with.push_back(of_model[variable]);
    }
    left_out.push_back(std::move(out));
  }
}

/// From places in the list of candidates to columns of the design.
void rename_columns(StepwiseModel& result, std::span<const std::size_t> candidates) {
  const auto rename = [&](ModelChange& change) {
    if (change.added) change.added = candidates[*change.added];
    if (change.dropped) change.dropped = candidates[*change.dropped];
  };
  for (StepwiseStep& step : result.steps) {
    rename(step.taken);
    for (ModelChange& tie : step.near_ties) rename(tie);
  }
  for (ModelChange& tie : result.near_ties) rename(tie);
  for (std::size_t& column : result.columns) column = candidates[column];
  for (LeftOut& out : result.left_out) {
    out.column = candidates[out.column];
    for (std::size_t& column : out.with) column = candidates[column];
  }
}

}  // namespace

StepwiseModel stepwise(const BitColumns& design, std::span<const std::uint32_t> counts,
                       std::span<const std::size_t> candidates,
                       std::span<const std::size_t> factor_of, const StepwiseOptions& options,
                       const Progress& progress) {
  const Search search(design, counts, candidates, factor_of, options, progress);
  StepwiseModel result;
  result.model = search.model_of({});
  result.null_bic = result.model.bic;
  require_fitted(result.model, {});
  for (;;) {
    // How many steps there will be nobody knows: a fifth of what is left for each.
    progress.update(1 - std::pow(.8, static_cast<double>(result.steps.size())));
    std::vector<ModelChange> changes = search.changes(result.columns);
    std::vector<CountModel> models = search.fit_all(result.columns, changes, progress);
    note_left_out(result.left_out, result.columns, changes, models);
    const auto best = std::ranges::min_element(changes, {}, &ModelChange::bic);
    if (best == changes.end() || !(best->bic < result.model.bic - 1e-8)) {
      result.near_ties = near(changes, changes.size(), result.model.bic);
      break;
    }
    const auto taken = static_cast<std::size_t>(best - changes.begin());
    result.steps.push_back({*best, near(changes, taken, best->bic)});
    result.columns = after(result.columns, *best);
    result.model = std::move(models[taken]);
  }
  rename_columns(result, candidates);
  progress.finish();
  return result;
}

CountModel fitted_model(const BitColumns& design, std::span<const std::size_t> columns,
                        std::span<const std::uint32_t> counts, CountFamily family) {
  return fit(count_table(design, columns, counts), count_totals(counts), family);
}

}  // namespace farola
