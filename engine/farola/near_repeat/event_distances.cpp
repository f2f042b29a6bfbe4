#include "farola/near_repeat/event_distances.hpp"

#include <vector>

namespace farola {
namespace {

class PlanarDistances final : public EventDistances {
 public:
  PlanarDistances(std::span<const double> x, std::span<const double> y, DistanceMetric metric)
      : x_(x), y_(y), metric_(metric) {}

  std::size_t events() const override { return x_.size(); }
  std::string_view metric() const override { return name_of(metric_); }

  std::unique_ptr<ClosePairs> close_pairs(std::span<const std::uint32_t> which,
                                          BandLimit limit) const override {
    std::vector<double> x, y;
    for (const std::uint32_t i : which) {
      x.push_back(x_[i]);
      y.push_back(y_[i]);
    }
    return farola::close_pairs(x, y, metric_, limit);
  }

  void from(std::uint32_t i, std::span<const std::uint32_t> others, double,
            std::span<double> distances, const Progress&) const override {
    for (std::size_t k = 0; k < others.size(); ++k) {
      distances[k] = distance_between(metric_, x_[others[k]] - x_[i], y_[others[k]] - y_[i]);
    }
  }

 private:
  std::span<const double> x_, y_;
  DistanceMetric metric_;
};

}  // namespace

std::unique_ptr<EventDistances> planar_distances(std::span<const double> x,
                                                 std::span<const double> y, DistanceMetric metric) {
  return std::make_unique<PlanarDistances>(x, y, metric);
}

}  // namespace farola
