#pragma once
// Option records: each key of an input file described once (name, meaning, unit, bounds, default). One table
// of them feeds the parser, the help, the reference page and (later) the web form (HiGHS option records).
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace cobden {

enum class OptionType {
  kText,
  kNumber,
  kInteger,
  kBoolean,
  kDate,        ///< 2025-04-10, or with time and offset 2025-04-10T12:01:00+08:00
  kTextList,    ///< ["USA", "CHN"]
  kTextOrList,  ///< "USA" or ["USA", "CHN"]
  kNumberList,  ///< [1, 2.5]
  kTable,       ///< a table or a list of tables, described under its own name
};

struct OptionRecord {
  std::string table;  ///< "" for the top of the file, else as in [model] or [[shock]]
  std::string key;    ///< "*" = any key (the names of groups)
  OptionType type = OptionType::kText;
  std::string meaning;
  std::string unit;                                       ///< empty for text
  std::vector<std::string> choices;                       ///< closed list of values; empty = free
  double low = -std::numeric_limits<double>::infinity();  ///< smallest number accepted
  double high = std::numeric_limits<double>::infinity();  ///< largest number accepted
  std::string default_value;                              ///< as one would type it; empty = none
  std::vector<std::string> families = {};                 ///< variants that know the key; empty = all
};

/// A key whose value is text, a switch, a date or a list.
OptionRecord word_option(std::string table, std::string key, OptionType type, std::string meaning,
                         std::string default_value = "", std::vector<std::string> choices = {});
/// A key whose value is a number within bounds.
OptionRecord number_option(std::string table, std::string key, OptionType type, std::string meaning,
                           std::string unit, double low = -std::numeric_limits<double>::infinity(),
                           double high = std::numeric_limits<double>::infinity(),
                           std::string default_value = "");

/// The record of `key` in `table`, or nullptr. A record "*" stands for every key of its table.
const OptionRecord* find_option(std::span<const OptionRecord> options, const std::string& table,
                                const std::string& key);

/// One table of a file for the reference: its name in the records, its spelling, what it is for.
struct OptionTable {
  std::string table, heading, meaning;
};

/// A file format as its readers see it.
struct FormatReference {
  std::string title;         ///< "Scenario files"
  std::string introduction;  ///< one or two sentences
  std::string written_by;    ///< the command that prints the page, for the page
  std::vector<OptionTable> tables;
  std::span<const OptionRecord> options;
  std::string example;  ///< TOML
};
/// The reference for a terminal.
std::string reference_text(const FormatReference& reference);
/// The same as a Markdown page for docs/.
std::string reference_markdown(const FormatReference& reference);

}  // namespace cobden
