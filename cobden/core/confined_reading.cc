#include "cobden/core/confined_reading.h"

#include <algorithm>
#include <atomic>

#include "cobden/core/error.h"
#include "cobden/core/file.h"

namespace cobden {
namespace {

namespace fs = std::filesystem;

std::atomic<int> confinements{0};

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

}  // namespace

ConfinedReading::ConfinedReading() { ++confinements; }
ConfinedReading::~ConfinedReading() { --confinements; }

bool may_read(const fs::path& path) {
  if (confinements.load(std::memory_order_relaxed) == 0) return true;
  std::error_code failed;
  const fs::path real = fs::canonical(path, failed);
  if (failed) return false;
  for (const auto& folder : data_search_path()) {
    const fs::path root = fs::canonical(folder, failed);
    if (!failed && is_within(real, root)) return true;
  }
  return false;
}

void require_may_read(const fs::path& path) {
  if (may_read(path)) return;
  throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                   .value = "",
                   .problem = "is not on the data search path",
                   .expected = "a name of the data search path: here no other file is read",
                   .remedy = "give the name of a ready scenario, benchmark, schedule or list"});
}

bool is_readable_file(const fs::path& path) {
  std::error_code ignored;
  return may_read(path) && fs::is_regular_file(path, ignored);
}

bool is_readable_folder(const fs::path& path) {
  std::error_code ignored;
  return may_read(path) && fs::is_directory(path, ignored);
}

}  // namespace cobden
