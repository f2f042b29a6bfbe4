#include "farola/density/places.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace farola::density {
namespace {

constexpr std::size_t block = 1 << 15;
constexpr double narrowest_bin = 32;
constexpr double most_bins = 4096;
constexpr std::uint32_t left_out = std::numeric_limits<std::uint32_t>::max();

bool before(const Place& a, const Place& b) {
  if (a.v != b.v) return a.v < b.v;
  if (a.u != b.u) return a.u < b.u;
  return a.radius < b.radius;
}

/// Sorts one group by v, u, radius: buckets of one row by counting, then each bucket.
void sort_group(std::span<Place> group, const Progress& progress) {
  if (group.size() < 64) {
    std::sort(group.begin(), group.end(), before);
    return;
  }
  double low = group[0].v, high = low;
  for (const Place& p : group) {
    low = std::min(low, p.v);
    high = std::max(high, p.v);
  }
  const double buckets = std::min(std::floor(high - low) + 1, static_cast<double>(group.size()));
  const double scale = high > low ? buckets / (high - low) : 0;
  const auto bucket_of = [&](const Place& p) {
    return static_cast<std::size_t>(std::min((p.v - low) * scale, buckets - 1));
  };
  std::vector<std::uint32_t> start(static_cast<std::size_t>(buckets) + 1, 0);
  for (const Place& p : group) ++start[bucket_of(p) + 1];
  for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  const std::vector<Place> copy(group.begin(), group.end());
  for (const Place& p : copy) group[start[bucket_of(p)]++] = p;
  std::size_t from = 0;
  for (std::size_t i = 0; i + 1 < start.size(); ++i) {
    const std::size_t to = start[i];  // now the end of bucket i
    if (to - from > 1) progress.check();
    std::sort(group.begin() + from, group.begin() + to, before);
    from = to;
  }
}

std::size_t merge_duplicates(std::span<Place> group) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (kept > 0 && group[kept - 1].u == group[i].u && group[kept - 1].v == group[i].v &&
        group[kept - 1].radius == group[i].radius) {
      group[kept - 1].weight += group[i].weight;
    } else {
      group[kept++] = group[i];
    }
  }
  return kept;
}

struct Extent {
  double umin = std::numeric_limits<double>::infinity();
  double umax = -std::numeric_limits<double>::infinity();
  std::size_t used = 0;
  std::array<std::size_t, 64> of_class{};  // by binary exponent of the radius, shifted
  void add(const Extent& o) {
    umin = std::min(umin, o.umin);
    umax = std::max(umax, o.umax);
    used += o.used;
    for (std::size_t i = 0; i < of_class.size(); ++i) of_class[i] += o.of_class[i];
  }
};

std::size_t octave(double radius) {
  return static_cast<std::size_t>(std::clamp(std::ilogb(radius) + 4, 0, 63));
}

}  // namespace

