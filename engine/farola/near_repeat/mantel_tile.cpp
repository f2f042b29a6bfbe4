#include "farola/near_repeat/mantel_tile.hpp"

#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "farola/near_repeat/mantel_tile.cpp"
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace farola::lanes::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Calls term(distance, gap) for the pairs of each row, lanes by lanes.
template <class T, class Term>
HWY_INLINE void AddTile(const MantelTile<T>& tile, double* HWY_RESTRICT sums, const Term& term) {
  const hn::CappedTag<T, mantel_lanes> d;
  HWY_ALIGN std::array<T, mantel_lanes> row_sums{};
  for (std::size_t row = 0; row < tile.rows; ++row) {
    const T* const distances = tile.distances + row * mantel_tile;
    for (std::size_t v = 0; v < mantel_lanes; v += hn::Lanes(d)) {
      const auto own = hn::Load(d, tile.own + row * mantel_lanes + v);
      auto sum = hn::Zero(d);
      for (std::size_t column = tile.diagonal ? row + 1 : 0; column < tile.columns; ++column) {
        const auto other = hn::Load(d, tile.others + column * mantel_lanes + v);
        sum = hn::Add(sum, term(hn::Set(d, distances[column]), hn::Abs(hn::Sub(own, other))));
      }
      hn::Store(sum, d, row_sums.data() + v);
    }
    for (std::size_t lane = 0; lane < mantel_lanes; ++lane) {
      sums[lane] += static_cast<double>(row_sums[lane]);
    }
  }
}

template <class T>
HWY_INLINE void AddReciprocals(const MantelTile<T>& tile, T shift, double* sums) {
  const hn::CappedTag<T, mantel_lanes> d;
  const auto more = hn::Set(d, shift);
  AddTile(tile, sums,
          [&](auto distance, auto gap) HWY_ATTR { return hn::Div(distance, hn::Add(gap, more)); });
}
template <class T>
HWY_INLINE void AddProducts(const MantelTile<T>& tile, double* sums) {
  AddTile(tile, sums, [](auto distance, auto gap) HWY_ATTR { return hn::Mul(distance, gap); });
}

void AddReciprocalsFloat(const MantelTile<float>& tile, float shift, double* sums) {
  AddReciprocals(tile, shift, sums);
}
void AddReciprocalsDouble(const MantelTile<double>& tile, double shift, double* sums) {
  AddReciprocals(tile, shift, sums);
}
void AddProductsFloat(const MantelTile<float>& tile, double* sums) { AddProducts(tile, sums); }
void AddProductsDouble(const MantelTile<double>& tile, double* sums) { AddProducts(tile, sums); }

}  // namespace farola::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace farola {
namespace lanes {
HWY_EXPORT(AddReciprocalsFloat);
HWY_EXPORT(AddReciprocalsDouble);
HWY_EXPORT(AddProductsFloat);
HWY_EXPORT(AddProductsDouble);
}  // namespace lanes

void add_reciprocals(const MantelTile<float>& tile, float shift, double* sums) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(AddReciprocalsFloat)(tile, shift, sums);
}
void add_reciprocals(const MantelTile<double>& tile, double shift, double* sums) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(AddReciprocalsDouble)(tile, shift, sums);
}
void add_products(const MantelTile<float>& tile, double* sums) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(AddProductsFloat)(tile, sums);
}
void add_products(const MantelTile<double>& tile, double* sums) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(AddProductsDouble)(tile, sums);
}

}  // namespace farola
#endif  // HWY_ONCE
