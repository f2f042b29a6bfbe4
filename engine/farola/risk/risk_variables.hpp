#pragma once
// From factors to 0/1 variables of cells: the columns that a risk terrain model chooses from.
//
//   proximity   1 where the distance from the cell's centre to the nearest feature is <= d
//   density     1 where the quartic kernel density with bandwidth d at the cell's centre is
//               > mean + 2 sd, over the cells of the study area; sd with 1/(cells - 1)
//
// for d = one block, two blocks, … up to the maximum influence, or half a block, one, one and a
// half …. Distances and densities are given, one for each cell of the study area: exact ones
// (factor_distance.hpp) or those of a raster. NaN (no feature, no data) is 0 in every variable and
// does not count in the mean.
//
// A variable that is 0 in all cells, or 1 in all, can explain nothing: it is left out and told. A
// factor may so be left without any.
//
// Caplan, Kennedy, "Risk terrain modeling: crime prediction and risk reduction", University of
// California Press (2016).

#include "farola/core/units.hpp"
#include "farola/risk/bit_columns.hpp"

#include <span>
#include <string>
#include <vector>

namespace farola {

enum class Operationalisation { proximity, density };
/// "proximity", "density".
std::string name_of(Operationalisation as);

struct RiskVariable {
  std::size_t factor = 0;
  Operationalisation as = Operationalisation::proximity;
  Metres distance{0};
  std::size_t cells = 0;  ///< where it is 1
};

/// Distances of a factor. REQUIRES finite, block_length > 0; blocks >= 1 (or >= 0.5 with halves).
/// Throws Error{usage, "block-length-not-positive" | "blocks-out-of-range"}; the largest is
/// `blocks` * block_length, and at most 1000 distances.
std::vector<Metres> block_distances(Metres block_length, double blocks, bool half_blocks);

struct RiskVariables {
  explicit RiskVariables(std::size_t cells, std::vector<std::string> factor_names)
      : factors(std::move(factor_names)), design(cells) {}

  std::vector<std::string> factors;
  BitColumns design;                    ///< cells x variables
  std::vector<RiskVariable> variables;  ///< of each column
  std::vector<RiskVariable> constant;   ///< left out: cells is 0, or all

  /// One value for each cell. REQUIRES sizes equal design.rows().
  void add_proximity(std::size_t factor, std::span<const double> distances,
                     std::span<const Metres> within);
  void add_density(std::size_t factor, std::span<const double> densities, Metres bandwidth);

  /// "bars_P_200", "bars_D_300.5": for tables.
  std::string name(const RiskVariable& variable) const;
  /// "within 200 m of bars", "with many bars within 300.5 m": for people.
  std::string words(const RiskVariable& variable) const;
  std::vector<std::string> names() const;  ///< of the columns
  std::vector<std::size_t> factor_of_column() const;
  bool has_variable(std::size_t factor) const;

 private:
  void add(RiskVariable variable, std::span<const std::uint8_t> flags);
};

/// Mean and sample standard deviation of the values that are not NaN, and mean + 2 sd.
struct HighValue {
  double mean = 0, deviation = 0, threshold = 0;
};
HighValue high_value(std::span<const double> values);

}  // namespace farola
