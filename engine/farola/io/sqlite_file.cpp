#include "farola/io/sqlite_file.hpp"

#include <utility>

#include <sqlite3.h>

namespace farola::io {

SqliteFile::SqliteFile(const AtomicFile& file) : file_(file) {
  const int result =
      ::sqlite3_open_v2(file.temporary().c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr);
  try {
    require(result == SQLITE_OK);
    run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
  } catch (...) {
    ::sqlite3_close_v2(std::exchange(database_, nullptr));
    throw;
  }
}

SqliteFile::~SqliteFile() { ::sqlite3_close_v2(database_); }

void SqliteFile::require(bool right) const {
  if (right) return;
  const bool full = ::sqlite3_errcode(database_) == SQLITE_FULL || file_.disk_is_full();
  file_.fail(full ? "the disk is full" : ::sqlite3_errmsg(database_));
}

void SqliteFile::run(const std::string& sql) {
  require(::sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
}

void SqliteFile::close() {
  require(::sqlite3_close(database_) == SQLITE_OK);
  database_ = nullptr;
}

SqliteStatement::SqliteStatement(const SqliteFile& file, const std::string& sql) : file_(file) {
  file.require(::sqlite3_prepare_v2(file.handle(), sql.c_str(), -1, &statement_, nullptr) ==
               SQLITE_OK);
}

SqliteStatement::~SqliteStatement() { ::sqlite3_finalize(statement_); }

void SqliteStatement::bind(int parameter, std::int64_t value) {
  file_.require(::sqlite3_bind_int64(statement_, parameter, value) == SQLITE_OK);
}

void SqliteStatement::bind(int parameter, double value) {
  file_.require(::sqlite3_bind_double(statement_, parameter, value) == SQLITE_OK);
}

void SqliteStatement::bind(int parameter, std::string_view text) {
  file_.require(::sqlite3_bind_text64(statement_, parameter, text.data(), text.size(),
                                      SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
}

void SqliteStatement::bind(int parameter, std::span<const unsigned char> blob) {
  file_.require(::sqlite3_bind_blob64(statement_, parameter, blob.data(), blob.size(),
                                      SQLITE_STATIC) == SQLITE_OK);
}

void SqliteStatement::bind_null(int parameter) {
  file_.require(::sqlite3_bind_null(statement_, parameter) == SQLITE_OK);
}

bool SqliteStatement::step() {
  const int result = ::sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  file_.require(result == SQLITE_DONE);
  ::sqlite3_reset(statement_);
  return false;
}

std::int64_t SqliteStatement::integer(int column) const {
  return ::sqlite3_column_int64(statement_, column);
}

std::string SqliteStatement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(::sqlite3_column_text(statement_, column));
  return bytes == nullptr ? std::string{} : std::string(bytes);
}

std::string sql_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace farola::io
