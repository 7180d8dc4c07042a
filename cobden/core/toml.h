#pragma once
// TOML text as a plain tree in which every key and value knows its line, so that a mistake can be named where
// it stands. The parser is toml++ (TOML 1.0); its header is heavy and is included by the one source file of
// this pair.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/civil_time.h"

namespace cobden {

struct TomlEntry;

/// One value of a TOML document. A time of day without a date comes as kOther.
struct TomlValue {
  enum class Kind { kText, kInteger, kNumber, kBoolean, kDate, kList, kTable, kOther };
  Kind kind = Kind::kOther;
  long line = 0;      ///< 1-based
  long column = 0;    ///< 1-based
  std::string text;   ///< the text of a string; for the other scalars their spelling, for error messages
  double number = 0;  ///< of kInteger and kNumber
  bool boolean = false;
  std::optional<CivilTime> date;   ///< of kDate
  std::vector<TomlValue> items;    ///< of kList
  std::vector<TomlEntry> entries;  ///< of kTable, in the order of the file
};

struct TomlEntry {
  std::string key;
  long line = 0;  ///< of the key
  TomlValue value;
};

/// "text", "a number", ... for error messages.
std::string kind_name(TomlValue::Kind kind);

/// The document as a table. UserError with file and line: not UTF-8, not TOML.
TomlValue parse_toml(std::string_view text, const std::string& file);

}  // namespace cobden
