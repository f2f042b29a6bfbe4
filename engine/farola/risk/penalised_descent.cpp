#include "farola/risk/penalised_descent.hpp"

#include "farola/core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace farola::risk {

namespace {

constexpr std::size_t sum_block = 1024;

/// Sums of a value over the rows of each code; four lines so that equal codes in a row, which are
/// the rule, do not wait for each other.
std::array<double, pack_codes> sums_by_code(const ColumnPack& pack,
                                            std::span<const double> values) {
  std::array<double, 4 * pack_codes> lines{};
  const std::uint8_t* const code = pack.code.data();
  std::size_t r = 0;
  for (; r + 4 <= values.size(); r += 4) {
    lines[code[r]] += values[r];
    lines[pack_codes + code[r + 1]] += values[r + 1];
    lines[2 * pack_codes + code[r + 2]] += values[r + 2];
    lines[3 * pack_codes + code[r + 3]] += values[r + 3];
  }
  for (; r < values.size(); ++r) lines[code[r]] += values[r];
  std::array<double, pack_codes> sums;
  for (std::size_t c = 0; c < pack_codes; ++c) {
    sums[c] = (lines[c] + lines[pack_codes + c]) +
              (lines[2 * pack_codes + c] + lines[3 * pack_codes + c]);
  }
  return sums;
}

/// Sums over the rows of each column of a pack, from those of its codes.
template <class Take>
void by_column(const ColumnPack& pack, std::span<const double> sums, const Take& take) {
  for (std::size_t k = 0; k < pack.columns; ++k) {
    double total = 0;
    for (std::size_t c = 0; c < pack.patterns.size(); ++c) {
      if (pack.patterns[c] >> k & 1) total += sums[c];
    }
    take(pack.first_column + k, total);
  }
}

double bounded(double value, CoefficientSign sign) {
  if (sign == CoefficientSign::nonnegative) return std::max(value, 0.0);
  if (sign == CoefficientSign::nonpositive) return std::min(value, 0.0);
  return value;
}

}  // namespace

PenalisedDescent::PenalisedDescent(const PackedRows& packed, std::vector<double> cells,
                                   std::vector<double> events, const ElasticNetOptions& options,
                                   double tolerance, const Progress& progress)
    : packed_(packed),
      cells_(std::move(cells)),
      events_(std::move(events)),
      alpha_(options.alpha),
      tolerance_(tolerance),
      sign_(options.sign),
      spread_(packed.columns),
      coefficients_(packed.columns),
      gradient_(packed.columns),
      predictor_(packed.rows),
      mean_(packed.rows),
      in_working_(packed.columns),
      working_of_pack_(packed.packs.size()) {
  for (const double n : cells_) total_cells_ += n;
  for (const double s : events_) total_events_ += s;
  measure_columns();
  evaluate(progress);
  find_gradient(false, progress);
}

void PenalisedDescent::measure_columns() {
  for (const ColumnPack& pack : packed_.packs) {
    by_column(pack, sums_by_code(pack, cells_), [&](std::size_t column, double ones) {
      const double share = ones / total_cells_;
      spread_[column] = std::sqrt(share * (1 - share));
    });
  }
}

double PenalisedDescent::largest_penalty() const {
  double largest = 0;
  for (std::size_t j = 0; j < spread_.size(); ++j) {
    if (spread_[j] > 0) largest = std::max(largest, std::abs(gradient_[j]) / spread_[j]);
  }
  return largest / std::max(alpha_, 1e-3);
}

double PenalisedDescent::intercept() const { return std::log(total_events_ / expected_); }

double PenalisedDescent::twice_likelihood() const {
  double total = total_events_ * intercept() - total_events_;
  for (std::size_t r = 0; r < predictor_.size(); ++r) total += events_[r] * predictor_[r];
  return 2 * total;
}

/// Predictor, mean and loss of the coefficients.
void PenalisedDescent::evaluate(const Progress& progress) {
  std::ranges::fill(predictor_, 0.0);
  for (const ColumnPack& pack : packed_.packs) {
    std::array<double, pack_codes> of_code{};
    bool any = false;
    for (std::size_t k = 0; k < pack.columns; ++k) {
      const double b = coefficients_[pack.first_column + k];
      if (b == 0) continue;
      any = true;
      for (std::size_t c = 0; c < pack.patterns.size(); ++c) {
        if (pack.patterns[c] >> k & 1) of_code[c] += b;
      }
    }
    if (!any) continue;
    progress.check();
    for (std::size_t r = 0; r < predictor_.size(); ++r) predictor_[r] += of_code[pack.code[r]];
  }
  // By blocks: one sum over a million rows would round by more than a step near the minimum gains.
  expected_ = 0;
  double linear = 0;
  for (std::size_t begin = 0; begin < predictor_.size(); begin += sum_block) {
    const std::size_t end = std::min(begin + sum_block, predictor_.size());
    double expected_here = 0, linear_here = 0;
    for (std::size_t r = begin; r < end; ++r) {
      mean_[r] = cells_[r] * std::exp(predictor_[r]);
      expected_here += mean_[r];
      linear_here += events_[r] * predictor_[r];
    }
    expected_ += expected_here;
    linear += linear_here;
  }
  const double scale = total_events_ / expected_;
  for (double& mean : mean_) mean *= scale;
  loss_ = -(linear + total_events_ * std::log(scale)) / total_cells_;
}

