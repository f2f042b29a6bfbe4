#include "farola/density/fft_density.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <kissfft/kissfft.hh>

namespace farola::density {
namespace {

/// The next length that has no prime factor above 5.
std::int64_t smooth_length(std::int64_t least) {
  for (std::int64_t n = least;; ++n) {
    std::int64_t rest = n;
    for (const std::int64_t p : {2, 3, 5}) {
      while (rest % p == 0) rest /= p;
    }
    if (rest == 1) return n;
  }
}

constexpr std::int64_t farthest_share = 5;  // cells from an event's own, and one to spare

struct Layout {
  std::int64_t half, margin, width, height;
  Layout(double reach, std::int64_t columns, std::int64_t rows)
      : half((rows + 1) / 2),
        margin(static_cast<std::int64_t>(std::ceil(reach)) + farthest_share),
        width(smooth_length(columns + 2 * margin)),
        height(smooth_length(half + 2 * margin)) {}
};

/// Lagrange's shares of the cell centres around an event: of the one at `origin + first`, and of
/// those that follow, for the event's distance t from `origin`.
template <FftBinning>
struct Shares {  // the three nearest
  static constexpr std::int64_t first = -1;
  static double origin(double at) { return std::floor(at + .5); }
  static std::array<double, 3> of(double t) {
    return {t * (t - 1) / 2, 1 - t * t, t * (t + 1) / 2};
  }
};
template <>
struct Shares<FftBinning::eight> {  // four on either side
  static constexpr std::int64_t first = -3;
  static double origin(double at) { return std::floor(at); }
  static std::array<double, 8> of(double t) {
    // 1 / prod (k - m) over the other nodes m.
    constexpr std::array<double, 8> inverse = {-1. / 5040, 1. / 720, -1. / 240, 1. / 144,
                                               -1. / 144,  1. / 240, -1. / 720, 1. / 5040};
    std::array<double, 8> shares = inverse;
    double below = 1, above = 1;
    for (std::size_t i = 0; i < 8; ++i) {
      shares[i] *= below;
      below *= t - static_cast<double>(first + static_cast<std::int64_t>(i));
      shares[7 - i] *= above;
      above *= t - static_cast<double>(first + 7 - static_cast<std::int64_t>(i));
    }
    return shares;
  }
};

constexpr std::int64_t rows_together = 16;
constexpr std::int64_t columns_together = 4;

}  // namespace

double fft_error_bound(Kernel kernel, double b) noexcept {
  // 4k times the table; and what rounding adds.
  const double rounding = 1e-12;
  switch (kernel) {
    case Kernel::uniform:
      return 4 * (1 + 1.25 * 1.25);
    case Kernel::triangular:
      return 12 * 1.7 / b + rounding;
    case Kernel::epanechnikov:
      return 8 * 3.4 / b + rounding;
    case Kernel::quartic:
      return 12 * 4.5 / (b * b) + rounding;
    case Kernel::triweight:
      return 16 * 6.75 / (b * b * b) + rounding;
    case Kernel::gaussian:
      return .6 / (b * b * b) + rounding;
  }
  return 1;
}

double fft_bytes(Kernel kernel, double bandwidth, std::int64_t columns,
                 std::int64_t rows) noexcept {
  const Layout layout(kernel_reach(kernel, bandwidth), columns, rows);
  const double width = static_cast<double>(layout.width);
  return width * static_cast<double>(layout.height) * sizeof(std::complex<double>) +
         width * static_cast<double>(layout.margin) * sizeof(double) / 2;
}

double fft_work(Kernel kernel, double bandwidth, std::int64_t columns, std::int64_t rows) noexcept {
  const Layout layout(kernel_reach(kernel, bandwidth), columns, rows);
  const double width = static_cast<double>(layout.width);
  const double height = static_cast<double>(layout.height);
  return 2.5 * width * height * std::log2(width * height);
}

FftKernel fft_kernel(Kernel kernel, double bandwidth) {
  const double peak = kernel_peak(kernel, bandwidth);
  return {kernel_reach(kernel, bandwidth),
          [=](double r) { return kernel_value(kernel, r, bandwidth) / peak; }};
}

FftDensity::FftDensity(const Places& places, const FftKernel& kernel, std::int64_t columns,
                       std::int64_t rows, const Progress& progress)
    : columns_(columns), rows_(rows) {
  const Layout layout(kernel.reach, columns, rows);
  half_ = layout.half;
  margin_ = layout.margin;
  width_ = layout.width;
  height_ = layout.height;
  array_.assign(static_cast<std::size_t>(width_ * height_), Complex(0));
  for_each_block(static_cast<std::size_t>(height_), rows_together, progress.part(0, .35),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   const auto first = static_cast<std::int64_t>(begin);
                   const auto last = static_cast<std::int64_t>(end);
                   if (kernel.binning == FftBinning::three) {
                     bin<FftBinning::three>(places, first, last);
                   } else {
                     bin<FftBinning::eight>(places, first, last);
                   }
                   const kissfft<double> forward(static_cast<std::size_t>(width_), false);
                   std::vector<Complex> line(static_cast<std::size_t>(width_));
                   for (std::int64_t y = first; y < last; ++y) {
                     progress.check();
                     Complex* const row = array_.data() + y * width_;
                     forward.transform(row, line.data());
                     std::copy(line.begin(), line.end(), row);
                   }
                 });
  sample_kernel(kernel, progress.part(.35, .45));
  const auto frequencies = static_cast<std::size_t>(width_ / 2 + 1);
  for_each_block(frequencies, columns_together, progress.part(.45, .8),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   filter_columns(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end));
                 });
  kernel_ = {};
  for_each_block(static_cast<std::size_t>(half_), rows_together, progress.part(.8, 1),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   const kissfft<double> inverse(static_cast<std::size_t>(width_), true);
                   std::vector<Complex> line(static_cast<std::size_t>(width_));
                   for (std::size_t y = begin; y < end; ++y) {
                     progress.check();
                     Complex* const row =
                         array_.data() + (static_cast<std::int64_t>(y) + margin_) * width_;
                     inverse.transform(row, line.data());
                     std::copy(line.begin(), line.end(), row);
                   }
                 });
}

