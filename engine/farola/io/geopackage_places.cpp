#include "farola/io/geopackage_places.hpp"

#include "farola/core/parallel.hpp"
#include "farola/io/event_builder.hpp"
#include "farola/io/point_wkb.hpp"
#include "farola/io/quoted_name.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace farola::io {

namespace {

constexpr std::int64_t rows_at_once = 1 << 14;
constexpr std::int64_t most_ranges = 1 << 12;  // far apart row numbers are not worth more
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

struct ConnectionCloser {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, ConnectionCloser>;
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

/// For one thread at a time, read only, and nothing of what the file's schema says is run.
Connection open_connection(const std::string& path) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  const int problem = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  Connection connection(opened);
  if (problem != SQLITE_OK) return {};
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  const char* const begin =
      "PRAGMA cell_size_check = ON; BEGIN; SELECT rootpage FROM sqlite_master LIMIT 1";
  if (sqlite3_exec(opened, begin, nullptr, nullptr, nullptr) != SQLITE_OK) return {};
  return connection;
}

Statement prepared(sqlite3* connection, const std::string& text) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, text.c_str(), -1, &statement, nullptr);
  return Statement(statement);
}

/// A table whose rows can be walked by their number.
bool is_plain_table(sqlite3* connection, const std::string& name) {
  const Statement mode = prepared(connection, "PRAGMA journal_mode");
  if (!mode || sqlite3_step(mode.get()) != SQLITE_ROW) return false;
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(mode.get(), 0));
  if (text == nullptr || std::string_view(text) == "wal") return false;
  // A column may be called _rowid_, and then that name no longer means the number of the row.
  const Statement plain = prepared(
      connection,
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1 AND rootpage > 0 AND NOT "
      "EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = '_rowid_' COLLATE NOCASE)");
  return plain && sqlite3_bind_text(plain.get(), 1, name.c_str(), -1, SQLITE_STATIC) == SQLITE_OK &&
         sqlite3_step(plain.get()) == SQLITE_ROW;
}

/// First and last row number; nothing when the table is empty or cannot be read.
std::optional<std::pair<std::int64_t, std::int64_t>> row_numbers(sqlite3* connection,
                                                                 const std::string& name) {
  // Two statements: SQLite looks up one end in no time, but walks the table for both at once.
  const auto end = [&](const char* which) -> std::optional<std::int64_t> {
    const Statement found =
        prepared(connection, fmt::format("SELECT {}(_rowid_) FROM {}", which, quoted_name(name)));
    if (!found || sqlite3_step(found.get()) != SQLITE_ROW ||
        sqlite3_column_type(found.get(), 0) != SQLITE_INTEGER)
      return std::nullopt;
    return sqlite3_column_int64(found.get(), 0);
  };
  const auto first = end("min"), last = end("max");
  if (!first || !last) return std::nullopt;
  return std::pair(*first, *last);
}

/// The well-known binary in a GeoPackage geometry; nothing when it is in another form.
std::optional<std::span<const unsigned char>> wkb_in(std::span<const unsigned char> blob) {
  constexpr std::size_t fixed = 8;  // "GP", version, flags, spatial reference
  constexpr std::size_t envelope_bytes[] = {0, 32, 48, 48, 64};
  if (blob.size() < fixed || blob[0] != 'G' || blob[1] != 'P' || blob[2] != 0) return std::nullopt;
  const bool extended = (blob[3] & 0x20) != 0;
  const std::size_t envelope = blob[3] >> 1 & 7;
  if (extended || envelope > 4 || blob.size() < fixed + envelope_bytes[envelope])
    return std::nullopt;
  return blob.subspan(fixed + envelope_bytes[envelope]);
}

bool add_places(std::int64_t row, std::span<const unsigned char> blob, TablePlaces& places) {
  const auto add = [&](Point point) {
    places.x.push_back(point.x);
    places.y.push_back(point.y);
    places.row.push_back(row);
  };
  ++places.rows;
  if (blob.empty()) {
    add({nowhere, nowhere});
    return true;
  }
  const auto wkb = wkb_in(blob);
  if (!wkb) return false;
  const PointWkb found = visit_points(*wkb, add);
  if (!found.valid || found.other != 0) return false;
  if (found.points == 0) add({nowhere, nowhere});
  return true;
}

/// A connection, and the rows of one range at a time.
class RangeReader {
 public:
  RangeReader(const GeopackageTable& table)
      : connection_(open_connection(table.path)),
        rows_(
            connection_
                ? prepared(connection_.get(),
                           fmt::format("SELECT {}, {} FROM {} WHERE _rowid_ BETWEEN ?1 AND ?2 "
                                       "ORDER BY _rowid_",
                                       quoted_name(table.id_column),
                                       quoted_name(table.geometry_column), quoted_name(table.name)))
                : nullptr) {}

