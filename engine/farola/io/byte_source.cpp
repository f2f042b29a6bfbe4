#include "farola/io/byte_source.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <zlib.h>

namespace farola::io {

struct ByteSource::Data {
  std::string given, parameter;
  VSILFILE* file = nullptr;
  std::int64_t size = 0, taken = 0;
  bool gzip = false;
  bool in_member = false;  // between the first and the last byte of a gzip member
  z_stream stream{};
  std::vector<unsigned char> packed;

  ~Data() {
    if (!packed.empty()) inflateEnd(&stream);
    if (file != nullptr) VSIFCloseL(file);
  }

  std::size_t read_file(void* to, std::size_t most) {
    const std::size_t got = VSIFReadL(to, 1, most, file);
    taken += static_cast<std::int64_t>(got);
    if (got == 0 && taken < size)
      fail(fmt::format("it ends after {} of {} bytes", grouped(taken), grouped(size)));
    return got;
  }
  [[noreturn]] void fail(const std::string& why) const {
    fail_file("cannot-read",
              fmt::format("Reading {} failed: {}. Copy or download it again.", given, why),
              parameter);
  }
  /// More packed bytes when there are none left; false at the end of the file.
  bool refill() {
    if (stream.avail_in > 0) return true;
    stream.avail_in = static_cast<uInt>(read_file(packed.data(), packed.size()));
    stream.next_in = packed.data();
    return stream.avail_in > 0;
  }
  std::size_t read_gzip(char* to, std::size_t most);
};

std::size_t ByteSource::Data::read_gzip(char* to, std::size_t most) {
  stream.next_out = reinterpret_cast<Bytef*>(to);
  stream.avail_out = static_cast<uInt>(std::min<std::size_t>(most, 1u << 30));
  const uInt room = stream.avail_out;
  while (stream.avail_out == room) {
    if (!refill()) {
      if (in_member) fail("the gzip file is cut short");
      break;
    }
    if (!in_member) {
      // Padding with zeros after the last member is usual on tapes and harmless.
      if (*stream.next_in == 0) {
        ++stream.next_in;
        --stream.avail_in;
        continue;
      }
      inflateReset(&stream);
      in_member = true;
    }
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state == Z_STREAM_END)
      in_member = false;
    else if (state != Z_OK && state != Z_BUF_ERROR)
      fail(fmt::format("the gzip file is damaged ({})", stream.msg ? stream.msg : "bad data"));
  }
  return room - stream.avail_out;
}

ByteSource::ByteSource(const std::string& path, std::string given, std::string parameter)
    : data_(std::make_unique<Data>()) {
  Data& d = *data_;
  d.given = std::move(given);
  d.parameter = std::move(parameter);
  d.file = VSIFOpenL(path.c_str(), "rb");
  if (d.file == nullptr) {
    fail_file("cannot-open", fmt::format("The file {} cannot be opened.", d.given), d.parameter);
  }
  unsigned char magic[2] = {0, 0};
  const std::size_t got = VSIFReadL(magic, 1, 2, d.file);
  d.gzip = got == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
  VSIFSeekL(d.file, 0, SEEK_END);
  d.size = static_cast<std::int64_t>(VSIFTellL(d.file));
  VSIFSeekL(d.file, 0, SEEK_SET);
  if (!d.gzip) return;
  if (inflateInit2(&d.stream, 15 + 16) != Z_OK) d.fail("zlib cannot start");
  d.packed.resize(1 << 18);
}

ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;

std::size_t ByteSource::read(char* to, std::size_t most) {
  if (most == 0) return 0;
  return data_->gzip ? data_->read_gzip(to, most) : data_->read_file(to, most);
}

bool ByteSource::compressed() const { return data_->gzip; }
std::int64_t ByteSource::stored_size() const { return data_->size; }
std::int64_t ByteSource::stored_position() const { return data_->taken; }

}  // namespace farola::io
