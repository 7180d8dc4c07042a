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

}  // namespace cobden::data
