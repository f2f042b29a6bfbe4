#include "arrow_data.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace farola::python {
namespace {

// Floor division, so that instants before 1970 fall into the second they belong to.
std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

bool bit(const void* bits, std::int64_t i) {
  return (static_cast<const unsigned char*>(bits)[i / 8] >> (i % 8)) & 1;
}

double half_to_double(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1f;
  const double fraction = (half & 0x3ff) / 1024.0;
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(fraction, -14);
  } else if (exponent == 31) {
    value = fraction == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  } else {
    value = std::ldexp(1 + fraction, exponent - 15);
  }
  return half & 0x8000 ? -value : value;
}

}  // namespace

std::map<std::string, std::string> metadata_of(const ArrowSchema& schema) {
  std::map<std::string, std::string> pairs;
  const char* at = schema.metadata;
  if (!at) return pairs;
  const auto number = [&at] {
    std::int32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  };
  const auto text = [&at, &number] {
    const std::int32_t length = number();
    std::string value(at, static_cast<std::size_t>(length));
    at += length;
    return value;
  };
  for (std::int32_t left = number(); left > 0; --left) {
    std::string key = text();
    pairs[std::move(key)] = text();
  }
  return pairs;
}

bool ArrowColumn::is_number() const {
  return !schema_->dictionary && format().size() == 1 &&
         std::strchr("bcCsSiIlLefg", format()[0]) != nullptr;
}

bool ArrowColumn::is_text() const {
  if (schema_->dictionary) return ArrowColumn(*schema_->dictionary, *array_->dictionary).is_text();
  return format() == "u" || format() == "U" || format() == "vu";
}

bool ArrowColumn::is_binary() const {
  return format() == "z" || format() == "Z" || format() == "vz";
}

bool ArrowColumn::is_time() const {
  return format() == "tdD" || format() == "tdm" || format().starts_with("ts");
}

bool ArrowColumn::valid(std::int64_t i) const {
  if (format() == "n") return false;
  const bool no_bitmap = array_->n_buffers == 0 || array_->buffers[0] == nullptr;
  return no_bitmap || bit(array_->buffers[0], at(i));
}

double ArrowColumn::number(std::int64_t i) const {
  if (!valid(i)) return std::numeric_limits<double>::quiet_NaN();
  const std::int64_t k = at(i);
  switch (format()[0]) {
    case 'b':
      return bit(array_->buffers[1], k) ? 1 : 0;
    case 'c':
      return buffer<std::int8_t>(1)[k];
    case 'C':
      return buffer<std::uint8_t>(1)[k];
    case 's':
      return buffer<std::int16_t>(1)[k];
    case 'S':
      return buffer<std::uint16_t>(1)[k];
    case 'i':
      return buffer<std::int32_t>(1)[k];
    case 'I':
      return buffer<std::uint32_t>(1)[k];
    case 'l':
      return static_cast<double>(buffer<std::int64_t>(1)[k]);
    case 'L':
      return static_cast<double>(buffer<std::uint64_t>(1)[k]);
    case 'e':
      return half_to_double(buffer<std::uint16_t>(1)[k]);
    case 'f':
      return buffer<float>(1)[k];
    default:
      return buffer<double>(1)[k];
  }
}

std::optional<std::int64_t> ArrowColumn::seconds(std::int64_t i) const {
  if (!valid(i)) return std::nullopt;
  const std::int64_t k = at(i);
  if (format() == "tdD") return buffer<std::int32_t>(1)[k] * std::int64_t{86400};
  const std::int64_t value = buffer<std::int64_t>(1)[k];
  switch (format()[2]) {
    case 's':
      return value;
    case 'u':
      return floor_div(value, 1'000'000);
    case 'n':
      return floor_div(value, 1'000'000'000);
    default:
      return floor_div(value, 1000);  // "tsm", and "tdm": dates in milliseconds
  }
}

std::string_view ArrowColumn::time_zone() const {
  return format().starts_with("ts") && format().size() > 4 ? format().substr(4) : "";
}

std::span<const unsigned char> ArrowColumn::bytes(std::int64_t i) const {
  if (!valid(i)) return {};
  const std::int64_t k = at(i);
  if (schema_->dictionary) {
    // Indices are numbers of the outer type; the values live in the dictionary.
    return ArrowColumn(*schema_->dictionary, *array_->dictionary)
        .bytes(static_cast<std::int64_t>(number(i)));
  }
  if (format()[0] == 'v') {  // views: short values inline, long ones in a further buffer
    const auto* view = buffer<unsigned char>(1) + 16 * k;
    std::int32_t length = 0, index = 0, start = 0;
    std::memcpy(&length, view, 4);
    if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
    std::memcpy(&index, view + 8, 4);
    std::memcpy(&start, view + 12, 4);
    return {buffer<unsigned char>(2 + index) + start, static_cast<std::size_t>(length)};
  }
  std::int64_t begin = 0, end = 0;
  if (format() == "U" || format() == "Z") {
    begin = buffer<std::int64_t>(1)[k];
    end = buffer<std::int64_t>(1)[k + 1];
  } else {
    begin = buffer<std::int32_t>(1)[k];
    end = buffer<std::int32_t>(1)[k + 1];
  }
  return {buffer<unsigned char>(2) + begin, static_cast<std::size_t>(end - begin)};
}

std::string_view ArrowColumn::text(std::int64_t i) const {
  const auto raw = bytes(i);
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

ArrowColumn ArrowColumn::child(std::int64_t number) const {
  return ArrowColumn(*schema_->children[number], *array_->children[number],
                     array_->offset + offset_);
}

std::optional<ArrowColumn> ArrowColumn::child(std::string_view name) const {
  for (std::int64_t c = 0; c < schema_->n_children; ++c) {
    const ArrowSchema& schema = *schema_->children[c];
    if (schema.name && schema.name == name) return child(c);
  }
  return std::nullopt;
}

std::pair<std::int64_t, std::int64_t> ArrowColumn::items_of(std::int64_t i) const {
  const std::int64_t k = at(i);
  if (const std::int64_t width = fixed_list_size()) return {k * width, (k + 1) * width};
  if (!valid(i)) return {0, 0};
  if (format() == "+L") return {buffer<std::int64_t>(1)[k], buffer<std::int64_t>(1)[k + 1]};
  return {buffer<std::int32_t>(1)[k], buffer<std::int32_t>(1)[k + 1]};
}

ArrowColumn ArrowColumn::items() const {
  return ArrowColumn(*schema_->children[0], *array_->children[0]);
}

std::int64_t ArrowColumn::fixed_list_size() const {
  return format().starts_with("+w:") ? std::stoll(std::string(format().substr(3))) : 0;
}

}  // namespace farola::python
