#include "farola/io/source_path.hpp"

#include "farola/core/error.hpp"
#include "farola/io/dataset.hpp"
#include "farola/io/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <cpl_vsi.h>
#include <fmt/format.h>

namespace farola::io {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The first file system in the path that is not a local archive, or empty.
std::string foreign_file_system(const std::string& path) {
  static constexpr std::array<std::string_view, 4> local{"/vsizip/", "/vsigzip/", "/vsitar/",
                                                         "/vsimem/"};
  const std::string small = lower(path);
  for (std::size_t at = small.find("/vsi"); at != std::string::npos;
       at = small.find("/vsi", at + 1)) {
    const std::string_view rest = std::string_view(small).substr(at);
    const bool known = std::any_of(local.begin(), local.end(), [&](std::string_view name) {
      return rest.substr(0, name.size()) == name;
    });
    if (!known) return path.substr(at, path.find('/', at + 1) - at + 1);
  }
  return {};
}

[[noreturn]] void refuse(const std::string& path, const std::string& what,
                         const std::string& parameter) {
  fail_usage("remote-refused", parameter,
             fmt::format("{} is {}, and only local files are read unless asked otherwise. Download "
                         "it first, or add --allow-remote if you trust its source.",
                         shown_path(path), what));
}

/// PostgreSQL is asked for a session that cannot write, whatever an attribute filter may say.
std::string read_only_connection(const std::string& path) {
  if (path.find("options=") != std::string::npos) return path;
  if (path.find("://") == std::string::npos)
    return path + " options='-c default_transaction_read_only=on'";
  return path + (path.find('?') == std::string::npos ? "?" : "&") +
         "options=-c%20default_transaction_read_only%3Don";
}

void require_readable(const std::string& path, const std::string& given,
                      const std::string& parameter) {
  VSIStatBufL status;
  errno = 0;
  if (VSIStatL(path.c_str(), &status) != 0) {
    const int error = errno;
    std::error_code trouble;
    const bool link = std::filesystem::is_symlink(path, trouble);
    const std::string why = error == EACCES  ? "may not be read: permission denied"
                            : error == ELOOP ? "is a link that leads in a circle"
                            : link           ? "is a link to a file that does not exist"
                                             : "does not exist";
    fail_file("cannot-open",
              fmt::format("The file {} {}. Check the path given for {}.", given, why, parameter),
              parameter);
  }
  if (VSI_ISDIR(status.st_mode)) return;  // a folder of shapefiles, or an archive
  if (!VSI_ISREG(status.st_mode)) {
    fail_file("cannot-open",
              fmt::format("{} is a pipe or a device, and a file is needed, since it is read more "
                          "than once. Save the data to a file first.",
                          given),
              parameter);
  }
  if (status.st_size == 0 && path.find("/vsi") == std::string::npos) {
    fail_file("cannot-open",
              fmt::format("The file {} is empty (0 bytes). Export or download it again.", given),
              parameter);
  }
  if (has_ending(path, ".zip")) return;  // opened by the name of what is inside
  const GdalMessages quiet;
  VSILFILE* file = VSIFOpenL(path.c_str(), "rb");
  if (file == nullptr) {
    fail_file("cannot-open",
              fmt::format("The file {} cannot be opened: {}.", given, std::strerror(errno)),
              parameter);
  }
  VSIFCloseL(file);
}

}  // namespace

bool has_ending(const std::string& path, const std::string& ending) {
  return path.size() >= ending.size() &&
         lower(path.substr(path.size() - ending.size())) == lower(ending);
}

std::string shown_path(const std::string& path) {
  if (lower(path.substr(0, 3)) == "pg:" || path.find("://") != std::string::npos)
    return masked(path);
  return path;
}

SourcePath checked_source(const std::string& path, bool allow_remote,
                          const std::string& parameter) {
  if (path.empty())
    fail_file("cannot-open", fmt::format("No file was given for {}.", parameter), parameter);
  const std::string small = lower(path);
  if (small.rfind("pg:", 0) == 0) return {read_only_connection(path), SourceKind::postgres};

  if (const std::string foreign = foreign_file_system(path); !foreign.empty()) {
    if (!allow_remote) refuse(path, fmt::format("read through {}", foreign), parameter);
    return {path, SourceKind::remote};
  }
  if (path.find("://") != std::string::npos) {
    if (!allow_remote) refuse(path, "a network address", parameter);
    const bool web = small.rfind("http://", 0) == 0 || small.rfind("https://", 0) == 0 ||
                     small.rfind("ftp://", 0) == 0;
    return {web ? "/vsicurl/" + path : path, SourceKind::remote};
  }
  // A .gz is unpacked by byte_source.hpp, which notices when it is cut short.
  const std::string gzip = "/vsigzip/";
  if (small.rfind(gzip, 0) == 0 && small.find("/vsi", 1) == std::string::npos && is_csv(path)) {
    const std::string inner = path.substr(gzip.size());
    require_readable(inner, path, parameter);
    return {inner, SourceKind::file};
  }
  const bool zip = has_ending(path, ".zip") && small.rfind("/vsizip/", 0) != 0;
  require_readable(path, path, parameter);
  return {zip ? "/vsizip/" + path : path, SourceKind::file};
}

}  // namespace farola::io