Places::Places(const PlaceInput& input, const Progress& progress) {
  const std::size_t count = input.x.size();
  const bool varying = input.reach.size() > 1;
  const double columns = static_cast<double>(input.columns);
  const double rows = static_cast<double>(input.rows);
  const auto place = [&](std::size_t i) {
    return Place{(input.x[i] - input.x0) / input.cell, (input.y0 - input.y[i]) / input.cell,
                 input.weight.empty() ? 1.0 : input.weight[i],
                 input.reach[varying ? i : 0] / input.cell};
  };
  const auto counts = [&](const Place& p) {
    return p.weight > 0 && p.u + p.radius >= 0 && p.u - p.radius <= columns - 1 &&
           p.v + p.radius >= 0 && p.v - p.radius <= rows - 1;
  };

  const Extent extent = reduce_blocks(
      count, block, progress.part(0, .2), Extent{},
      [&](std::size_t begin, std::size_t end) {
        Extent part;
        for (std::size_t i = begin; i < end; ++i) {
          const Place p = place(i);
          if (!counts(p)) continue;
          part.umin = std::min(part.umin, p.u);
          part.umax = std::max(part.umax, p.u);
          ++part.used;
          ++part.of_class[varying ? octave(p.radius) : 0];
        }
        return part;
      },
      [](Extent& total, const Extent& part) { total.add(part); });
  used_ = extent.used;
  if (used_ == 0) return;

  // Bins of columns, and a class for each octave of radii that has events.
  bin_origin_ = extent.umin;
  bin_width_ = std::max(narrowest_bin, (extent.umax - extent.umin) / most_bins);
  bins_ = static_cast<std::size_t>((extent.umax - extent.umin) / bin_width_) + 1;
  std::array<std::size_t, 64> class_of{};
  for (std::size_t i = 0; i < class_of.size(); ++i) {
    class_of[i] = classes_.size();
    if (extent.of_class[i] > 0) classes_.push_back({0, 0, classes_.size() * bins_, 0});
  }
  const std::size_t groups = classes_.size() * bins_;
  const auto group_of = [&](const Place& p) {
    const std::size_t bin =
        std::min(static_cast<std::size_t>((p.u - bin_origin_) / bin_width_), bins_ - 1);
    return class_of[varying ? octave(p.radius) : 0] * bins_ + bin;
  };

  // A stable partition into groups: counted by block, laid out, then moved.
  const std::size_t wide = std::max(block, count / 64 + 1);
  const std::size_t blocks = (count + wide - 1) / wide;
  std::vector<std::uint32_t> group_of_event(count);
  std::vector<std::size_t> cursor(blocks * groups, 0);
  for_each_block(
      count, wide, progress.part(.2, .4), [&](std::size_t begin, std::size_t end, std::size_t b) {
        for (std::size_t i = begin; i < end; ++i) {
          const Place p = place(i);
          group_of_event[i] = counts(p) ? static_cast<std::uint32_t>(group_of(p)) : left_out;
          if (group_of_event[i] != left_out) ++cursor[b * groups + group_of_event[i]];
        }
      });
  begin_.resize(groups);
  end_.resize(groups);
  std::size_t next = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    begin_[g] = next;
    for (std::size_t b = 0; b < blocks; ++b) {
      const std::size_t here = cursor[b * groups + g];
      cursor[b * groups + g] = next;
      next += here;
    }
    end_[g] = next;
  }
  places_.resize(used_);
  for_each_block(count, wide, progress.part(.4, .6),
                 [&](std::size_t begin, std::size_t end, std::size_t b) {
                   for (std::size_t i = begin; i < end; ++i) {
                     if (group_of_event[i] == left_out) continue;
                     places_[cursor[b * groups + group_of_event[i]]++] = place(i);
                   }
                 });
  group_of_event = {};
  for_each_block(groups, 1, progress.part(.6, 1), [&](std::size_t g, std::size_t, std::size_t) {
    const std::span<Place> group(places_.data() + begin_[g], end_[g] - begin_[g]);
    sort_group(group, progress);
    end_[g] = begin_[g] + merge_duplicates(group);
  });
  for (Class& c : classes_) {
    c.smallest = std::numeric_limits<double>::infinity();
    for (std::size_t g = c.first_group; g < c.first_group + bins_; ++g) {
      c.places += end_[g] - begin_[g];
      for (const Place& p : group(g)) {
        c.smallest = std::min(c.smallest, p.radius);
        c.largest = std::max(c.largest, p.radius);
        weight_ += p.weight;
      }
    }
    distinct_ += c.places;
  }
}

std::pair<std::size_t, std::size_t> Places::bins_between(double from, double to) const {
  const double last = static_cast<double>(bins_);
  const double first_bin = std::clamp(std::floor((from - bin_origin_) / bin_width_), 0.0, last);
  const double end_bin = std::clamp(std::floor((to - bin_origin_) / bin_width_) + 1, 0.0, last);
  // The last bin also holds what rounding pushed over its end.
  if (bins_ > 0 && first_bin >= last) return {bins_ - 1, bins_};
  return {static_cast<std::size_t>(first_bin), static_cast<std::size_t>(end_bin)};
}

std::pair<double, double> Places::bin_columns(std::size_t bin) const {
  const double west = bin_origin_ + bin_width_ * static_cast<double>(bin);
  // A column more on both sides for what rounding put into the neighbouring bin.
  return {west - 1, west + bin_width_ + 1};
}

std::span<const Place> Places::group(std::size_t index) const {
  return {places_.data() + begin_[index], end_[index] - begin_[index]};
}

std::span<const Place> Places::between(std::size_t index, double from, double to) const {
  const std::span<const Place> all = group(index);
  const auto first = std::lower_bound(all.begin(), all.end(), from,
                                      [](const Place& p, double v) { return p.v < v; });
  const auto last =
      std::upper_bound(first, all.end(), to, [](double v, const Place& p) { return v < p.v; });
  return {first, last};
}

}  // namespace farola::density
