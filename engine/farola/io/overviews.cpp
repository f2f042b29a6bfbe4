#include "farola/io/overviews.hpp"

#include "farola/core/parallel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include <gdal_priv.h>

namespace farola::io {
namespace {

constexpr int block = 512;
constexpr std::size_t rows_in_a_task = 32;

float mean_of(float a, float b, float c, float d) {
  double sum = 0;
  int count = 0;
  for (const float value : {a, b, c, d}) {
    const bool held = !std::isnan(value);
    sum += held ? static_cast<double>(value) : 0;
    count += held;
  }
  return count > 0 ? static_cast<float>(sum / count) : std::numeric_limits<float>::quiet_NaN();
}

// Two rows to one of half the length. For the last of an odd number of rows, twice the same.
void halve(std::span<const float> upper, std::span<const float> lower, std::span<float> out) {
  const std::size_t pairs = upper.size() / 2;
  for (std::size_t i = 0; i < pairs; ++i) {
    out[i] = mean_of(upper[2 * i], upper[2 * i + 1], lower[2 * i], lower[2 * i + 1]);
  }
  if (upper.size() % 2 == 1) {
    out[pairs] = mean_of(upper.back(), upper.back(), lower.back(), lower.back());
  }
}

}  // namespace

bool makes_overviews(std::span<const std::string> creation_options) {
  constexpr std::array harmless = {std::string_view("COMPRESS"), std::string_view("LEVEL"),
                                   std::string_view("PREDICTOR"), std::string_view("BIGTIFF"),
                                   std::string_view("NUM_THREADS")};
  return std::all_of(creation_options.begin(), creation_options.end(), [&](const auto& option) {
    const std::string name = option.substr(0, option.find('='));
    return std::any_of(harmless.begin(), harmless.end(),
                       [&](std::string_view one) { return EQUAL(name.c_str(), one.data()); });
  });
}

void add_empty_overviews(GDALDataset& dataset) {
  std::vector<int> factors;
  int columns = dataset.GetRasterXSize(), rows = dataset.GetRasterYSize();
  for (int factor = 2; columns > block || rows > block; factor *= 2) {
    factors.push_back(factor);
    columns = (columns + 1) / 2;
    rows = (rows + 1) / 2;
  }
  if (factors.empty()) return;
  dataset.BuildOverviews("NONE", static_cast<int>(factors.size()), factors.data(), 0, nullptr,
                         nullptr, nullptr);
}

OverviewRows::OverviewRows(GDALRasterBand& band) {
  auto columns = static_cast<std::size_t>(band.GetXSize());
  auto rows = static_cast<std::size_t>(band.GetYSize());
  for (int i = 0; i < band.GetOverviewCount(); ++i) {
    levels_.push_back({band.GetOverview(i), columns, rows});
    columns = (columns + 1) / 2;
    rows = (rows + 1) / 2;
  }
}

void OverviewRows::add_to(std::size_t number, std::span<const float> below) {
  if (number == levels_.size() || below.empty()) return;
  Level& level = levels_[number];
  const std::size_t columns = level.columns_below, half = (columns + 1) / 2;
  level.rows_taken += below.size() / columns;
  std::vector<float> joined;
  if (!level.waiting.empty()) {
    joined.swap(level.waiting);
    joined.insert(joined.end(), below.begin(), below.end());
    below = joined;
  }
  const std::size_t rows = below.size() / columns;
  const bool alone = rows % 2 == 1, last = level.rows_taken == level.rows_below;
  if (alone && !last) {
    const auto row = below.last(columns);
    level.waiting.assign(row.begin(), row.end());
  }
  const std::size_t made = rows / 2 + (alone && last);
  std::vector<float> out(made * half);
  for_each_block(made, rows_in_a_task, Progress(),
                 [&](std::size_t begin, std::size_t end, std::size_t) {
                   for (std::size_t row = begin; row < end; ++row) {
                     const std::size_t partner = std::min(2 * row + 1, rows - 1);
                     halve(below.subspan(2 * row * columns, columns),
                           below.subspan(partner * columns, columns),
                           std::span(out).subspan(row * half, half));
                   }
                 });
  if (made == 0) return;
  const CPLErr trouble = level.band->RasterIO(
      GF_Write, 0, level.next_row, static_cast<int>(half), static_cast<int>(made), out.data(),
      static_cast<int>(half), static_cast<int>(made), GDT_Float32, 0, 0, nullptr);
  if (trouble != CE_None) return;
  level.next_row += static_cast<int>(made);
  add_to(number + 1, out);
}

}  // namespace farola::io
