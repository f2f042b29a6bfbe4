#pragma once
// From the values of a layer to scores that layers can be combined by: metres, lamps and classes of
// land use on one scale.
//
//   none              v
//   minimum-maximum   (v - min) / (max - min), min and max over all cells of the layer with data
//   linear            (v - zero) / (one - zero), cut to [0, 1]; zero > one falls with v
//   power             that of linear, to a power
//   large             1 / (1 + (v/m)^-s)      near 1 where v is well above m, 1/2 at m; v >= 0
//   small             1 / (1 + (v/m)^s)       near 1 where v is well below m, 1/2 at m; v >= 0
//   gaussian          exp(-s (v - m)^2)       1 at m
//   near              1 / (1 + s (v - m)^2)   1 at m, with longer tails
//   ranges            the score of the range [from, to) that v is in; the end of the highest range
//                     belongs to it
//   classes           the score of the class whose code is v
//
// Results are in [0, 1], but for none, ranges and classes, which give what they hold. `reversed`
// takes 1 - result (large by minimum-maximum becomes small). s in gaussian and near is per square
// of the unit of v; in large and small it has no unit.
//
// NaN stays NaN: no data is never given a score. Edge cases, all of them errors that name the
// layer: a layer without data; infinite values; a constant layer under minimum-maximum (it says
// nothing, and its score would be 0/0), or under power without ends; negative values under large
// and small; values in no range or class, unless `otherwise` says what they get (a score, or NaN
// for no data).
//
// Computed in double; O(cells), O(log ranges) a cell. Memberships as in the fuzzy overlay of common
// GIS: Eastman, "Multi-criteria evaluation and GIS", in: Geographical Information Systems (1999);
// Tsukamoto's and Zimmermann's curves in Zimmermann, "Fuzzy Set Theory and Its Applications"
// (2001).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class RescaleMethod {
  none,
  minimum_maximum,
  linear,
  power,
  large,
  small,
  gaussian,
  near,
  ranges,
  classes,
};
/// "none", "minimum-maximum", …
std::string_view name_of(RescaleMethod method) noexcept;
/// All names, in that order.
const std::vector<std::string>& rescale_methods();
/// Throws Error{usage, "rescale-method-unknown"} naming the nearest.
RescaleMethod rescale_method(const std::string& name, const std::string& layer);

struct ScoreRange {
  double from = 0, to = 0;  ///< from <= v < to
  double score = 0;
};
struct ScoreClass {
  double code = 0, score = 0;
};

struct Rescaling {
  RescaleMethod method = RescaleMethod::minimum_maximum;
  bool reversed = false;  ///< 1 - result; not with none, ranges and classes
  std::optional<double> zero = {},
                        one = {};  ///< linear (REQUIRED) and power (else minimum, maximum)
  double exponent = 1;             ///< of power; REQUIRES > 0
  double midpoint = 0;             ///< m; REQUIRES > 0 for large and small
  double spread = 1;               ///< s; REQUIRES > 0
  std::vector<ScoreRange> ranges = {};
  std::vector<ScoreClass> classes = {};
  std::optional<double> otherwise = {};  ///< of values in no range or class; NaN: no data
};

/// A rescaling made ready for one layer; then a function of one value.
class Rescaler {
 public:
  /// Looks through the values once, and checks all that the head of this file says. Throws
  /// Error{data, "layer-empty" | "layer-infinite" | "layer-constant" | "layer-negative" |
  /// "values-without-score"}, Error{usage, "rescale-…"} for a rescaling that makes no sense.
  Rescaler(Rescaling rescaling, std::span<const float> values, std::string layer);

  double operator()(double value) const;

  double minimum() const { return minimum_; }  ///< of the values of the layer
  double maximum() const { return maximum_; }
  double lowest() const { return lowest_; }  ///< of its scores
  double highest() const { return highest_; }

 private:
  void check() const;
  void check_parameters() const;
  void check_tables();
  double score_in_tables(double value) const;
  bool in_tables(double value) const;

  Rescaling with_;
  std::string layer_;
  double minimum_ = 0, maximum_ = 0, lowest_ = 0, highest_ = 0;
  double zero_ = 0, width_ = 1;  // of minimum-maximum, linear and power
};

}  // namespace farola
