#include "farola/io/gdal_write.hpp"

#include "farola/core/error.hpp"

#include <algorithm>
#include <utility>

#include <gdal_priv.h>

namespace farola::io {

int gdal_progress(double fraction, const char*, void* progress) {
  try {
    static_cast<const Progress*>(progress)->update(fraction);
    return TRUE;
  } catch (const Error&) {
    return FALSE;
  }
}

namespace {

// What the system, libtiff and SQLite say of a disk that takes no more.
constexpr std::pair<const char*, const char*> disk_troubles[] = {
    {"No space left", "the disk is full"},
    {"disk is full", "the disk is full"},
    {"Disk quota exceeded", "the disk quota is used up"}};

// GDAL wraps the reason in the whole statement that failed.
std::string last_words(const std::string& message) {
  for (const char* before : {") failed: ", "):\n"}) {
    const std::size_t at = message.rfind(before);
    if (at != std::string::npos) {
      const std::size_t start = message.find_first_not_of(" \n", at + std::string(before).size());
      if (start != std::string::npos) return message.substr(start);
    }
  }
  return message;
}

}  // namespace

void require_written(const GdalMessages& messages, const AtomicFile& file) {
  const std::string& said = messages.last_error();
  if (said.empty()) return;
  // The cause comes first; what GDAL says after it, having lost its place in the file, misleads.
  for (const auto& [words, reason] : disk_troubles) {
    const auto names_it = [words = words](const std::string& error) {
      return error.find(words) != std::string::npos;
    };
    if (std::any_of(messages.errors().begin(), messages.errors().end(), names_it)) {
      file.fail(reason);
    }
  }
  // libtiff may only say that it could not write; then the disk itself is asked.
  file.fail(file.disk_is_full() ? "the disk is full" : last_words(said));
}

void close_written(Dataset dataset, const GdalMessages& messages, const AtomicFile& file) {
  if (dataset) dataset->FlushCache(true);
  dataset.reset();
  require_written(messages, file);
}

OGRSpatialReference spatial_reference(const Crs& crs) {
  OGRSpatialReference reference;
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::string code = crs.code();
  const bool epsg = code.starts_with("EPSG:");
  if (!epsg || reference.importFromEPSG(std::stoi(code.substr(5))) != OGRERR_NONE) {
    reference.importFromWkt(crs.wkt().c_str());
  }
  return reference;
}

std::string provenance_text(const Provenance& provenance) {
  // File names need not be UTF-8; JSON must be.
  return provenance.to_json().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string timestamp_with_milliseconds() {
  std::string text = timestamp_for_files();
  return text.insert(text.size() - 1, ".000");
}

GdalSetting::GdalSetting(const char* name, const std::string& value) : name_(name) {
  CPLSetThreadLocalConfigOption(name, value.c_str());
}
GdalSetting::~GdalSetting() { CPLSetThreadLocalConfigOption(name_, nullptr); }

}  // namespace farola::io
