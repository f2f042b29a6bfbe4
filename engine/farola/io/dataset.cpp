#include "farola/io/dataset.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/source_path.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string_view>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

// Each of these reads the bytes of the file it is given and its sidecars, and follows no reference
// to anywhere else. Not here, and why: VRT, OGR_VRT, WMS, WFS, OAPIF, GML (they name other files or
// addresses), SQLite (virtual tables), PCIDSK, NITF and other seldom used raster formats.
constexpr std::array vector_drivers{"GPKG",       "GeoJSON",      "GeoJSONSeq", "ESRI Shapefile",
                                    "FlatGeobuf", "MapInfo File", "KML",        "GPX"};
constexpr std::array raster_drivers{"GTiff", "AAIGrid", "HFA"};
constexpr std::array indirect_drivers{"VRT", "OGR_VRT"};

constexpr std::string_view vector_formats =
    "CSV, GeoPackage, GeoJSON, Shapefile, FlatGeobuf, MapInfo, KML, GPX and PostGIS";
constexpr std::string_view raster_formats = "GeoTIFF, Arc/Info ASCII grid and Erdas Imagine";

/// Setting an option for this thread only, while opening.
class ThreadOption {
 public:
  ThreadOption(const char* name, const char* value) : name_(name) {
    const char* const before = CPLGetThreadLocalConfigOption(name, nullptr);
    had_ = before != nullptr;
    if (had_) before_ = before;
    CPLSetThreadLocalConfigOption(name, value);
  }
  ~ThreadOption() {
    CPLSetThreadLocalConfigOption(name_.c_str(), had_ ? before_.c_str() : nullptr);
  }
  ThreadOption(const ThreadOption&) = delete;
  ThreadOption& operator=(const ThreadOption&) = delete;

 private:
  std::string name_, before_;
  bool had_ = false;
};

std::uint32_t big_endian(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | bytes[3];
}

/// The SQLite header holds the page size (at 16) and the number of pages (at 28, to be trusted when
/// the two change counters at 24 and 92 agree).
void require_whole_sqlite(const std::string& path, const std::string& given,
                          const std::string& parameter) {
  VSILFILE* const file = VSIFOpenL(path.c_str(), "rb");
  if (file == nullptr) return;
  std::array<unsigned char, 100> header{};
  const std::size_t got = VSIFReadL(header.data(), 1, header.size(), file);
  VSIFSeekL(file, 0, SEEK_END);
  const std::uint64_t size = VSIFTellL(file);
  VSIFCloseL(file);
  if (got < 16 || std::memcmp(header.data(), "SQLite format 3", 16) != 0) return;
  const std::uint64_t page = std::uint64_t{header[16]} << 8 | header[17];
  const std::uint64_t page_size = page == 1 ? 65536 : page;
  const bool trusted = std::memcmp(&header[24], &header[92], 4) == 0;
  const std::uint64_t expected = got < 100 ? 100 : big_endian(&header[28]) * page_size;
  if (got == 100 && (!trusted || size >= expected)) return;
  fail_file("cannot-open",
            fmt::format("The file {} is cut short: it holds {} bytes of {}. Copy or download it "
                        "again.",
                        given, grouped(static_cast<std::int64_t>(size)),
                        grouped(static_cast<std::int64_t>(expected))),
            parameter);
}

std::vector<const char*> allowed_drivers(const SourcePath& source, bool vector, bool allow_remote) {
  std::vector<const char*> names;
  if (source.kind == SourceKind::postgres) {
    names.push_back("PostgreSQL");
  } else {
    if (vector)
      names.assign(vector_drivers.begin(), vector_drivers.end());
    else
      names.assign(raster_drivers.begin(), raster_drivers.end());
    if (allow_remote) names.insert(names.end(), indirect_drivers.begin(), indirect_drivers.end());
  }
  names.push_back(nullptr);
  return names;
}

/// What the file is, by its first bytes; nothing is opened. Empty when no driver knows it.
std::string format_of(const std::string& path) {
  GDALDriverH driver = GDALIdentifyDriverEx(path.c_str(), 0, nullptr, nullptr);
  return driver == nullptr ? std::string() : GDALGetDriverShortName(driver);
}

