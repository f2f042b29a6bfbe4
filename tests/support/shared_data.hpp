#pragma once
// Real city data and reference results live outside the repository (their licences are not
// cleared).

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace farola::test {

/// The path of a file in the shared folder: $FAROLA_SHARED, or `shared` beside the checkout.
inline std::optional<std::string> shared_file(const std::string& name) {
  const char* given = std::getenv("FAROLA_SHARED");
  const std::filesystem::path folder =
      given ? std::filesystem::path(given)
            : std::filesystem::path(FAROLA_SOURCE_DIR).parent_path() / "shared";
  const auto path = folder / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path.string();
}

}  // namespace farola::test

/// Declares `variable` as the path, or skips the test saying what is absent.
#define FAROLA_REQUIRE_SHARED(variable, name)                                                 \
  const auto variable##_found = ::farola::test::shared_file(name);                            \
  if (!variable##_found) GTEST_SKIP() << "needs shared/" << (name) << " (set FAROLA_SHARED)"; \
  const std::string& variable = *variable##_found
