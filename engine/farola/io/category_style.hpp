#pragma once
// Styles of points and lines by the words in a field, as QML for the table layer_styles.

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

}  // namespace farola::io
