#pragma once
// An SQLite file that is being made in the hidden folder of an AtomicFile. It has no journal and is
// not synced: when anything fails it is thrown away whole, and commit() syncs it once. Every
// failure fails the AtomicFile in SQLite's words.

#include "farola/io/atomic_file.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace farola::io {

class SqliteFile {
 public:
  /// Opens file.temporary(), which exists.
  explicit SqliteFile(const AtomicFile& file);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  void run(const std::string& sql);
  void require(bool right) const;  ///< else fails with what SQLite said last
  /// What was written only reaches the file now.
  void close();
  sqlite3* handle() const { return database_; }

 private:
  const AtomicFile& file_;
  sqlite3* database_ = nullptr;
};

/// A prepared statement. Parameters count from 1, columns from 0. Texts and blobs are not copied:
/// REQUIRES that they live until the next step().
class SqliteStatement {
 public:
  SqliteStatement(const SqliteFile& file, const std::string& sql);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void bind(int parameter, std::int64_t value);
  void bind(int parameter, double value);  ///< NaN: NULL
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::span<const unsigned char> blob);
  void bind_null(int parameter);

  /// Whether there is a row. Without one the statement is ready to be bound and run again.
  bool step();
  std::int64_t integer(int column) const;
  std::string text(int column) const;

 private:
  const SqliteFile& file_;
  sqlite3_stmt* statement_ = nullptr;
};

/// "name" for SQL, whatever is in it.
std::string sql_name(std::string_view name);

}  // namespace farola::io
