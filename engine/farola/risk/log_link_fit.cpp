#include "farola/risk/log_link_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/QR>

namespace farola::risk {

namespace {

constexpr double largest_coefficient = 15;
constexpr double dependent = 1e-9;  // of the largest pivot

double predictor_of(const CountTable& table, std::size_t group, const Eigen::VectorXd& b) {
  double eta = b[0];
  const auto ones = table.of(group);
  for (std::size_t k = 0; k < ones.size(); ++k) {
    if (ones[k] != 0) eta += b[static_cast<Eigen::Index>(k) + 1];
  }
  return eta;
}

double likelihood_of(const CountTable& table, double theta, const Eigen::VectorXd& b) {
  double total = 0;
  for (std::size_t g = 0; g < table.groups(); ++g) {
    const double n = table.cells[g], s = table.events[g], eta = predictor_of(table, g, b);
    const double mean = std::exp(eta);
    total += s * eta;
    total -= std::isinf(theta) ? n * mean : (n * theta + s) * std::log1p(mean / theta);
  }
  return total;
}

/// Adds weight * x x^T to the lower half, x being 1 and the group's variables.
void add_square(Eigen::MatrixXd& into, std::span<const std::uint8_t> ones, double weight,
                std::vector<Eigen::Index>& set) {
  set.assign(1, 0);
  for (std::size_t k = 0; k < ones.size(); ++k) {
    if (ones[k] != 0) set.push_back(static_cast<Eigen::Index>(k) + 1);
  }
  for (std::size_t i = 0; i < set.size(); ++i) {
    for (std::size_t k = 0; k <= i; ++k) into(set[i], set[k]) += weight;
  }
}

Eigen::MatrixXd information_of(const CountTable& table, double theta,
                               std::span<const double> means) {
  const auto width = static_cast<Eigen::Index>(table.variables) + 1;
  Eigen::MatrixXd information = Eigen::MatrixXd::Zero(width, width);
  std::vector<Eigen::Index> set;
  for (std::size_t g = 0; g < table.groups(); ++g) {
    const double weight = table.cells[g] * means[g] / (1 + means[g] / theta);
    add_square(information, table.of(g), weight, set);
  }
  return information;
}

Eigen::VectorXd score_of(const CountTable& table, double theta, std::span<const double> means) {
  Eigen::VectorXd score = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(table.variables) + 1);
  for (std::size_t g = 0; g < table.groups(); ++g) {
    const double pull = (table.events[g] - table.cells[g] * means[g]) / (1 + means[g] / theta);
    score[0] += pull;
    const auto ones = table.of(g);
    for (std::size_t k = 0; k < ones.size(); ++k) {
      if (ones[k] != 0) score[static_cast<Eigen::Index>(k) + 1] += pull;
    }
  }
  return score;
}

void find_means(const CountTable& table, const Eigen::VectorXd& b, std::vector<double>& means) {
  means.resize(table.groups());
  for (std::size_t g = 0; g < means.size(); ++g) means[g] = std::exp(predictor_of(table, g, b));
}

/// Variables under which no event lies, or outside of which none does.
std::vector<std::size_t> separating(const CountTable& table) {
  std::vector<double> events(table.variables), cells(table.variables);
  double all_events = 0, all_cells = 0;
  for (std::size_t g = 0; g < table.groups(); ++g) {
    all_events += table.events[g];
    all_cells += table.cells[g];
    const auto ones = table.of(g);
    for (std::size_t k = 0; k < ones.size(); ++k) {
      if (ones[k] != 0) events[k] += table.events[g], cells[k] += table.cells[g];
    }
  }
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < table.variables; ++k) {
    if (cells[k] == 0 || cells[k] == all_cells) continue;  // constant: collinear
    if (events[k] == 0 || events[k] == all_events) found.push_back(k);
  }
  return found;
}

