#include "farola/io/provenance.hpp"

#include "farola/core/error.hpp"
#include "farola/core/version.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>

namespace farola::io {
namespace {

constexpr std::int64_t last_second = 253402300799;  // 9999-12-31T23:59:59Z

// The local file that a GDAL path leads to: "/vsizip/folder/a.zip/in/it.shp" -> "folder/a.zip".
std::filesystem::path local_file(const std::string& path) {
  std::string rest = path;
  bool virtual_path = false;
  while (rest.starts_with("/vsi")) {
    const std::size_t slash = rest.find('/', 1);
    if (slash == std::string::npos) return {};
    rest.erase(0, slash + 1);
    virtual_path = true;
  }
  if (rest.starts_with("{")) rest = rest.substr(1, rest.find('}') - 1);
  std::error_code ignored;
  for (std::filesystem::path candidate = rest; !candidate.empty();
       candidate = candidate.parent_path()) {
    if (std::filesystem::is_regular_file(candidate, ignored)) return candidate;
    if (!virtual_path || candidate == candidate.parent_path()) break;
  }
  return {};
}

nlohmann::ordered_json masked_json(const nlohmann::ordered_json& value) {
  if (value.is_string()) return masked(value.get<std::string>());
  nlohmann::ordered_json copy = value;
  if (value.is_structured()) {
    for (auto item = copy.begin(); item != copy.end(); ++item) *item = masked_json(*item);
  }
  return copy;
}

}  // namespace

nlohmann::ordered_json Provenance::to_json() const {
  nlohmann::ordered_json json;
  json["software"] = "farola";
  json["version"] = version;
  json["analysis"] = analysis;
  json["command"] = masked(command);
  json["options"] = options.is_null() ? nlohmann::ordered_json::object() : masked_json(options);
  json["inputs"] = nlohmann::ordered_json::array();
  for (const InputFile& input : inputs) {
    nlohmann::ordered_json entry;
    entry["parameter"] = input.parameter;
    entry["name"] = masked(input.name);
    if (!input.sha256.empty()) {
      entry["bytes"] = input.bytes;
      entry["sha256"] = input.sha256;
    }
    json["inputs"].push_back(std::move(entry));
  }
  json["crs"] = crs;
  json["made_at"] = made_at.empty() ? timestamp_for_files() : made_at;
  return json;
}

std::string timestamp_for_files() {
  std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
  if (const char* given = std::getenv("SOURCE_DATE_EPOCH"); given != nullptr && *given != '\0') {
    const std::string text = given;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (problem != std::errc{} || end != text.data() + text.size() || seconds < 0 ||
        seconds > last_second) {
      fail_usage(
          "source-date-epoch-invalid", "SOURCE_DATE_EPOCH",
          fmt::format("SOURCE_DATE_EPOCH must be whole seconds since 1970, got \"{}\". Set it to "
                      "such a number, for example 1700000000, or unset it.",
                      text));
    }
  }
  const std::time_t time = static_cast<std::time_t>(seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time));
}

std::string sha256_of_file(const std::string& path, const Progress& progress) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    fail_file("cannot-open", fmt::format("{} cannot be opened to take its checksum: {}.", path,
                                         std::system_category().message(errno)));
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(),
                                                                       &EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int length = 0;
  std::vector<char> buffer(1 << 18);  // stays in the processor's cache
  bool right = digest && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
  while (right && file) {
    progress.check();
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    right =
        EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<std::size_t>(file.gcount())) == 1;
  }
  right = right && file.eof() && EVP_DigestFinal_ex(digest.get(), bytes.data(), &length) == 1;
  if (!right) fail_file("cannot-open", fmt::format("{} cannot be read to its end.", path));
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", bytes[i]);
  return hex;
}

InputFile input_file(const std::string& parameter, const std::string& path,
                     const Progress& progress) {
  InputFile input;
  input.parameter = parameter;
  const std::filesystem::path file = local_file(path);
  if (file.empty()) {
    const bool database_or_remote = path.find(':') != std::string::npos || path.starts_with("/vsi");
    std::filesystem::path folder = path;
    if (folder.filename().empty()) folder = folder.parent_path();
    input.name = masked(database_or_remote ? path : folder.filename().string());
    return input;
  }
  input.name = file.filename().string();
  input.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
  input.sha256 = sha256_of_file(file.string(), progress);
  return input;
}

std::vector<InputFile> input_files(const std::string& parameter, const std::string& path,
                                   const Progress& progress) {
  std::vector<InputFile> files{input_file(parameter, path, progress)};
  std::filesystem::path main = path;
  std::string extension = main.extension().string();
  for (char& letter : extension) letter = static_cast<char>(std::tolower(letter));
  if (extension != ".shp" || files.front().sha256.empty() || path.starts_with("/vsi")) return files;
  const bool capitals = main.extension() == ".SHP";
  for (const char* part : {".dbf", ".prj", ".cpg", ".shx"}) {
    std::string ending = part;
    if (capitals) {
      for (char& letter : ending) letter = static_cast<char>(std::toupper(letter));
    }
    const std::filesystem::path sibling = std::filesystem::path(path).replace_extension(ending);
    if (std::filesystem::is_regular_file(sibling)) {
      files.push_back(input_file(parameter, sibling.string(), progress));
    }
  }
  return files;
}

}  // namespace farola::io
