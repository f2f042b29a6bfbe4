#pragma once
// What made a result, so that a stranger can repeat it. Stored in the metadata of every output.
//
// Secrets do not travel: passwords, tokens and keys in connection strings and addresses are
// replaced by "****" before anything is stored (secrets.hpp).

#include "farola/core/progress.hpp"
#include "farola/io/secrets.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace farola::io {

struct InputFile {
  std::string parameter;  ///< "events"
  std::string name;       ///< file name without its folder; secrets in connections masked
  std::int64_t bytes = 0;
  std::string sha256;  ///< hex, empty for a database, a folder or a remote source
};

struct Provenance {
  std::string analysis;            ///< "kernel-density"
  std::string command;             ///< as it could be typed again, file names without their folders
  nlohmann::ordered_json options;  ///< every parameter that was given or chosen
  std::vector<InputFile> inputs;
  std::string crs;
  std::string made_at;  ///< UTC; empty: timestamp_for_files() at the time of writing

  /// With farola's version; texts masked. Keys: software, version, analysis, command, options,
  /// inputs, crs, made_at.
  nlohmann::ordered_json to_json() const;
};

/// Now, or SOURCE_DATE_EPOCH (seconds since 1970), as "2026-11-24T08:15:00Z". Throws Error{usage,
/// "source-date-epoch-invalid"} when that is not a number of seconds within the years 1970 to 9999.
std::string timestamp_for_files();

/// SHA-256 of a file in hex. Throws Error{file, "cannot-open"}, and Error{cancelled} within
/// milliseconds of a cancel, however large the file.
std::string sha256_of_file(const std::string& path, const Progress& progress = Progress());

/// The file behind what GDAL is asked to open: for /vsizip/… and /vsigzip/… the archive.
InputFile input_file(const std::string& parameter, const std::string& path,
                     const Progress& progress = Progress());
/// The same, and for a Shapefile its .dbf, .prj, .cpg and .shx, which the result depends on as
/// well.
std::vector<InputFile> input_files(const std::string& parameter, const std::string& path,
                                   const Progress& progress = Progress());

}  // namespace farola::io
