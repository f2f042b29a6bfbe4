#include "farola/io/arrow_rows.hpp"

#include "farola/core/error.hpp"
#include "farola/core/text.hpp"
#include "farola/io/csv_reader.hpp"
#include "farola/io/event_readers.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <ogr_recordbatch.h>
#include <ogrsf_frmts.h>

namespace farola::io {

namespace {

/// One column of the batch at hand.
class ArrowColumn {
 public:
  ArrowColumn() = default;
  ArrowColumn(int child, std::string format) : child_(child), format_(std::move(format)) {}
  bool present() const { return child_ >= 0; }

  void open(const ArrowArray& batch) {
    if (present()) array_ = batch.children[child_];
  }
  bool null(std::int64_t i) const {
    const auto* const bits = static_cast<const unsigned char*>(array_->buffers[0]);
    i += array_->offset;
    return array_->null_count != 0 && bits != nullptr && (bits[i / 8] >> (i % 8) & 1) == 0;
  }
  template <class Value>
  Value at(std::int64_t i) const {
    Value value;
    std::memcpy(&value,
                static_cast<const char*>(array_->buffers[1]) +
                    static_cast<std::size_t>(i + array_->offset) * sizeof(Value),
                sizeof(Value));
    return value;
  }
  std::string_view bytes(std::int64_t i) const {
    if (null(i)) return {};
    const auto* const starts = static_cast<const std::int32_t*>(array_->buffers[1]);
    const auto* const data = static_cast<const char*>(array_->buffers[2]);
    i += array_->offset;
    return {data + starts[i], static_cast<std::size_t>(starts[i + 1] - starts[i])};
  }
  bool is_text() const { return format_ == "u"; }
  bool is_known() const {
    return format_ == "u" || format_ == "l" || format_ == "i" || format_ == "s" || format_ == "g" ||
           format_ == "f" || format_ == "tsm:" || format_ == "tdD";
  }
  bool is_number() const {
    return format_ == "l" || format_ == "i" || format_ == "s" || format_ == "g" || format_ == "f";
  }
  double number(std::int64_t i) const {
    switch (format_[0]) {
      case 'l':
        return static_cast<double>(at<std::int64_t>(i));
      case 'i':
        return at<std::int32_t>(i);
      case 's':
        return at<std::int16_t>(i);
      case 'f':
        return static_cast<double>(at<float>(i));
      default:
        return at<double>(i);
    }
  }
  /// As text, in `room` when it has to be made.
  std::string_view text(std::int64_t i, std::string& room) const {
    if (null(i)) return {};
    if (is_text()) return trimmed(bytes(i));
    char digits[32];
    const auto end = format_ == "l"   ? std::to_chars(digits, digits + 32, at<std::int64_t>(i))
                     : format_ == "i" ? std::to_chars(digits, digits + 32, at<std::int32_t>(i))
                     : format_ == "s" ? std::to_chars(digits, digits + 32, at<std::int16_t>(i))
                                      : std::to_chars(digits, digits + 32, number(i));
    room.assign(digits, end.ptr);
    return room;
  }
  TimeValue time(std::int64_t i, const TimeField& field) const {
    if (null(i)) return {};
    if (is_text()) return read_time(field.reader, bytes(i));
    if (format_ == "tdD")
      return stored_time(field.reader, std::int64_t{at<std::int32_t>(i)} * 86400, true, {});
    const std::int64_t thousandths = at<std::int64_t>(i);
    const std::int64_t seconds = thousandths / 1000 - (thousandths % 1000 < 0);
    return stored_time(field.reader, seconds, false, 0);
  }
  NumberValue weight(std::int64_t i) const {
    if (null(i)) return {};
    if (!is_text()) {
      const double value = number(i);
      return {std::isnan(value) ? Found::unreadable : Found::read, value, {}};
    }
    const std::string_view text = bytes(i);
    if (is_missing(text)) return {};
    const auto value = number_of(text, false);
    if (!value) return {Found::unreadable, 0, text};
    return {Found::read, *value, text};
  }

 private:
  int child_ = -1;
  std::string format_;
  const ArrowArray* array_ = nullptr;
};

struct ArrowColumns {
  ArrowColumn id, geometry, time, until, weight, kind, stratum, key;
};

/// The stream and its schema, released whatever happens.
class ArrowStream {
 public:
  explicit ArrowStream(OGRLayer& layer) {
    open_ = layer.GetArrowStream(&stream_) && stream_.get_schema(&stream_, &schema_) == 0;
  }
  ~ArrowStream() {
    if (schema_.release != nullptr) schema_.release(&schema_);
    if (stream_.release != nullptr) stream_.release(&stream_);
  }
  ArrowStream(const ArrowStream&) = delete;
  ArrowStream& operator=(const ArrowStream&) = delete;
  bool open() const { return open_; }
  const ArrowSchema& schema() const { return schema_; }
  bool next(ArrowArray& batch) {
    return stream_.get_next(&stream_, &batch) == 0 && batch.release != nullptr;
  }

