#pragma once
// The bytes of a file from front to back, unpacked on the way when they are gzip.
//
// GDAL's /vsigzip/ gives what is left of a file that was cut short and says nothing; here a gzip
// stream that ends before its end, or whose checksum is wrong, is Error{file, "cannot-read"}.
// Several gzip members one after the other (as pigz or `cat a.gz b.gz` make) are one stream.

#include <cstdint>
#include <memory>
#include <string>

namespace farola::io {

class ByteSource {
 public:
  /// `path` as checked_source() gave it; `given` is named in messages.
  ByteSource(const std::string& path, std::string given, std::string parameter);
  ~ByteSource();
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;

  /// Up to `most` bytes; 0 only at the end.
  std::size_t read(char* to, std::size_t most);

  bool compressed() const;
  std::int64_t stored_size() const;      ///< of the file itself
  std::int64_t stored_position() const;  ///< how much of it has been taken
 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace farola::io
