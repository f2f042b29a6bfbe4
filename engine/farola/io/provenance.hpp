#pragma once
// What made a result, so that a stranger can repeat it. Stored in the metadata of every output.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace farola::io {

struct InputFile {
  std::string parameter;  ///< "events"
  std::string name;       ///< file name without its folder; passwords in connections masked
  std::int64_t bytes = 0;
  std::string sha256;     ///< hex, empty for a database
};

struct Provenance {
  std::string analysis;  ///< "kernel-density"
  std::string command;   ///< as it could be typed again, file names without their folders
  nlohmann::ordered_json options;  ///< every parameter that was given or chosen
  std::vector<InputFile> inputs;
  std::string crs;
  std::string made_at;   ///< UTC, from SOURCE_DATE_EPOCH where set

  nlohmann::ordered_json to_json() const;  ///< with farola's version
};

/// Now, or SOURCE_DATE_EPOCH, as "2026-11-24T08:15:00Z".
std::string timestamp_for_files();
/// SHA-256 of a file in hex. Throws Error{file, "cannot-open"}.
std::string sha256_of_file(const std::string& path);
InputFile input_file(const std::string& parameter, const std::string& path);

}  // namespace farola::io
