#pragma once
// Row accounting: every import says how many rows it read, used and dropped, and why. Rows are never dropped
// in silence.
#include <map>
#include <string>
#include <vector>

namespace cobden::data {

struct FileRows {
  std::string file;    ///< path
  std::string sha256;  ///< of the bytes as stored
  long read = 0;       ///< data rows (headers not counted)
  long used = 0;
  std::map<std::string, long> dropped;  ///< reason -> rows
  std::vector<std::string> notes;       ///< e.g. "blank cells read as no flow: 12,345"
};

struct ImportReport {
  std::vector<FileRows> files;
};

/// One line of a rendered report, ready for a table or a JSON object.
struct ReportLine {
  std::string file;    ///< path
  std::string item;    ///< "rows read", "rows used", "rows dropped", "note" or "sha256"
  std::string value;   ///< the count or hash; empty for a note
  std::string reason;  ///< why rows were dropped, or the text of the note
};
std::vector<ReportLine> report_lines(const ImportReport& report);

/// The report for a person: one block for each file, counts aligned.
std::string to_text(const ImportReport& report);

}  // namespace cobden::data
