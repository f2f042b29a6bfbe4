#pragma once
// Styles of points and lines by the words in a field, and of points by its size, as QML for the
// table layer_styles.

#include <span>
#include <string>

namespace farola::io {

struct Category {
  std::string value;   ///< as it stands in the field
  std::string colour;  ///< "#28286e"
  double size = 2;     ///< diameter of a point or width of a line, millimetres
};

enum class CategoryShape { point, line };

/// The legend shows the values in this order; points of a later category lie above.
std::string category_style(const std::string& field, CategoryShape shape,
                           std::span<const Category> categories);

/// Numbers from `from` to `to`, both ends taken in.
struct SizeClass {
  double from, to;
  std::string label;  ///< in the legend
  double size;        ///< diameter, millimetres
};

/// Rings of one colour, larger where the number in the field is: what lies beneath stays visible.
std::string ring_style(const std::string& field, const std::string& colour,
                       std::span<const SizeClass> classes);

}  // namespace farola::io
