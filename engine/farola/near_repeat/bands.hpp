#pragma once
// Bands of distance or of time: which band a value falls into, and how each band is written.
//
// Edges e0 < e1 < … < em make m bands. Which of its two ends belongs to a band is the interval
// rule:
//
//   closed left (default)      [e0,e1) [e1,e2) …                  a value on an edge goes up
//   closed right               (e0,e1] (e1,e2] …                  a value on an edge goes down
//   with include_ends          the outermost end belongs too: the last band of closed left is
//                              [e,em], the first of closed right is [e0,e1]; not where an open band
//                              follows, since that takes the edge itself
//   with same = s              a band "same place" [0,s] comes first, and the next band begins
//   above
//                              s: (s,e1). REQUIRES e0 <= s < e1; e0 is then not an edge
//   with open_end              a last band "more than": [em,inf) or (em,inf)
//
// A value is compared with the edge itself, never with a rounded, squared or summed form of it.
// Bands of width w are edges k·w computed as one product, so that 3 × 0.1 is not a sum of three.
// Values below the first band (distance 0 where bands are (0,200] …) belong to no band.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farola {

enum class Closed { left, right };

/// "left", "right".
std::string_view name_of(Closed closed) noexcept;

struct BandOptions {
  std::vector<double> edges;  ///< REQUIRES two or more, ascending, finite, >= 0
  Closed closed = Closed::left;
  bool include_ends = false;
  bool open_end = false;  ///< add the band of all that is more than the last edge
  bool has_same = false;  ///< add the band "same place"
  double same = 0;        ///< greatest value of that band
};

/// A limit between what lies below and above it: a value is above when value > at, or, where
/// `reached` is set, when value >= at.
struct BandLimit {
  double at = 0;
  bool reached = true;
  bool below(double value) const { return reached ? value < at : value <= at; }
  bool operator==(const BandLimit&) const = default;
};

/// One interval, as it is told: from 0 to 200, [ or (, ) or ].
struct Band {
  BandLimit from, to;  ///< to.at is infinity for the open band
  bool open = false;   ///< the open band
  bool same = false;   ///< the band "same place"
};

class Bands {
 public:
  Bands() = default;
  /// `parameter` ("distance-bands") is named in messages, `unit` ("m", "days") in labels.
  /// Throws Error{usage, "<parameter>-too-few" | "-not-a-number" | "-negative" | "-not-increasing"
  /// |
  /// "-overlap-same" | "same-place-negative"}.
  explicit Bands(BandOptions options, std::string parameter = "bands", std::string unit = {});

  /// Edges 0, w, 2w, … count·w. Throws Error{usage, …} as above.
  static std::vector<double> edges_of_width(double width, std::int64_t count,
                                            const std::string& parameter = "bands");

  std::size_t size() const { return bands_.size(); }         ///< with the open band
  std::size_t finite() const { return limits_.size() - 1; }  ///< without it
  bool has_open() const { return finite() < size(); }
  const Band& operator[](std::size_t k) const { return bands_[k]; }
  std::span<const Band> all() const { return bands_; }

  /// The band of a value, or -1: below the first band, or above the last. REQUIRES not NaN.
  int index_of(double value) const;

  /// The limits of the finite bands, ascending: band k lies above limit k and below limit k + 1.
  std::span<const BandLimit> limits() const { return limits_; }
  /// The last of them: pairs that are not below it are in no finite band.
  const BandLimit& reach() const { return limits_.back(); }

  /// "[0,200) m", "same place [0,0] m", "[600,inf) m".
  std::string label(std::size_t k) const;
  /// All of them, "[0,200) [200,400) m".
  std::string labels() const;

  /// The same bands in another unit: every edge times `factor`, and set to the nearest whole number
  /// where rounding has left it within a millionth of one.
  Bands scaled(double factor, std::string unit = {}) const;

  const std::string& unit() const { return unit_; }

 private:
  std::vector<Band> bands_;
  std::vector<BandLimit> limits_;
  std::string unit_;
};

}  // namespace farola