 private:
  ArrowArrayStream stream_{};
  ArrowSchema schema_{};
  bool open_ = false;
};

bool find_columns(OGRLayer& layer, const ArrowSchema& schema, const LayerFields& fields,
                  ArrowColumns& columns) {
  const auto find = [&](const std::string& name) {
    for (int i = 0; i < static_cast<int>(schema.n_children); ++i) {
      const ArrowSchema& child = *schema.children[i];
      if (name == child.name && child.dictionary == nullptr) return ArrowColumn(i, child.format);
    }
    return ArrowColumn();
  };
  const auto field = [&](int index, ArrowColumn& column) {
    if (index < 0) return true;
    column = find(fields.names[static_cast<std::size_t>(index)]);
    return column.present() && column.is_known();
  };
  columns.id = find(layer.GetFIDColumn());
  columns.geometry = find(layer.GetGeometryColumn());
  const auto time = [&](const std::optional<TimeField>& wanted, ArrowColumn& column) {
    return !wanted ||
           (field(wanted->index, column) && (wanted->store != TimeStore::text || column.is_text()));
  };
  return columns.id.present() && columns.geometry.present() && time(fields.time, columns.time) &&
         time(fields.until, columns.until) && field(fields.weight, columns.weight) &&
         (fields.weight < 0 || columns.weight.is_text() || columns.weight.is_number()) &&
         field(fields.kind, columns.kind) && field(fields.stratum, columns.stratum) &&
         field(fields.key, columns.key) &&
         (fields.kind < 0 || columns.kind.is_text() || columns.kind.is_number()) &&
         (fields.stratum < 0 || columns.stratum.is_text() || columns.stratum.is_number()) &&
         (fields.key < 0 || columns.key.is_text() || columns.key.is_number());
}

}  // namespace

bool visit_arrow_rows(OGRLayer& layer, const LayerFields& fields, std::int64_t expected,
                      const Progress& progress, const RowVisitor& visit) {
  ArrowStream stream(layer);
  ArrowColumns columns;
  if (!stream.open() || !find_columns(layer, stream.schema(), fields, columns)) return false;
  ArrowArray batch{};
  EventRow row;
  std::string kind, stratum, key;
  std::int64_t seen = 0;
  while (stream.next(batch)) {
    // Released also when visit() or the progress throws.
    const std::unique_ptr<ArrowArray, void (*)(ArrowArray*)> owner(
        &batch, [](ArrowArray* array) { array->release(array); });
    for (ArrowColumn* column : {&columns.id, &columns.geometry, &columns.time, &columns.until,
                                &columns.weight, &columns.kind, &columns.stratum, &columns.key})
      column->open(batch);
    for (std::int64_t i = 0; i < batch.length; ++i) {
      row.row = columns.id.at<std::int64_t>(i);
      if (columns.time.present()) row.time = columns.time.time(i, *fields.time);
      if (columns.until.present()) row.until = columns.until.time(i, *fields.until);
      if (columns.weight.present()) row.weight = columns.weight.weight(i);
      const auto text = [&](const ArrowColumn& column, std::string& room) {
        const std::string_view value = column.text(i, room);
        return is_missing(value) ? std::string_view() : value;
      };
      if (columns.kind.present()) row.kind = text(columns.kind, kind);
      if (columns.stratum.present()) row.stratum = text(columns.stratum, stratum);
      if (columns.key.present()) row.key = text(columns.key, key);
      const std::string_view wkb = columns.geometry.bytes(i);
      visit({reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size()}, row);
    }
    if (batch.length == 0) {
      // GDAL 3.6 gives empty batches for ever, and no message, when it comes to a damaged page.
      if (seen == 0) return false;
      fail_file("cannot-read",
                fmt::format("Reading layer {} stopped after {} rows: the file is damaged. Copy or "
                            "download it again.",
                            layer.GetName(), grouped(seen)),
                "events");
    }
    seen += batch.length;
    if (expected > 0) progress.update(static_cast<double>(seen) / static_cast<double>(expected));
    progress.check();
  }
  return true;
}

}  // namespace farola::io
