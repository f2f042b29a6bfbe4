#include "farola/crs/crs.hpp"

#include "farola/core/error.hpp"
#include "farola/crs/proj_handles.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>
#include <geodesic.h>
#include <proj.h>

namespace farola {

// What PROJ knows is read once, here; a PJ is not for two threads, strings are.
struct Crs::Data {
  std::string definition;  // WKT 2:2019, or PROJJSON, from which a PJ can be made anew
  std::string wkt, name, code, unit_name;
  bool geographic = false, projected = false;
  double metres_per_unit = 1;
  std::optional<Box> area;
  std::string base;  // definition of the geographic CRS that a projected one is made from
  double semi_major = 0, inverse_flattening = 0;  // of the ellipsoid; no flattening: 0
};

namespace {

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return low;
}

// PROJ itself opens no network here, but a string that asks for one deserves its own answer.
void refuse_addresses(const std::string& text, const std::string& parameter) {
  const std::string low =
      lower(text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size())));
  for (const std::string_view scheme : {"http://", "https://", "ftp://", "file://", "/vsi"}) {
    if (low.find(scheme) == 0) {
      fail_usage(
          "crs-remote", parameter,
          fmt::format("A CRS is not read from an address or a file, got \"{}\". Give a code or "
                      "its text, for example --{} EPSG:25830.",
                      text, parameter));
    }
  }
}

[[noreturn]] void fail_unknown(const std::string& text, const std::string& parameter,
                               const std::string& why) {
  fail_usage("crs-unknown", parameter,
             fmt::format("\"{}\" is not a coordinate reference system that PROJ knows{}. Give an "
                         "authority code or WKT, for example --{} EPSG:25830.",
                         text, why.empty() ? "" : " (" + why + ")", parameter));
}

[[noreturn]] void fail_unknown_horizontally(const std::string& text, const std::string& name,
                                            const std::string& parameter) {
  fail_usage("crs-not-horizontal", parameter,
             fmt::format("{} ({}) is not a CRS of places on a map: it is of heights, or of space. "
                         "Give a geographic or projected one, for example --{} EPSG:25830.",
                         text, name, parameter));
}

/// Letters and digits alone: "WGS84" and "WGS 84" are one name.
std::string bare(std::string_view text) {
  std::string letters = lower(text);
  std::erase_if(letters, [](unsigned char c) { return std::isalnum(c) == 0; });
  return letters;
}

/// Neither a code (EPSG:4326, urn:…), nor WKT, PROJJSON or a PROJ string: a name, or a slip.
bool is_free_text(const std::string& text) {
  return text.find_first_of(":[{=") == std::string::npos;
}

void read_unit(PJ_CONTEXT* context, const PJ* crs, double& factor, std::string& unit) {
  const ProjObject system(proj_crs_get_coordinate_system(context, crs));
  if (!system) return;
  const char* name = nullptr;
  double conversion = 1;
  if (proj_cs_get_axis_info(context, system.get(), 0, nullptr, nullptr, nullptr, &conversion, &name,
                            nullptr, nullptr) != 0) {
    factor = conversion;
    if (name != nullptr) unit = name;
  }
}

/// Code or WKT of what a projected CRS is made from, if that is degrees from Greenwich.
std::string base_of(PJ_CONTEXT* context, const PJ* crs) {
  const ProjObject base(proj_crs_get_geodetic_crs(context, crs));
  if (!base) return {};
  double degree = 0, greenwich = 1;
  std::string unit;
  read_unit(context, base.get(), degree, unit);
  const ProjObject meridian(proj_get_prime_meridian(context, base.get()));
  if (meridian) {
    proj_prime_meridian_get_parameters(context, meridian.get(), &greenwich, nullptr, nullptr);
  }
  if (unit != "degree" || greenwich != 0) return {};
  const char* authority = proj_get_id_auth_name(base.get(), 0);
  const char* code = proj_get_id_code(base.get(), 0);
  if (authority != nullptr && code != nullptr) return fmt::format("{}:{}", authority, code);
  const char* wkt = proj_as_wkt(context, base.get(), PJ_WKT2_2019, nullptr);
  return wkt != nullptr ? wkt : "";
}

/// What was read of the last texts, for all threads: PROJ takes milliseconds for each, and one run
/// asks for the same few again and again.
class KnownTexts {
 public:
  Crs of(const std::string& text) const {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(text);
    return found == known_.end() ? Crs() : found->second;
  }
  void add(const std::string& text, const Crs& crs) {
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most) known_.clear();
    known_.emplace(text, crs);
  }

 private:
  static constexpr std::size_t most = 64;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Crs> known_;
};

KnownTexts& known_texts() {
  static KnownTexts texts;
  return texts;
}

}  // namespace

