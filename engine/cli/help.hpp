#pragma once
// The pages that --help and list print.

#include "farola/catalog/analysis.hpp"

#include <string>

namespace farola::cli {

/// `width` columns, at least 60.
std::string help_text(const catalog::Analysis& analysis, int width);
std::string list_text(int width);
std::string overview_text(int width);  ///< farola --help
std::string version_text();

/// Columns of the terminal behind stdout; 100 where there is none; never more than 120.
int terminal_width();

}  // namespace farola::cli