double PenalisedDescent::objective(double penalty) const {
  double total = loss_;
  for (std::size_t j = 0; j < coefficients_.size(); ++j) {
    const double b = std::abs(coefficients_[j]) * spread_[j];
    total += penalty * ((1 - alpha_) / 2 * b * b + alpha_ * b);
  }
  return total;
}

/// The gradient for the columns of the packs that hold the working set, or of the others.
void PenalisedDescent::find_gradient(bool working, const Progress& progress) {
  std::vector<double> residual(mean_.size());
  for (std::size_t r = 0; r < mean_.size(); ++r) residual[r] = events_[r] - mean_[r];
  for (std::size_t p = 0; p < packed_.packs.size(); ++p) {
    if (working == working_of_pack_[p].empty()) continue;
    progress.check();
    by_column(packed_.packs[p], sums_by_code(packed_.packs[p], residual),
              [&](std::size_t column, double sum) { gradient_[column] = sum / total_cells_; });
  }
}

/// Adds the columns that break the optimality condition, and with them those that soon may.
bool PenalisedDescent::grow_working_set(double penalty) {
  const auto pull = [&](std::size_t j) {
    const double g = gradient_[j];
    return sign_ == CoefficientSign::any           ? std::abs(g)
           : sign_ == CoefficientSign::nonnegative ? g
                                                   : -g;
  };
  bool broken = false;
  for (std::size_t j = 0; j < spread_.size() && !broken; ++j) {
    broken = !in_working_[j] && spread_[j] > 0 && pull(j) > penalty * alpha_ * spread_[j];
  }
  if (!broken) return false;
  for (std::size_t j = 0; j < spread_.size(); ++j) {
    if (spread_[j] > 0 && pull(j) > .7 * penalty * alpha_ * spread_[j]) in_working_[j] = 1;
  }
  working_.clear();
  working_of_pack_.assign(packed_.packs.size(), {});
  for (std::size_t p = 0; p < packed_.packs.size(); ++p) {
    const ColumnPack& pack = packed_.packs[p];
    for (std::size_t j = pack.first_column; j < pack.first_column + pack.columns; ++j) {
      if (!in_working_[j]) continue;
      working_of_pack_[p].push_back(working_.size());
      working_.push_back(j);
    }
  }
  return true;
}

/// Moments of the working columns of two packs, from the sums of the mean by both codes.
void PenalisedDescent::find_pair_moments(std::size_t first, std::size_t second) {
  const ColumnPack &a = packed_.packs[first], &b = packed_.packs[second];
  const std::size_t stride = b.patterns.size();
  joint_.assign(a.patterns.size() * stride, 0.0);
  other_joint_.assign(a.patterns.size() * stride, 0.0);
  double *const joint = joint_.data(), *const other_joint = other_joint_.data();
  const std::uint8_t *const in_a = a.code.data(), *const in_b = b.code.data();
  std::size_t row = 0;
  for (; row + 2 <= mean_.size(); row += 2) {
    joint[in_a[row] * stride + in_b[row]] += mean_[row];
    other_joint[in_a[row + 1] * stride + in_b[row + 1]] += mean_[row + 1];
  }
  if (row < mean_.size()) joint[in_a[row] * stride + in_b[row]] += mean_[row];
  for (std::size_t k = 0; k < a.patterns.size() * stride; ++k) joint[k] += other_joint[k];
  const std::size_t width = working_.size();
  for (const std::size_t i : working_of_pack_[first]) {
    std::array<double, pack_codes> line{};
    const std::size_t bit = working_[i] - a.first_column;
    for (std::size_t c = 0; c < a.patterns.size(); ++c) {
      if (!(a.patterns[c] >> bit & 1)) continue;
      for (std::size_t d = 0; d < stride; ++d) line[d] += joint[c * stride + d];
    }
    for (const std::size_t k : working_of_pack_[second]) {
      const std::size_t other = working_[k] - b.first_column;
      double sum = 0;
      for (std::size_t d = 0; d < b.patterns.size(); ++d) {
        if (b.patterns[d] >> other & 1) sum += line[d];
      }
      moments_[i * width + k] = moments_[k * width + i] = sum;
    }
  }
}

