#pragma once
// One table of a TOML file, read key by key against its option records (core/options.h). Reading is strict,
// because a mistyped key that is silently ignored would answer another question: every unknown key and wrong
// type is a UserError that names its line and what was probably meant.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/options.h"
#include "cobden/core/toml.h"

namespace cobden {

/// "did you mean 'x'?" for the nearest of `known`; empty if nothing is close.
std::string did_you_mean(const std::string& text, const std::vector<std::string>& known);

class TableReader {
 public:
  /// `table` is the name of the records that apply; `subtables` are keys read by other readers. `value` and
  /// `options` must outlive the reader.
  TableReader(std::span<const OptionRecord> options, const TomlValue& value, std::string table,
              std::string file, const std::vector<std::string>& subtables = {});

  const TomlEntry* find(const std::string& key) const;
  const TomlValue& table() const { return value_; }
  const std::string& file() const { return file_; }
  SourcePlace place() const { return place_at(value_.line, table_); }
  SourcePlace place(const TomlEntry& entry) const;
  /// The place of `key`, or of the table where the key is absent.
  SourcePlace place(const std::string& key) const;

  /// Text in quotes, checked against the choices of its record.
  std::string text(const std::string& key, std::string otherwise = "") const;
  /// The same for a key that must be there; `example` says how it is written.
  std::string required_text(const std::string& key, const std::string& example) const;
  std::optional<double> number(const std::string& key) const;
  bool truth(const std::string& key, bool otherwise = false) const;
  /// A date, with or without a time of day.
  std::optional<CivilTime> date(const std::string& key) const;
  /// A date that must be a bare day.
  std::optional<Day> day(const std::string& key) const;
  /// A list of texts; a single text too where the record says so. Empty if the key is absent.
  std::vector<std::string> texts(const std::string& key) const;
  std::vector<std::string> texts(const TomlEntry& entry, bool single_allowed) const;
  /// A list of finite numbers within the bounds of its record. Empty if the key is absent.
  std::vector<double> numbers(const std::string& key) const;
  /// The tables of a [[key]]; empty if absent.
  std::vector<const TomlValue*> tables(const std::string& key) const;
  void require_kind(const TomlEntry& entry, bool fits, const std::string& expected) const;

 private:
  SourcePlace place_at(long line, std::string key) const;
  void check_known(const TomlEntry& entry, const std::vector<std::string>& subtables) const;
  void check_choice(const TomlEntry& entry) const;
  double bounded(const TomlEntry& entry, const TomlValue& value, const OptionRecord& option) const;
  std::string non_empty(const TomlEntry& entry, const TomlValue& value) const;

  std::span<const OptionRecord> options_;
  const TomlValue& value_;
  std::string table_, file_;
};

}  // namespace cobden
