#pragma once
// What a path given as an input is allowed to be, before anything is opened.
//
// Local files, and archives of them through GDAL's /vsizip/, /vsigzip/ and /vsitar/, however
// nested. Refused unless `allow_remote`: every other /vsi… file system (/vsicurl/, /vsis3/ …, also
// inside an archive path), URLs, and connection strings. "PG:…" is a database that the user named
// in so many words, which is asking enough. A .zip is looked into.

#include <string>

namespace farola::io {

enum class SourceKind { file, postgres, remote };

struct SourcePath {
  std::string path;  ///< as GDAL wants it
  SourceKind kind = SourceKind::file;
};

/// Throws Error{usage, "remote-refused"}, Error{file, "cannot-open"}: no such file, a folder, no
/// permission, an empty file.
SourcePath checked_source(const std::string& path, bool allow_remote, const std::string& parameter);

/// "PG:dbname=x password=****": connection strings as they may be shown.
std::string shown_path(const std::string& path);

/// The name ends in that, case aside: has_ending("a.CSV.gz", ".csv.gz").
bool has_ending(const std::string& path, const std::string& ending);

}  // namespace farola::io
