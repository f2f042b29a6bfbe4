#pragma once
// Counts of many cells as few numbers: all that a Poisson or negative binomial regression on 0/1
// variables needs to know, without loss.
//
// Cells with equal variables have equal means, so the likelihood depends on them by their number
// and the sum of their events alone; a model of m variables has at most 2^m groups, whatever the
// number of cells. What is left depends on the counts, not on the model: sums over all cells, and
// for the negative binomial the number of cells with more than k events, since log Gamma(y + t) -
// log Gamma(t) = sum over k < y of log(t + k).

#include "farola/risk/bit_columns.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace farola {

struct CountTable {
  std::size_t variables = 0;
  std::vector<std::uint8_t> ones;     ///< groups x variables, 0 or 1
  std::vector<double> cells, events;  ///< of each group; no group is without cells
  std::size_t groups() const { return cells.size(); }
  std::span<const std::uint8_t> of(std::size_t group) const {
    return {ones.data() + group * variables, variables};
  }
};

struct CountTotals {
  double cells = 0, events = 0;
  double squares = 0;         ///< sum of y^2
  double log_factorials = 0;  ///< sum of log y!
  std::vector<double> above;  ///< [k]: cells with more than k events, down to the last that has any
};

CountTotals count_totals(std::span<const std::uint32_t> counts);

/// The cells grouped by these columns, in order of the first cell of each group.
/// REQUIRES counts.size() == design.rows().
CountTable count_table(const BitColumns& design, std::span<const std::size_t> columns,
                       std::span<const std::uint32_t> counts);

/// The groups of some columns over rows that stand for several cells each, ready to be split by one
/// column more: for many models that differ in one variable. REQUIRES sizes equal design.rows();
/// `design` must outlive this.
class GroupedRows {
 public:
  GroupedRows(const BitColumns& design, std::span<const std::size_t> columns,
              std::span<const double> cells, std::span<const double> events);

  const CountTable& table() const { return table_; }
  /// The groups split by `column`, which becomes the last variable.
  CountTable split_by(std::size_t column) const;

 private:
  const BitColumns& design_;
  std::span<const double> cells_, events_;
  std::vector<std::uint32_t> group_of_row_;
  CountTable table_;
};

}  // namespace farola
