#pragma once
// Questions that come over the network name scenarios, benchmarks, schedules and lists just as the command
// line does, where any path of the machine may stand. A server confines reading for as long as it lives: what
// is not in a folder of the data search path then does not exist for any reader, whatever name led to it.
#include <filesystem>

namespace cobden {

/// While one lives, this process reads only files within the data search path (core/file.h). Process-wide.
class ConfinedReading {
 public:
  ConfinedReading();
  ~ConfinedReading();
  ConfinedReading(const ConfinedReading&) = delete;
  ConfinedReading& operator=(const ConfinedReading&) = delete;
};

/// Whether reading is not confined, or `path` (links followed) is within the data search path.
bool may_read(const std::filesystem::path& path);
/// UserError, in the words for a file that is not there, unless may_read(path).
void require_may_read(const std::filesystem::path& path);
/// A file that is there and may be read; what names that are looked up ask instead of is_regular_file.
bool is_readable_file(const std::filesystem::path& path);
/// The same for a folder.
bool is_readable_folder(const std::filesystem::path& path);

}  // namespace cobden
