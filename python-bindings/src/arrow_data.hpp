#pragma once
// The Arrow C data interface: the structures as its specification lays them out
// (https://arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html), and a typed
// view of one column of a record batch. No Arrow library is needed, and no Python.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
extern "C" {
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};
struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};
}
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
extern "C" {
struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
  int (*get_next)(ArrowArrayStream*, ArrowArray*);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};
}
#endif

namespace farola::python {

/// A schema or an array that is released when it goes.
template <class Struct>
class Owned {
 public:
  Owned() = default;
  ~Owned() {
    if (value.release) value.release(&value);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Struct value{};
};

/// Key-value metadata of a field, for example ARROW:extension:name.
std::map<std::string, std::string> metadata_of(const ArrowSchema& schema);

/// One column of one batch. Valid as long as the batch is.
class ArrowColumn {
 public:
  ArrowColumn(const ArrowSchema& schema, const ArrowArray& array) : ArrowColumn(schema, array, 0) {}

  std::string_view name() const { return schema_->name ? schema_->name : ""; }
  std::string_view format() const { return schema_->format; }
  std::int64_t size() const { return array_->length; }

  bool is_number() const;
  bool is_text() const;
  bool is_binary() const;
  bool is_time() const;  ///< date or timestamp

  bool valid(std::int64_t i) const;
  /// NaN where null. REQUIRES is_number().
  double number(std::int64_t i) const;
  /// Whole seconds since 1970 (UTC where the type has a zone), nothing where null. REQUIRES
  /// is_time().
  std::optional<std::int64_t> seconds(std::int64_t i) const;
  bool is_date() const { return format().starts_with("td"); }
  /// The zone of a timestamp type, empty when it has none.
  std::string_view time_zone() const;
  /// The bytes of a string or a binary value, empty where null. REQUIRES is_text() or is_binary().
  std::span<const unsigned char> bytes(std::int64_t i) const;
  std::string_view text(std::int64_t i) const;

  /// Child of a struct, at the struct's rows.
  ArrowColumn child(std::int64_t number) const;
  std::optional<ArrowColumn> child(std::string_view name) const;
  /// Items of a list: first and end index into items().
  std::pair<std::int64_t, std::int64_t> items_of(std::int64_t i) const;
  ArrowColumn items() const;
  /// Numbers a fixed-size list has in a row, 0 when it is none.
  std::int64_t fixed_list_size() const;

 private:
  ArrowColumn(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset)
      : schema_(&schema), array_(&array), offset_(offset) {}
  std::int64_t at(std::int64_t i) const { return i + array_->offset + offset_; }
  template <class T>
  const T* buffer(int number) const {
    return static_cast<const T*>(array_->buffers[number]);
  }

  const ArrowSchema* schema_;
  const ArrowArray* array_;
  std::int64_t offset_;  // of the parent struct
};

}  // namespace farola::python