  sqlite3* connection() const { return connection_.get(); }
  bool ready() const { return rows_ != nullptr; }
  void aim(std::int64_t first, std::int64_t last) {
    first_ = first;
    last_ = last;
    sqlite3_reset(rows_.get());
    sqlite3_bind_int64(rows_.get(), 1, first);
    sqlite3_bind_int64(rows_.get(), 2, last);
  }
  /// False: something is not as expected.
  bool read(const Progress& progress) {
    places_.x.clear();
    places_.y.clear();
    places_.row.clear();
    places_.rows = 0;
    sqlite3_stmt* const rows = rows_.get();
    int step = SQLITE_ROW;
    std::optional<std::int64_t> before;
    while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
      const int type = sqlite3_column_type(rows, 1);
      const std::int64_t row = sqlite3_column_int64(rows, 0);
      if (sqlite3_column_type(rows, 0) != SQLITE_INTEGER ||
          (type != SQLITE_BLOB && type != SQLITE_NULL))
        return false;
      // On a damaged page a row may come twice, in the place of another.
      if (row < first_ || row > last_ || (before && row <= *before)) return false;
      before = row;
      const auto* const bytes = static_cast<const unsigned char*>(sqlite3_column_blob(rows, 1));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows, 1));
      if (!add_places(row, {bytes, size}, places_)) return false;
      if (places_.rows % rows_at_once == 0) progress.check();
    }
    return step == SQLITE_DONE;
  }
  const TablePlaces& places() const { return places_; }

 private:
  Connection connection_;
  Statement rows_;
  std::int64_t first_ = 0, last_ = 0;  // of the range
  TablePlaces places_;
};

/// Readers that wait for a range: as many as there are tokens in the pipeline, so there is one.
class WaitingReaders {
 public:
  void put(RangeReader* reader) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(reader);
  }
  RangeReader* take() {
    const std::lock_guard lock(mutex_);
    RangeReader* const reader = waiting_.back();
    waiting_.pop_back();
    return reader;
  }

 private:
  std::mutex mutex_;
  std::vector<RangeReader*> waiting_;
};

void append(const TablePlaces& part, TablePlaces& all) {
  all.x.insert(all.x.end(), part.x.begin(), part.x.end());
  all.y.insert(all.y.end(), part.y.begin(), part.y.end());
  all.row.insert(all.row.end(), part.row.begin(), part.row.end());
  all.rows += part.rows;
}

/// Row numbers from `first` to `last`, in ranges.
class Ranges {
 public:
  Ranges(std::int64_t first, std::int64_t last)
      : next_(first),
        last_(last),
        // Unsigned: a table may hold the smallest number and the largest.
        width_(std::max<std::uint64_t>(
            rows_at_once, (static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first)) /
                              most_ranges)) {}
  bool any() const { return !done_; }
  void aim(RangeReader& reader) {
    const std::uint64_t left =
        static_cast<std::uint64_t>(last_) - static_cast<std::uint64_t>(next_);
    const std::int64_t end =
        left < width_ ? last_
                      : static_cast<std::int64_t>(static_cast<std::uint64_t>(next_) + width_ - 1);
    reader.aim(next_, end);
    done_ = end == last_;
    if (!done_) next_ = end + 1;
  }

 private:
  std::int64_t next_, last_;
  std::uint64_t width_;
  bool done_ = false;
};

}  // namespace

std::optional<TablePlaces> geopackage_places(const GeopackageTable& table,
                                             const Progress& progress) {
  // One more than threads: while one's rows are joined, the others read.
  const std::size_t tokens = static_cast<std::size_t>(thread_count()) + 1;
  std::vector<std::unique_ptr<RangeReader>> readers;
  WaitingReaders waiting;
  for (std::size_t i = 0; i < tokens; ++i) {
    readers.push_back(std::make_unique<RangeReader>(table));
    if (!readers.back()->ready()) return std::nullopt;
    waiting.put(readers.back().get());
  }
  sqlite3* const connection = readers.front()->connection();
  if (!is_plain_table(connection, table.name)) return std::nullopt;
  const auto numbers = row_numbers(connection, table.name);
  if (!numbers) return std::nullopt;

  TablePlaces all;
  const std::size_t room = room_for(table.expected);
  all.x.reserve(room);
  all.y.reserve(room);
  all.row.reserve(room);
  Ranges ranges(numbers->first, numbers->second);
  std::atomic<bool> good = true;
  const auto next_range = [&]() -> RangeReader* {
    if (!good || !ranges.any()) return nullptr;
    RangeReader* const reader = waiting.take();
    ranges.aim(*reader);
    return reader;
  };
  const auto read = [&](RangeReader& reader) {
    if (!reader.read(progress)) good = false;
  };
  const auto join = [&](RangeReader& reader) {
    if (good) append(reader.places(), all);
    waiting.put(&reader);
    if (table.expected > 0)
      progress.update(
          std::min(1.0, static_cast<double>(all.rows) / static_cast<double>(table.expected)));
  };
  make_in_order<RangeReader>(tokens, progress, next_range, read, join);
  if (!good || (table.expected > 0 && all.rows != table.expected)) return std::nullopt;
  return all;
}

}  // namespace farola::io