/// Rows [first, end) of the array: the raster's row y - margin, and half as many rows below it.
template <FftBinning binning>
void FftDensity::bin(const Places& places, std::int64_t first, std::int64_t end) {
  using Around = Shares<binning>;
  if (places.classes().empty()) return;
  const std::size_t first_group = places.classes()[0].first_group;
  for (const bool lower : {false, true}) {
    const std::int64_t shift = lower ? half_ - margin_ : -margin_;
    const std::int64_t used = half_ + 2 * margin_;  // the array's rows beyond are padding
    const double north = static_cast<double>(first + shift - farthest_share);
    const double south = static_cast<double>(std::min(end, used) + shift + farthest_share);
    for (std::size_t bin_index = 0; bin_index < places.bins(); ++bin_index) {
      for (const Place& place : places.between(first_group + bin_index, north, south)) {
        const double column = Around::origin(place.u), row = Around::origin(place.v);
        const auto across = Around::of(place.u - column);
        const auto down = Around::of(place.v - row);
        const std::int64_t x = static_cast<std::int64_t>(column) + Around::first + margin_;
        for (std::size_t k = 0; k < down.size(); ++k) {
          const std::int64_t y =
              static_cast<std::int64_t>(row) + Around::first + static_cast<std::int64_t>(k) - shift;
          if (y < first || y >= end || y >= used) continue;
          double* const at = reinterpret_cast<double*>(array_.data() + y * width_ + x);
          const double share = place.weight * down[k];
          for (std::size_t i = 0; i < across.size(); ++i) {
            at[2 * i + (lower ? 1 : 0)] += share * across[i];
          }
        }
      }
    }
  }
}

/// The kernel is even: the transforms of its rows are real, so two go in one complex transform.
void FftDensity::sample_kernel(const FftKernel& kernel, const Progress& progress) {
  const std::int64_t frequencies = width_ / 2 + 1;
  kernel_.assign(static_cast<std::size_t>((margin_ + 1) * frequencies), 0.0);
  const auto pairs = static_cast<std::size_t>(margin_ / 2 + 1);
  for_each_block(pairs, rows_together, progress,
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   const kissfft<double> forward(static_cast<std::size_t>(width_), false);
                   std::vector<Complex> line(static_cast<std::size_t>(width_)), out(line.size());
                   for (std::size_t pair = begin; pair < end; ++pair) {
                     progress.check();
                     const std::int64_t y = 2 * static_cast<std::int64_t>(pair);
                     std::fill(line.begin(), line.end(), Complex(0));
                     for (std::int64_t x = 0; x <= margin_; ++x) {
                       const auto at = [&](std::int64_t row) {
                         return kernel.value(std::sqrt(static_cast<double>(x * x + row * row)));
                       };
                       const Complex both(at(y), y + 1 <= margin_ ? at(y + 1) : 0);
                       line[static_cast<std::size_t>(x)] = both;
                       if (x > 0) line[static_cast<std::size_t>(width_ - x)] = both;
                     }
                     forward.transform(line.data(), out.data());
                     for (std::int64_t f = 0; f < frequencies; ++f) {
                       const Complex both = out[static_cast<std::size_t>(f)];
                       kernel_[static_cast<std::size_t>(y * frequencies + f)] = both.real();
                       if (y + 1 > margin_) continue;
                       kernel_[static_cast<std::size_t>((y + 1) * frequencies + f)] = both.imag();
                     }
                   }
                 });
}

