#pragma once
// Moves coordinates from one CRS to another, by PROJ.

#include "farola/crs/crs.hpp"

#include <memory>
#include <span>

namespace farola {

class Projector {
 public:
  /// Throws Error{data, "crs-no-operation"} if PROJ knows no way, Error{usage, "crs-missing"} if
  /// either is unknown. No network: only grids that are installed are used.
  Projector(const Crs& from, const Crs& to);
  ~Projector();
  Projector(Projector&&) noexcept;
  Projector& operator=(Projector&&) noexcept;

  const Crs& from() const;
  const Crs& to() const;

  /// In place, in parallel over fixed blocks with a PROJ context per thread; a coordinate that
  /// cannot be moved becomes NaN, NaN. May be called from many threads.
  void forward(std::span<double> x, std::span<double> y) const;
  void inverse(std::span<double> x, std::span<double> y) const;
  Point forward(Point p) const;
  Point inverse(Point p) const;

  /// Box of the moved box, outline sampled.
  Box forward(const Box& box) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace farola
