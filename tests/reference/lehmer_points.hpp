#pragma once
// Points that R, Python and C++ make alike, bit for bit: a Lehmer generator and sums, no more.
// The same code stands in the scripts beside this file.

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace farola::test {

class Lehmer {
 public:
  explicit Lehmer(std::int64_t seed) : state_(seed) {}
  double operator()() {
    state_ = 16807 * state_ % 2147483647;
    return static_cast<double>(state_) / 2147483647;
  }

 private:
  std::int64_t state_;
};

struct Points {
  std::vector<double> x, y;
};

/// Six in ten around five centres, the others anywhere in 1000 m by 800 m.
inline Points city_points(int n, std::int64_t seed) {
  const double cx[] = {200, 450, 800, 650, 300}, cy[] = {150, 600, 300, 700, 420};
  const auto reflect = [](double v, double top) { return v < 0 ? -v : v > top ? 2 * top - v : v; };
  Lehmer u(seed);
  Points points;
  for (int i = 0; i < n; ++i) {
    double x = 0, y = 0;
    if (u() < .6) {
      const int k = static_cast<int>(std::floor(u() * 5));
      const double x1 = u(), x2 = u(), x3 = u();
      x = cx[k] + (x1 + x2 + x3 - 1.5) * 120;
      const double y1 = u(), y2 = u(), y3 = u();
      y = cy[k] + (y1 + y2 + y3 - 1.5) * 120;
    } else {
      x = u() * 1000;
      y = u() * 800;
    }
    points.x.push_back(reflect(x, 1000));
    points.y.push_back(reflect(y, 800));
  }
  return points;
}

}  // namespace farola::test