/// Columns first … end - 1 and their mirror images: transform, multiply by the kernel's, and back.
void FftDensity::filter_columns(std::int64_t first, std::int64_t end) {
  const auto length = static_cast<std::size_t>(height_);
  const kissfft<double> forward(length, false), inverse(length, true);
  const std::int64_t frequencies = width_ / 2 + 1;
  const double scale = 1 / (static_cast<double>(width_) * static_cast<double>(height_));
  std::vector<Complex> line(length), out(length);
  std::array<std::vector<double>, columns_together> filter;
  for (std::int64_t f = first; f < end; f += 2) {
    const bool two = f + 1 < end;
    std::fill(line.begin(), line.end(), Complex(0));
    for (std::int64_t y = 0; y <= margin_; ++y) {
      const double* const row = kernel_.data() + y * frequencies + f;
      const Complex both(row[0], two ? row[1] : 0);
      line[static_cast<std::size_t>(y)] = both;
      if (y > 0) line[length - static_cast<std::size_t>(y)] = both;
    }
    forward.transform(line.data(), out.data());
    for (std::int64_t k = 0; k < (two ? 2 : 1); ++k) {
      std::vector<double>& into = filter[static_cast<std::size_t>(f - first + k)];
      into.resize(length);
      for (std::size_t i = 0; i < length; ++i) {
        into[i] = scale * (k == 0 ? out[i].real() : out[i].imag());
      }
    }
  }
  for (const bool mirrored : {false, true}) {
    // Neighbouring columns together: they share cache lines.
    std::array<std::int64_t, columns_together> at{};
    std::array<std::size_t, columns_together> which{};
    std::size_t count = 0;
    for (std::int64_t f = first; f < end; ++f) {
      const std::int64_t column = mirrored ? width_ - f : f;
      if (mirrored && (f == 0 || column == f || column < frequencies)) continue;
      at[count] = column;
      which[count++] = static_cast<std::size_t>(f - first);
    }
    std::array<std::vector<Complex>, columns_together> lines;
    for (std::size_t k = 0; k < count; ++k) lines[k].resize(length);
    for (std::size_t y = 0; y < length; ++y) {
      const Complex* const row = array_.data() + static_cast<std::int64_t>(y) * width_;
      for (std::size_t k = 0; k < count; ++k) lines[k][y] = row[at[k]];
    }
    for (std::size_t k = 0; k < count; ++k) {
      forward.transform(lines[k].data(), out.data());
      const std::vector<double>& by = filter[which[k]];
      for (std::size_t i = 0; i < length; ++i) out[i] *= by[i];
      inverse.transform(out.data(), lines[k].data());
    }
    for (std::size_t y = 0; y < length; ++y) {
      Complex* const row = array_.data() + static_cast<std::int64_t>(y) * width_;
      for (std::size_t k = 0; k < count; ++k) row[at[k]] = lines[k][y];
    }
  }
}

void FftDensity::add(const Strip& strip) const {
  for (std::int64_t r = 0; r < strip_rows; ++r) {
    const std::int64_t row = strip.first_row + r;
    if (row >= rows_) return;
    const bool lower = row >= half_;
    const std::int64_t y = (lower ? row - half_ : row) + margin_;
    const Complex* const from = array_.data() + y * width_ + margin_;
    double* const to = strip.values + static_cast<std::size_t>(r) * strip.stride;
    for (std::int64_t i = 0; i < columns_; ++i) to[i] += lower ? from[i].imag() : from[i].real();
  }
}

}  // namespace farola::density