/// A variable that follows from others, and these; empty when there is none.
std::vector<std::size_t> dependent_variables(const CountTable& table) {
  const auto rows = static_cast<Eigen::Index>(table.groups());
  const auto width = static_cast<Eigen::Index>(table.variables) + 1;
  Eigen::MatrixXd matrix(rows, width);
  for (Eigen::Index g = 0; g < rows; ++g) {
    const auto ones = table.of(static_cast<std::size_t>(g));
    matrix(g, 0) = 1;
    for (Eigen::Index k = 1; k < width; ++k) matrix(g, k) = ones[static_cast<std::size_t>(k - 1)];
  }
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposed(rows, width);
  decomposed.setThreshold(dependent);
  decomposed.compute(matrix);
  const Eigen::Index rank = decomposed.rank();
  if (rank == width) return {};
  // The first column left over, as a combination of those that lead.
  const auto& order = decomposed.colsPermutation().indices();
  const Eigen::MatrixXd triangle = decomposed.matrixR();
  const Eigen::VectorXd shares = triangle.topLeftCorner(rank, rank)
                                     .triangularView<Eigen::Upper>()
                                     .solve(triangle.col(rank).head(rank));
  std::vector<std::size_t> found;
  const auto take = [&](Eigen::Index column) {
    if (column > 0) found.push_back(static_cast<std::size_t>(column) - 1);
  };
  take(order[rank]);
  for (Eigen::Index i = 0; i < rank; ++i) {
    if (std::abs(shares[i]) > 1e-6) take(order[i]);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

LogLinkFit problem_of(const CountTable& table) {
  LogLinkFit fit;
  if (std::accumulate(table.events.begin(), table.events.end(), 0.0) == 0) {
    fit.problem = FitProblem::no_events;
    return fit;
  }
  fit.problem_variables = separating(table);
  if (!fit.problem_variables.empty()) {
    fit.problem = FitProblem::separation;
    return fit;
  }
  fit.problem_variables = dependent_variables(table);
  if (!fit.problem_variables.empty()) fit.problem = FitProblem::collinearity;
  return fit;
}

LogLinkFit log_link_fit(const CountTable& table, double theta, std::vector<double> start) {
  LogLinkFit fit;
  if (start.empty()) {
    const double cells = std::accumulate(table.cells.begin(), table.cells.end(), 0.0);
    const double events = std::accumulate(table.events.begin(), table.events.end(), 0.0);
    start.assign(table.variables + 1, 0.0);
    start[0] = std::log(events / cells);
  }
  Eigen::VectorXd b = Eigen::Map<Eigen::VectorXd>(start.data(), static_cast<long>(start.size()));
  double likelihood = likelihood_of(table, theta, b);
  fit.problem = FitProblem::not_converging;
  for (int iteration = 0; iteration < 200; ++iteration) {
    find_means(table, b, fit.means);
    const Eigen::VectorXd step = information_of(table, theta, fit.means)
                                     .selfadjointView<Eigen::Lower>()
                                     .ldlt()
                                     .solve(score_of(table, theta, fit.means));
    if (!step.allFinite()) break;
    double length = 1, next = 0;
    // At the maximum itself two roundings of one likelihood differ.
    const double allowed = likelihood - 1e-12 * (1 + std::abs(likelihood));
    for (; length > 1e-6; length /= 2) {
      next = likelihood_of(table, theta, b + length * step);
      if (next >= allowed) break;
    }
    if (!(next >= allowed)) break;
    b += length * step;
    likelihood = next;
    if (b.tail(b.size() - 1).cwiseAbs().size() > 0 &&
        b.tail(b.size() - 1).cwiseAbs().maxCoeff() > largest_coefficient) {
      fit.problem = FitProblem::separation;
      for (Eigen::Index k = 1; k < b.size(); ++k) {
        if (std::abs(b[k]) > largest_coefficient / 2) {
          fit.problem_variables.push_back(static_cast<std::size_t>(k) - 1);
        }
      }
      return fit;
    }
    if (step.cwiseAbs().maxCoeff() <= 1e-10) {
      fit.problem = FitProblem::none;
      break;
    }
  }
  find_means(table, b, fit.means);
  fit.coefficients.assign(b.begin(), b.end());
  fit.likelihood = likelihood;
  return fit;
}

std::vector<double> standard_errors(const CountTable& table, double theta,
                                    std::span<const double> means) {
  const Eigen::MatrixXd information = information_of(table, theta, means);
  const auto width = information.rows();
  const Eigen::MatrixXd inverse = Eigen::MatrixXd(information.selfadjointView<Eigen::Lower>())
                                      .ldlt()
                                      .solve(Eigen::MatrixXd::Identity(width, width));
  std::vector<double> errors;
  for (Eigen::Index k = 0; k < width; ++k) errors.push_back(std::sqrt(inverse(k, k)));
  return errors;
}

}  // namespace farola::risk
