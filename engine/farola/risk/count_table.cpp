#include "farola/risk/count_table.hpp"

#include <cmath>
#include <limits>

namespace farola {

CountTotals count_totals(std::span<const std::uint32_t> counts) {
  CountTotals totals;
  totals.cells = static_cast<double>(counts.size());
  for (const std::uint32_t y : counts) {
    totals.events += y;
    totals.squares += static_cast<double>(y) * y;
    if (y > totals.above.size()) totals.above.resize(y);
    for (std::uint32_t k = 0; k < y; ++k) totals.above[k] += 1;
  }
  // log y! = log 1 + … + log y, and `above` tells how often each of these occurs.
  for (std::size_t k = 1; k < totals.above.size(); ++k) {
    totals.log_factorials += totals.above[k] * std::log(static_cast<double>(k + 1));
  }
  return totals;
}

CountTable count_table(const BitColumns& design, std::span<const std::size_t> columns,
                       std::span<const std::uint32_t> counts) {
  const std::vector<double> cells(design.rows(), 1.0), events(counts.begin(), counts.end());
  return GroupedRows(design, columns, cells, events).table();
}

GroupedRows::GroupedRows(const BitColumns& design, std::span<const std::size_t> columns,
                         std::span<const double> cells, std::span<const double> events)
    : design_(design), cells_(cells), events_(events), group_of_row_(design.rows()) {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t groups = design.rows() == 0 ? 0 : 1;
  std::vector<std::vector<std::uint8_t>> patterns(groups);
  for (const std::size_t column : columns) {
    std::vector<std::uint32_t> renamed(2 * static_cast<std::size_t>(groups), none);
    std::vector<std::vector<std::uint8_t>> wider;
    const auto words = design.column(column);
    for (std::size_t r = 0; r < group_of_row_.size(); ++r) {
      const std::uint64_t bit = words[r / 64] >> (r % 64) & 1;
      std::uint32_t& name = renamed[2 * static_cast<std::size_t>(group_of_row_[r]) + bit];
      if (name == none) {
        name = static_cast<std::uint32_t>(wider.size());
        wider.push_back(patterns[group_of_row_[r]]);
        wider.back().push_back(static_cast<std::uint8_t>(bit));
      }
      group_of_row_[r] = name;
    }
    patterns = std::move(wider);
    groups = static_cast<std::uint32_t>(patterns.size());
  }
  table_.variables = columns.size();
  table_.cells.resize(groups);
  table_.events.resize(groups);
  for (const auto& pattern : patterns) {
    table_.ones.insert(table_.ones.end(), pattern.begin(), pattern.end());
  }
  for (std::size_t r = 0; r < group_of_row_.size(); ++r) {
    table_.cells[group_of_row_[r]] += cells[r];
    table_.events[group_of_row_[r]] += events[r];
  }
}

CountTable GroupedRows::split_by(std::size_t column) const {
  std::vector<double> cells(table_.groups()), events(table_.groups());
  design_.for_each_one(column, [&](std::size_t row) {
    cells[group_of_row_[row]] += cells_[row];
    events[group_of_row_[row]] += events_[row];
  });
  CountTable split;
  split.variables = table_.variables + 1;
  const auto add = [&](std::size_t group, double n, double s, std::uint8_t bit) {
    if (n == 0) return;
    const auto pattern = table_.of(group);
    split.ones.insert(split.ones.end(), pattern.begin(), pattern.end());
    split.ones.push_back(bit);
    split.cells.push_back(n);
    split.events.push_back(s);
  };
  for (std::size_t g = 0; g < table_.groups(); ++g) {
    add(g, table_.cells[g] - cells[g], table_.events[g] - events[g], 0);
    add(g, cells[g], events[g], 1);
  }
  return split;
}

}  // namespace farola
