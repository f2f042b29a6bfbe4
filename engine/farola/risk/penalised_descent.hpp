#pragma once
// The engine of poisson_elastic_net.hpp: one training set, one penalty after the other.
//
// Rows are the distinct patterns of column_packs.hpp; the training set is a number of cells n_r and
// of events s_r for each row, so that a fold needs no copy of the design. With eta_r = sum over j
// of x_rj b_j, E = sum of n_r exp(eta_r) and Y = sum of s_r, the best intercept for given
// coefficients is log(Y / E); put into the likelihood it leaves
//
//   loss(b) = -(1/N) (sum over r of s_r eta_r + Y log(Y / E))          mu_r = n_r exp(eta_r) Y / E
//   -d loss / d b_j       = (1/N) sum over r of x_rj (s_r - mu_r)
//   d2 loss / d b_j d b_k = (1/N) (sum of mu x_j x_k - (sum of mu x_j) (sum of mu x_k) / Y)
//
// Proximal Newton: the quadratic model of the loss plus the penalty is minimised by coordinate
// descent in the second moments (no pass over rows), then the loss, its gradient and, when steps no
// longer shrink to a quarter of the one before, the second moments are computed again. A step that
// raises the objective is taken back, computed with fresh moments, and halved. Only columns of the
// working set move; it grows by those whose gradient breaks the optimality condition, and a penalty
// is done when no column breaks it and the step is small enough.
//
// The result is the minimum of the objective itself, to some `tolerance`, whatever the path before.

#include "farola/core/progress.hpp"
#include "farola/risk/column_packs.hpp"
#include "farola/risk/poisson_elastic_net.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace farola::risk {

class PenalisedDescent {
 public:
  /// `cells` and `events` of each row. REQUIRES events in them, rows == packed.rows; `packed` must
  /// outlive this. A penalty is done when the step of every standardised coefficient is at most
  /// `tolerance`.
  PenalisedDescent(const PackedRows& packed, std::vector<double> cells, std::vector<double> events,
                   const ElasticNetOptions& options, double tolerance, const Progress& progress);

  /// The smallest penalty at which all coefficients would be 0 if they were free in sign.
  double largest_penalty() const;

  /// Moves to the minimum for this penalty. Throws Error{cancelled},
  /// Error{data, "elastic-net-not-converging"}.
  void descend(double penalty, const Progress& progress);

  std::span<const double> coefficients() const { return coefficients_; }
  double intercept() const;
  /// Twice the log-likelihood, without the terms of the counts alone.
  double twice_likelihood() const;
  std::span<const double> predictor() const { return predictor_; }  ///< eta of each row

 private:
  void measure_columns();
  void evaluate(const Progress& progress);
  double objective(double penalty) const;
  void find_gradient(bool working, const Progress& progress);
  void find_moments(const Progress& progress);
  void find_pair_moments(std::size_t first, std::size_t second);
  bool grow_working_set(double penalty);
  std::vector<double> model_minimum(double penalty) const;
  bool improve(std::span<const double> target, double penalty, bool fresh,
               const Progress& progress);
  double step_to(std::span<const double> target) const;

  const PackedRows& packed_;
  std::vector<double> cells_, events_;
  double alpha_, tolerance_;
  CoefficientSign sign_;
  double total_cells_ = 0, total_events_ = 0;
  std::vector<double> spread_;  ///< standard deviation of each column; 0: constant here
  std::vector<double> coefficients_, gradient_;
  std::vector<double> predictor_, mean_;  ///< of each row
  double expected_ = 0;                   ///< E
  double loss_ = 0;
  std::vector<std::size_t> working_;  ///< ascending
  std::vector<std::uint8_t> in_working_;
  std::vector<std::vector<std::size_t>> working_of_pack_;  ///< places in working_
  std::vector<double> joint_, other_joint_;  ///< sums by two codes, of even and odd rows
  std::vector<double> moments_;              ///< working x working, per cell
};

}  // namespace farola::risk