Crs Crs::from_text(const std::string& text, const std::string& parameter) {
  refuse_addresses(text, parameter);
  if (Crs known = known_texts().of(text)) return known;
  const ProjContext context;
  ProjObject object(proj_create(context.get(), text.c_str()));
  if (!object && !text.empty() &&
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
    fail_unknown(text, parameter, "a code needs its authority: did you mean EPSG:" + text + "?");
  }
  if (!object) fail_unknown(text, parameter, context.last_error());
  if (proj_is_crs(object.get()) == 0) {
    // "+proj=utm +zone=18" without +type=crs is an operation to PROJ and a CRS to everyone else.
    if (text.find("+proj=") != std::string::npos && text.find("+type=crs") == std::string::npos) {
      return from_text(text + " +type=crs", parameter);
    }
    fail_unknown(text, parameter, "it is not a CRS");
  }
  // The horizontal part is what maps are made in.
  PJ_TYPE type = proj_get_type(object.get());
  if (type == PJ_TYPE_COMPOUND_CRS) {
    object.reset(proj_crs_get_sub_crs(context.get(), object.get(), 0));
    type = proj_get_type(object.get());
  }
  if (type == PJ_TYPE_BOUND_CRS) {
    ProjObject source(proj_get_source_crs(context.get(), object.get()));
    type = proj_get_type(source.get());
  }
  auto data = std::make_shared<Data>();
  data->geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
  data->projected = type == PJ_TYPE_PROJECTED_CRS;
  const char* name = proj_get_name(object.get());
  data->name = name != nullptr ? name : "unnamed";
  if (type == PJ_TYPE_VERTICAL_CRS || type == PJ_TYPE_GEOCENTRIC_CRS) {
    fail_unknown_horizontally(text, data->name, parameter);
  }
  // PROJ takes any word for the beginning of some name, and finds one.
  if (is_free_text(text) && bare(text) != bare(data->name)) {
    fail_unknown(text, parameter, fmt::format("the nearest name is {}", data->name));
  }
  const char* authority = proj_get_id_auth_name(object.get(), 0);
  const char* code = proj_get_id_code(object.get(), 0);
  if (authority != nullptr && code != nullptr) data->code = fmt::format("{}:{}", authority, code);
  const char* wkt = proj_as_wkt(context.get(), object.get(), PJ_WKT2_2019, nullptr);
  if (wkt == nullptr) wkt = proj_as_wkt(context.get(), object.get(), PJ_WKT1_GDAL, nullptr);
  if (wkt != nullptr) data->wkt = wkt;
  data->definition = !data->code.empty() ? data->code : data->wkt;
  read_unit(context.get(), object.get(), data->metres_per_unit, data->unit_name);
  if (data->projected) data->base = base_of(context.get(), object.get());
  const ProjObject ellipsoid(proj_get_ellipsoid(context.get(), object.get()));
  if (ellipsoid) {
    proj_ellipsoid_get_parameters(context.get(), ellipsoid.get(), &data->semi_major, nullptr,
                                  nullptr, &data->inverse_flattening);
  }
  double west = 0, south = 0, east = 0, north = 0;
  if (proj_get_area_of_use(context.get(), object.get(), &west, &south, &east, &north, nullptr) !=
          0 &&
      west > -1000) {
    data->area = Box{west, south, east, north};
  }
  Crs crs;
  crs.data_ = std::move(data);
  known_texts().add(text, crs);
  return crs;
}

Crs Crs::from_epsg(int code) { return from_text(fmt::format("EPSG:{}", code)); }

bool Crs::is_geographic() const { return data_ && data_->geographic; }
bool Crs::is_projected() const { return data_ && data_->projected; }
double Crs::metres_per_unit() const { return data_ ? data_->metres_per_unit : 1; }
std::string Crs::unit_name() const { return data_ ? data_->unit_name : ""; }
std::string Crs::units_name() const {
  std::string name = unit_name();
  if (name == "metre") return "metres";
  const std::size_t foot = name.find("foot");
  if (foot != std::string::npos) return name.replace(foot, 4, "feet");
  return name + "s";
}
std::string Crs::name() const { return data_ ? data_->name : ""; }
std::string Crs::code() const { return data_ ? data_->code : ""; }
std::string Crs::wkt() const { return data_ ? data_->wkt : ""; }
std::optional<Box> Crs::area_of_use() const { return data_ ? data_->area : std::nullopt; }

Crs Crs::geographic_base() const {
  return data_ && !data_->base.empty() ? from_text(data_->base) : Crs();
}

double Crs::ground_distance(Point a, Point b) const {
  const double inverse = data_->inverse_flattening;
  geod_geodesic ellipsoid;
  geod_init(&ellipsoid, data_->semi_major, inverse > 0 ? 1 / inverse : 0);
  double metres = 0;
  geod_inverse(&ellipsoid, a.y, a.x, b.y, b.x, &metres, nullptr, nullptr);
  return metres;
}

std::string Crs::label() const {
  if (!data_) return "unknown";
  return data_->code.empty() ? data_->name : fmt::format("{} ({})", data_->code, data_->name);
}

bool Crs::equivalent(const Crs& other) const {
  if (data_ == other.data_) return true;
  if (!data_ || !other.data_) return false;
  if (data_->definition == other.data_->definition) return true;
  const ProjContext context;
  const ProjObject a(proj_create(context.get(), data_->definition.c_str()));
  const ProjObject b(proj_create(context.get(), other.data_->definition.c_str()));
  return a && b &&
         proj_is_equivalent_to_with_ctx(context.get(), a.get(), b.get(),
                                        PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0;
}

std::string definition_of(const Crs& crs) { return crs.code().empty() ? crs.wkt() : crs.code(); }

}  // namespace farola