Dataset open_checked(const std::string& path, bool allow_remote, const std::string& parameter,
                     bool vector) {
  start_gdal();
  const GdalMessages messages;
  const SourcePath source = checked_source(path, allow_remote, parameter);
  const std::string given = shown_path(path);
  if (source.kind == SourceKind::file) require_whole_sqlite(source.path, given, parameter);
  // A sidecar .aux.xml can name another file as its overviews.
  const ThreadOption no_sidecar("GDAL_PAM_ENABLED", "NO");
  const unsigned flags =
      (vector ? GDAL_OF_VECTOR : GDAL_OF_RASTER) | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
  const auto drivers = allowed_drivers(source, vector, allow_remote);
  Dataset dataset(static_cast<GDALDataset*>(
      GDALOpenEx(source.path.c_str(), flags, drivers.data(), nullptr, nullptr)));
  if (dataset) return dataset;

  if (source.kind == SourceKind::postgres) {
    fail_file("cannot-open",
              fmt::format("The database {} cannot be opened: {}. Check host, database name, user "
                          "and password.",
                          given, messages.last_error()),
              parameter);
  }
  const std::string format = format_of(source.path);
  const auto is = [&](const char* name) { return name != nullptr && format == name; };
  const bool allowed = std::any_of(drivers.begin(), drivers.end(), is);
  if (!format.empty() && !allowed) {
    fail_usage("driver-refused", parameter,
               fmt::format("The file {} is read by GDAL's {} driver, which is not among those "
                           "allowed for {}: {}. Convert it, for example with {}.",
                           given, format, parameter, vector ? vector_formats : raster_formats,
                           vector ? "ogr2ogr to GeoPackage" : "gdal_translate to GeoTIFF"));
  }
  fail_file("cannot-open",
            fmt::format("The file {} cannot be read{}: {}. Formats that can be read: {}.", given,
                        format.empty() ? "" : fmt::format(" as {}", format),
                        messages.last_error().empty() ? "it is in no known format, or damaged"
                                                      : messages.last_error(),
                        vector ? vector_formats : raster_formats),
            parameter);
}

}  // namespace

void start_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    GDALAllRegister();
    OSRSetPROJEnableNetwork(0);
  });
}

GdalMessages::GdalMessages() {
  CPLPushErrorHandlerEx([](CPLErr severity, CPLErrorNum number,
                           const char* message) { handle(severity, number, message); },
                        this);
}

GdalMessages::~GdalMessages() { CPLPopErrorHandler(); }

void GdalMessages::handle(int severity, int, const char* message) {
  auto* const self = static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
  if (self == nullptr) return;
  std::string text = message;
  while (!text.empty() &&
         (std::isspace(static_cast<unsigned char>(text.back())) || text.back() == '.'))
    text.pop_back();
  std::vector<std::string>& kept = severity >= CE_Failure ? self->errors_ : self->warnings_;
  if (severity >= CE_Warning && kept.size() < 20) kept.push_back(text);
  if (severity >= CE_Failure) self->last_error_ = std::move(text);
}

void DatasetCloser::operator()(GDALDataset* dataset) const {
  // GDAL reads on while it closes; there is nobody left to whom what it finds would matter.
  const GdalMessages quiet;
  if (dataset != nullptr) GDALClose(GDALDataset::ToHandle(dataset));
}

bool is_csv(const std::string& path) {
  for (const char* ending :
       {".csv", ".tsv", ".txt", ".psv", ".csv.gz", ".tsv.gz", ".txt.gz", ".psv.gz"}) {
    if (has_ending(path, ending)) return path.rfind("PG:", 0) != 0;
  }
  return false;
}

Dataset open_vector(const std::string& path, bool allow_remote, const std::string& parameter) {
  return open_checked(path, allow_remote, parameter, true);
}

Dataset open_raster(const std::string& path, bool allow_remote, const std::string& parameter) {
  return open_checked(path, allow_remote, parameter, false);
}

OGRLayer& layer_of(GDALDataset& dataset, const std::string& layer, const std::string& path,
                   const std::string& parameter) {
  std::vector<std::string> names;
  OGRLayer* found = nullptr;
  for (int i = 0; i < dataset.GetLayerCount(); ++i) {
    OGRLayer* const candidate = dataset.GetLayer(i);
    if (candidate == nullptr) continue;
    names.emplace_back(candidate->GetName());
    // By comparison with what is there: the name never becomes part of a statement.
    if (names.back() == layer) found = candidate;
  }
  if (found != nullptr) return *found;
  const std::string given = shown_path(path);
  if (names.empty()) {
    fail_file(
        "cannot-open",
        fmt::format("{} holds no layer that can be mapped: it is empty, or cut short. Export or "
                    "copy it again.",
                    given),
        parameter);
  }
  if (layer.empty() && names.size() == 1) return *dataset.GetLayer(0);
  if (layer.empty()) {
    fail_usage("layer-needed", parameter,
               fmt::format("{} holds {} layers: {}. Name one, for example --{} {}.", given,
                           names.size(), listed(names, "and"), parameter, names.front()));
  }
  const std::string near = nearest_name(layer, names);
  fail_usage(
      "layer-unknown", parameter,
      fmt::format("{} has no layer \"{}\"; it holds {}. {}", given, layer, listed(names, "and"),
                  near.empty() ? fmt::format("Name one with --{}.", parameter)
                               : fmt::format("Did you mean --{} {}?", parameter, near)));
}

