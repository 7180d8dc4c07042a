#pragma once
// The few calls of SQLite that the store needs, as values that close themselves. Failures of the library are
// a UserError that names the file: a full disk or a folder without permission is not the program's fault.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cobden/core/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cobden::store {

/// The file of the store cannot be used: no room, no permission, locked for long, damaged.
class StoreError : public UserError {
 public:
  using UserError::UserError;
};

class Statement;

/// One connection. Not for use from several threads at once.
class Database {
 public:
  /// Opens or creates the file. UserError if that is not possible.
  explicit Database(const std::filesystem::path& file);
  const std::filesystem::path& file() const { return file_; }
  /// Runs SQL without results; several statements may stand in it.
  void run(const std::string& sql);
  Statement prepare(std::string_view sql);
  /// Rows changed by the last statement.
  std::int64_t changes() const;
  /// Runs `work` as one transaction that takes the write lock at its start: all of it or nothing.
  void transaction(const std::function<void()>& work);
  [[noreturn]] void fail(const std::string& doing) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement: bind in order, then step through the rows.
class Statement {
 public:
  Statement(Database& database, sqlite3_stmt* handle);
  Statement& bind(std::string_view text);
  Statement& bind_optional(const std::optional<std::string>& text);
  Statement& bind_number(std::int64_t number);
  Statement& bind_bytes(std::string_view bytes);
  /// True while there is a row.
  bool step();
  /// For statements without rows.
  void run();
  std::string text(int column) const;  ///< "" for NULL
  std::optional<std::string> optional_text(int column) const;
  std::int64_t number(int column) const;
  bool is_null(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int bound_ = 0;
};

}  // namespace cobden::store
