#pragma once
// What a `cobden data` command answers: named sections of typed rows, rendered in one place as aligned
// tables, as one JSON object or as long CSV. In JSON every figure with a unit is {"value": ..., "unit": ...}.
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "apps/cli/command_io.h"
#include "cobden/report/brief.h"
#include "cobden/report/text_table.h"

namespace cobden::cli {

using Cell = std::variant<std::string, long, double>;

struct Field {
  enum class Style { kText, kCount, kMoney, kPercent, kExact };
  std::string key;      ///< name in JSON and CSV
  std::string heading;  ///< name in a table; empty = not shown there
  Style style = Style::kText;
  std::string unit = {};  ///< "million USD", "percent"; empty = none
};

struct Section {
  std::string key;    ///< name in JSON and CSV
  std::string title;  ///< above the table
  std::vector<Field> fields;
  std::vector<std::vector<Cell>> rows = {};
  std::size_t most = 0;  ///< rows shown in a table; 0 = all
};

struct FileHash {
  std::string path, sha256;
};

struct DataAnswer {
  std::string command;  ///< "data check", ...
  std::vector<FileHash> inputs = {}, outputs = {};
  std::vector<Section> sections = {};
  std::vector<std::string> footer = {};  ///< sentences under the tables; "notes" in JSON
};

/// The section as a person reads it, its first `most` rows.
report::TextTable table_of(const Section& section);
/// The answer as a document: a section for each that a person is shown, the footer as points at its end.
report::Brief brief_of(const DataAnswer& answer, const std::string& title);
/// The answer as a program reads it: section, row, key, unit, value.
std::string csv_of(const DataAnswer& answer);
/// The tables of a person, one after another.
void print_tables(const std::vector<Section>& sections, std::ostream& out);
/// A cell as a program reads it: numbers as the shortest text that gives the same double back.
std::string plain_text(const Cell& cell);

/// UserError for a format that is not table, json or csv: asked before anything is read or written.
void require_known_format(const CommandIo& io);

/// Writes the answer to io.out in io.format. UserError for a format that is not table, json or csv.
void print(const DataAnswer& answer, CommandIo& io);

/// Passes the answer to io.json and io.csv, as print does too.
void keep(const DataAnswer& answer, const CommandIo& io);

/// Path and SHA-256 of a written file, or of every file of a written folder, by name.
std::vector<FileHash> hashes_of(const std::filesystem::path& path);

}  // namespace cobden::cli