void set_where(OGRLayer& layer, const std::string& where, const std::string& option) {
  if (where.empty()) return;
  require_one_expression(where, option);
  const GdalMessages messages;
  // Some drivers find out what is wrong with a condition only when they are asked for a row.
  const bool good = layer.SetAttributeFilter(where.c_str()) == OGRERR_NONE;
  if (good) {
    const OGRFeatureUniquePtr first{layer.GetNextFeature()};
    layer.ResetReading();
  }
  if (good && messages.last_error().empty()) return;
  fail_usage("where-unreadable", option,
             fmt::format("The filter --{0} \"{1}\" cannot be used on layer {2}: {3}. Give a "
                         "condition on its fields, for example --{0} \"kind = 'burglary'\".",
                         option, where, layer.GetName(), messages.last_error()));
}

void require_read(const GdalMessages& messages, const std::string& path,
                  const std::string& parameter) {
  if (messages.last_error().empty()) return;
  fail_file("cannot-read",
            fmt::format("Reading {} failed: {}. The file is damaged or cut short; copy or download "
                        "it again.",
                        shown_path(path), messages.last_error()),
            parameter);
}

void require_one_expression(const std::string& where, const std::string& option) {
  int depth = 0;
  char quote = '\0';
  std::string problem;
  for (std::size_t i = 0; i < where.size() && problem.empty(); ++i) {
    const char c = where[i];
    const char next = i + 1 < where.size() ? where[i + 1] : '\0';
    if (quote != '\0') {
      // A backslash escapes in PostgreSQL's E'' and in OGR's own dialect; in the others it does
      // not. Where readers disagree, nobody reads.
      if (c == '\\' && (next == quote || next == '\\'))
        problem = "a backslash before a quote";
      else if (c == quote)
        quote = '\0';  // a doubled quote closes and opens again
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      if (--depth < 0) problem = "a bracket is closed that was not opened";
    } else if (c == ';') {
      problem = "it has a semicolon outside quotes";
    } else if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
      problem = "it has a comment";
    } else if (c == '$' && (next == '$' || std::isalpha(static_cast<unsigned char>(next)))) {
      problem = "it has a dollar sign outside quotes";
    } else if (c == '\0') {
      problem = "it has a zero byte";
    }
  }
  if (problem.empty() && quote != '\0') problem = "a quote is not closed";
  if (problem.empty() && depth != 0) problem = "a bracket is not closed";
  if (problem.empty()) return;
  fail_usage("where-not-one-expression", option,
             fmt::format("The filter --{0} \"{1}\" is not one condition: {2}. Give a condition on "
                         "fields, for example --{0} \"kind = 'burglary' AND year >= 2019\".",
                         option, where, problem));
}

Crs crs_of(const OGRSpatialReference* reference) {
  if (reference == nullptr || reference->IsEmpty() || reference->IsLocal()) return {};
  const char* const name = reference->GetName();
  // What GeoPackage calls its srs_id -1 and 0.
  if (name != nullptr && std::string_view(name).rfind("Undefined", 0) == 0) return {};
  const char* const authority = reference->GetAuthorityName(nullptr);
  const char* const code = reference->GetAuthorityCode(nullptr);
  if (authority != nullptr && code != nullptr) {
    try {
      return Crs::from_text(fmt::format("{}:{}", authority, code));
    } catch (const Error&) {
      // A code of the file's own making; its text says what is meant.
    }
  }
  char* text = nullptr;
  const char* const options[] = {"FORMAT=WKT2_2019", nullptr};
  const GdalMessages quiet;
  const bool good = reference->exportToWkt(&text, options) == OGRERR_NONE && text != nullptr;
  const std::string wkt = good ? text : "";
  CPLFree(text);
  return wkt.empty() ? Crs() : Crs::from_text(wkt);
}

}  // namespace farola::io