void PenalisedDescent::find_moments(const Progress& progress) {
  const std::size_t width = working_.size();
  moments_.assign(width * width, 0.0);
  for (std::size_t p = 0; p < packed_.packs.size(); ++p) {
    if (working_of_pack_[p].empty()) continue;
    for (std::size_t q = p; q < packed_.packs.size(); ++q) {
      if (working_of_pack_[q].empty()) continue;
      progress.check();
      find_pair_moments(p, q);
    }
  }
  std::vector<double> own(width);
  for (std::size_t i = 0; i < width; ++i) own[i] = moments_[i * width + i];
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t k = 0; k < width; ++k) {
      double& moment = moments_[i * width + k];
      moment = (moment - own[i] * own[k] / total_events_) / total_cells_;
    }
  }
}

/// Coordinate descent on the quadratic model: the coefficients of the working set at its minimum.
std::vector<double> PenalisedDescent::model_minimum(double penalty) const {
  const std::size_t width = working_.size();
  std::vector<double> b(width), pull(width);
  for (std::size_t i = 0; i < width; ++i) {
    b[i] = coefficients_[working_[i]];
    pull[i] = gradient_[working_[i]];
  }
  const auto move = [&](std::size_t i) {
    const double spread = spread_[working_[i]], curvature = moments_[i * width + i];
    const double stiffness = curvature + penalty * (1 - alpha_) * spread * spread;
    if (!(stiffness > 0)) return 0.0;
    const double at = pull[i] + curvature * b[i], threshold = penalty * alpha_ * spread;
    const double shrunk = at > threshold ? at - threshold : at < -threshold ? at + threshold : 0.0;
    const double change = bounded(shrunk / stiffness, sign_) - b[i];
    if (change == 0) return 0.0;
    b[i] += change;
    const double* const line = moments_.data() + i * width;
    for (std::size_t k = 0; k < width; ++k) pull[k] -= change * line[k];
    return std::abs(change) * spread;
  };
  // All once, then those that are not 0 until they rest, and all again.
  for (int round = 0; round < 200; ++round) {
    double largest = 0;
    for (std::size_t i = 0; i < width; ++i) largest = std::max(largest, move(i));
    if (largest < tolerance_ / 100) break;
    for (int pass = 0; pass < 1000 && largest >= tolerance_ / 100; ++pass) {
      largest = 0;
      for (std::size_t i = 0; i < width; ++i) {
        if (b[i] != 0) largest = std::max(largest, move(i));
      }
    }
  }
  return b;
}

/// The largest change of a standardised coefficient on the way to `target`.
double PenalisedDescent::step_to(std::span<const double> target) const {
  double largest = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const std::size_t j = working_[i];
    largest = std::max(largest, std::abs(target[i] - coefficients_[j]) * spread_[j]);
  }
  return largest;
}

void PenalisedDescent::descend(double penalty, const Progress& progress) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  bool stale = grow_working_set(penalty) || moments_.empty(), fresh = false;
  double before = infinity;  // the last step
  for (int iteration = 0; iteration < 1000; ++iteration) {
    if (stale) find_moments(progress);
    fresh = fresh || stale;
    stale = false;
    const std::vector<double> target = model_minimum(penalty);
    const double step = step_to(target);
    if (step <= tolerance_) {
      find_gradient(false, progress);
      if (!grow_working_set(penalty)) return;
      stale = true;
      before = infinity;
      continue;
    }
    if (!improve(target, penalty, fresh, progress)) {
      if (fresh) break;
      stale = true;
      continue;
    }
    find_gradient(true, progress);
    fresh = false;
    stale = step > before / 4;
    before = step;
  }
  fail_data("elastic-net-not-converging",
            "The elastic net found no minimum at one of its penalties: the counts or the variables "
            "are too extreme for double precision. Look for cells with counts far above all "
            "others, or give fewer factors.");
}

/// Goes to `target`, or part of the way when the moments are fresh; false where that does not lower
/// the objective, and then nothing has changed.
bool PenalisedDescent::improve(std::span<const double> target, double penalty, bool fresh,
                               const Progress& progress) {
  const std::vector<double> from = coefficients_;
  const double here = objective(penalty);
  // At the minimum itself two roundings of one objective differ.
  const double allowed = here + 1e-12 * (1 + std::abs(here));
  for (double length = 1; length > 1e-6; length /= 2) {
    for (std::size_t i = 0; i < target.size(); ++i) {
      const std::size_t j = working_[i];
      // The whole step ends on the bounds exactly.
      coefficients_[j] = length == 1 ? target[i] : from[j] + length * (target[i] - from[j]);
    }
    evaluate(progress);
    if (objective(penalty) <= allowed) return true;
    if (!fresh) break;
  }
  coefficients_ = from;
  evaluate(progress);
  return false;
}

}  // namespace farola::risk
